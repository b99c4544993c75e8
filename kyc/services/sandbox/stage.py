"""What a rehearsal plays on: made-up evidence and lists, judged by the real checks and the operator's policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from kyc.model.document import DocumentReading, FieldReading
from kyc.model.evidence import Evidence, ImageFact
from kyc.model.face import Face, FaceImage, FacePair
from kyc.model.geometry import Box
from kyc.model.registry import RegistryAnswer
from kyc.model.screening import ListVersion
from kyc.model.submission import Submission
from kyc.services.sandbox.person import ENGINE, GOOD, Person, declaring, document_of, person_of
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity, ListedName, Schema

_EYES = ((30.0, 40.0), (70.0, 40.0), (50.0, 60.0), (35.0, 80.0), (65.0, 80.0))
_FACE = Face(Box(0, 0, 100, 120), _EYES, 0.99)
ALIKE = FacePair(
    FaceImage(_FACE, 1), FaceImage(_FACE, 1), 0.9, 1e-6, False, MappingProxyType({}), (), ENGINE, ENGINE
)  # fmt: skip
KNOWN = RegistryAnswer(
    ENGINE, "1", True, MappingProxyType({"name": 1.0, "birth_date": 1.0, "gender": 1.0}), "sandbox-1"
)
_SOMEBODY = ListedEntity("sandbox-0", "un_sc", Schema.PERSON, (ListedName("Ragnhild Ödegård Sandkasse"),))


@dataclass(frozen=True, slots=True, repr=False)
class Stage:
    """Evidence on a person, and what the checks are told besides it.

    `listed` stand on the lists, which are `list_age` old; None means that there are no lists. `others` carry the
    person's number; None means that there is no store to look in.
    """

    person: Person
    evidence: Evidence
    today: date  # by the sandbox's clock
    real_today: date
    listed: tuple[ListedEntity, ...] = ()
    list_age: timedelta | None = timedelta()
    others: tuple[str, ...] | None = ()

    @property
    def entities(self) -> tuple[ListedEntity, ...]:
        """Everybody on the lists: somebody whom nobody resembles, and whom the scenario puts there."""
        return (_SOMEBODY, *self.listed)

    @property
    def lists(self) -> tuple[ListVersion, ...]:
        """The lists' versions: one of sanctions, one that may hold politicians as well."""
        if self.list_age is None:
            return ()
        fetched = datetime.combine(self.today, time(), UTC) - self.list_age
        return tuple(ListVersion(key, ENGINE, "0" * 64, len(self.entities), fetched) for key in ("un_sc", "local"))

    def seeing(self, **changes: object) -> Stage:
        """The same with other evidence."""
        return replace(self, evidence=replace(self.evidence, **changes))  # type: ignore[arg-type]

    def reading(self, document: DocumentReading | None = None, **changes: object) -> Stage:
        """The same with another document, or with this one read otherwise."""
        return self.seeing(document=document or replace(self.document, **changes))  # type: ignore[arg-type]

    def without(self, *keys: str) -> Stage:
        """The same with fields of the document not read."""
        left = {key: value for key, value in self.document.fields.items() if key not in keys}
        return self.reading(fields=left)

    def printed(self, **fields: FieldReading) -> Stage:
        """The same with fields of the document read otherwise."""
        return self.reading(fields={**self.document.fields, **fields})

    def failing(self, code: str, *steps: str) -> Stage:
        """The same with steps that failed and left nothing."""
        told = {**self.evidence.failures, **dict.fromkeys(steps, code)}
        gone: dict[str, object] = dict.fromkeys(steps)
        return self.seeing(failures=told, **gone)

    def resembled(self, *topics: str, source: str = "un_sc", only_name: bool = False) -> Stage:
        """The same with somebody on a list who resembles the person."""
        names = (ListedName(self.person.name),)
        born = () if only_name else (DateSpan(PartialDate.of(self.person.birth_date)),)
        countries = () if only_name else (self.person.nationality,)
        entity = ListedEntity(
            "sandbox-1", source, Schema.PERSON, names, birth_dates=born, nationalities=countries, topics=topics
        )
        return replace(self, listed=(entity,))

    @property
    def document(self) -> DocumentReading:
        """The document that was read; every scenario begins with one."""
        return self.evidence.document or document_of(self.person, self.real_today)


def set_up(submission: Submission, images: Sequence[ImageFact], *, seed: str, today: date, real_today: date) -> Stage:
    """A stage on which nothing speaks against the applicant; what is wrong with their files stays wrong."""
    person = person_of(submission.declared, seed)
    facts = tuple(fact if fact.fault else replace(fact, quality=GOOD) for fact in images)
    usable = {fact.role for fact in facts if not fact.fault}
    document = document_of(person, real_today) if "document" in usable else None
    evidence = Evidence(
        submission_id=submission.id,
        declared=declaring(person, submission.declared),
        images=facts,
        document=document,
        faces=ALIKE if {"document", "selfie"} <= usable else None,
        registry=KNOWN,
    )
    return Stage(person, evidence, today, real_today)
