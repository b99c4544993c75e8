"""The settings of this call, or one sentence about the variable that is wrong."""

from __future__ import annotations

import os
import re
from pathlib import Path

from kyc.model.errors import InputError, StoreError
from kyc.settings import Settings


def fault_of_home(error: OSError) -> StoreError | None:
    """What to say when something in KYC_HOME cannot be made, read or written; None where it is not about KYC_HOME."""
    about = error.filename
    if not isinstance(about, str | bytes) or not Path(os.fsdecode(about)).is_relative_to(settings().home):
        return None
    return StoreError("STORE.UNAVAILABLE", f"KYC_HOME cannot be used: {error.strerror}")


def settings() -> Settings:
    """Read the environment.

    Raises:
        InputError: naming the variable that cannot be understood, never its value.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        variable = "KYC_" + "_".join(str(part) for part in first["loc"]).upper()
        raise InputError("SETTINGS.INVALID", f"{variable}: {first['msg']}.") from None
    except SettingsError as error:
        named = re.search(r'field "(\w+)"', str(error))
        variable = f"KYC_{named[1].upper()}" if named else "a variable"
        raise InputError("SETTINGS.INVALID", f"{variable}: expected JSON.") from None
