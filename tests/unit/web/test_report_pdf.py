"""The report as a PDF over the interface: for whom, in which language, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from kyc.model.verification import VerificationState as S
from kyc.reporting.pdf import press
from kyc.storage.database import Database
from tests.databases import TENANT
from tests.unit.reporting import samples
from tests.unit.web.conftest import Caller, finish


@pytest.fixture
def path(verification: str, store: Database) -> str:
    """Where the PDF of a finished verification is."""
    finish(store, verification, samples.review(), S.IN_REVIEW)
    return f"/v1/verifications/{verification}/report.pdf"


@pytest.mark.parametrize("options", ["", "?language=en", "?view=internal"])
def test_a_signed_pdf_is_handed_out_as_a_file(caller: Caller, path: str, verification: str, options: str) -> None:
    reply = caller.get(path + options)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"] == f'attachment; filename="{verification}.pdf"'
    assert reply.headers["cache-control"] == "no-store"
    assert reply.content.startswith(b"%PDF-")
    assert b"/ETSI.CAdES.detached" in reply.content


def test_the_internal_one_needs_a_scope_of_its_own(make_caller: Callable[..., Caller], path: str) -> None:
    client = make_caller("verifications:read")
    assert client.get(path).status_code == 200
    assert client.get(path + "?view=internal").status_code == 403


def test_another_tenant_finds_nothing(make_caller: Callable[..., Caller], path: str) -> None:
    assert make_caller(tenant="zenith").get(path).status_code == 404


@pytest.mark.parametrize("options", ["?language=fr", "?view=applicant"])
def test_what_is_not_offered_is_refused(caller: Caller, path: str, options: str) -> None:
    assert caller.get(path + options).status_code in {400, 422}


def test_before_there_is_a_report_there_is_no_pdf(caller: Caller, verification: str) -> None:
    assert caller.get(f"/v1/verifications/{verification}/report.pdf").json()["code"] == "REPORT.NOT_READY"


def test_the_audit_log_has_who_took_it(caller: Caller, path: str, store: Database) -> None:
    caller.get(path)
    with store.transaction(TENANT, "test:look") as unit:
        entry = unit.audit.list(limit=1).items[0]
    assert (entry.action, entry.actor) == ("report:exported:client", f"client:{caller.client_id}")


def test_who_is_sent_away_took_nothing_along(caller: Caller, path: str, store: Database) -> None:
    with ExitStack() as line:
        for _ in range(press.LONGEST_LINE):
            line.enter_context(press.place())
        refused = caller.get(path)
    assert (refused.status_code, refused.json()["code"]) == (503, "PDF.BUSY")
    assert refused.headers["Retry-After"]
    with store.transaction(TENANT, "test:look") as unit:
        assert not any(entry.action.startswith("report:exported") for entry in unit.audit.list(limit=50).items)
    assert caller.get(path).status_code == 200
