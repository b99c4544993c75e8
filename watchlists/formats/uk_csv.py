"""The UK Sanctions List's CSV: the day of the report, a header, then a row per name, address and what else there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from watchlists.csvfile import head_rows, rows
from watchlists.errors import ListError
from watchlists.formats.uk import Designation, foreign_name, name_of, ordered
from watchlists.source import Tally
from watchlists.worddates import partial

_NEEDED = frozenset({"uniqueid", "name6", "nametype", "designationtype"})
_ADDRESS = (*(f"addressline{number}" for number in range(1, 7)), "addresspostalcode", "addresscountry")
_TITLE_ROWS = 3  # rows within which the header stands

Row = Mapping[str, str]


def recognise(head: bytes) -> str | None:
    """Know the list by its header."""
    return "csv" if any(_header(row) for row in head_rows(head)[:_TITLE_ROWS]) else None


def read(path: Path, tally: Tally) -> Iterator[Designation]:
    """Stream a designation per row; the rows of one are merged by their id."""
    stream, header = rows(path), list[str]()
    for row in stream:
        header = _header(row)
        if header:
            break
        stated = partial(row[0].partition(":")[2]) if "date" in row[0].lower() else None
        tally.published_on = str(stated) if stated else tally.published_on
    for number, row in enumerate(stream, start=1):
        if len(row) != len(header):
            raise ListError(
                "LIST.TRUNCATED", f"{path.name}, row {number}: {len(row)} columns, not {len(header)}; cut off?"
            )
        tally.records += 1
        tally.columns.update(header)
        yield _designation(dict(zip(header, map(str.strip, row), strict=True)))


def _header(row: list[str]) -> list[str]:
    """A row's cells as plain keys when it is the header, else nothing."""
    keys = [re.sub(r"[^a-z0-9]", "", cell.lower()) for cell in row]
    return keys if set(keys) >= _NEEDED else []


def _designation(row: Row) -> Designation:
    parts = {number: row.get(f"name{number}", "") for number in range(1, 7)}
    name = name_of(parts, kind=row["nametype"], strength=row.get("aliasstrength", ""))
    names = [name] if name else []
    if foreign := row.get("namenonlatinscript"):
        names.append(foreign_name(foreign, row.get("nonlatinscriptlanguage", "")))
    birth_place = ", ".join(filter(None, (row.get("townofbirth", ""), row.get("countryofbirth", ""))))
    address = ", ".join(filter(None, (row.get(part, "") for part in _ADDRESS)))
    remarks = (row.get("otherinformation", ""), row.get("ukstatementofreasons", ""))
    return Designation(
        unique_id=row["uniqueid"],
        kind=row["designationtype"],
        names=ordered(names),
        birth_dates=_some(row, "dob"),
        birth_places=(birth_place,) if birth_place else (),
        nationalities=_some(row, "nationalityies"),
        countries=_some(row, "addresscountry"),
        flags=_some(row, "currentbelievedflagofship"),
        genders=_some(row, "gender"),
        passports=_some(row, "passportnumber"),
        identifiers=_some(row, "nationalidentifiernumber"),
        registrations=(*_some(row, "businessregistrationnumbers"), *_some(row, "hullidentificationnumberhin")),
        imo_numbers=_some(row, "imonumber"),
        addresses=(address,) if address else (),
        positions=_some(row, "position"),
        regime=row.get("regimename", ""),
        designated=row.get("datedesignated", ""),
        remarks="; ".join(filter(None, remarks)) or None,
    )


def _some(row: Row, key: str) -> tuple[str, ...]:
    return (row[key],) if row.get(key) else ()
