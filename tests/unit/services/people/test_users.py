"""Users: made with a one-time password, changed by administrators, never left without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from kyc.model.errors import InputError, StateError, StoreError
from kyc.model.session import Stage
from kyc.model.user import Right, Role, User
from kyc.services.people import own, passwords, sessions, users
from kyc.services.people.sessions import Span
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import OTHER, TENANT

pytestmark = pytest.mark.usefixtures("quick_passwords")

PASSWORD = "seven green kettles"
Work = Callable[[Unit], object]


@pytest.fixture
def unit(database: Database) -> Iterator[Unit]:
    with database.transaction(TENANT, "system:operator") as unit:
        yield unit


def test_a_new_user_is_found_by_any_spelling_of_the_login(unit: Unit) -> None:
    made = users.create(unit, "Sari@Example.ID", "Sari Melati", Role.ANALYST)
    assert users.find(unit, " sari@example.id ") == made.user
    assert made.user.may(Right.DECIDE)
    assert made.password not in repr(made)
    credentials = unit.users.credentials(made.user.id)
    assert credentials.must_change
    assert passwords.is_right(made.password, credentials.password)
    assert "argon2id" in credentials.password


def test_a_password_that_was_chosen_need_not_be_changed(unit: Unit) -> None:
    made = users.create(unit, "sari", "Sari Melati", Role.ANALYST, password=PASSWORD)
    assert not unit.users.credentials(made.user.id).must_change


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"login": "sari"}, "INPUT.LOGIN_TAKEN"),
        ({"login": "SARI "}, "INPUT.LOGIN_TAKEN"),
        ({"login": "x"}, "INPUT.LOGIN"),
        ({"login": "two words"}, "INPUT.LOGIN"),
        ({"login": "bell\x07"}, "INPUT.LOGIN"),
        ({"name": " "}, "INPUT.USER_NAME"),
        ({"name": "right\u202eleft"}, "INPUT.USER_NAME"),
        ({"language": "fr"}, "INPUT.LANGUAGE"),
        ({"password": "short"}, "INPUT.PASSWORD"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "INPUT.PASSWORD"),
        ({"password": "012345678901234"}, "INPUT.PASSWORD"),
        ({"password": "my name is Budiman!"}, "INPUT.PASSWORD"),
        ({"password": "x" * 129}, "INPUT.PASSWORD"),
    ],
)
def test_what_is_no_user_is_refused(unit: Unit, given: dict[str, str], code: str) -> None:
    users.create(unit, "sari", "Sari Melati", Role.ANALYST)
    wanted = {"login": "budi", "name": "Budiman", **given}
    with pytest.raises(InputError) as error:
        users.create(unit, wanted.pop("login"), wanted.pop("name"), Role.ANALYST, **wanted)
    assert error.value.code == code


def test_disabling_ends_every_session_and_every_right(database: Database) -> None:
    with database.transaction(TENANT, "system:operator") as unit:
        user = users.create(unit, "sari", "Sari", Role.ANALYST).user
        entry = sessions.begin(unit, user, Stage.FULL, Span())
    assert sessions.recognise(database, TENANT, entry.secret, Span()) is not None
    with database.transaction(TENANT, "system:operator") as unit:
        assert not users.disable(unit, user.id).may(Right.READ_CASES)
        assert users.disable(unit, user.id).disabled_at is not None
    assert sessions.recognise(database, TENANT, entry.secret, Span()) is None
    with database.transaction(TENANT, "system:operator") as unit:
        assert users.enable(unit, user.id).may(Right.READ_CASES)
        assert [event.action for event in unit.audit.list(limit=9).items] == ["user:disabled", "user:created"]


@pytest.mark.parametrize(
    "work",
    [lambda unit, user: users.disable(unit, user), lambda unit, user: users.set_role(unit, user, Role.ANALYST)],
    ids=["disable", "demote"],
)
def test_the_last_administrator_stays(unit: Unit, work: Callable[[Unit, str], object]) -> None:
    last = users.create(unit, "root", "Root", Role.ADMINISTRATOR).user
    gone = users.create(unit, "gone", "Gone", Role.ADMINISTRATOR).user
    work(unit, gone.id)
    with pytest.raises(StateError) as error:
        work(unit, last.id)
    assert error.value.code == "USER.LAST_ADMINISTRATOR"


@pytest.mark.parametrize(
    "work", [users.disable, users.reset, lambda unit, user: users.set_role(unit, user, Role.SENIOR)]
)
def test_nobody_changes_their_own_standing(database: Database, work: Callable[[Unit, str], object]) -> None:
    with database.transaction(TENANT, "system:operator") as unit:
        user = users.create(unit, "root", "Root", Role.ADMINISTRATOR).user
        users.create(unit, "other", "Other", Role.ADMINISTRATOR)
    with pytest.raises(StateError) as error, database.transaction(TENANT, users.actor_of(user)) as unit:
        work(unit, user.id)
    assert error.value.code == "USER.SELF"


def test_a_changed_role_asks_to_sign_in_again(database: Database) -> None:
    with database.transaction(TENANT, "system:operator") as unit:
        user = users.create(unit, "sari", "Sari", Role.ANALYST).user
        entry = sessions.begin(unit, user, Stage.FULL, Span())
        assert users.set_role(unit, user.id, Role.SENIOR).may(Right.CHECK)
        assert users.set_role(unit, user.id, Role.SENIOR).version == 2
        assert unit.audit._waiting[-1].after == "state:senior"
    assert sessions.recognise(database, TENANT, entry.secret, Span()) is None


def test_a_reset_gives_a_password_once_and_takes_the_second_factor(unit: Unit) -> None:
    user = users.create(unit, "sari", "Sari", Role.ANALYST, password=PASSWORD).user
    own.offer_totp(unit, user)
    made = users.reset(unit, user.id)
    credentials = unit.users.credentials(user.id)
    assert (credentials.must_change, credentials.totp, credentials.pending) == (True, None, None)
    assert passwords.is_right(made.password, credentials.password)
    assert not passwords.is_right(PASSWORD, credentials.password)


def test_another_tenant_has_users_of_its_own(database: Database, unit: Unit) -> None:
    users.create(unit, "sari", "Sari", Role.ANALYST)
    unit.audit.flush()
    unit.scope.connection.commit()
    with database.transaction(OTHER, "system:operator") as other:
        assert users.every(other) == ()
        with pytest.raises(StoreError):
            users.find(other, "sari")
        assert users.create(other, "sari", "Another Sari", Role.AUDITOR).user.tenant == OTHER


class TestOwnPassword:
    def test_it_ends_every_session(self, unit: Unit) -> None:
        user = users.create(unit, "sari", "Sari", Role.ANALYST, password=PASSWORD).user
        sessions.begin(unit, user, Stage.FULL, Span())
        own.change_password(unit, user, PASSWORD, "eight blue kettles")
        assert unit.sessions.end_all(user.id) == 0
        assert passwords.is_right("eight blue kettles", unit.users.credentials(user.id).password)

    @pytest.mark.parametrize(("old", "new"), [("wrong", "eight blue kettles"), (PASSWORD, PASSWORD), (PASSWORD, "x")])
    def test_what_is_refused_changes_nothing(self, unit: Unit, old: str, new: str) -> None:
        user = users.create(unit, "sari", "Sari", Role.ANALYST, password=PASSWORD).user
        with pytest.raises(InputError):
            own.change_password(unit, user, old, new)
        assert passwords.is_right(PASSWORD, unit.users.credentials(user.id).password)


def test_two_administrators_who_turn_on_each_other_at_one_moment_leave_one(database: Database) -> None:
    with database.transaction(TENANT, "system:operator") as unit:
        ani, budi = (users.create(unit, login, login, Role.ADMINISTRATOR).user for login in ("ani", "budi"))

    def disable(whom: User, by: User) -> None:
        with database.transaction(TENANT, users.actor_of(by)) as unit:
            users.disable(unit, whom.id)

    with ThreadPoolExecutor(1) as pool:
        with database.transaction(TENANT, users.actor_of(ani)) as unit:
            users.disable(unit, budi.id)
            other = pool.submit(disable, ani, by=budi)
            wait([other], timeout=0.5)  # for the first to end, as it should have to
        with pytest.raises(StateError) as refused:
            other.result()
    assert refused.value.code == "USER.LAST_ADMINISTRATOR"
