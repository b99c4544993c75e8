"""Read a document: find the card, set it straight, learn which way up and what it is, then read its fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np

from kyc.documents.fields import doubted, in_source
from kyc.documents.placing import is_in_place, is_level, quad_by_labels, scaled, whole_picture
from kyc.documents.scan import Scan
from kyc.documents.template import DocumentType, Findings, Template
from kyc.documents.types import TYPES
from kyc.engines.protocols import Image, TextReader
from kyc.imaging.card import find_card
from kyc.imaging.quality import measure_card
from kyc.imaging.rectify import Rectified, rectify
from kyc.model.document import DocumentReading, FieldStatus, ImageQuality, TextLine
from kyc.model.errors import InputError
from kyc.model.geometry import Box, Quad

_SCAN_MISFIT = 0.05  # a picture with just a card's proportions is a scan of one; 4 to 3 is 0.06 off a passport's
_MOVES = 2  # a card seen aslant is nearly straight after the first move, and its labels then say more
_MISPLACED = 4  # hits that a wrong cut costs


@dataclass(frozen=True, slots=True, repr=False)
class _Guess:
    """One card quad held one way up, read as one type. `hits` is what speaks for it."""

    key: str
    card: Rectified
    quad: Quad
    lines: tuple[TextLine, ...]
    hits: int
    is_placed: bool = True  # whether its labels stand where they should

    @property
    def score(self) -> int:
        """Hits, less when the piece that was cut out is plainly not the card."""
        return self.hits if self.is_placed else self.hits - _MISPLACED


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
        return DocumentReading(None, measure_card(image, find_card(image)[0]), issues=("DOC.UNSUPPORTED",))
    year = reference_year or datetime.now(UTC).year
    scan = Scan(guess.card, guess.lines, tuple(readers), year)
    quality = measure_card(image, guess.quad)
    return _reading(scan, guess, quality, types[guess.key].TEMPLATE, types[guess.key].read(scan))


def _types(wanted: str | None) -> dict[str, DocumentType]:
    if wanted is None:
        return dict(TYPES)
    if wanted not in TYPES:
        raise InputError("DOC.UNSUPPORTED", f"unknown document type; installed are {', '.join(sorted(TYPES))}")
    return {wanted: TYPES[wanted]}


def _best_guess(image: Image, reader: TextReader, types: dict[str, DocumentType], *, certain: bool) -> _Guess | None:
    best: _Guess | None = None
    for guesses in (_cut_out(image, reader, types), _by_labels(image, reader, types)):
        for guess in guesses:
            if best is None or guess.score > best.score:
                best = guess
            if best.is_placed and best.hits >= types[best.key].TEMPLATE.sure_hits:
                return best
        if best is not None and best.is_placed and best.hits >= types[best.key].TEMPLATE.min_hits:
            return best
    if best is None or best.hits == 0 or (best.hits < types[best.key].TEMPLATE.min_hits and not certain):
        return None
    return best


def _cut_out(image: Image, reader: TextReader, types: dict[str, DocumentType]) -> Iterator[_Guess]:
    """Cards by their edges, the likeliest first, both ways up; each costs a reading.

    An engine reads some labels upside down too, so that a few hits do not tell which way up a card is.
    """
    for quad in find_card(image):
        template = _nearest(quad, [kind.TEMPLATE for kind in types.values()])
        if _is_frame(quad, image) and _misfit(quad, template) > _SCAN_MISFIT:
            continue
        card = rectify(image, quad, width=template.width, height=template.height)
        for turns in (0, 2):
            guess = _guess(card.turned(turns), _turned(quad, turns), reader, types)
            yield _checked(_at_own_size(image, guess, types[guess.key].TEMPLATE), types)


def _by_labels(image: Image, reader: TextReader, types: dict[str, DocumentType]) -> Iterator[_Guess]:
    """The whole picture each way up; where it holds labels, the card that they place in it."""
    picture = whole_picture(image)
    for turned in map(picture.turned, range(4)):
        guess = _guess(turned, turned.to_source(_frame(turned)), reader, types)
        template = types[guess.key].TEMPLATE
        for _ in range(_MOVES):
            quad = quad_by_labels(guess.lines, template)
            if quad is None or is_in_place(quad, _frame(guess.card)):
                break
            source = guess.card.to_source(quad)
            card = rectify(image, source, width=template.width, height=template.height)
            guess = _guess(card, source, reader, {guess.key: types[guess.key]})
        yield _checked(_at_own_size(image, guess, template), types)


def _checked(guess: _Guess, types: dict[str, DocumentType]) -> _Guess:
    quad = quad_by_labels(guess.lines, types[guess.key].TEMPLATE)
    is_cut_well = quad is None or is_in_place(quad, _frame(guess.card))
    return replace(guess, is_placed=is_cut_well and is_level(guess.lines))


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


def _reading(scan: Scan, guess: _Guess, quality: ImageQuality, template: Template, found: Findings) -> DocumentReading:
    fields = {key: in_source(scan, reading) for key, reading in found.fields.items()}
    if not guess.is_placed:  # rows may have been taken for their neighbours
        fields = {key: doubted(reading) for key, reading in fields.items()}
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
