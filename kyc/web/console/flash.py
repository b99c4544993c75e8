"""What is said once, on the page after a change: a key in a cookie, never a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kyc.texts.marking import NN_
from kyc.texts.translator import Translator

COOKIE = "kyc_said"
_VALUE = re.compile(r"([a-z_]{1,40})\.([0-9]{1,6})")

# key -> what is said of one, what is said of many
MESSAGES: Mapping[str, tuple[str, str]] = {
    "assigned": NN_("One case was assigned.", "%(num)s cases were assigned."),
    "assigned_to_you": NN_("The case is yours.", "%(num)s cases are yours."),
    "released": NN_("The case was put back.", "%(num)s cases were put back."),
    "not_taken": NN_("The case cannot be taken just now.", "The cases cannot be taken just now."),
    "hit_judged": NN_("Your judgement was recorded.", "Your judgement was recorded."),
    "noted": NN_("The note was written.", "The note was written."),
    "attached": NN_("The file was added.", "The file was added."),
    "proposed": NN_("Proposed: a second person has to agree.", "Proposed: a second person has to agree."),
    "decided_approve": NN_("The applicant was approved.", "The applicant was approved."),
    "decided_reject": NN_("The applicant was rejected.", "The applicant was rejected."),
    "decided_resubmit": NN_("The applicant was asked again.", "The applicant was asked again."),
    "agreed": NN_("You agreed: the decision stands.", "You agreed: the decision stands."),
    "returned": NN_("The decision went back to its maker.", "The decision went back to its maker."),
    "superseded": NN_("The decision was replaced.", "The decision was replaced."),
    "escalated": NN_("The case was passed to a senior.", "The case was passed to a senior."),
    "no_next": NN_("There is no case left to take.", "There is no case left to take."),
    "view_saved": NN_("The view was saved.", "The view was saved."),
    "view_removed": NN_("The view was removed.", "The view was removed."),
    "password_changed": NN_("Your password was changed.", "Your password was changed."),
    "totp_removed": NN_("The second factor was removed.", "The second factor was removed."),
    "saved": NN_("Saved.", "Saved."),
    "signed_out": NN_("You are signed out.", "You are signed out."),
    "user_disabled": NN_("The user was disabled.", "The user was disabled."),
    "user_enabled": NN_("The user was enabled.", "The user was enabled."),
    "role_changed": NN_("The role was changed.", "The role was changed."),
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
