"""What is said once, on the page after a change: a key in a cookie, never a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kyc.texts.marking import N_
from kyc.texts.translator import Translator

COOKIE = "kyc_said"
_VALUE = re.compile(r"([a-z_]{1,40})\.([0-9]{1,6})")

# key -> what is said of one, what is said of many
MESSAGES: Mapping[str, tuple[str, str]] = {
    "assigned": (N_("One case was assigned."), N_("%(num)s cases were assigned.")),
    "assigned_to_you": (N_("The case is yours."), N_("%(num)s cases are yours.")),
    "released": (N_("The case was put back."), N_("%(num)s cases were put back.")),
    "no_next": (N_("There is no case left to take."), N_("There is no case left to take.")),
    "view_saved": (N_("The view was saved."), N_("The view was saved.")),
    "view_removed": (N_("The view was removed."), N_("The view was removed.")),
    "password_changed": (N_("Your password was changed."), N_("Your password was changed.")),
    "totp_removed": (N_("The second factor was removed."), N_("The second factor was removed.")),
    "saved": (N_("Saved."), N_("Saved.")),
    "signed_out": (N_("You are signed out."), N_("You are signed out.")),
    "user_disabled": (N_("The user was disabled."), N_("The user was disabled.")),
    "user_enabled": (N_("The user was enabled."), N_("The user was enabled.")),
    "role_changed": (N_("The role was changed."), N_("The role was changed.")),
}


@dataclass(frozen=True, slots=True)
class Flash:
    """One message, and how many it is about."""

    key: str
    count: int = 1

    @property
    def value(self) -> str:
        """What the cookie holds."""
        return f"{self.key}.{self.count}"

    def said(self, speaker: Translator) -> str:
        """The message in the reader's language."""
        return speaker.plural(*MESSAGES[self.key], self.count)


def flash_of(cookie: str | None) -> Flash | None:
    """The message that a cookie holds; None when it holds nothing of ours."""
    found = _VALUE.fullmatch(cookie or "")
    return Flash(found[1], int(found[2])) if found and found[1] in MESSAGES else None
