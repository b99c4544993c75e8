"""The rows that lay the applicant beside a listed entity: what was compared, and what only one side tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from kyc.model.evidence import Evidence
from kyc.model.identity import Identity, as_country, as_date, declared_identity, read_identity
from kyc.model.screening import Hit, HitField, Verdict
from kyc.screening.scoring.evidence import normalised_numbers
from kyc.texts.marking import N_
from kyc.web.console.case.views.differences import LEAST_ALIKE, Mark, Runs, differences, whole
from kyc.web.console.case.views.saying import Saying, say
from kyc.web.console.case.views.writing import cut
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind

ENTRY_ONLY = ("programmes", "positions", "addresses", "listed_on", "remarks")  # nothing of the applicant is like it
_MISREAD = 0.8  # numbers below it are others, not one misread: digits shared by chance say nothing
_ALPHA_3 = 3
_MOST_CELLS = 60  # values of one field; nobody compares more by eye


@dataclass(frozen=True, slots=True, repr=False)
class Cell:
    """One value of one side: text in runs, or a date, or a country, with a remark. `matched` is what was compared."""

    runs: Runs = ()
    day: PartialDate | None = None
    until: PartialDate | None = None
    circa: bool = False
    country: str | None = None
    word: Saying | None = None
    remark: Saying | None = None
    matched: bool = False
    left_out: int = 0  # characters of the text that are not shown

    def __repr__(self) -> str:
        return f"Cell(matched={self.matched})"


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One field of both sides. `bits` and `verdict` where it was compared."""

    field: str
    label: Saying
    applicant: tuple[Cell, ...]
    entry: tuple[Cell, ...]
    verdict: Verdict | None = None
    bits: float | None = None
    left_out: int = 0  # values that are not shown

    def __repr__(self) -> str:
        return f"Row({self.field})"


def rows_of(hit: Hit, entity: ListedEntity | None, evidence: Evidence | None) -> tuple[Row, ...]:
    """The rows of a hit. Without the entity they hold what the report kept of it."""
    parts = {part.field: part for part in hit.fields}
    applicant = _identity(evidence)
    rows = [
        _names(hit, entity, parts.get("name")),
        _dates(parts.get("birth_date"), entity, applicant),
        _places(parts.get("birth_place"), entity, applicant),
        _countries(parts.get("countries"), entity, applicant),
        _gender(parts.get("gender"), entity, applicant),
        _numbers(parts.get("id_numbers"), entity, applicant),
        *_entry_only(hit, entity),
    ]
    return tuple(_short(row) for row in rows if row.applicant or row.entry)


def text_cell(text: str | None, *, matched: bool = False, remark: Saying | None = None) -> tuple[Cell, ...]:
    """A text as one cell, cut where it is too long; none for no text."""
    if not text:
        return ()
    shown, left_out = cut(text)
    return (Cell(whole(shown, Mark.SAME), matched=matched, remark=remark, left_out=left_out),)


def _identity(evidence: Evidence | None) -> Identity:
    return read_identity(evidence).filled_from(declared_identity(evidence)) if evidence else Identity()


def _names(hit: Hit, entity: ListedEntity | None, part: HitField | None) -> Row:
    asked = part.applicant if part else None
    best = hit.name or hit.caption
    names = entity.names if entity else ()
    # The name that resembled most comes first; of the others the publisher's own order.
    ordered = sorted(names, key=lambda name: name.text != best) or [ListedName(best)]
    entry = tuple(cell for name in ordered for cell in _name(name, matched=name.text == best, is_kept=bool(names)))
    return _row("name", N_("Name"), text_cell(asked), entry, part)


_KINDS = {
    NameKind.PRIMARY: N_("main name"),
    NameKind.ALIAS: N_("alias"),
    NameKind.WEAK_ALIAS: N_("weak alias"),
    NameKind.FORMER: N_("former name"),
}


def _name(name: ListedName, *, matched: bool, is_kept: bool) -> tuple[Cell, ...]:
    return text_cell(name.text, matched=matched, remark=say(_KINDS[name.kind]) if is_kept else None)


def _dates(part: HitField | None, entity: ListedEntity | None, applicant: Identity) -> Row:
    asked = as_date(part.applicant) if part else applicant.birth_date
    mine = (Cell(day=asked, remark=_precision(asked)),) if asked else ()
    spans = entity.birth_dates if entity else _spans(part)
    entry = tuple(_span(span) for span in spans) or text_cell(part.entry if part else None)
    return _row("birth_date", N_("Birth date"), mine, entry, part)


def _spans(part: HitField | None) -> tuple[DateSpan, ...]:
    days = [as_date(text.strip()) for text in (part.entry or "").split(";")] if part else []
    return tuple(DateSpan(day) for day in days if day) if all(days) else ()


def _span(span: DateSpan) -> Cell:
    return Cell(day=span.start, until=span.end, circa=span.circa, remark=_precision(span.start))


def _precision(day: PartialDate) -> Saying | None:
    if day.day is None:
        return say(N_("month and year only")) if day.month else say(N_("year only"))
    if (day.month, day.day) == (1, 1):
        return say(N_("1 January often stands for a year alone"))
    return None


def _places(part: HitField | None, entity: ListedEntity | None, applicant: Identity) -> Row:
    mine = (part.applicant if part else None) or applicant.birth_place
    places = entity.birth_places if entity else tuple(filter(None, [part.entry if part else None]))
    return _row("birth_place", N_("Birth place"), *_beside(mine, places), part)


def _beside(mine: str | None, theirs: Sequence[str]) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """A text beside several: with one of them, its differences."""
    if not mine or len(theirs) != 1:
        return text_cell(mine), tuple(cell for text in theirs for cell in text_cell(text))
    (one, left), (other, right) = cut(mine), cut(theirs[0])
    # A card names the town, a list the country too: the town is the same, the rest stands on one side only.
    shorter, longer = sorted((one.casefold(), other.casefold()), key=len)
    first, second = differences(one, other, least=0.0 if shorter in longer else LEAST_ALIKE)
    return (Cell(first, left_out=left),), (Cell(second, left_out=right),)


def _countries(part: HitField | None, entity: ListedEntity | None, applicant: Identity) -> Row:
    asked = _codes(part.applicant if part else applicant.nationality)
    listed = (*entity.nationalities, *entity.countries) if entity else _codes(part.entry if part else None)
    national = set(entity.nationalities) if entity else set(listed)
    other = say(N_("address or residence"))
    entry = (
        _country(code, None if code in national else other, matched=code in asked) for code in dict.fromkeys(listed)
    )
    mine = (_country(code) for code in asked)
    return _row("countries", N_("Nationality"), tuple(chain(*mine)), tuple(chain(*entry)), part)


def _country(code: str, remark: Saying | None = None, *, matched: bool = False) -> tuple[Cell, ...]:
    """A country by its alpha-3 code; what is no code is shown as the text it is."""
    if len(code) == _ALPHA_3 and code.isascii() and code.isalpha():
        return (Cell(country=code, matched=matched, remark=remark),)
    return text_cell(code, matched=matched, remark=remark)


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(as_country(code) or code.strip() for code in text.split(";") if code.strip()) if text else ()


_GENDERS = {"male": N_("male"), "female": N_("female")}


def _gender(part: HitField | None, entity: ListedEntity | None, applicant: Identity) -> Row:
    asked = part.applicant if part else applicant.gender
    listed = entity.gender if entity else (part.entry if part else None)
    return _row("gender", N_("Sex"), _sex(asked), _sex(listed), part)


def _sex(word: str | None) -> tuple[Cell, ...]:
    return (Cell(word=say(_GENDERS[word])),) if word in _GENDERS else text_cell(word)


def _numbers(part: HitField | None, entity: ListedEntity | None, applicant: Identity) -> Row:
    asked = (part.applicant if part else None) or applicant.number
    own = normalised_numbers([asked] if asked else [])
    if entity:
        entry = tuple(cell for document in entity.documents for cell in _document(document, asked, own))
    else:
        entry = tuple(
            cell for text in ((part.entry or "").split(";") if part else ()) for cell in text_cell(text.strip())
        )
    return _row("id_numbers", N_("Numbers"), text_cell(asked), entry, part)


_DOCUMENTS = {  # of a kind that everybody carries; a publisher's rarer ones are shown as it calls them
    "passport": N_("passport"),
    "national_id": N_("national identity number"),
    "driving_licence": N_("driving licence"),
    "travel_document": N_("travel document"),
    "tax_id": N_("tax number"),
    "registration": N_("registration number"),
    "other": N_("number"),
}


def _document(document: ListedDocument, asked: str | None, own: frozenset[str]) -> Iterable[Cell]:
    number, left_out = cut(document.number)
    runs = differences(asked, number, least=_MISREAD)[1] if asked else whole(number, Mark.SAME)
    matched = bool(own & normalised_numbers([document.number]))
    known = _DOCUMENTS.get(document.kind)
    kind = say(known) if known else say("%(kind)s", kind=document.kind.replace("_", " "))
    remark = say("%(kind)s, %(country)s", kind=kind, country=document.country) if document.country else kind
    yield Cell(runs, remark=remark, matched=matched, left_out=left_out)


def _entry_only(hit: Hit, entity: ListedEntity | None) -> list[Row]:
    told = [
        ("programmes", N_("Programmes"), entity.programmes if entity else hit.programmes),
        ("positions", N_("Positions"), entity.positions if entity else ()),
        ("addresses", N_("Addresses"), entity.addresses if entity else ()),
        ("listed_on", N_("Listed on"), (entity.listed_on,) if entity and entity.listed_on else ()),
        ("remarks", N_("Remarks"), (entity.remarks,) if entity and entity.remarks else ()),
    ]
    return [_row(key, label, (), tuple(c for text in texts for c in text_cell(text))) for key, label, texts in told]


def _row(
    field: str, label: str, applicant: tuple[Cell, ...], entry: tuple[Cell, ...], part: HitField | None = None
) -> Row:
    verdict = part.verdict if part else None
    return Row(field, say(label), applicant, entry, verdict, part.contribution if part else None)


def _short(row: Row) -> Row:
    many = len(row.entry) - _MOST_CELLS
    return replace(row, entry=row.entry[:_MOST_CELLS], left_out=many) if many > 0 else row
