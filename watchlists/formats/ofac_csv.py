"""OFAC's four CSV files, the same for the SDN and the Consolidated list: primary, aliases, addresses, comments.

Described in OFAC's `dat_spec.txt`; `-0-` stands for nothing. Weak names stand in the remarks, not among the aliases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from watchlists.countries import alpha3s
from watchlists.csvfile import END_MARK, head_rows, rows, text_of
from watchlists.errors import ListError
from watchlists.formats.ofac_remarks import Remarks, parse_remarks
from watchlists.model import ListedEntity, ListedName, NameKind, Schema
from watchlists.scripts import foreign_script
from watchlists.source import Tally

ROLES = frozenset({"primary", "aliases"})
_SCHEMA = {
    "individual": Schema.PERSON,
    "vessel": Schema.VESSEL,
    "aircraft": Schema.AIRPLANE,
    None: Schema.ORGANIZATION,
}
_ALIAS = {"aka": NameKind.ALIAS, "fka": NameKind.FORMER, "nka": NameKind.ALIAS}
_WIDTH = {"primary": 12, "aliases": 5, "addresses": 6, "comments": 2}
_REMARKS_LIMIT = 1000  # characters; the rest stands in the comments file, cut mid-word
_PAGE = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="


@dataclass(slots=True)
class _Rest:
    """What the files beside the primary one say, by ent_num."""

    aliases: defaultdict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))
    addresses: defaultdict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))
    comments: dict[str, str] = field(default_factory=dict)


def recognise(head: bytes) -> str | None:
    """Tell the four files apart by the number of columns and what the third one holds."""
    body = [row for row in head_rows(head) if row[0].strip().isdigit()]
    if not body:
        return None
    width = Counter(map(len, body)).most_common(1)[0][0]
    usual = [row for row in body if len(row) == width]
    third = {row[2].strip().lower() for row in usual if width > 2}
    match width:
        case 12 if third <= {"-0-", "individual", "vessel", "aircraft", ""}:
            return "primary"
        case 5 if third <= _ALIAS.keys():
            return "aliases"
        case 6 if all(row[1].strip().isdigit() for row in usual):
            return "addresses"
        case 2:
            return "comments"
    return None


def read(files: Mapping[str, Path], tally: Tally, *, key: str, prefix: str) -> Iterator[ListedEntity]:
    """Stream the entities, joining the files by ent_num; rows of an unknown ent_num are counted as orphans."""
    rest, known = _rest(files, tally), set[str]()
    for row in _rows(files["primary"], "primary", tally):
        known.add(row[0])
        tally.records += 1
        yield _entity(row, rest, key=key, prefix=prefix)
    for role in ("aliases", "addresses", "comments"):
        held: Mapping[str, object] = getattr(rest, role)
        orphans = sum(
            len(kept) if isinstance(kept, list) else 1 for number, kept in held.items() if number not in known
        )
        tally.orphans[role] += orphans


def _rest(files: Mapping[str, Path], tally: Tally) -> _Rest:
    rest = _Rest()
    for role, kept in (("aliases", rest.aliases), ("addresses", rest.addresses)):
        for row in _rows(files[role], role, tally) if role in files else ():
            kept[row[0]].append(row)
    for row in _rows(files["comments"], "comments", tally) if "comments" in files else ():
        rest.comments[row[0]] = row[1]
    return rest


def _rows(path: Path, role: str, tally: Tally) -> Iterator[list[str]]:
    """The rows of one file, `-0-` emptied, a header left out; a missing end mark is noted."""
    # Rewritten files lack the mark as well, so that its absence alone is no reason to refuse one.
    if not text_of(path).rstrip(",\r\n").endswith(END_MARK):
        tally.doubts.append(f"the {role} file lacks the end mark that OFAC writes: is it whole?")
    for number, row in enumerate(rows(path), start=1):
        if number == 1 and not row[0].strip().isdigit():
            continue  # mirrors add a header that OFAC itself does not write
        if len(row) != _WIDTH[role]:
            message = f"{path.name}, row {number}: {len(row)} columns, the {role} file has {_WIDTH[role]}; cut off?"
            raise ListError("LIST.TRUNCATED", message)
        yield [cell.strip() if cell.strip() != "-0-" else "" for cell in row[:-1]] + [row[-1].replace("-0-", "")]


def _entity(row: list[str], rest: _Rest, *, key: str, prefix: str) -> ListedEntity:
    number, name, kind, programmes, title = row[:5]
    schema = _SCHEMA.get(kind.lower() or None, Schema.ORGANIZATION)
    full = _joined(row[11], rest.comments.get(number))
    remarks = parse_remarks(full)
    addresses = rest.addresses.get(number, [])
    aliases = rest.aliases.get(number, [])
    return ListedEntity(
        id=f"{prefix}{number}",
        source=key,
        schema=schema,
        names=_names(name, aliases, remarks, schema),
        birth_dates=remarks.birth_dates,
        birth_places=remarks.birth_places,
        nationalities=remarks.nationalities,
        countries=alpha3s((row[9], *(address[4] for address in addresses))),
        gender=remarks.gender,
        documents=remarks.documents,
        addresses=tuple(dict.fromkeys(filter(None, (", ".join(filter(None, line[2:5])) for line in addresses)))),
        programmes=tuple(part.strip(" []") for part in programmes.split("] [") if part.strip(" []")),
        positions=(title,) if title else (),
        remarks=full.strip() or None,
        url=f"{_PAGE}{number}",
    )


def _joined(remarks: str, comment: str | None) -> str:
    """The remarks with their overflow: cut at the limit they go on mid-word, else a new clause begins."""
    if not comment:
        return remarks
    whole = remarks.rstrip().endswith(".") and len(remarks) < _REMARKS_LIMIT
    return f"{remarks.rstrip(' .')}; {comment}" if whole and remarks.strip() else remarks + comment


def _names(name: str, aliases: list[list[str]], remarks: Remarks, schema: Schema) -> tuple[ListedName, ...]:
    listed = [tagged(name, NameKind.PRIMARY, schema)]
    listed += [tagged(row[3], _ALIAS.get(row[2].lower(), NameKind.ALIAS), schema) for row in aliases if row[3]]
    return tuple(dict.fromkeys((*listed, *remarks.names)))


def tagged(name: str, kind: NameKind, schema: Schema) -> ListedName:
    """A person's `FAMILY, Given` with its parts tagged; other names as they stand."""
    family, comma, given = name.partition(", ")
    if schema is not Schema.PERSON or not comma:
        return ListedName(name, kind, foreign_script(name))
    return ListedName(name, kind, foreign_script(name), family=family.strip(), given=given.strip())
