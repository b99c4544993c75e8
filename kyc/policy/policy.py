"""Reading a policy: bytes in, a frozen `Policy` out, or one sentence for each thing that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from kyc.model.errors import InputError
from kyc.policy.faults import faults_of
from kyc.policy.records import Policy
from kyc.policy.schema import PolicyFile
from kyc.policy.source import Path, Source

__all__ = ["Policy", "load_policy"]


def load_policy(content: bytes, *, checks: Mapping[str, Mapping[str, float]]) -> Policy:
    """Read and check a policy file; `checks` holds the default thresholds of every check there is.

    Raises:
        InputError: POLICY.INVALID; the message has one line for each fault, each naming its line and key.
    """
    source = Source(content)
    try:
        written = PolicyFile.model_validate(source.data)
    except ValidationError as error:
        raise _invalid([_sentence(source, fault["loc"], _meaning(fault)) for fault in error.errors()]) from None
    faults = [_sentence(source, path, what) for path, what in faults_of(written, checks)]
    if faults:
        raise _invalid(faults)
    return written.to_model(sha256(content).hexdigest(), checks)


def _invalid(sentences: list[str]) -> InputError:
    return InputError("POLICY.INVALID", "\n".join(dict.fromkeys(sentences)))


def _sentence(source: Source, path: Path, what: str) -> str:
    """Name the line and the key of a fault."""
    key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    return f"policy line {source.line_of(path)}: {key}: {what}" if key else f"policy line 1: {what}"


def _meaning(fault: Any) -> str:
    """Say in one clause what pydantic found."""
    match fault["type"]:
        case "missing":
            return "is required and missing"
        case "extra_forbidden":
            return "unknown key"
    sentence = fault["msg"].removeprefix("Value error, ")  # pydantic's mark of a fault that we found
    return f"{sentence[0].lower()}{sentence[1:]}"
