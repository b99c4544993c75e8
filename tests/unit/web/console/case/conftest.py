"""Cases in the store, and browsers of the people who work on them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kyc.model.case import Case
from kyc.model.user import Role
from kyc.storage.database import Database
from tests.unit.web.console.case.lived import world
from tests.unit.web.console.case.lodging import flagged_namesake, lodged, taken
from tests.unit.web.console.conftest import Browser

Worked = Callable[..., tuple[Browser, Case]]


@pytest.fixture
def worked(console: Callable[..., Browser], store: Database) -> Worked:
    """A case in the hands of a user who is signed in, by the fixture applicant's name."""

    def make(key: str = "sanctioned", role: Role = Role.ANALYST, **options: object) -> tuple[Browser, Case]:
        browser = console(role, login=f"{key}-{role}@kyc.test")
        assert browser.user is not None
        person = flagged_namesake() if key == "flagged_namesake" else world().applicants[key]
        case = lodged(store, person, **options)  # type: ignore[arg-type]
        return browser, taken(store, case, browser.user)

    return make
