"""From a policy that asks a registry to the report, against the simulated one; by the line and by the flow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fixtures.registry_server import PEOPLE, Fault, Registry, serving
from kyc.engines.population_http import HttpRegistry
from kyc.model.document import DocumentReading, FieldReading, FieldStatus, ImageQuality
from kyc.model.evidence import Evidence
from kyc.model.submission import Consent, DeclaredData, Submission
from kyc.pipeline import gather, open_images
from kyc.policy import builtin
from kyc.policy.policy import Policy, load_policy
from kyc.services.assembly import known_checks
from kyc.services.verification import Resources, check_all, finish, with_registry
from kyc.storage.codec import dump, parse
from kyc.storage.files.folder import FolderStore
from tests.fakes import fake_engines
from tests.unit.engines.registries import client_of

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
CONSENT = Consent("registry look-up", "2026-01", NOW)
PERSON = PEOPLE[0]
# What docs/registry.md tells an operator to change in the shipped policy.
ENABLED = "checks:\n  registry:\n    points: 60\n"
LIMIT = '  - "registry: no population registry is configured; the number was checked in itself, not looked up"\n'


def asking_policy() -> Policy:
    text = builtin().decode().replace("checks:\n", ENABLED, 1)
    assert LIMIT in text
    return load_policy(text.replace(LIMIT, "").encode(), checks=known_checks())


def shipped_policy() -> Policy:
    return load_policy(builtin(), checks=known_checks())


def card(**changes: str) -> DocumentReading:
    read = {
        "nik": PERSON.nik,
        "name": PERSON.name,
        "birth_date": PERSON.birth_date.isoformat(),
        "sex": PERSON.sex,
        "address": PERSON.address,
        **changes,
    }
    fields = {key: FieldReading(value, value, 0.9, "test", FieldStatus.READ) for key, value in read.items()}
    return DocumentReading("idn_ktp", ImageQuality(1600, 1000), fields)


@dataclass
class Office:
    """A simulated registry, and an installation that may ask it."""

    registry: Registry
    client: HttpRegistry
    root: Path

    def resources(self, policy: Policy, *, registry: HttpRegistry | None) -> Resources:
        return Resources(
            engines=fake_engines(),
            policy=policy,
            screener=None,
            store=FolderStore(self.root),
            clock=lambda: NOW,
            new_id=lambda: "r1",
            digest_key=b"k" * 32,
            registry=registry,
        )

    def report(self, *, policy: Policy | None = None, consent: Consent | None = CONSENT, **changes: str) -> Any:
        kit = self.resources(policy or asking_policy(), registry=self.client)
        return self.reported(kit, evidence_of(submission(kit, consent), card(**changes)))

    def reported(self, kit: Resources, read: Evidence) -> Any:
        evidence = with_registry(read, kit)
        assert parse(Evidence, dump(evidence)) == evidence, "what is stored reads back"
        finish(evidence, check_all(evidence, kit.context()), kit)
        return kit.store.report(evidence.submission_id)


def submission(kit: Resources, consent: Consent | None) -> Submission:
    made = Submission("s1", None, declared=DeclaredData(consent=consent))
    kit.store.put_submission(made)
    return made


def evidence_of(made: Submission, document: DocumentReading | None) -> Evidence:
    return gather(made, open_images(made), document, None, {})


def check(report: Mapping[str, Any]) -> Any:
    return next(each for each in report["checks"] if each["check"] == "registry")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with serving() as registry, client_of(registry, attempts=2) as client:
        yield Office(registry, client, tmp_path)


def test_a_person_on_record_is_clear(office: Office) -> None:
    found = check(office.report())
    assert (found["outcome"], found["score"], found["reasons"]) == ("clear", 1.0, [])
    assert found["engine"]["name"] == "simulated"
    assert office.registry.asked[0]["consent"]["version"] == "2026-01"


def test_other_data_ask_for_a_person_and_an_unknown_number_fails(office: Office) -> None:
    report = office.report(name="SOMEBODY ELSE")
    assert (check(report)["outcome"], check(report)["reasons"]) == ("consider", ["REG.FIELD_MISMATCH"])
    assert report["outcome"]["recommendation"] != "approve"
    unknown = office.report(nik="3171234511900007")
    assert (check(unknown)["outcome"], check(unknown)["reasons"]) == ("fail", ["REG.NOT_FOUND"])
    assert "REG.NOT_FOUND" in unknown["outcome"]["reasons"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(status=503), "REG.UNAVAILABLE"),
        (Fault(status=401), "REG.REFUSED"),
        (Fault(body=b"?"), "REG.UNREADABLE"),
    ],
)
def test_a_registry_in_trouble_is_unable_and_never_clear(office: Office, fault: Fault, code: str) -> None:
    office.registry.faults.extend([fault] * 2)
    report = office.report()
    assert (check(report)["outcome"], check(report)["reasons"]) == ("unable", [code])
    assert report["outcome"]["recommendation"] != "approve"
    assert "registry: asked, and could not be answered" in report["limits"]


def test_without_consent_nobody_is_asked_about(office: Office) -> None:
    assert check(office.report(consent=None))["reasons"] == ["REG.NO_CONSENT"]
    assert office.registry.asked == []


def test_a_policy_that_leaves_the_check_out_sends_nothing_and_says_so(office: Office) -> None:
    report = office.report(policy=shipped_policy())
    assert office.registry.asked == []
    assert all(each["check"] != "registry" for each in report["checks"])
    assert [limit for limit in report["limits"] if limit.startswith("registry:")] == [LIMIT[5:-2]]


def test_a_policy_that_asks_where_none_is_configured_sends_everybody_to_a_person(office: Office) -> None:
    kit = office.resources(asking_policy(), registry=None)
    report = office.reported(kit, evidence_of(submission(kit, CONSENT), card()))
    assert (check(report)["outcome"], check(report)["reasons"]) == ("unable", ["REG.NOT_CONFIGURED"])


@pytest.mark.parametrize(
    ("document", "code"),
    [(None, "OCR.FIELD_MISSING"), (replace(card(), document_type="icao_td3"), "REG.NOT_COVERED")],
)
def test_what_the_registry_cannot_be_asked_is_unable(
    office: Office, document: DocumentReading | None, code: str
) -> None:
    kit = office.resources(asking_policy(), registry=office.client)
    assert check(office.reported(kit, evidence_of(submission(kit, CONSENT), document)))["reasons"] == [code]
    assert office.registry.asked == []


@pytest.mark.flow
@pytest.mark.parametrize(("failures", "outcome"), [(0, "clear"), (3, "clear"), (100, "unable")])
def test_the_flow_asks_again_and_gives_the_same_answer(
    office: Office, failures: int, outcome: str, prefect_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.resources import working_with
    from flows.verify import verify_each

    monkeypatch.setattr("flows.verify.ask_population_registry.retry_delay_seconds", 0)
    monkeypatch.setattr("flows.verify.read_card", lambda *_, **__: card())
    office.registry.faults.extend([Fault(status=503)] * failures)
    kit = office.resources(asking_policy(), registry=office.client)
    submission(kit, CONSENT)
    with working_with(kit):
        assert len([*verify_each(["s1"])]) == 1
    assert check(kit.store.report("s1") or {})["outcome"] == outcome
    kept = b"".join(path.read_bytes() for path in prefect_database.parent.rglob("*") if path.is_file())
    for private in (PERSON.nik, PERSON.name):
        assert private.encode() not in kept
