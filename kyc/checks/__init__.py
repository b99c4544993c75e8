"""The questions a report answers, one module each; a module's name is the check's key."""

from typing import cast

from kyc.model.context import Check
from watchlists.plugins import load

CHECKS = cast("dict[str, Check]", load(__name__, __path__))
