"""The same way through the API as by curl, by the Python client, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kyc.storage.database import Database
from kyc_client.access import Credentials, Key
from kyc_client.client import Client
from kyc_client.errors import AccessError, ConflictError, InvalidError, UnknownError
from kyc_client.records import Consent, Declared, State
from kyc_client.verifications import StillBusyError
from tests.databases import Clock
from tests.journey.live import Live, serving
from tests.unit.services.line import picture

CONSENT = Consent("identity verification", "2026-11", datetime(2026, 11, 22, 8, tzinfo=UTC))
DECLARED = Declared(external_id="customer-4711", name="Siti Contoh", birth_date="1990-01-01", nationality="IDN")
FRONT, SELFIE = picture(200), picture(60)


@pytest.fixture
def live(database: Database, tmp_path: Path, clock: Clock) -> Iterator[Live]:
    """The service over a database of each kind."""
    with serving(database, tmp_path, clock) as running:
        yield running


@pytest.fixture
def kyc(live: Live) -> Iterator[Client]:
    """A client with a key."""
    with Client(live.url, Key(live.key)) as client:
        yield client


def submit(kyc: Client, key: str = "customer-4711") -> str:
    return kyc.submit(DECLARED, CONSENT, document=FRONT, selfie=SELFIE, key=key).id


def test_an_applicant_is_verified_explained_and_erased(kyc: Client) -> None:
    hook = kyc.webhooks.create("https://example.com/hook", events=["verification.processing"])
    verification = submit(kyc)
    changes = [change["state"] for change in kyc.verifications.follow(verification)]
    done = kyc.verifications.wait(verification)
    assert changes[:2] == ["created", "processing"]
    assert changes[-1] == done.state
    assert kyc.verifications.wait_for_report(verification)["verification_id"] == verification
    assert kyc.verifications.report_page(verification).startswith(b"<!doctype html>")
    assert [each.endpoint_id for each in kyc.webhooks.deliveries(hook.endpoint.id)] == [hook.endpoint.id]
    assert kyc.applicants.get(done.applicant_id).declared == Declared(**DECLARED.as_json())

    hold = kyc.applicants.place_hold(done.applicant_id, "Order 1")
    with pytest.raises(ConflictError, match=r"STATE\.LEGAL_HOLD"):
        kyc.applicants.erase(done.applicant_id)
    kyc.applicants.lift_hold(done.applicant_id, hold.id)
    assert len(kyc.applicants.export(done.applicant_id)["images"]) == 2
    assert kyc.applicants.erase(done.applicant_id)["images"] == 2
    with pytest.raises(ConflictError, match=r"REPORT\.NOT_READY"):
        kyc.verifications.report(verification)


def test_submitting_again_under_the_same_key_is_the_same_submission(kyc: Client) -> None:
    assert submit(kyc) == submit(kyc)
    assert len(list(kyc.verifications.every())) == 1
    with pytest.raises(InvalidError, match=r"INPUT\.KEY_REUSED"):
        kyc.submit(DECLARED, CONSENT, document=SELFIE, key="customer-4711")
    assert submit(kyc, key="another") != submit(kyc)


def test_a_service_may_answer_with_the_outcome(kyc: Client) -> None:
    waited = kyc.submit(DECLARED, CONSENT, document=FRONT, selfie=SELFIE, key="wait", wait=20)
    assert waited.is_settled


def test_tokens_do_what_keys_do_within_their_scopes(live: Live) -> None:
    access = Credentials(live.client_id, live.key, scopes=("applicants:write", "applicants:read"))
    with Client(live.url, access) as kyc:
        made = kyc.applicants.create(DECLARED, consent=CONSENT)
        kyc.applicants.switch_monitor(made.id, is_on=True)
        assert kyc.applicants.monitor(made.id).is_on
        assert kyc.applicants.get(made.id).declared is None
        with pytest.raises(AccessError, match=r"AUTH\.SCOPE"):
            next(kyc.verifications.every())


def test_applicants_are_found_changed_and_listed(kyc: Client) -> None:
    made = [kyc.applicants.create(Declared(external_id=f"customer-{number}")) for number in range(3)]
    (found,) = kyc.applicants.find("external_id", "customer-1")
    changed = kyc.applicants.change(found.id, {"name": "Siti Contoh", "external_id": None}, version=found.version)
    assert {each.id for each in kyc.applicants.every()} == {each.id for each in made}
    assert changed.version == found.version + 1
    with pytest.raises(ConflictError, match=r"PRECONDITION\.FAILED"):
        kyc.applicants.change(found.id, {"name": "Budi"}, version=found.version)
    consent = kyc.applicants.give_consent(found.id, CONSENT)
    kyc.applicants.withdraw_consent(found.id, consent.id)
    assert kyc.applicants.consents(found.id)[0].withdrawn_at is not None


def test_problems_are_told_apart(kyc: Client) -> None:
    with pytest.raises(UnknownError):
        kyc.verifications.get("ver_01m808tx000000000000000000")
    with pytest.raises(InvalidError) as refused:
        kyc.applicants.create(Declared(birth_date="yesterday"))
    assert refused.value.faults[0].pointer == "/birth_date"
    made = kyc.applicants.create(DECLARED)
    with pytest.raises(ConflictError, match=r"CONSENT\.MISSING"):
        kyc.verifications.start(made.id)
    with pytest.raises(UnknownError):
        kyc.sandbox_clock()


def test_a_verification_is_canceled(kyc: Client) -> None:
    verification = submit(kyc)
    done = kyc.verifications.wait(verification)
    if done.is_final:
        pytest.fail(f"the fake card should be looked at again, and is {done.state}")
    assert kyc.verifications.cancel(verification).state is State.CANCELED
    assert [each.state for each in kyc.verifications.every(state=State.CANCELED)] == [State.CANCELED]


def test_whoever_waits_too_short_is_told_so_or_has_what_was_ready(kyc: Client) -> None:
    verification = submit(kyc)
    try:
        done = kyc.verifications.wait(verification, seconds=-1)
    except StillBusyError:
        done = kyc.verifications.wait(verification)
    assert done.is_settled


def test_reason_codes_come_in_both_languages(kyc: Client) -> None:
    (told,) = [each for each in kyc.reason_codes() if each["code"] == "IMG.BLUR"]
    assert told["id"] == "Gambar buram."
