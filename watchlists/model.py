"""The words of the lists: one canonical record for whatever a publisher writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watchlists.dates import DateSpan

Validators = tuple[tuple[str, str, str], ...]  # address, header of its answer (`ETag`, `Last-Modified`), value


class Schema(StrEnum):
    """What kind of thing is listed, in FollowTheMoney's words."""

    PERSON = "Person"
    ORGANIZATION = "Organization"
    COMPANY = "Company"
    LEGAL_ENTITY = "LegalEntity"  # a person or an organisation, the list does not say which
    VESSEL = "Vessel"
    AIRPLANE = "Airplane"


class NameKind(StrEnum):
    """How far the publisher stands behind a name."""

    PRIMARY = "primary"
    ALIAS = "alias"
    WEAK_ALIAS = "weak_alias"  # a nickname or a name the publisher calls low quality
    FORMER = "former"


@dataclass(frozen=True, slots=True, repr=False)
class ListedName:
    """One name of a listed entity, as published.

    `script` is ISO 15924 (`Arab`, `Latn`), `language` ISO 639-3; both None when the list is silent.
    `family` and `given` are set only where the list tags the parts of the name.
    """

    text: str
    kind: NameKind = NameKind.PRIMARY
    script: str | None = None
    language: str | None = None
    family: str | None = None
    given: str | None = None

    def __repr__(self) -> str:  # lists of one's own hold private people
        return f"ListedName(…, {self.kind})"


@dataclass(frozen=True, slots=True, repr=False)
class ListedDocument:
    """An identity document or number of a listed entity; `country` is ISO 3166-1 alpha-3."""

    kind: str  # passport, national_id, tax_id, registration, imo, …
    number: str
    country: str | None = None
    note: str | None = None

    def __repr__(self) -> str:
        return f"ListedDocument({self.kind}, …)"


@dataclass(frozen=True, slots=True, repr=False)
class ListedEntity:
    """A person, organisation, vessel or aircraft on a list.

    `id` is the publisher's own behind the list's prefix (`sdn-36`). Countries are ISO 3166-1 alpha-3.
    `topics` are FollowTheMoney's: `sanction`, `role.pep`, `crime.terror`, …
    """

    id: str
    source: str  # key of the list's plug-in, such as `us_ofac_sdn`
    schema: Schema
    names: tuple[ListedName, ...]
    birth_dates: tuple[DateSpan, ...] = ()
    birth_places: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()  # of residence, registration, flag or address
    gender: str | None = None  # `male`, `female` or None
    documents: tuple[ListedDocument, ...] = ()
    addresses: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ("sanction",)
    remarks: str | None = None
    listed_on: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if not self.names:
            raise ValueError(f"{self.id}: a listed entity needs a name")

    def __repr__(self) -> str:
        return f"ListedEntity({self.id})"

    @property
    def caption(self) -> str:
        """The name to show for it: the first primary one, else the first."""
        for name in self.names:
            if name.kind is NameKind.PRIMARY:
                return name.text
        return self.names[0].text


class SnapshotState(StrEnum):
    """Where a version of a list stands."""

    FETCHED = "fetched"
    VALIDATED = "validated"
    ACTIVE = "active"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One dated, immutable version of a list; `sha256` is over its canonical records.

    `profile` gives the share of records (0 to 1) that carry each field of ours (`:birth_dates`) and each column or
    tag of the publisher's. `validators` are what the publisher's server said for conditional requests.
    """

    source: str
    version: str
    sha256: str
    entries: int
    fetched_at: datetime
    published_on: str | None = None
    state: SnapshotState = SnapshotState.FETCHED
    orphans: int = 0  # rows without a primary record: counted, not fatal
    skipped: int = 0  # records that could not be used
    checked_at: datetime | None = None  # when the publisher last said that this is the newest
    accepted: str | None = None  # a person's reason to take it in spite of an integrity rule
    doubts: tuple[str, ...] = ()  # sentences about files that look as if they were not whole
    profile: tuple[tuple[str, float], ...] = ()
    validators: Validators = ()

    @property
    def known_at(self) -> datetime:
        """When the list was last known to stand like this: the moment its age counts from."""
        return self.checked_at or self.fetched_at
