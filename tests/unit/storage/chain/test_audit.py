"""The audit chain: every change of it shows, and the first broken entry is named."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from kyc.model.audit import AuditEntry, Checkpoint
from kyc.model.errors import StoreError
from kyc.storage.attesting import attest, verify_all
from kyc.storage.chain import checkpoints
from kyc.storage.chain.audit import Link, _canonical, chain, start_of, verify_chain
from kyc.storage.database import Database
from tests.databases import OTHER, TENANT, Clock

WHO = "client:test"
ENTRY = AuditEntry("2026-11-22T12:00:00.000000Z", WHO, "applicant:created", "applicant", "app_1", None, "state:created")


def links(count: int, tenant: str = TENANT) -> list[Link]:
    """A chain of so many entries, as the database would give it."""
    entries = [replace(ENTRY, object_id=f"app_{number}") for number in range(count)]
    events = chain(tenant, entries, last_seq=0, last_hash=start_of(tenant))
    return [Link(*(getattr(event, name) for name in Link._fields)) for event in events]


def test_a_whole_chain_verifies() -> None:
    state = verify_chain(TENANT, links(20))
    assert (state.entries, state.fault) == (20, None)


@given(
    st.dictionaries(
        st.sampled_from(["seq", "at", "actor", "before"]), st.none() | st.text() | st.integers(0, 2**53 - 1)
    )
)
def test_the_quick_encoder_is_rfc_8785(content: dict[str, str | int | None]) -> None:
    clean = {key: value for key, value in content.items() if not isinstance(value, str) or value.isprintable()}
    assert _canonical(clean).encode() == rfc8785.dumps(clean)


@given(st.integers(0, 19), st.sampled_from(range(10)), st.data())
def test_a_changed_part_breaks_the_chain_where_it_stands(at: int, part: int, data: st.DataObject) -> None:
    rows = links(20)
    old = rows[at][part]
    new = data.draw(st.integers(0, 99) if isinstance(old, int) else st.none() | st.text(max_size=8))
    if new == old:
        return
    rows[at] = rows[at]._replace(**{Link._fields[part]: new})  # type: ignore[arg-type]
    fault = verify_chain(TENANT, rows).fault
    assert fault is not None
    assert fault.seq == at + 1


Harm = Callable[[list[Link]], list[Link]]


@pytest.mark.parametrize(
    ("harm", "seq"),
    [
        (lambda rows: rows[1:], 1),
        (lambda rows: rows[:7] + rows[8:], 8),
        (lambda rows: [*rows[:5], rows[6], rows[5], *rows[7:]], 6),
        (lambda rows: [*rows, rows[-1]], 21),
        (lambda rows: [*rows[:3], *links(20, OTHER)[3:]], 4),
    ],
    ids=["first removed", "one removed", "two swapped", "last doubled", "another tenant's"],
)
def test_a_changed_order_breaks_the_chain(harm: Harm, seq: int) -> None:
    fault = verify_chain(TENANT, harm(links(20))).fault
    assert fault is not None
    assert fault.seq == seq


def test_another_tenants_chain_is_not_ours() -> None:
    assert verify_chain(OTHER, links(3)).fault is not None


@pytest.mark.parametrize(
    ("rows", "seq", "fault"),
    [
        (links(15), 16, "missing"),  # the tail was cut off
        (links(19) + links(20, TENANT)[19:], None, None),
    ],
)
def test_a_checkpoint_finds_a_cut(rows: list[Link], seq: int | None, fault: str | None) -> None:
    found = verify_chain(TENANT, rows, checkpoints=[(18, links(20)[17].hash)]).fault
    assert (found and found.seq, found and found.fault) == (seq, fault)


def test_a_checkpoint_finds_a_chain_that_was_rewritten() -> None:
    entries = [replace(ENTRY, actor="client:thief") for _ in range(20)]
    forged = chain(TENANT, entries, last_seq=0, last_hash=start_of(TENANT))
    rows = [Link(*(getattr(event, name) for name in Link._fields)) for event in forged]
    assert verify_chain(TENANT, rows).fault is None
    found = verify_chain(TENANT, rows, checkpoints=[(12, links(20)[11].hash)]).fault
    assert found is not None
    assert (found.seq, found.fault) == (12, "rewritten")


def test_transactions_are_chained_in_the_order_of_their_commits(database: Database, clock: Clock) -> None:
    for number in range(3):
        clock.advance(seconds=1)
        with database.transaction(TENANT, WHO) as unit:
            unit.audit.append("applicant:created", "applicant", f"app_{number}")
            unit.audit.append("applicant:read", "applicant", f"app_{number}", before="version:1")
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.audit.verify().entries == 6
        page = unit.audit.list(limit=4)
        assert [event.seq for event in page.items] == [6, 5, 4, 3]
        rest = unit.audit.list(limit=4, before_seq=int(page.next or 0))
        assert ([event.seq for event in rest.items], rest.next) == ([2, 1], None)
        assert [event.seq for event in unit.audit.list(limit=9, object_kind="applicant", object_id="app_1").items] == [
            4,
            3,
        ]


def test_the_database_refuses_to_change_an_entry(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        unit.audit.append("applicant:created", "applicant", "app_1")
    for statement in ("UPDATE audit_events SET actor = 'nobody'", "DELETE FROM audit_events"):
        with pytest.raises(StoreError), database.transaction(TENANT, WHO) as unit:
            unit.scope.connection.execute(text(statement))
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.audit.verify().entries == 1


@pytest.mark.parametrize("values", [
    {"actor": "Siti Aminah"}, {"action": "read 3171234101900077 now"}, {"object_id": "a b"}, {"before": "Siti"},
    {"after": "sha256:3171"}, {"after": "state:Siti Aminah"}, {"before": "3171234101900077"},
])  # fmt: skip
def test_an_entry_takes_no_values(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="audit entry"):
        replace(ENTRY, **values)


class TestCheckpoints:
    """Signed statements outside the database."""

    KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    TRUSTED = frozenset({KEY.public_key().public_bytes_raw().hex()})

    @pytest.fixture
    def filled(self, database: Database) -> Database:
        for tenant in (TENANT, OTHER):
            with database.transaction(tenant, WHO) as unit:
                for number in range(5):
                    unit.audit.append("applicant:created", "applicant", f"app_{number}")
        return database

    def test_a_signed_chain_verifies_as_it_grows(self, filled: Database) -> None:
        signed = attest(filled, self.KEY)
        with filled.transaction(TENANT, WHO) as unit:
            unit.audit.append("applicant:read", "applicant", "app_1")
        states = list(verify_all(filled, signed, trusted=self.TRUSTED))
        assert [(state.tenant, state.entries, state.fault) for state in states] == [(TENANT, 6, None), (OTHER, 5, None)]
        assert len(attest(filled, self.KEY, signed)) == 2

    def test_a_whole_tenant_that_vanished_is_missed(self, database: Database) -> None:
        signed = checkpoints.sign("gone", 3, "0" * 64, "2026-11-22T12:00:00Z", self.KEY)
        broken = [state.fault for state in verify_all(database, [signed], trusted=self.TRUSTED) if state.fault]
        assert [(fault.tenant, fault.seq, fault.fault) for fault in broken] == [("gone", 1, "missing")]

    def test_a_broken_chain_is_not_signed(self, filled: Database) -> None:
        signed = checkpoints.sign(TENANT, 2, "0" * 64, "2026-11-22T12:00:00Z", self.KEY)
        with pytest.raises(StoreError, match="acme is broken at 2"):
            attest(filled, self.KEY, [signed])

    def test_strangers_and_altered_checkpoints_are_told(self, filled: Database) -> None:
        genuine = attest(filled, self.KEY)[0]
        stranger = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
        altered = [
            replace(genuine, hash="0" * 64),
            replace(genuine, seq=4),
            replace(genuine, tenant=OTHER),
            replace(genuine, signature="00"),
            replace(genuine, signature="no hex"),
            checkpoints.sign(TENANT, genuine.seq, genuine.hash, genuine.at, stranger),
        ]
        assert checkpoints.is_genuine(genuine, self.TRUSTED)
        assert not any(checkpoints.is_genuine(each, self.TRUSTED) for each in altered)
        faults = {state.fault.fault for state in verify_all(filled, altered, trusted=self.TRUSTED) if state.fault}
        assert faults == {"forged checkpoint"}

    def test_they_are_kept_in_a_file_a_line_each(self, tmp_path: Path) -> None:
        path = tmp_path / "audit" / "checkpoints.jsonl"
        assert checkpoints.load(path) == ()
        made = [checkpoints.sign(TENANT, seq, "0" * 64, "2026-11-22T12:00:00Z", self.KEY) for seq in (1, 2)]
        for each in made:
            checkpoints.append(path, [each])
        assert checkpoints.load(path) == tuple(made)
        assert set(json.loads(path.read_text().splitlines()[0])) == set(Checkpoint.__dataclass_fields__)

    def test_a_damaged_line_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "checkpoints.jsonl").write_text("{}\n")
        with pytest.raises(StoreError, match="line 1"):
            checkpoints.load(tmp_path / "checkpoints.jsonl")

    def test_a_key_is_made_once(self, tmp_path: Path) -> None:
        first = checkpoints.signing_key(tmp_path / "keys" / "audit.key").private_bytes_raw()
        assert checkpoints.signing_key(tmp_path / "keys" / "audit.key").private_bytes_raw() == first
        (tmp_path / "short").write_bytes(b"short")
        with pytest.raises(StoreError):
            checkpoints.signing_key(tmp_path / "short")

    def test_a_full_disk_leaves_no_half_line_behind(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "checkpoints"
        one, other = (checkpoints.sign(TENANT, seq, "0" * 64, "2026-11-22T12:00:00Z", self.KEY) for seq in (1, 2))
        checkpoints.append(path, [one])
        real, room = os.write, [40]

        def write(handle: int, content: bytes) -> int:
            if not room[0]:
                raise OSError(errno.ENOSPC, "No space left on device")
            room[0], taken = 0, real(handle, content[:40])
            return taken

        with monkeypatch.context() as full:
            full.setattr("os.write", write)
            with pytest.raises(StoreError, match="cannot be written"):
                checkpoints.append(path, [other])
        assert checkpoints.load(path) == (one,)
        checkpoints.append(path, [other])
        assert checkpoints.load(path) == (one, other)

    @pytest.mark.parametrize(("before", "after"), [(None, 0o600), (0o600, 0o600), (0o640, 0o640), (0o644, 0o640)])
    def test_their_file_is_not_for_all(self, tmp_path: Path, before: int | None, after: int) -> None:
        path = tmp_path / "checkpoints.jsonl"
        if before is not None:
            path.touch()
            path.chmod(before)
        checkpoints.append(path, [checkpoints.sign(TENANT, 1, "0" * 64, "2026-11-22T12:00:00Z", self.KEY)])
        assert path.stat().st_mode & 0o777 == after
