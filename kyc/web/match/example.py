"""What a client asks about: a FollowTheMoney entity, turned into the questions that our screening answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from kyc.model.screening import ScreeningQuery
from kyc.screening.language.names import is_searchable
from kyc.screening.scoring.evidence import normalised_numbers
from kyc.web.match.vocabulary import ASKED, COUNTRIES, NAME_PARTS, NAMES, NOT_MATCHABLE, NUMBERS, WEAK_NAMES
from watchlists.countries import alpha2, alpha3
from watchlists.dates import PartialDate
from watchlists.model import Schema

MAX_WORDINGS = 200  # names times birth dates of one query
_MOST_VALUES = 1_000  # of one property
_LONGEST_VALUE = 10_000  # characters
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?")
_GENDERS = {"male": "male", "m": "male", "female": "female", "f": "female"}
_COMPARED = frozenset({*NAMES, *WEAK_NAMES, *COUNTRIES, *NUMBERS, *NAME_PARTS, "birthDate", "gender", "birthPlace"})

Values = Mapping[str, tuple[str, ...]]


class ExampleError(ValueError):
    """An example of a kind that cannot be asked about; the message is for the client."""


@dataclass(frozen=True, slots=True, repr=False)
class Example:
    """One query of a batch: what was understood of it, the questions it makes, or why there are none."""

    understood: dict[str, Any]
    not_compared: tuple[str, ...]
    wordings: tuple[ScreeningQuery, ...]
    problem: str | None = None


def read_example(
    schema: str, properties: Mapping[str, Any], identifier: str | None = None, *, beside: Collection[str] = ()
) -> Example:
    """Read one query.

    Args:
        schema: FollowTheMoney's.
        properties: their values, or the only one.
        identifier: what the client calls it.
        beside: keys that stand beside the properties, where nobody reads them.

    Raises:
        ExampleError: on a schema that there is not, or that yente refuses too.
    """
    if schema in NOT_MATCHABLE:
        raise ExampleError(f"Non-matchable schema for query: {schema}")
    if schema not in ASKED:
        raise ExampleError(f"Unknown schema: {schema[:64]!r}")
    given = {name: tuple(dict.fromkeys(_texts(value))) for name, value in properties.items()}
    too_many = any(len(texts) > _MOST_VALUES for texts in given.values())
    values = {name: kept for name, texts in given.items() if (kept := _cleaned(name, texts[:_MOST_VALUES]))}
    understood: dict[str, Any] = {"schema": schema, "properties": {name: list(texts) for name, texts in values.items()}}
    if identifier is not None:
        understood["id"] = identifier
    unread = [name for name in properties if _is_told(properties[name]) and not (name in _COMPARED and name in values)]
    left_out = tuple(dict.fromkeys((*unread, *(name for name in beside if name in _COMPARED))))
    names = _names(values)
    problem = f"Not screened: a property has more than {_MOST_VALUES} values." if too_many else None
    problem = problem or _problem(schema, names, values)
    return Example(understood, left_out, () if problem else tuple(_wordings(schema, names, values)), problem)


def _is_told(value: object) -> bool:
    return any(each not in (None, "") for each in (value if isinstance(value, list) else [value]))


def _texts(value: object) -> Iterator[str]:
    """The texts among a property's values; nested entities and nulls are left out."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str | int | float) and each == each:  # which NaN is not
            text = str(each).encode("utf-8", "replace").decode().strip()[:_LONGEST_VALUE]
            if text:
                yield text


def _cleaned(name: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Values as they are compared: codes of countries, dates that exist; what is none is left out."""
    if name in COUNTRIES:
        codes = (alpha3(text) for text in texts)
        return tuple(dict.fromkeys(filter(None, (alpha2(code) for code in codes if code))))
    if name == "birthDate":
        return tuple(dict.fromkeys(str(date) for date in map(_date, texts) if date))
    if name == "gender":
        return tuple(dict.fromkeys(filter(None, (_GENDERS.get(text.lower()) for text in texts))))
    return tuple(texts)


def _date(text: str) -> PartialDate | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    try:
        return PartialDate(*(int(part) if part and int(part) else None for part in found.groups()))  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return None


def _wordings(schema: str, names: Iterable[str], values: Values) -> Iterator[ScreeningQuery]:
    """Every name with every birth date, as each kind of thing; numbers alone where there is no name."""
    countries = tuple(
        dict.fromkeys(filter(None, (alpha3(text) for name in COUNTRIES for text in values.get(name, ()))))
    )
    genders = values.get("gender", ())
    numbers = _numbers(values)
    place = "; ".join(values.get("birthPlace", ()))
    for name, date in product(names, _dates(values)):
        for kind in ASKED[schema]:
            person = kind is Schema.PERSON
            yield ScreeningQuery(
                name=name,
                schema=kind,
                birth_date=date if person else None,
                countries=countries,
                gender=genders[0] if person and len(genders) == 1 else None,
                id_numbers=numbers,
                birth_place=(place or None) if person else None,
            )
    if not names or not ASKED[schema]:
        yield ScreeningQuery(name="", countries=countries, id_numbers=numbers)


def _dates(values: Values) -> list[PartialDate | None]:
    return [*map(PartialDate.parse, values.get("birthDate", ()))] or [None]


def _numbers(values: Values) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number for name in values if name in NUMBERS for number in values[name]))


def _names(values: Values) -> list[str]:
    """The names to search for: full ones, else those put together from parts, else weak ones."""
    groups = (
        [text for name in NAMES for text in values.get(name, ())],
        _assembled(values),
        [text for name in WEAK_NAMES for text in values.get(name, ())],
    )
    searchable = ([name for name in dict.fromkeys(group) if is_searchable(name)] for group in groups)
    return next((names for names in searchable if names), [])


def _assembled(values: Values) -> list[str]:
    parts = [values.get(name) or ("",) for name in NAME_PARTS]
    return [" ".join(filter(None, chosen)) for chosen, _ in zip(product(*parts), range(MAX_WORDINGS + 1), strict=False)]


def _problem(schema: str, names: Sequence[str], values: Values) -> str | None:
    """Why a query cannot be answered: an empty answer to it would read as clear."""
    if names and not ASKED[schema] and not normalised_numbers(_numbers(values)):
        return f"Not screened: the lists name no {schema}; give an identifier."
    if not names and not normalised_numbers(_numbers(values)):
        return "Not screened: no name with a letter or digit, and no identifier of five characters or more."
    if len(names) * len(_dates(values)) > MAX_WORDINGS:
        return f"Not screened: more than {MAX_WORDINGS} combinations of name and birth date."
    return None
