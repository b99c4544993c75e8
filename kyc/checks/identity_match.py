"""Whether the document says what the applicant declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from kyc.model.answer import answer, digests, field_refs, group
from kyc.model.check import CheckResult, Item, OperatingPoint, Outcome
from kyc.model.context import CheckContext
from kyc.model.evidence import Evidence
from kyc.model.identity import Identity, declared_identity, read_identity
from kyc.model.names import alike
from watchlists.dates import PartialDate

QUESTION = "Does the document say what the applicant declared?"
THRESHOLDS: Mapping[str, float] = {
    "clear_name": 0.9,  # `kyc.model.names.alike`: one misread letter in ten
    "review_name": 0.75,  # below it, it is another name
    "min_compared": 1.0,  # how many of name, birth date and number must have been declared; 0 asks for none
}
SAME_ADDRESS = 0.6  # share of common words; addresses are written too freely to decide anything

_KEYS = {
    "name": ("name", "surname", "given_names"),
    "birth_date": ("birth_date",),
    "number": ("nik", "document_number"),
    "gender": ("sex",),
    "nationality": ("nationality",),
    "address": ("address",),
}
_CORE = ("name", "birth_date", "number")
_NAMES = OperatingPoint(None, "share of agreeing letters, whatever the order of the words (kyc.model.names)")


@dataclass(frozen=True, slots=True)
class _Verdict:
    outcome: Outcome
    value: float | bool
    threshold: Mapping[str, float]
    reason: str
    meaning: OperatingPoint | None = None


def run(evidence: Evidence, context: CheckContext) -> CheckResult:
    """Compare each declared fact with the document; what was declared and not read cannot be judged.

    An applicant who declared nothing was compared with nothing. That is `unable`, not clear, since a check that
    the policy enables and that could not answer must not pass; who collects no declarations sets `min_compared`
    to 0, and the report then says so among its limits, or leaves the check out.
    """
    declared, read = declared_identity(evidence), read_identity(evidence)
    items = [_item(evidence, fact, declared, read, context.thresholds) for fact in _KEYS if getattr(declared, fact)]
    parts = [group("declared", [_enough(declared, context.thresholds["min_compared"])]), group("facts", items)]
    return answer("identity_match", parts, inputs=digests(evidence, "document"))


def _enough(declared: Identity, least: float) -> Item:
    """A clear item when enough was declared to compare."""
    count = sum(getattr(declared, fact) is not None for fact in _CORE)
    return Item(
        "declared_facts",
        Outcome.CLEAR if count >= least else Outcome.UNABLE,
        value=count,
        threshold={"min_compared": least},
        reasons=() if count and count >= least else ("DATA.NOT_DECLARED",),
    )


def _item(evidence: Evidence, fact: str, declared: Identity, read: Identity, thresholds: Mapping[str, float]) -> Item:
    refs = field_refs(evidence, *_KEYS[fact])
    verdict = _compare(fact, declared, read, thresholds)
    if verdict is None:
        # An unread address decides nothing, so it cannot leave anything undecided either.
        outcome = Outcome.CLEAR if fact == "address" else Outcome.UNABLE
        return Item(fact, outcome, reasons=() if fact == "address" else ("DATA.UNREADABLE",), evidence=refs)
    reasons = (verdict.reason,) if verdict.reason else ()
    return Item(fact, verdict.outcome, verdict.value, verdict.threshold, verdict.meaning, reasons, refs)


def _compare(fact: str, declared: Identity, read: Identity, thresholds: Mapping[str, float]) -> _Verdict | None:
    """Compare one fact; None when the document does not give it, or not far enough."""
    said, found = getattr(declared, fact), getattr(read, fact)
    if found is None:
        return None
    match fact:
        case "name":
            return _names(alike(said, found, cut=read.name_cut), thresholds)
        case "birth_date":
            return _dates(said, found)
        case "number":
            return _numbers(said, found)
        case "address":
            return _addresses(said, found)
    return _verdict(
        Outcome.CLEAR if said == found else Outcome.CONSIDER, said == found, f"DATA.{fact.upper()}_MISMATCH"
    )


def _verdict(outcome: Outcome, value: float | bool, reason: str) -> _Verdict:
    return _Verdict(outcome, value, {}, "" if outcome is Outcome.CLEAR else reason)


def _names(similarity: float, thresholds: Mapping[str, float]) -> _Verdict:
    limits = {name: thresholds[name] for name in ("clear_name", "review_name")}
    outcome = Outcome.CONSIDER if similarity >= limits["review_name"] else Outcome.FAIL
    if similarity >= limits["clear_name"]:
        return _Verdict(Outcome.CLEAR, similarity, limits, "", _NAMES)
    return _Verdict(outcome, similarity, limits, "DATA.NAME_MISMATCH", _NAMES)


def _dates(said: PartialDate, found: PartialDate) -> _Verdict | None:
    """Compare dates to the day. Where one is partial and the other fits into it, nothing is decided."""
    if said.exact and found.exact:
        swapped = (said.year, said.month, said.day) == (found.year, found.day, found.month)
        outcome = Outcome.CLEAR if said == found else Outcome.CONSIDER if swapped else Outcome.FAIL
        return _verdict(outcome, said == found, "DATA.DOB_MISMATCH")
    overlap = said.earliest <= found.latest and found.earliest <= said.latest
    return None if overlap else _verdict(Outcome.FAIL, False, "DATA.DOB_MISMATCH")


def _numbers(said: str, found: str) -> _Verdict:
    """Compare numbers by letters and digits; one slip of the pen asks for a look, more make it another number."""
    one, other = (("".join(filter(str.isalnum, text))).upper() for text in (said, found))
    slips = OSA.distance(one, other)
    outcome = Outcome.CLEAR if slips == 0 else Outcome.CONSIDER if slips == 1 else Outcome.FAIL
    return _verdict(outcome, slips == 0, "DATA.NUMBER_MISMATCH")


def _addresses(said: str, found: str) -> _Verdict:
    similarity = round(fuzz.token_set_ratio(said.upper(), found.upper()) / 100, 4)
    reason = "DATA.ADDRESS_MISMATCH" if similarity < SAME_ADDRESS else ""
    return _Verdict(Outcome.CLEAR, similarity, {}, reason)
