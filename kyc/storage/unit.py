"""One transaction's view of the store: of one tenant, or of the queues that all tenants share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from kyc.storage.aftermath import Aftermath
from kyc.storage.applicants.applicants import Applicants
from kyc.storage.applicants.consents import Consents
from kyc.storage.applicants.documents import Documents
from kyc.storage.applicants.erasures import Erasures
from kyc.storage.applicants.evidence import EvidenceRows
from kyc.storage.applicants.holds import Holds
from kyc.storage.applicants.identifiers import Identifiers
from kyc.storage.applicants.monitors import Monitors
from kyc.storage.applicants.reports import Reports
from kyc.storage.applicants.retention import RetentionRows
from kyc.storage.applicants.verifications import Verifications
from kyc.storage.casework.attachments import Attachments
from kyc.storage.casework.cases import Cases
from kyc.storage.casework.decisions import Decisions
from kyc.storage.casework.exceptions import Exceptions
from kyc.storage.casework.locks import CaseLocks
from kyc.storage.casework.reviews import Reviews
from kyc.storage.casework.screenings import CaseScreenings
from kyc.storage.casework.timeline import Timeline
from kyc.storage.files.blobs import Blobs
from kyc.storage.outgoing.deliveries import Deliveries, DeliveryQueue
from kyc.storage.outgoing.outbox import Outbox
from kyc.storage.outgoing.webhooks import Webhooks
from kyc.storage.people.sessions import Sessions, SignInFailures
from kyc.storage.people.users import Users
from kyc.storage.people.views import SavedViews
from kyc.storage.queue.chores import Chores
from kyc.storage.queue.jobs import JobQueue, Jobs
from kyc.storage.repository import Scope
from kyc.storage.rescreening.alerts import Alerts
from kyc.storage.rescreening.chunks import ChunkQueue, Chunks
from kyc.storage.rescreening.customers import Customers
from kyc.storage.rescreening.runs import Runs
from kyc.storage.rescreening.segments import Segments
from kyc.storage.sealing.keyring import Keyring
from kyc.storage.tenants.audit import AuditLog
from kyc.storage.tenants.clients import ApiKeys, Clients, Directory
from kyc.storage.tenants.idempotency import Idempotency
from kyc.storage.tenants.keys import Keys
from kyc.storage.tenants.sandbox import Sandbox
from kyc.storage.tenants.signing import SigningKeys
from kyc.storage.tenants.tenants import Tenants


class Unit:
    """Everything of one tenant, within one transaction. It neither commits nor outlives it."""

    def __init__(
        self, scope: Scope, keyring: Keyring, blobs: Blobs, aftermath: Aftermath, scrub: Callable[[], None]
    ) -> None:
        self.scope, self.aftermath, self.scrub = scope, aftermath, scrub
        self.keys = Keys(scope, keyring)
        self.identifiers = Identifiers(scope, self.keys)
        self.applicants = Applicants(scope, self.keys, self.identifiers)
        self.documents = Documents(scope, self.keys, blobs, aftermath)
        self.verifications = Verifications(scope, self.applicants)
        self.evidence = EvidenceRows(scope, self.keys)
        self.reports = Reports(scope, self.keys)
        self.consents = Consents(scope, self.keys)
        self.holds = Holds(scope, self.keys, self.applicants)
        self.retention = RetentionRows(scope)
        self.monitors = Monitors(scope)
        self.idempotency = Idempotency(scope, self.keys)
        self.clients = Clients(scope)
        self.api_keys = ApiKeys(scope)
        self.webhooks = Webhooks(scope, self.keys)
        self.deliveries = Deliveries(scope)
        self.outbox = Outbox(scope, self.applicants, self.webhooks, self.deliveries)
        self.jobs = Jobs(scope)
        self.sandbox = Sandbox(scope)
        self.cases = Cases(scope)
        self.timeline = Timeline(scope, self.keys)
        self.reviews = Reviews(scope, self.keys)
        self.decisions = Decisions(scope, self.keys)
        self.exceptions = Exceptions(scope, self.keys)
        self.attachments = Attachments(scope, self.keys, blobs, aftermath)
        self.case_locks = CaseLocks(scope)
        self.case_screenings = CaseScreenings(scope, self.keys)
        self.segments = Segments(scope, self.keys)
        self.customers = Customers(scope, self.keys, self.segments)
        self.runs = Runs(scope)
        self.chunks = Chunks(scope)
        self.alerts = Alerts(scope, self.keys)
        self.erasures = Erasures(scope)
        self.audit = AuditLog(scope)
        self.users = Users(scope, self.keys)
        self.sessions = Sessions(scope)
        self.failures = SignInFailures(scope)
        self.views = SavedViews(scope, self.keys)

    @property
    def tenant(self) -> str:
        """On whose behalf this is done."""
        return self.scope.tenant

    def now(self) -> datetime:
        """The store's time."""
        return self.scope.clock()

    def input_until(self) -> datetime:
        """When what an applicant is asked for now has to be there."""
        return self.now() + self.scope.input_time


class SystemUnit:
    """What belongs to no tenant or to all: the queues, whose a key is, who the tenants are. No personal data."""

    def __init__(self, connection: Connection, keyring: Keyring, clock: Callable[[], datetime]) -> None:
        self.now = clock
        self.tenants = Tenants(connection, keyring)
        self.directory = Directory(connection)
        self.signing_keys = SigningKeys(connection, keyring)
        self.jobs = JobQueue(connection, clock)
        self.deliveries = DeliveryQueue(connection, clock)
        self.chores = Chores(connection, clock)
        self.chunks = ChunkQueue(connection, clock)
