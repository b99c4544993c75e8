"""The settings of this call, or one sentence about the variable that is wrong."""

from __future__ import annotations

import re

from kyc.model.errors import InputError
from kyc.settings import Settings


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
