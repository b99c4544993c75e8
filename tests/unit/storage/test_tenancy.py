"""No tenant sees, changes or guesses anything of another's; the same answer as for what never was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import event

from kyc.model.access import StoredReply
from kyc.model.applicant import Applicant, ApplicantStatus, Standing
from kyc.model.errors import StoreError
from kyc.model.session import Credentials, Stage
from kyc.model.submission import Consent, DeclaredData
from kyc.model.user import Role, User
from kyc.model.verification import Verification, VerificationState
from kyc.model.webhook import EndpointState, WebhookEndpoint
from kyc.model.work import Job, JobState
from kyc.storage.database import Database
from kyc.storage.erasing import erase
from kyc.storage.repository import Repository
from kyc.storage.tables import METADATA
from kyc.storage.unit import Unit
from tests.databases import NOON, OTHER, TENANT, Cluster
from tests.unit.storage import caseworks, rescreens
from tests.unit.storage.records import NAME, NIK, Filled, evidence, fill

WHO = "client:test"
CONSENT = Consent("onboarding", "v1", datetime(2026, 11, 22, tzinfo=UTC))

# Every way to ask for one thing by its id, tried by another tenant.
ASKING: dict[str, Callable[[Unit, Filled], object]] = {
    "applicants.get": lambda unit, ids: unit.applicants.get(ids.applicant),
    "applicants.save": lambda unit, ids: unit.applicants.save(_applicant(ids), DeclaredData()),
    "applicants.next_sequence": lambda unit, ids: unit.applicants.next_sequence(ids.applicant),
    "applicants.set_hold": lambda unit, ids: unit.applicants.set_hold(ids.applicant, is_held=False),
    "documents.get": lambda unit, ids: unit.documents.get(ids.document),
    "documents.image": lambda unit, ids: unit.documents.image(ids.document),
    "documents.remove": lambda unit, ids: unit.documents.remove(ids.document),
    "verifications.get": lambda unit, ids: unit.verifications.get(ids.verification),
    "verifications.add": lambda unit, ids: unit.verifications.add(ids.applicant),
    "verifications.move": lambda unit, ids: unit.verifications.move(_verification(ids), VerificationState.CANCELED),
    "verifications.count_attempts": lambda unit, ids: unit.verifications.count_attempts(_verification(ids), 2),
    "jobs.get": lambda unit, ids: unit.jobs.get(ids.verification),
    "jobs.finish": lambda unit, ids: unit.jobs.finish(Job(ids.verification, OTHER, JobState.LEASED, 1, NOON)),
    "jobs.add": lambda unit, ids: unit.jobs.add(ids.verification),
    "evidence.put": lambda unit, ids: unit.evidence.put(ids.verification, ids.applicant, evidence(ids.verification)),
    "reports.get": lambda unit, ids: unit.reports.get(ids.report),
    "reports.add": lambda unit, ids: unit.reports.add(
        ids.applicant, {"id": "rep_x", "verification_id": ids.verification, "revision": 2}
    ),
    "consents.add": lambda unit, ids: unit.consents.add(ids.applicant, CONSENT),
    "consents.withdraw": lambda unit, ids: unit.consents.withdraw(ids.consent),
    "holds.place": lambda unit, ids: unit.holds.place(ids.applicant, "reason"),
    "holds.lift": lambda unit, ids: unit.holds.lift(ids.hold),
    "retention.keep": lambda unit, ids: unit.retention.keep(ids.applicant, "images", date(2030, 1, 1)),
    "monitors.switch": lambda unit, ids: unit.monitors.switch(ids.applicant, is_on=False),
    "identifiers.add": lambda unit, ids: unit.identifiers.add(ids.applicant, "nik", NIK),
    "identifiers.put": lambda unit, ids: unit.identifiers.put(ids.applicant, "batch", NIK),
    "keys.seal": lambda unit, ids: unit.keys.seal(ids.applicant, "kind", "id", b"content"),
    "keys.digest": lambda unit, ids: unit.keys.digest(ids.applicant, b"content"),
    "webhooks.get": lambda unit, ids: unit.webhooks.get(ids.endpoint),
    "webhooks.save": lambda unit, ids: unit.webhooks.save(_endpoint(ids)),
    "webhooks.remove": lambda unit, ids: unit.webhooks.remove(ids.endpoint),
    "outbox.get": lambda unit, ids: unit.outbox.get(ids.event),
    "outbox.publish": lambda unit, ids: unit.outbox.publish("a", {}, applicant_id=ids.applicant),
    "deliveries.get": lambda unit, ids: unit.deliveries.get(ids.delivery),
    "deliveries.add": lambda unit, ids: unit.deliveries.add(ids.endpoint, ids.event),
    "deliveries.replay": lambda unit, ids: unit.deliveries.replay(ids.delivery),
    "clients.get": lambda unit, ids: unit.clients.get(ids.client),
    "clients.revoke": lambda unit, ids: unit.clients.revoke(ids.client),
    "api_keys.get": lambda unit, ids: unit.api_keys.get(ids.key),
    "api_keys.revoke": lambda unit, ids: unit.api_keys.revoke(ids.key),
    "api_keys.add": lambda unit, ids: unit.api_keys.add(ids.client, prefix="p", sha256="0", scopes=()),
    "erase": lambda unit, ids: erase(unit, ids.applicant),
    "users.get": lambda unit, ids: unit.users.get(ids.user),
    "users.save": lambda unit, ids: unit.users.save(_user(ids)),
    "users.credentials": lambda unit, ids: unit.users.credentials(ids.user),
    "users.take_credentials": lambda unit, ids: unit.users.take_credentials(ids.user),
    "users.set_credentials": lambda unit, ids: unit.users.set_credentials(ids.user, Credentials("")),
    "sessions.add": lambda unit, ids: unit.sessions.add("0", ids.user, Stage.FULL, expires_at=NOON),
    "views.add": lambda unit, ids: unit.views.add(ids.user, "mine", {}),
}

# Every way to look around, or to sweep with a broad broom: another tenant finds and moves nothing.
LOOKING: dict[str, Callable[[Unit, Filled], object]] = {
    "applicants.conclude": lambda unit, ids: unit.applicants.conclude(ids.applicant, Standing.REJECTED),
    "applicants.several": lambda unit, ids: unit.applicants.several([ids.applicant]),
    "applicants.erased": lambda unit, ids: unit.applicants.erased([ids.applicant]),
    "keys.load": lambda unit, ids: unit.keys.load([ids.applicant]),
    "applicants.list": lambda unit, ids: unit.applicants.list(limit=9).items,
    "documents.of": lambda unit, ids: unit.documents.of(ids.applicant),
    "documents.is_stored": lambda unit, ids: unit.documents.is_stored(ids.document),
    "documents.erase": lambda unit, ids: unit.documents.erase(ids.applicant),
    "verifications.list": lambda unit, ids: unit.verifications.list(limit=9, applicant_id=ids.applicant).items,
    "verifications.count": lambda unit, ids: unit.verifications.count(),
    "verifications.expired": lambda unit, ids: unit.verifications.expired(datetime.max.replace(tzinfo=UTC), limit=9),
    "jobs.cancel": lambda unit, ids: unit.jobs.cancel(ids.verification),
    "jobs.hasten": lambda unit, ids: unit.jobs.hasten(timedelta(days=1)),
    "deliveries.hasten": lambda unit, ids: unit.deliveries.hasten(timedelta(days=1)),
    "sandbox.ahead": lambda unit, ids: unit.sandbox.ahead(),
    "evidence.get": lambda unit, ids: unit.evidence.get(ids.verification),
    "evidence.several": lambda unit, ids: unit.evidence.several([ids.verification]),
    "evidence.erase": lambda unit, ids: unit.evidence.erase(ids.applicant),
    "reports.latest": lambda unit, ids: unit.reports.latest(ids.verification),
    "reports.concluded": lambda unit, ids: unit.reports.concluded([ids.verification]),
    "reports.of": lambda unit, ids: unit.reports.of(ids.applicant),
    "reports.erase": lambda unit, ids: unit.reports.erase(ids.applicant),
    "consents.of": lambda unit, ids: unit.consents.of(ids.applicant),
    "consents.erase": lambda unit, ids: unit.consents.erase(ids.applicant),
    "holds.of": lambda unit, ids: unit.holds.of(ids.applicant),
    "holds.is_held": lambda unit, ids: unit.holds.is_held(ids.applicant),
    "holds.erase": lambda unit, ids: unit.holds.erase(ids.applicant),
    "retention.of": lambda unit, ids: unit.retention.of(ids.applicant),
    "retention.overdue": lambda unit, ids: unit.retention.overdue(date(2999, 1, 1), limit=9),
    "retention.done": lambda unit, ids: unit.retention.done(ids.applicant, "images"),
    "retention.erase": lambda unit, ids: unit.retention.erase(ids.applicant),
    "monitors.of": lambda unit, ids: unit.monitors.of(ids.applicant),
    "monitors.active": lambda unit, ids: unit.monitors.active(limit=9),
    "monitors.erase": lambda unit, ids: unit.monitors.erase(ids.applicant),
    "identifiers.holders": lambda unit, ids: unit.identifiers.holders("nik", NIK),
    "identifiers.erase": lambda unit, ids: unit.identifiers.erase(ids.applicant),
    "idempotency.begin": lambda unit, ids: unit.idempotency.begin(ids.client, NAME, b"another request"),
    "idempotency.finish": lambda unit, ids: unit.idempotency.finish(ids.client, "unknown", StoredReply(200, b"")),
    "idempotency.purge": lambda unit, ids: unit.idempotency.purge(NOON),
    "idempotency.erase": lambda unit, ids: unit.idempotency.erase(ids.applicant),
    "webhooks.all": lambda unit, ids: unit.webhooks.all(),
    "outbox.list": lambda unit, ids: unit.outbox.list(limit=9).items,
    "outbox.old": lambda unit, ids: unit.outbox.old(datetime.max.replace(tzinfo=UTC), limit=9),
    "outbox.forget": lambda unit, ids: unit.outbox.forget([ids.event])[0],
    "deliveries.forget": lambda unit, ids: unit.deliveries.forget([ids.event]),
    "outbox.since": lambda unit, ids: unit.outbox.since(ids.applicant, 0),
    "deliveries.list": lambda unit, ids: unit.deliveries.list(limit=9).items,
    "deliveries.drop": lambda unit, ids: unit.deliveries.drop(ids.endpoint),
    "clients.all": lambda unit, ids: unit.clients.all(),
    "api_keys.of": lambda unit, ids: unit.api_keys.of(ids.client),
    "erasures.of": lambda unit, ids: unit.erasures.of(ids.applicant),
    "audit.list": lambda unit, ids: unit.audit.list(limit=9).items,
    "audit.verify": lambda unit, ids: unit.audit.verify().entries,
    "applicants.forget_declared": lambda unit, ids: unit.applicants.forget_declared(ids.applicant),
    "applicants.blank": lambda unit, ids: unit.applicants.blank(ids.applicant),
    "keys.destroy": lambda unit, ids: unit.keys.destroy(ids.applicant),
    "keys.rewrap": lambda unit, ids: unit.keys.rewrap(9),
    "users.find": lambda unit, ids: unit.users.find(NAME),
    "users.all": lambda unit, ids: unit.users.all(),
    "users.take_administrators": lambda unit, ids: unit.users.take_administrators(),
    "sessions.find": lambda unit, ids: unit.sessions.find("canary"),
    "sessions.end": lambda unit, ids: unit.sessions.end("canary"),
    "sessions.end_all": lambda unit, ids: unit.sessions.end_all(ids.user),
    "sessions.purge": lambda unit, ids: unit.sessions.purge(),
    "failures.forget": lambda unit, ids: unit.failures.forget("canary"),
    "failures.purge": lambda unit, ids: unit.failures.purge(),
    "views.of": lambda unit, ids: unit.views.of(ids.user),
    "views.remove": lambda unit, ids: unit.views.remove(ids.user, "none"),
}

# Asked about what the caller makes or holds, not about what is stored.
HARMLESS = {
    "applicants.add", "documents.add", "webhooks.add", "clients.add", "erasures.add", "keys.create", "keys.unseal",
    "keys.seal_own", "keys.unseal_own", "keys.digest_own", "keys.blind_index", "identifiers.declare", "jobs.retry",
    "jobs.fail", "deliveries.delivered", "deliveries.retry", "deliveries.fail", "consents.active", "audit.append",
    "audit.flush", "audit.head", "users.add", "users.login_digest", "sessions.seen", "failures.take", "failures.put",
    "sandbox.advance",
}  # fmt: skip

ASKING |= caseworks.ASKING
LOOKING |= caseworks.LOOKING | caseworks.MOVING
HARMLESS |= caseworks.HARMLESS
ASKING |= rescreens.ASKING
LOOKING |= rescreens.LOOKING | rescreens.MOVING
HARMLESS |= rescreens.HARMLESS


@pytest.fixture
def ids(database: Database) -> Filled:
    with database.transaction(TENANT, WHO) as unit:
        return fill(unit)


def test_a_foreign_id_is_an_unknown_id(database: Database, ids: Filled) -> None:
    before, nobody = everything(database, TENANT, ids), Filled(*("none" for _ in astuple(ids)))
    for name, asking in ASKING.items():
        code, message = refusal(database, asking, ids)
        assert code in {"STORE.UNKNOWN", "STORE.CONFLICT"}, name
        if code == "STORE.UNKNOWN":  # word for word what is said of an id that never was
            assert refusal(database, asking, nobody) == (code, message), name
    assert everything(database, TENANT, ids) == before


def refusal(database: Database, asking: Callable[[Unit, Filled], object], ids: Filled) -> tuple[str, str]:
    """How another tenant's question is turned down."""
    with pytest.raises(StoreError) as error, database.transaction(OTHER, WHO) as unit:
        asking(unit, ids)
    return error.value.code, str(error.value)


def test_looking_around_shows_nothing_of_another_tenant(database: Database, ids: Filled) -> None:
    before = everything(database, TENANT, ids)
    for name, looking in LOOKING.items():
        with database.transaction(OTHER, WHO) as unit:
            assert not looking(unit, ids), name
    assert everything(database, TENANT, ids) == before


def test_every_question_of_every_repository_was_asked() -> None:
    unit = vars_of_a_unit()
    public = {
        f"{name}.{method}"
        for name, repository in unit.items()
        for method in dir(repository)
        if not method.startswith("_") and callable(getattr(repository, method))
    }
    assert public - set(ASKING) - set(LOOKING) - HARMLESS == set()


def test_every_statement_names_its_tenant(database: Database, statements: list[str], ids: Filled) -> None:
    statements.clear()
    with database.transaction(OTHER, WHO) as unit:
        fill(unit)
        for looking in LOOKING.values():
            looking(unit, ids)
    tables = {table.name for table in METADATA.sorted_tables if "tenant" in table.columns}
    asked = [statement for statement in statements if tables & set(re.findall(r"\w+", statement))]
    assert len(asked) > 80
    assert [statement for statement in asked if not re.search(r"tenant = |INSERT INTO \w+ \(tenant", statement)] == []


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(" ".join(statement.split()))

    event.listen(database._engine, "before_cursor_execute", note)
    yield seen
    event.remove(database._engine, "before_cursor_execute", note)


class TestRowLevelSecurity:
    """What PostgreSQL itself refuses, were a query ever to forget its tenant."""

    @pytest.fixture
    def connection(self, cluster: Cluster, postgres_template: str) -> Iterator[psycopg.Connection]:
        name = cluster.create(postgres_template)
        with psycopg.connect(cluster.url(name), autocommit=True) as connection:
            for tenant in (TENANT, OTHER):
                key = "INSERT INTO tenants VALUES (%s, false, '', 1, now())"
                connection.execute(key, (tenant,))
                row = "INSERT INTO applicants VALUES (%s, %s, 'active', NULL, false, 0, now(), 1, NULL)"
                connection.execute(row, (tenant, f"app_{tenant}"))
            connection.execute("SET ROLE kyc_app")
            yield connection

    def test_without_a_tenant_nothing_is_seen(self, connection: psycopg.Connection) -> None:
        for table in METADATA.tables.keys() - {"signing_keys", "chores"}:
            assert connection.execute(f"SELECT * FROM {table}".encode()).fetchall() == []

    def test_a_query_without_a_condition_sees_its_tenant_only(self, connection: psycopg.Connection) -> None:
        connection.execute("SELECT set_config('kyc.tenant', %s, false)", (OTHER,))
        assert connection.execute("SELECT id FROM applicants").fetchall() == [(f"app_{OTHER}",)]
        assert connection.execute("UPDATE applicants SET version = 9").rowcount == 1

    def test_a_row_cannot_be_given_to_another_tenant(self, connection: psycopg.Connection) -> None:
        connection.execute("SELECT set_config('kyc.tenant', %s, false)", (OTHER,))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE applicants SET tenant = %s", (TENANT,))

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_events SET actor = 'nobody'",
            "DELETE FROM audit_events",
            "TRUNCATE audit_events",
            "DELETE FROM applicants",
            "UPDATE reports SET revision = 2",
            "DELETE FROM erasures",
            "SELECT * FROM signing_keys",
            "ALTER TABLE applicants DISABLE ROW LEVEL SECURITY",
        ],
    )
    def test_the_application_may_not(self, connection: psycopg.Connection, statement: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())

    def test_the_queues_role_reads_no_personal_data(self, connection: psycopg.Connection) -> None:
        connection.execute("RESET ROLE")
        connection.execute("SET ROLE kyc_system")
        open_to_it = {"tenants", "jobs", "deliveries", "api_clients", "api_keys", "signing_keys"}
        open_to_it |= {"rescreen_chunks", "chores"}  # whose chunk is due, and what the house does again and again
        for table in METADATA.tables.keys() - open_to_it:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM {table}".encode())

    def test_the_owner_is_held_to_the_policies_too(self, connection: psycopg.Connection) -> None:
        connection.execute("RESET ROLE")
        unforced = "SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity"
        assert connection.execute(unforced).fetchall() == []
        secured = connection.execute("SELECT count(*) FROM pg_class WHERE relforcerowsecurity").fetchone()
        assert secured == (len(METADATA.tables),)


def everything(database: Database, tenant: str, ids: Filled) -> list[str]:
    """All that a tenant sees of what `fill` stored, as text."""
    unmoved = [
        name for name in LOOKING if not name.endswith((".erase", ".purge", ".drop", ".destroy", ".blank", ".forget"))
    ]
    unmoved = [
        name
        for name in unmoved
        if name
        not in {
            "sessions.end",
            "sessions.end_all",
            "users.take_administrators",
            "applicants.conclude",
            "views.remove",
            "jobs.cancel",
            "jobs.hasten",
            "deliveries.hasten",
            "retention.done",
            "applicants.forget_declared",
            "idempotency.begin",
            "idempotency.finish",
            "keys.rewrap",
            *caseworks.MOVING,
            *rescreens.MOVING,
        }
    ]
    with database.transaction(tenant, WHO, read_only=True) as unit:
        return [f"{name} {LOOKING[name](unit, ids)!r}" for name in unmoved] + [repr(unit.jobs.get(ids.verification))]


def vars_of_a_unit() -> dict[str, type[Repository]]:
    """The repositories by their names in a unit, without a database."""
    from unittest.mock import MagicMock

    unit = Unit(MagicMock(), MagicMock(), MagicMock(), MagicMock(), MagicMock())
    return {name: type(value) for name, value in vars(unit).items() if isinstance(value, Repository)}


def _applicant(ids: Filled) -> Applicant:
    return Applicant(ids.applicant, OTHER, None, ApplicantStatus.ACTIVE, None, False, NOON, 1)


def _user(ids: Filled) -> User:
    return User(ids.user, OTHER, "login", "name", Role.ANALYST, "id", NOON)


def _verification(ids: Filled) -> Verification:
    return Verification(ids.verification, OTHER, ids.applicant, VerificationState.CREATED, 1, NOON, NOON)


def _endpoint(ids: Filled) -> WebhookEndpoint:
    return WebhookEndpoint(ids.endpoint, OTHER, "https://x", (), (), EndpointState.ENABLED, NOON)
