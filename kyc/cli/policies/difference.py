"""`kyc policy diff`: what differs between two policies, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kyc.cli.policies.loading import attempted, name_of, thresholds
from kyc.cli.terminal.output import Failures, emit, paper

if TYPE_CHECKING:
    from kyc.policy.comparing.rules import Difference
    from kyc.policy.records import Policy


def compare(old: Path | None, new: Path, *, as_json: bool) -> None:
    """Compare two policy files; None stands for the policy in force. Every fault of both is told."""
    from kyc.policy.comparing.difference import differences

    failures = Failures(as_json=as_json)
    before, after = attempted(old, failures), attempted(new, failures)
    failures.exit()
    if before is None or after is None:
        return
    found = differences(before, after, defaults=thresholds())
    if as_json:
        emit(_as_json(before, after, found))
    else:
        _print(f"{name_of(old)} ({_ref(before)})", f"{new} ({_ref(after)})", found)


def _as_json(old: Policy, new: Policy, found: Sequence[Difference]) -> dict[str, Any]:
    from kyc.policy.comparing.directions import Direction

    counts = Counter(each.direction for each in found)
    return {
        "old": _named(old),
        "new": _named(new),
        **{direction.value: counts[direction] for direction in Direction},
        "differences": [
            {
                "part": each.part,
                "before": each.before,
                "after": each.after,
                "direction": each.direction.value,
                "text": each.text,
            }
            for each in found
        ],
    }


def _print(old: str, new: str, found: Sequence[Difference]) -> None:
    from kyc.policy.comparing.directions import Direction

    titles = {
        Direction.STRICTER: "Stricter",
        Direction.LENIENT: "More lenient",
        Direction.NEITHER: "Neither, or it depends on the case",
    }
    lines = [f"from {old}", f"  to {new}"]
    for direction, title in titles.items():
        told = [f"  {each.text}" for each in found if each.direction is direction]
        lines += ["", title, *told] if told else []
    lines += [] if found else ["", "Nothing differs but how it is written."]
    paper.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _named(policy: Policy) -> dict[str, str]:
    return {"id": policy.id, "version": policy.version, "sha256": policy.sha256}


def _ref(policy: Policy) -> str:
    return f"{policy.id} version {policy.version}"
