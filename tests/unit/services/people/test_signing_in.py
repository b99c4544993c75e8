"""Signing in: the right password opens, a wrong one costs time, a code works once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyotp
import pytest

from kyc.model.errors import InputError
from kyc.model.session import Session, Stage
from kyc.model.user import Role, User
from kyc.services.people import own, passwords, sessions, signing_in, users
from kyc.services.people.sessions import Entry, Span
from kyc.services.people.signing_in import Door, SignInError
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import TENANT, Clock

pytestmark = pytest.mark.usefixtures("quick_passwords")

PASSWORD = "seven green kettles"
SPAN = Span()


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database, TENANT, "192.0.2.7", SPAN, needs_totp=False)


@pytest.fixture
def sari(database: Database) -> User:
    with database.transaction(TENANT, "system:operator") as unit:
        return users.create(unit, "sari", "Sari Melati", Role.ANALYST, password=PASSWORD).user


def enrolled(database: Database, user: User, clock: Clock) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    with database.transaction(TENANT, users.actor_of(user)) as unit:
        phone = pyotp.TOTP(own.offer_totp(unit, user))
        return phone, own.enrol_totp(unit, user, phone.at(clock.now))


def refused(door: Door, login: str, password: str) -> SignInError:
    with pytest.raises(SignInError) as error:
        signing_in.with_password(door, login, password)
    return error.value


def actions(database: Database) -> list[str]:
    with database.transaction(TENANT, "test", read_only=True) as unit:
        return [event.action for event in reversed(unit.audit.list(limit=99).items)]


def session_of(database: Database, entry: Entry) -> Session | None:
    found = sessions.recognise(database, TENANT, entry.secret, SPAN)
    return found.session if found else None


def test_the_right_password_opens_a_session(door: Door, sari: User) -> None:
    entry = signing_in.with_password(door, " SARI ", PASSWORD)
    assert (entry.user, entry.session.stage) == (sari, Stage.FULL)
    assert session_of(door.database, entry) == entry.session
    assert entry.secret not in repr(entry)
    assert actions(door.database)[-1] == "user:signed_in"


@pytest.mark.parametrize(
    ("login", "password"),
    [("sari", "wrong"), ("nobody", PASSWORD), ("", ""), ("sari\x00", "\ud800"), ("sari", "x" * 500)],
)
def test_whatever_is_wrong_the_answer_is_the_same(door: Door, sari: User, login: str, password: str) -> None:
    error = refused(door, login, password)
    assert (error.code, str(error), error.until) == ("SIGNIN.REFUSED", "Login, password or code are not right.", None)


def test_a_tenant_that_is_not_there_is_refused_like_a_wrong_password(door: Door, sari: User) -> None:
    assert refused(replace(door, tenant="nobody"), "sari", PASSWORD).code == "SIGNIN.REFUSED"


def test_a_disabled_user_is_refused(door: Door, sari: User) -> None:
    with door.database.transaction(TENANT, "system:operator") as unit:
        users.disable(unit, sari.id)
    assert refused(door, "sari", PASSWORD).code == "SIGNIN.REFUSED"


@pytest.mark.parametrize("login", ["sari", "nobody"])
def test_each_failure_over_five_doubles_the_wait(door: Door, sari: User, clock: Clock, login: str) -> None:
    for _ in range(5):
        assert refused(door, login, "wrong").code == "SIGNIN.REFUSED"
    waits = []
    for _ in range(8):
        assert refused(door, login, "wrong").code == "SIGNIN.REFUSED"
        locked = refused(door, login, PASSWORD)
        assert locked.code == "SIGNIN.LOCKED"
        assert locked.until is not None
        waits.append((locked.until - clock.now).total_seconds())
        clock.now = locked.until
    assert waits == [15, 30, 60, 120, 240, 480, 900, 900]


def test_success_and_a_day_forget_failures(door: Door, sari: User, clock: Clock) -> None:
    for _ in range(5):
        refused(door, "sari", "wrong")
    signing_in.with_password(door, "sari", PASSWORD)
    for _ in range(6):
        assert refused(door, "sari", "wrong").code == "SIGNIN.REFUSED"
    clock.advance(days=1, seconds=1)
    for _ in range(6):
        assert refused(door, "sari", "wrong").code == "SIGNIN.REFUSED"


def test_an_address_that_tries_many_logins_is_locked_and_others_are_not(door: Door, sari: User) -> None:
    for number in range(21):
        assert refused(door, f"guess{number}", "wrong").code == "SIGNIN.REFUSED"
    assert refused(door, "sari", PASSWORD).code == "SIGNIN.LOCKED"
    assert signing_in.with_password(replace(door, address="192.0.2.8"), "sari", PASSWORD).user == sari


def test_a_reset_unlocks(door: Door, sari: User) -> None:
    for _ in range(6):
        refused(door, "sari", "wrong")
    with door.database.transaction(TENANT, "system:operator") as unit:
        password = users.reset(unit, sari.id).password
    assert signing_in.with_password(door, "sari", password).session.stage is Stage.PASSWORD


def test_failures_of_a_user_are_audited_and_guesses_at_nobody_are_not(door: Door, sari: User) -> None:
    for _ in range(6):
        refused(door, "sari", "wrong")
        refused(door, "nobody", "wrong")
    assert actions(door.database) == [
        "user:created",
        *["user:sign_in_failed"] * 5,
        "user:locked",
        "user:sign_in_failed",
    ]


class TestTheWayIn:
    def test_a_one_time_password_leads_to_a_new_one_then_to_the_second_factor(
        self, door: Door, sari: User, clock: Clock
    ) -> None:
        strict = replace(door, needs_totp=True)
        with door.database.transaction(TENANT, "system:operator") as unit:
            given = users.reset(unit, sari.id).password
        first = signing_in.with_password(strict, "sari", given)
        assert first.session.stage is Stage.PASSWORD
        with door.database.transaction(TENANT, users.actor_of(sari)) as unit:
            own.change_password(unit, sari, given, PASSWORD)
            second = signing_in.go_on(unit, strict, sari)
        assert second.session.stage is Stage.ENROL
        enrolled(door.database, sari, clock)
        with door.database.transaction(TENANT, users.actor_of(sari)) as unit:
            third = signing_in.go_on(unit, strict, sari)
        assert third.session.stage is Stage.FULL
        assert [session_of(door.database, entry) for entry in (first, second)] == [None, None]

    def test_a_code_is_asked_for_and_works_once(self, door: Door, sari: User, clock: Clock) -> None:
        phone, _ = enrolled(door.database, sari, clock)
        clock.advance(seconds=30)
        entry = signing_in.with_password(door, "sari", PASSWORD)
        assert entry.session.stage is Stage.CODE
        full = signing_in.with_code(door, entry, phone.at(clock.now))
        assert full.session.stage is Stage.FULL
        assert session_of(door.database, entry) is None
        again = signing_in.with_password(door, "sari", PASSWORD)
        with pytest.raises(SignInError):
            signing_in.with_code(door, again, phone.at(clock.now))
        clock.advance(seconds=30)
        assert signing_in.with_code(door, again, phone.at(clock.now)).session.stage is Stage.FULL

    def test_codes_of_long_ago_and_guesses_are_refused_and_lock(self, door: Door, sari: User, clock: Clock) -> None:
        phone, _ = enrolled(door.database, sari, clock)
        entry = signing_in.with_password(door, "sari", PASSWORD)
        old = phone.at(clock.now)
        clock.advance(minutes=2)
        codes = []
        for guess in (old, "", "000000", "abc", "１２３４５６", "\ud800"):
            with pytest.raises(SignInError) as error:
                signing_in.with_code(door, entry, guess)
            codes.append(error.value.code)
        assert codes == ["SIGNIN.REFUSED"] * 6
        with pytest.raises(SignInError) as error:
            signing_in.with_code(door, entry, phone.at(clock.now))
        assert error.value.code == "SIGNIN.LOCKED"

    def test_a_recovery_code_opens_once_however_it_is_typed(self, door: Door, sari: User, clock: Clock) -> None:
        _, codes = enrolled(door.database, sari, clock)
        assert len(set(codes)) == 10
        entry = signing_in.with_password(door, "sari", PASSWORD)
        assert signing_in.with_code(door, entry, codes[3].upper().replace("-", " ")).session.stage is Stage.FULL
        again = signing_in.with_password(door, "sari", PASSWORD)
        with pytest.raises(SignInError):
            signing_in.with_code(door, again, codes[3])
        assert "user:recovery_code_used" in actions(door.database)

    def test_a_second_factor_counts_only_once_a_code_was_given(self, door: Door, sari: User, clock: Clock) -> None:
        with door.database.transaction(TENANT, users.actor_of(sari)) as unit:
            secret = own.offer_totp(unit, sari)
            assert own.offer_totp(unit, sari) == secret
            with pytest.raises(InputError):
                own.enrol_totp(unit, sari, pyotp.TOTP(secret).at(int(clock.now.timestamp()) + 150))
        assert signing_in.with_password(door, "sari", PASSWORD).session.stage is Stage.FULL

    def test_another_takes_its_place_only_when_it_was_removed(self, door: Door, sari: User, clock: Clock) -> None:
        enrolled(door.database, sari, clock)
        with pytest.raises(InputError) as error, door.database.transaction(TENANT, users.actor_of(sari)) as unit:
            own.offer_totp(unit, sari)
        assert error.value.code == "INPUT.TOTP"

    def test_removing_it_needs_the_password(self, door: Door, sari: User, clock: Clock) -> None:
        enrolled(door.database, sari, clock)
        with door.database.transaction(TENANT, users.actor_of(sari)) as unit:
            with pytest.raises(InputError):
                own.remove_totp(unit, sari, "wrong")
            own.remove_totp(unit, sari, PASSWORD)
        assert signing_in.with_password(door, "sari", PASSWORD).session.stage is Stage.FULL


class TestThePresentPassword:
    """Asked of somebody who is signed in: whoever sits down at their desk may not try one after the other."""

    def test_wrong_ones_cost_the_time_that_they_cost_at_the_door(self, door: Door, sari: User, clock: Clock) -> None:
        for _ in range(6):
            with pytest.raises(InputError) as error:
                signing_in.prove(door, sari, "wrong")
            assert error.value.code == "INPUT.PASSWORD"
        with pytest.raises(SignInError) as locked:
            signing_in.prove(door, sari, PASSWORD)
        assert locked.value.code == "SIGNIN.LOCKED"
        assert actions(door.database).count("user:sign_in_failed") == 6
        clock.advance(seconds=16)
        signing_in.prove(door, sari, PASSWORD)

    def test_a_right_one_is_no_failure(self, door: Door, sari: User) -> None:
        for _ in range(9):
            signing_in.prove(door, sari, PASSWORD)


class TestWhileAPasswordIsJudged:
    """Judging takes a tenth of a second outside any transaction: what others do meanwhile stays done."""

    @pytest.fixture
    def meanwhile(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
        judge = passwords.is_right

        def arrange(happening: Callable[[], object]) -> None:
            def judged(password: str, known: str | None) -> bool:
                monkeypatch.setattr(passwords, "is_right", judge)
                happening()
                return judge(password, known)

            monkeypatch.setattr(passwords, "is_right", judged)

        return arrange

    @pytest.mark.parametrize("change", [users.reset, users.disable], ids=["reset", "disabled"])
    def test_a_password_that_is_taken_away_opens_nothing_and_does_not_come_back(
        self,
        door: Door,
        sari: User,
        meanwhile: Callable[[Callable[[], object]], None],
        change: Callable[[Unit, str], object],
    ) -> None:
        def taken_away() -> None:
            with door.database.transaction(TENANT, "system:operator") as unit:
                change(unit, sari.id)

        meanwhile(taken_away)
        assert refused(door, "sari", PASSWORD).code == "SIGNIN.REFUSED"
        assert refused(door, "sari", PASSWORD).code == "SIGNIN.REFUSED"

    def test_a_second_factor_that_is_enrolled_is_asked_for(
        self, door: Door, sari: User, clock: Clock, meanwhile: Callable[[Callable[[], object]], None]
    ) -> None:
        meanwhile(lambda: enrolled(door.database, sari, clock))
        assert signing_in.with_password(door, "sari", PASSWORD).session.stage is Stage.CODE
        assert signing_in.with_password(door, "sari", PASSWORD).session.stage is Stage.CODE

    def test_a_code_that_is_used_stays_used(
        self, door: Door, sari: User, clock: Clock, meanwhile: Callable[[Callable[[], object]], None]
    ) -> None:
        phone, _ = enrolled(door.database, sari, clock)
        clock.advance(seconds=30)
        entry = signing_in.with_password(door, "sari", PASSWORD)
        meanwhile(lambda: signing_in.with_code(door, entry, phone.at(clock.now)))
        again = signing_in.with_password(door, "sari", PASSWORD)
        with pytest.raises(SignInError):
            signing_in.with_code(door, again, phone.at(clock.now))


def test_a_right_password_forgives_no_wrong_code(door: Door, sari: User, clock: Clock) -> None:
    enrolled(door.database, sari, clock)
    codes = []
    for number in range(6):
        anywhere = replace(door, address=f"192.0.2.{number}")
        entry = signing_in.with_password(anywhere, "sari", PASSWORD)
        with pytest.raises(SignInError) as error:
            signing_in.with_code(anywhere, entry, "000000")
        codes.append(error.value.code)
    assert codes == ["SIGNIN.REFUSED"] * 6
    assert refused(replace(door, address="192.0.2.99"), "sari", PASSWORD).code == "SIGNIN.LOCKED"


def test_a_code_sent_four_times_at_once_opens_one_session(door: Door, sari: User, clock: Clock) -> None:
    phone, _ = enrolled(door.database, sari, clock)
    clock.advance(seconds=30)
    entry, code = signing_in.with_password(door, "sari", PASSWORD), phone.at(clock.now)

    def send(_: int) -> bool:
        try:
            return signing_in.with_code(door, entry, code).session.stage is Stage.FULL
        except SignInError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 1


def test_an_accent_typed_by_itself_counts_with_its_letter() -> None:
    decomposed = "kopi e\u0301tude " * 11
    passwords.check(decomposed)
    assert len(decomposed) > passwords.LONGEST >= len(unicodedata.normalize("NFC", decomposed))
    assert passwords.is_right(decomposed, passwords.hashed(decomposed))


class TestSessions:
    @pytest.mark.parametrize(
        ("minutes", "times", "lives"),
        [(29, 1, True), (30, 1, False), (25, 20, True), (25, 24, False)],
        ids=["used in time", "idle", "in use all day", "in use too long"],
    )
    def test_a_session_ends_unused_or_after_ten_hours(
        self, door: Door, sari: User, clock: Clock, minutes: int, times: int, lives: bool
    ) -> None:
        entry = signing_in.with_password(door, "sari", PASSWORD)
        found = None
        for _ in range(times):
            clock.advance(minutes=minutes)
            found = session_of(door.database, entry)
        assert (found is not None) is lives

    def test_the_store_knows_no_secret_and_a_guess_opens_nothing(self, door: Door, sari: User) -> None:
        entry = signing_in.with_password(door, "sari", PASSWORD)
        assert entry.secret not in repr(entry.session)
        for guess in ("", entry.session.sha256, entry.secret + "x", "\ud800"):
            assert sessions.recognise(door.database, TENANT, guess, SPAN) is None
        assert sessions.recognise(door.database, "zenith", entry.secret, SPAN) is None

    def test_signing_out_ends_this_session_alone(self, door: Door, sari: User) -> None:
        one, other = (signing_in.with_password(door, "sari", PASSWORD) for _ in range(2))
        with door.database.transaction(TENANT, users.actor_of(sari)) as unit:
            sessions.end(unit, sari, one.session)
        assert session_of(door.database, one) is None
        assert session_of(door.database, other) is not None

    def test_what_is_over_is_swept_when_the_next_one_begins(self, door: Door, sari: User, clock: Clock) -> None:
        signing_in.with_password(door, "sari", PASSWORD)
        clock.advance(hours=11)
        signing_in.with_password(door, "sari", PASSWORD)
        with door.database.transaction(TENANT, "test") as unit:
            assert unit.sessions.end_all(sari.id) == 1
