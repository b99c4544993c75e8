"""The button that takes a report along."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import numpy as np
import pytest

from fixtures.casework import place
from fixtures.people import invent_ktp
from kyc.model.case import Case
from kyc.model.user import Role
from kyc.reporting.pdf import press
from kyc.storage.database import Database
from tests.databases import TENANT
from tests.unit.web.console.conftest import Browser


@pytest.fixture
def case(store: Database) -> Case:
    """A case of an invented person."""
    with store.transaction(TENANT, "test:setup") as unit:
        return place(unit, "sanctioned", invent_ktp(np.random.default_rng(1)))


@pytest.mark.parametrize("options", ["", "?language=id", "?language=en"])
def test_an_analyst_takes_the_report_along(console: Callable[..., Browser], case: Case, options: str) -> None:
    reply = console(Role.ANALYST).get(f"/cases/{case.id}/report.pdf{options}")
    assert reply.status_code == 200
    assert reply.headers["content-disposition"] == f'attachment; filename="{case.label}.pdf"'
    assert reply.headers["cache-control"] == "no-store"
    assert reply.content.startswith(b"%PDF-")


def test_the_audit_log_has_the_user(console: Callable[..., Browser], case: Case, store: Database) -> None:
    analyst = console(Role.ANALYST)
    analyst.get(f"/cases/{case.id}/report.pdf")
    with store.transaction(TENANT, "test:look") as unit:
        entry = next(each for each in unit.audit.list(limit=9).items if each.action == "report:exported:internal")
    assert analyst.user
    assert entry.actor == f"user:{analyst.user.id}"


def test_a_role_without_personal_data_neither_sees_nor_gets_it(console: Callable[..., Browser], case: Case) -> None:
    administrator = console(Role.ADMINISTRATOR)
    assert "report.pdf" not in administrator.get(f"/cases/{case.id}").text
    assert administrator.get(f"/cases/{case.id}/report.pdf").status_code == 403


def test_the_page_offers_both_languages(console: Callable[..., Browser], case: Case) -> None:
    page = console(Role.ANALYST).get(f"/cases/{case.id}").text
    assert f"/console/cases/{case.id}/report.pdf?language=id" in page
    assert f"/console/cases/{case.id}/report.pdf?language=en" in page


def test_who_is_sent_away_took_nothing_along(console: Callable[..., Browser], case: Case, store: Database) -> None:
    with ExitStack() as line:
        for _ in range(press.LONGEST_LINE):
            line.enter_context(press.place())
        assert console(Role.ANALYST).get(f"/cases/{case.id}/report.pdf").status_code == 503
    with store.transaction(TENANT, "test:look") as unit:
        assert not any(entry.action.startswith("report:exported") for entry in unit.audit.list(limit=50).items)
