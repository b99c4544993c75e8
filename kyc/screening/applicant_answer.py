"""What the lists' answer about an applicant makes of a check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kyc.model.answer import answer, digests, field_refs, group, unable
from kyc.model.check import Breakdown, CheckResult, EvidenceRef, Item, OperatingPoint, Outcome
from kyc.model.context import CheckContext, ClearedHits
from kyc.model.evidence import Evidence
from kyc.model.screening import Hit, HitStatus, ListVersion, Screening
from kyc.screening.applicant import Kind, Screened, age_in_days, only_name_compared, queries_of, screen_applicant
from kyc.screening.exceptions import applicant_fingerprint

_FRESHNESS = OperatingPoint(None, "days since the list was fetched")


def answer_from_lists(
    check: str,
    evidence: Evidence,
    context: CheckContext,
    *,
    kind: Kind,
    reason_of: Callable[[Hit], str],
) -> CheckResult:
    """Screen the applicant and answer by one kind of hits: a flagged one asks for a look, whatever else is wrong.

    Without a hit, the answer is clear only when the document's own name was searched in lists of that kind that
    are fresh enough (threshold `max_list_age_days`); else unable.
    """
    if context.screener is None:
        return unable(check, "SCR.NO_LISTS")
    screened = screen_applicant(evidence, context.screener, kind)
    if screened.screening is None:
        return unable(check, "SCR.INCOMPLETE", inputs=digests(evidence, "document"))
    screening = _without_cleared(screened.screening, evidence, context.cleared_hits)
    flagged = screening.flagged
    return answer(
        check,
        _parts(evidence, context, screened, screening, reason_of),
        score=min(1.0, max(0.0, 1.0 - max(hit.score for hit in flagged))) if flagged else 1.0,
        inputs=digests(evidence, "document"),
        screening=screening,
    )


def _without_cleared(screening: Screening, evidence: Evidence, cleared: ClearedHits | None) -> Screening:
    """Mark the hits that a person has found to be somebody else, and about which nothing has changed since."""
    if cleared is None or not screening.flagged:
        return screening
    applicant = applicant_fingerprint(queries_of(evidence))

    def marked(hit: Hit) -> Hit:
        asked = (evidence.submission_id, hit.entity_id, applicant, hit.fingerprint or "")
        is_other = hit.flagged and hit.fingerprint is not None and cleared.is_cleared(*asked)
        return replace(hit, status=HitStatus.FALSE_POSITIVE) if is_other else hit

    return replace(screening, hits=tuple(map(marked, screening.hits)))


def _parts(
    evidence: Evidence,
    context: CheckContext,
    screened: Screened,
    screening: Screening,
    reason_of: Callable[[Hit], str],
) -> list[Breakdown]:
    # A hit is worth a look even from an old list or under a declared name; only the absence of one proves nothing.
    doubt = Outcome.CONSIDER if screening.flagged else Outcome.UNABLE
    name = field_refs(evidence, "name", "surname", "given_names")
    return [
        group("query", [_question(screened, doubt, name)]),
        group("lists", _lists(screening.lists, doubt, context)),
        group("hits", [_hit(hit, screening, reason_of, name) for hit in screening.hits]),
    ]


def _question(screened: Screened, doubt: Outcome, name: tuple[EvidenceRef, ...]) -> Item:
    if screened.name_read:
        return Item("document_name", Outcome.CLEAR, value="read", evidence=name)
    return Item("document_name", doubt, value="missing", reasons=("SCR.INCOMPLETE",))


def _lists(lists: Sequence[ListVersion], doubt: Outcome, context: CheckContext) -> list[Item]:
    if not lists:
        return [Item("lists", doubt, value=0, reasons=("SCR.NO_LISTS",))]
    oldest = context.thresholds["max_list_age_days"]
    return [_list(each, doubt, age_in_days(each, context.today, context.zone), oldest) for each in lists]


def _list(version: ListVersion, doubt: Outcome, age: int, oldest: float) -> Item:
    stale = age > oldest
    return Item(
        f"age_of.{version.id}",
        doubt if stale else Outcome.CLEAR,
        value=age,
        threshold={"max_list_age_days": oldest},
        operating_point=_FRESHNESS,
        reasons=("SCR.LIST_STALE",) if stale else (),
    )


def _hit(hit: Hit, screening: Screening, reason_of: Callable[[Hit], str], name: tuple[EvidenceRef, ...]) -> Item:
    weak = ("SCR.WEAK_NAME_ONLY",) if only_name_compared([hit]) else ()
    algorithm, is_open = screening.algorithm, hit in screening.flagged
    return Item(
        f"hit.{hit.entity_id}",
        Outcome.CONSIDER if is_open else Outcome.CLEAR,
        value=hit.score,
        threshold={"flagged_from": algorithm.threshold},
        operating_point=OperatingPoint(None, f"{algorithm.name} {algorithm.version}"),
        reasons=(reason_of(hit), *weak) if is_open else (),
        evidence=name,
    )
