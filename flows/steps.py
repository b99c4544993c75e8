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


@contextmanager
def only_codes() -> Iterator[None]:
    """Let nothing of an error reach Prefect's database but its code: texts may quote what they failed on.

    Raises:
        StepError: for every error; SYS.CRASH for one that is not ours to expect.
    """
    try:
        yield
    except StepError:
        raise
    except (KycError, ListError) as error:
        raise StepError(error.code) from None
    except Exception as error:  # noqa: BLE001  the edge of a task: told by kind, the text may quote anything
        log.error("flow.crashed", extra={"kind": type(error).__name__})
        raise StepError("SYS.CRASH") from None
