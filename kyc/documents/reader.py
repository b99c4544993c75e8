"""Read a document: find the card, set it straight, learn which way up and what it is, then read its fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np

from kyc.documents.fields import in_source
from kyc.documents.placing import is_in_place, quad_by_labels, scaled, whole_picture
from kyc.documents.scan import Scan
from kyc.documents.template import DocumentType, Findings, Template
from kyc.documents.types import TYPES
from kyc.engines.protocols import Image, TextReader
from kyc.imaging.card import find_card
from kyc.imaging.quality import measure
from kyc.imaging.rectify import Rectified, rectify
from kyc.model.document import DocumentReading, FieldStatus, TextLine
from kyc.model.errors import InputError
from kyc.model.geometry import Box, Quad

_CERTAIN = 7  # labels and keywords after which no other guess is tried

_SCAN_MISFIT = 0.05  # a picture with just a card's proportions is a scan of one; 4 to 3 is 0.06 off a passport's
_MAY_LOSE = 2  # hits that a card set straight anew may have less


@dataclass(frozen=True, slots=True, repr=False)
class _Guess:
    """One card quad held one way up, read as one type. `hits` is what speaks for it."""

    key: str
    card: Rectified
    quad: Quad
    lines: tuple[TextLine, ...]
    hits: int


def read_document(
    image: Image,
    readers: Sequence[TextReader],
    *,
    document_type: str | None = None,
    reference_year: int | None = None,
) -> DocumentReading:
    """Read one side of a document, an RGB image; readers in order of trust.

    Without a `document_type` the type is recognised. `reference_year`, this year when not given, decides the
    century of two-digit years.

    Raises:
        InputError: for a document type that is not installed.
        EngineError: when a reader fails.
    """
    types = _types(document_type)
    guess = _best_guess(image, readers[0], types, certain=document_type is not None)
    if guess is None:
        return DocumentReading(None, measure(image, card=True), issues=("DOC.UNSUPPORTED",))
    year = reference_year or datetime.now(UTC).year
    scan = Scan(guess.card, guess.lines, tuple(readers), year)
    return _reading(scan, guess, types[guess.key].TEMPLATE, types[guess.key].read(scan))


def _types(wanted: str | None) -> dict[str, DocumentType]:
    if wanted is None:
        return dict(TYPES)
    if wanted not in TYPES:
        raise InputError("DOC.UNSUPPORTED", f"unknown document type; installed are {', '.join(sorted(TYPES))}")
    return {wanted: TYPES[wanted]}


def _best_guess(image: Image, reader: TextReader, types: dict[str, DocumentType], *, certain: bool) -> _Guess | None:
    best: _Guess | None = None
    for guess in _guesses(image, reader, types):
        if best is None or guess.hits > best.hits:
            best = guess
        if best.hits >= _CERTAIN:
            break
    if best is None or best.hits == 0 or (best.hits < types[best.key].TEMPLATE.min_hits and not certain):
        return None
    return best


def _guesses(image: Image, reader: TextReader, types: dict[str, DocumentType]) -> Iterator[_Guess]:
    """Likely ways to hold the card first: each guess costs a reading of the whole card."""
    quad = find_card(image)[0]
    template = _nearest(quad, [kind.TEMPLATE for kind in types.values()])
    if not _is_frame(quad, image) or _misfit(quad, template) < _SCAN_MISFIT:
        card = rectify(image, quad, width=template.width, height=template.height)
        for turns in (0, 2):
            guess = _guess(card.turned(turns), _turned(quad, turns), reader, types)
            yield _placed(image, _at_own_size(image, guess, types[guess.key].TEMPLATE), reader, types)
    picture = whole_picture(image)
    for turned in map(picture.turned, range(4)):
        yield _placed(image, _guess(turned, turned.to_source(_frame(turned)), reader, types), reader, types)


def _placed(
    image: Image, guess: _Guess, reader: TextReader, types: dict[str, DocumentType], *, moves: int = 2
) -> _Guess:
    """Hold the card as its labels say, where they say that it is not the piece that was cut out.

    A card seen aslant is nearly straight after the first move, and its labels say more; each move is a reading.
    """
    template = types[guess.key].TEMPLATE
    quad = quad_by_labels(guess.lines, template) if guess.hits else None
    if quad is None or moves == 0 or is_in_place(quad, _frame(guess.card)):
        return _at_own_size(image, guess, template)
    source = guess.card.to_source(quad)
    card = rectify(image, source, width=template.width, height=template.height)
    again = _guess(card, source, reader, {guess.key: types[guess.key]})
    if again.hits < guess.hits - _MAY_LOSE:
        return _at_own_size(image, guess, template)
    return _placed(image, again, reader, types, moves=moves - 1)


def _at_own_size(image: Image, guess: _Guess, template: Template) -> _Guess:
    """The same piece in its type's proportions, which were not known before it was read; its lines move along."""
    height, width = guess.card.image.shape[:2]
    if (width, height) == (template.width, template.height):
        return guess
    across, down = template.width / width, template.height / height
    card = rectify(image, guess.quad, width=template.width, height=template.height)
    lines = tuple(replace(line, quad=scaled(line.quad, across, down)) for line in guess.lines)
    return replace(guess, card=card, lines=lines)


def _guess(card: Rectified, quad: Quad, reader: TextReader, types: dict[str, DocumentType]) -> _Guess:
    lines = tuple(reader.read(card.image))
    texts = [line.text for line in lines]
    hits = {key: kind.hits(texts) for key, kind in types.items()}
    key = max(hits, key=lambda one: hits[one])
    return _Guess(key, card, quad, lines, hits[key])


def _nearest(quad: Quad, templates: Sequence[Template]) -> Template:
    """The template whose proportions are nearest to a quad's."""
    return min(templates, key=lambda template: _misfit(quad, template))


def _misfit(quad: Quad, template: Template) -> float:
    """How far a quad's proportions are from a template's, as a log ratio."""
    corners = np.array(quad)
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    aspect = (sides[0] + sides[2]) / max(1.0, sides[1] + sides[3])
    return abs(float(np.log(aspect * template.size_mm[1] / template.size_mm[0])))


def _is_frame(quad: Quad, image: Image) -> bool:
    height, width = image.shape[:2]
    box = Box.around(quad)
    return bool(box.width >= 0.99 * width and box.height >= 0.99 * height)


def _turned(quad: Quad, turns: int) -> Quad:
    """Begin with the corner that is the card's own top-left after a half turn."""
    return (quad[2], quad[3], quad[0], quad[1]) if turns == 2 else quad


def _reading(scan: Scan, guess: _Guess, template: Template, found: Findings) -> DocumentReading:
    fields = {key: in_source(scan, reading) for key, reading in found.fields.items()}
    quality = measure(scan.card.image, card=True)
    issues = [*found.issues, *(["IMG.ROTATED"] if _is_turned_away(guess.quad) else [])]
    required = [fields[spec.key].status for spec in template.fields if spec.required]
    if FieldStatus.MISSING in required:
        issues.append("OCR.FIELD_MISSING")
    if FieldStatus.DOUBTFUL in required:
        issues.append("OCR.LOW_CONFIDENCE")
    return DocumentReading(
        guess.key,
        quality,
        MappingProxyType(fields),
        found.mrz,
        guess.quad,
        scan.card.to_source(_portrait(scan, template)),
        tuple(dict.fromkeys(issues)),
        ",".join(reader.used.name for reader in scan.readers),
    )


def _frame(card: Rectified) -> Quad:
    height, width = card.image.shape[:2]
    return Box(0.0, 0.0, float(width), float(height)).quad


def _is_turned_away(quad: Quad) -> bool:
    """Whether the card's upper edge leads anywhere but to the right."""
    (left, top), (right, bottom) = quad[0], quad[1]
    return right - left <= abs(bottom - top)


def _portrait(scan: Scan, template: Template) -> Quad:
    left, top, right, bottom = template.portrait
    return Box(left * scan.width, top * scan.height, (right - left) * scan.width, (bottom - top) * scan.height).quad
