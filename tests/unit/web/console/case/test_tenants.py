"""Nobody of another tenant sees or changes anything: its ids are as unknown as those that never were."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from kyc.model.case import Case, DecisionOutcome
from kyc.model.screening import HitStatus
from kyc.model.session import Stage
from kyc.model.user import Role, User
from kyc.services.casework import case as casework
from kyc.services.casework import decisions, hits
from kyc.services.people import sessions, users
from kyc.services.people.sessions import Span
from kyc.storage.database import Database
from tests.databases import OTHER, TENANT
from tests.unit.web.console.case.conftest import Worked
from tests.unit.web.console.conftest import PASSWORD, Browser, token_on
from tests.unit.web.console.test_routes import GUARDED

pytestmark = pytest.mark.usefixtures("quick_passwords")

ENTITY = "sdn-990001"
UNKNOWN = {
    "case_id": "cas_01m808tx000000000000000000",
    "user_id": "usr_01m808tx000000000000000000",
    "decision_id": "dec_01m808tx000000000000000000",
    "attachment_id": "att_01m808tx000000000000000000",
    "view_id": "viw_01m808tx000000000000000000",
}
PLAIN = {"entity_id:path": ENTITY, "role": "selfie", "cut": "whole"}
# What the forms send, so that nothing is refused for a field that is missing before the id is looked at.
FORM = {
    "status": "false_positive", "reason": "birth_date_differs", "version": "3", "outcome": "approve", "text": "a note",
    "reasons": "MAN.CLEARED", "note": "a note", "role": "auditor", "items": "selfie:",
}  # fmt: skip
OF_IDS = [(method, path) for method, path, _ in GUARDED if re.search(r"\{\w+_id\}", path)]


@pytest.fixture
def others(worked: Worked, store: Database) -> Mapping[str, str]:
    """The ids of everything that belongs to a case on which a decision waits."""
    browser, case = worked("sanctioned")
    assert browser.user
    with store.transaction(TENANT, f"user:{browser.user.id}") as unit:
        attached = casework.attach(unit, browser.user, case.id, "note.txt", b"an invented remark")
        view = unit.views.add(browser.user.id, "mine", {"view": "mine"})
        confirmed = HitStatus.TRUE_POSITIVE
        hits.review(unit, browser.user, case.id, ENTITY, confirmed, "identity_confirmed")
        waiting = decisions.decide(
            unit, browser.user, case.id, DecisionOutcome.REJECT,
            reasons=["SCR.SANCTION"], note="it is him", version=unit.cases.get(case.id).version,
        )  # fmt: skip
    ids = (case.id, browser.user.id, waiting.id, attached.id, view.id)
    return dict(zip(UNKNOWN, ids, strict=True))


@pytest.fixture
def neighbour(browser: Browser, store: Database) -> Callable[[Role], Browser]:
    """A browser in which somebody of another tenant is signed in."""

    def signed_in(role: Role) -> Browser:
        with store.transaction(OTHER, "test:setup") as unit:
            user = users.create(
                unit, f"{role}@zenith.test", "Nia Tetangga", role, language="en", password=PASSWORD
            ).user
            entry = sessions.begin(unit, user, Stage.FULL, Span())
        browser.cookies.set("kyc_session", f"{OTHER}.{entry.secret}", domain="kyc.test")
        return browser

    return signed_in


def asked(signed_in: Browser, method: str, path: str, ids: Mapping[str, str]) -> tuple[int, str, str]:
    """What comes back, without what differs from page to page anyway."""
    filled = re.sub(r"\{([\w:]+)\}", lambda found: {**ids, **PLAIN}[found[1]], path)
    files = {"file": ("a.txt", b"text")} if path.endswith("/attachments") and method == "POST" else None
    page = signed_in.get("/profile")  # takes away what an earlier form left to be said
    form = {**FORM, "token": token_on(page)} if method == "POST" else None
    reply = signed_in(method, filled, data=form, files=files)
    plain = re.sub(
        r'(name="token" value=")[^"]+|[0-9a-f-]{16,}|[0-9a-hjkmnp-tv-z]{20,}|evt_\w+|\d\d:\d\d', "…", reply.text
    )
    for name in ids.values():
        plain = plain.replace(name, "…")
    return reply.status_code, reply.headers.get("location", "").replace(ids["case_id"], "…"), plain


def traces(store: Database, case_id: str) -> tuple[Case, int, tuple[User, ...]]:
    """What a change would have changed."""
    with store.transaction(TENANT, "test", read_only=True) as unit:
        return unit.cases.get(case_id), len(unit.audit.list(limit=500).items), unit.users.all()


@pytest.mark.parametrize("role", list(Role))
def test_every_route_answers_for_anothers_ids_as_for_unknown_ones(
    store: Database, others: Mapping[str, str], neighbour: Callable[[Role], Browser], role: Role
) -> None:
    before, signed_in = traces(store, others["case_id"]), neighbour(role)
    assert len(OF_IDS) > 20
    for method, path in OF_IDS:
        theirs = asked(signed_in, method, path, others)
        assert theirs == asked(signed_in, method, path, UNKNOWN), (method, path)
        assert theirs[0] != 500, (method, path)
        # A form that only lays out what was written, and removing a view that one has not, find nothing to refuse.
        assert theirs[0] in (403, 404) or path.endswith(("/letters", "/take", "/remove")), (method, path, theirs[0])
    assert traces(store, others["case_id"]) == before
    with store.transaction(TENANT, "test", read_only=True) as unit:
        assert len(unit.views.of(others["user_id"])) == 1


@pytest.mark.parametrize("role", list(Role))
def test_lists_of_cases_users_and_entries_are_ones_own(
    store: Database, others: Mapping[str, str], neighbour: Callable[[Role], Browser], role: Role
) -> None:
    signed_in = neighbour(role)
    told = " ".join(signed_in.get(page).text for page in ("/cases", "/cases?view=approval", "/users", "/audit"))
    assert not [name for name in (*others.values(), "KYC-1<", "analyst@kyc.test") if name in told]
