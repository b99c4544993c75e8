"""What the templates of a case say that takes more than a catalogue: policies, rates, dates of cards."""

from __future__ import annotations

from kyc.model.check import Value
from kyc.model.identity import as_date
from kyc.policy.casework import OCCASIONS
from kyc.reporting.values import figure
from kyc.texts import rates, told
from kyc.texts.marking import N_
from kyc.texts.translator import Translator
from kyc.web.console.case.views.saying import Saying
from kyc.web.console.case.views.writing import cut
from watchlists.sources import SOURCES

_OCCASIONS = {
    "reject_override": N_("approving what the policy recommended to reject"),
    "sanction_true_match": N_("any final decision when a sanctions hit was confirmed"),
    "sanction_cleared": N_("approving after a flagged sanctions hit was cleared in this case"),
    "pep_true_match": N_("approving a politically exposed person"),
    "rejection": N_("every rejection"),
    "supersede": N_("replacing a decision that stands"),
}


class Speech:
    """One reader's language for the pages of a case."""

    def __init__(self, speaker: Translator) -> None:
        self._speaker = speaker

    def it(self, saying: Saying) -> str:
        """A sentence that a view chose."""
        return saying.spoken(self._speaker)

    def rate(self, fmr: float | None, *, extrapolated: bool = False) -> str:
        """What a false match rate means."""
        return rates.rate_in_words(fmr, self._speaker, extrapolated=extrapolated)

    def effect(self, effect: str) -> str:
        """What a rule of the policy did."""
        return told.effect(effect, self._speaker, self.figure)

    def change(self, change: str) -> str:
        """What would have led elsewhere."""
        return told.change(change, self._speaker, self.figure)

    def limit(self, text: str) -> str:
        """What was not examined."""
        return told.told(text, self._speaker)

    def occasion(self, key: str) -> str:
        """When a second person has to agree."""
        return self._speaker.text(_OCCASIONS[key]) if key in _OCCASIONS else OCCASIONS.get(key, key)

    def list(self, key: str) -> str:
        """A list by its publisher's title; one of another installation by its key."""
        return SOURCES[key].TITLE if key in SOURCES else key

    def figure(self, value: float) -> str:
        """A number with three digits that count."""
        return figure(value, self._speaker)

    def value(self, value: Value) -> str:
        """A measured value: numbers as figures, answers by their names, lists of codes as they stand."""
        match value:
            case None | "":
                return "–"
            case bool():
                return self._speaker.text("yes") if value else self._speaker.text("no")
            case int() | float():
                return self.figure(value)
        return self._speaker.label(value) if value.islower() else value

    def short(self, text: str) -> str:
        """A foreign text as far as a page shows it."""
        shown, left_out = cut(text)
        return f"{shown}…" if left_out else shown

    def card_date(self, text: str) -> str:
        """A date of a document as people write it, beside how the card has it; anything else as it is."""
        day = as_date(text)
        return self._speaker.date(day) if day else self.short(text)
