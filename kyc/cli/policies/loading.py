"""Policies named on the command line, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import Failures
from kyc.model.errors import InputError

if TYPE_CHECKING:
    from kyc.policy.records import Given, Policy


def given_as(text: str, policy: Policy) -> tuple[str, Given]:
    """Read CHECK=OUTCOME[:REASON,…].

    Raises:
        InputError: POLICY.WHAT_IF.
    """
    from kyc.model.check import Outcome
    from kyc.model.reasons import CATALOGUE
    from kyc.policy.records import Given

    key, _, answer = text.partition("=")
    outcome, _, listed = answer.partition(":")
    reasons = tuple(code for code in listed.split(",") if code)
    unknown = [code for code in reasons if code not in CATALOGUE]
    if key not in policy.enabled or unknown or outcome not in (*Outcome, "missing"):
        expected = f"CHECK=OUTCOME[:REASON,…] with a check of {', '.join(policy.enabled)}"
        raise InputError("POLICY.WHAT_IF", f"--given: expected {expected}, and known outcomes and reasons")
    return key, Given(None if outcome == "missing" else Outcome(outcome), reasons=reasons)


def loaded(file: Path | None) -> Policy:
    """The policy of a file, of KYC_POLICY, or the built-in one.

    Raises:
        InputError: POLICY.INVALID, INPUT.UNREADABLE.
    """
    from kyc.policy import builtin
    from kyc.policy.policy import load_policy

    named = _chosen(file)
    return load_policy(content_of(named) if named else builtin(), checks=thresholds())


def thresholds() -> Mapping[str, Mapping[str, float]]:
    """The default thresholds of every check there is."""
    from kyc.checks import CHECKS

    return {key: check.THRESHOLDS for key, check in CHECKS.items()}


def attempted(file: Path | None, failures: Failures) -> Policy | None:
    """The policy, or None once its faults were told."""
    try:
        return loaded(file)
    except InputError as error:
        failures.add("file", name_of(file), error)
        return None


def content_of(file: Path) -> bytes:
    """A file's bytes.

    Raises:
        InputError: INPUT.UNREADABLE.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError("INPUT.UNREADABLE", f"{file}: cannot be read ({error.strerror})") from None


def name_of(file: Path | None) -> str:
    """What people call the policy."""
    return str(_chosen(file) or "built-in policy")


def _chosen(file: Path | None) -> Path | None:
    """The file that was named, else the one that verifications run under here."""
    return file or settings().policy
