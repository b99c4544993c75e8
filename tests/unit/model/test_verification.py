"""The life of a verification, walked at random."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.errors import StateError
from kyc.model.verification import TERMINAL, TRANSITIONS, Verification, VerificationState, advance, move

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STATES = st.sampled_from(VerificationState)


def created(state: VerificationState = VerificationState.CREATED) -> Verification:
    return Verification("ver_1", "acme", "app_1", state, 1, NOON, NOON)


@given(st.lists(st.tuples(STATES, st.integers(-1, 3))))
def test_a_walk_never_leaves_a_final_state_and_always_counts_up(steps: list[tuple[VerificationState, int]]) -> None:
    now = created()
    for to, step in steps:
        before = now
        try:
            now = advance(now, to, sequence=now.sequence + step, at=NOON)
        except (StateError, ValueError):
            assert to not in TRANSITIONS[before.state] or step <= 0
            continue
        assert not before.is_final
        assert now.sequence > before.sequence
        assert now.version == before.version + 1
        assert to in TRANSITIONS[before.state]


def test_the_table_knows_every_state() -> None:
    assert TRANSITIONS.keys() == set(VerificationState)
    assert {state.value for state in TERMINAL} == {"approved", "rejected", "expired", "canceled"}


def test_every_state_is_reached_and_ends_somewhere() -> None:
    reached, frontier = {VerificationState.CREATED}, [VerificationState.CREATED]
    while frontier:
        following = TRANSITIONS[frontier.pop()] - reached
        reached |= following
        frontier += following
    assert reached == set(VerificationState)
    assert all(VerificationState.CANCELED in TRANSITIONS[state] for state in set(VerificationState) - TERMINAL)


@pytest.mark.parametrize(
    ("state", "to"),
    [("approved", "rejected"), ("canceled", "processing"), ("created", "approved"), ("awaiting_input", "in_review")],
)
def test_an_illegal_move_is_told(state: str, to: str) -> None:
    with pytest.raises(StateError) as error:
        move(VerificationState(state), VerificationState(to))
    assert error.value.code == "STATE.ILLEGAL"
