"""What every flow and task is made with: nothing kept by Prefect, and of a failure its code alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prefect.cache_policies import NO_CACHE

from kyc.model.errors import KycError
from watchlists.errors import ListError

log = logging.getLogger(__name__)

FLOW: dict[str, Any] = {"persist_result": False, "validate_parameters": False}
STEP: dict[str, Any] = {"persist_result": False, "cache_policy": NO_CACHE}


class StepError(Exception):
    """What Prefect may keep of a failure: its code."""


class CrashError(Exception):
    """A fault that nobody expected, without its text, which may quote anything."""


@contextmanager
def no_texts() -> Iterator[None]:
    """Let errors of ours through, whose texts quote nobody, and of every other one only that it happened.

    Raises:
        CrashError: in place of what was not expected.
    """
    try:
        yield
    except (StepError, CrashError, KycError, ListError):
        raise
    except Exception as error:  # noqa: BLE001  the edge of a task: told by kind
        log.error("flow.crashed", extra={"kind": type(error).__name__})
        raise CrashError("SYS.CRASH") from None


@contextmanager
def only_codes() -> Iterator[None]:
    """Let nothing of an error reach Prefect's database but its code: texts may quote what they failed on.

    Raises:
        StepError: for every error; SYS.CRASH for one that is not ours to expect.
    """
    try:
        with no_texts():
            yield
    except (KycError, ListError) as error:
        raise StepError(error.code) from None
    except CrashError as error:
        raise StepError(str(error)) from None
