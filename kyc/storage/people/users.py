"""Users of the console; names, logins and secrets are sealed under the tenant's key."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Row, select

from kyc.model.session import Credentials
from kyc.model.user import Role, User
from kyc.storage.codec import dump, parse
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table
from kyc.storage.tenants.keys import Keys

USERS = tenant_table(
    "users",
    Column("id", ID, primary_key=True),
    Column("login_digest", CODE, nullable=False),
    Column("sealed_person", LargeBinary, nullable=False),
    Column("sealed_credentials", LargeBinary, nullable=False),
    Column("role", CODE, nullable=False),
    Column("has_totp", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    Column("version", Integer, nullable=False),
    Index("ix_users_login", "tenant", "login_digest", unique=True),
)
_PERSON, _CREDENTIALS = "user", "credentials"


class Users(Repository):
    """The tenant's users."""

    TABLE = USERS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def add(self, login: str, name: str, role: Role, *, language: str, credentials: Credentials) -> User:
        """Store a new user.

        Raises:
            StoreError: STORE.CONFLICT when somebody has the login already.
        """
        made = User(self._scope.new_id("usr"), self._tenant, canonical(login), name, role, language, self._now())
        self._insert(
            id=made.id,
            login_digest=self.login_digest(login),
            sealed_credentials=self._seal(_CREDENTIALS, made.id, credentials),
            created_at=made.created_at,
            version=1,
            **self._columns(made),
        )
        return made

    def get(self, user_id: str) -> User:
        """Return a user."""
        return self._user(self._known(self.TABLE.c.id == user_id))

    def find(self, login: str) -> User | None:
        """The user with a login, disabled or not; None when there is none."""
        row = self._row(self.TABLE.c.login_digest == self.login_digest(login))
        return self._user(row) if row else None

    def all(self) -> tuple[User, ...]:
        """Every user, oldest first."""
        return tuple(map(self._user, self._rows(order=self.TABLE.c.id)))

    def take_administrators(self) -> tuple[str, ...]:
        """Ids of the administrators who are not disabled: that they are cannot change until this transaction ends."""
        active = (self._mine(), self.TABLE.c.role == Role.ADMINISTRATOR, self.TABLE.c.disabled_at.is_(None))
        asked = select(self.TABLE.c.id).where(*active).order_by(self.TABLE.c.id).with_for_update()
        return tuple(self._scope.connection.execute(asked).scalars())

    def save(self, user: User) -> User:
        """Store a changed user, if nobody else changed them meanwhile; the login stays.

        Raises:
            StoreError: STORE.CONFLICT when somebody did.
        """
        self._replace(user.id, user.version, **self._columns(user))
        return replace(user, version=user.version + 1)

    def credentials(self, user_id: str) -> Credentials:
        """A user's secrets, to be looked at."""
        row = self._known(self.TABLE.c.id == user_id)
        return parse(Credentials, self._keys.unseal_own(_CREDENTIALS, user_id, row.sealed_credentials))

    def take_credentials(self, user_id: str) -> Credentials:
        """A user's secrets, to be changed: nobody else can change them until this transaction ends."""
        asked = select(self.TABLE.c.id).where(self._mine(), self.TABLE.c.id == user_id).with_for_update()
        self._scope.connection.execute(asked)
        return self.credentials(user_id)

    def set_credentials(self, user_id: str, credentials: Credentials) -> None:
        """Replace a user's secrets.

        Raises:
            StoreError: STORE.UNKNOWN when there is no such user.
        """
        sealed = self._seal(_CREDENTIALS, user_id, credentials)
        values = {"sealed_credentials": sealed, "has_totp": credentials.totp is not None}
        if not self._update(values, self.TABLE.c.id == user_id):
            self._known(self.TABLE.c.id == user_id)

    def login_digest(self, login: str) -> str:
        """By what a login is found again within this tenant."""
        return self._keys.digest_own(b"login\0" + canonical(login).encode("utf-8", "surrogatepass"))

    def _columns(self, user: User) -> dict[str, Any]:
        person = {"login": user.login, "name": user.name, "language": user.language}
        sealed = self._seal(_PERSON, user.id, person)
        return {"sealed_person": sealed, "role": user.role, "has_totp": user.has_totp, "disabled_at": user.disabled_at}

    def _seal(self, kind: str, user_id: str, record: object) -> bytes:
        return self._keys.seal_own(kind, user_id, dump(record))

    def _user(self, row: Row[Any]) -> User:
        person = parse(dict[str, str], self._keys.unseal_own(_PERSON, row.id, row.sealed_person))
        return User(
            id=row.id,
            tenant=self._tenant,
            login=person["login"],
            name=person["name"],
            role=Role(row.role),
            language=person["language"],
            created_at=row.created_at,
            has_totp=row.has_totp,
            disabled_at=row.disabled_at,
            version=row.version,
        )


def canonical(login: str) -> str:
    """One spelling for a login, however it is typed.

    >>> canonical("  Sari@Example.ID ")
    'sari@example.id'
    """
    return unicodedata.normalize("NFKC", login).strip().casefold()
