"""Why something is not yet possible with a case: codes, and a sentence for each in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kyc.model.applicant import ApplicantStatus
from kyc.model.case import CaseKind, CaseState, DecisionOutcome, DecisionState
from kyc.model.screening import HitStatus
from kyc.model.user import Right, User
from kyc.model.verification import VerificationState
from kyc.screening.applicant import Kind
from kyc.services.casework.gathering import CaseView
from kyc.services.casework.hits import SeenHit, decisive


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person reads of a code."""

    en: str
    id: str


SENTENCES: Mapping[str, Sentence] = {
    "ACCESS.RIGHT": Sentence("Your role does not include this.", "Peran Anda tidak mencakup tindakan ini."),
    "CASE.CLOSED": Sentence("The case is closed.", "Kasus telah ditutup."),
    "CASE.ERASED": Sentence("The applicant's data were erased.", "Data pemohon telah dihapus."),
    "CASE.UNREADABLE": Sentence(
        "The report was written by another version: its hits cannot be seen.",
        "Laporan ditulis oleh versi lain: temuannya tidak dapat dilihat.",
    ),
    "CASE.UNASSIGNED": Sentence("Take the case first.", "Ambil kasus ini terlebih dahulu."),
    "CASE.NOT_YOURS": Sentence("The case is somebody else's.", "Kasus ini ditangani orang lain."),
    "CASE.LOCKED": Sentence("Somebody else has the case open.", "Kasus ini sedang dibuka orang lain."),
    "CASE.SNOOZED": Sentence("The case is put aside.", "Kasus ini sedang ditunda."),
    "CASE.AWAITING_APPLICANT": Sentence("The applicant has been asked.", "Sedang menunggu pemohon."),
    "CASE.PENDING_APPROVAL": Sentence("A decision waits for a second person.", "Keputusan menunggu orang kedua."),
    "CASE.NEEDS_SENIOR": Sentence("The case was escalated: a senior decides.", "Kasus dieskalasi: diputuskan senior."),
    "CASE.HITS_OPEN": Sentence("Hits are still open.", "Masih ada temuan yang terbuka."),
    "CASE.HIT_INCONCLUSIVE": Sentence(
        "A hit is inconclusive: escalate, or find out more.", "Ada temuan yang belum pasti: eskalasikan atau telusuri."
    ),
    "CASE.SANCTION_CONFIRMED": Sentence(
        "A sanctions hit is confirmed: this cannot be approved.", "Temuan sanksi terkonfirmasi: tidak dapat disetujui."
    ),
    "CASE.NOT_IN_REVIEW": Sentence("The verification is not in review.", "Verifikasi tidak sedang ditinjau."),
    "CASE.NOTHING_TO_ASK": Sentence(
        "Nothing can be asked for again in an alert.", "Pada peringatan tidak ada yang dapat diminta ulang."
    ),
    "CASE.ALREADY_THEIRS": Sentence("It is theirs already.", "Kasus ini sudah ditangani orang tersebut."),
    "CASE.NOT_FOR_THEM": Sentence(
        "They do not work on cases, or not any more.", "Orang tersebut tidak menangani kasus, atau tidak lagi."
    ),
    "STORE.UNKNOWN": Sentence("There is no such case.", "Kasus tidak ditemukan."),
}
_BY_STATE = {
    CaseState.OPEN: "CASE.UNASSIGNED",
    CaseState.CLOSED: "CASE.CLOSED",
    CaseState.SNOOZED: "CASE.SNOOZED",
    CaseState.AWAITING_APPLICANT: "CASE.AWAITING_APPLICANT",
    CaseState.PENDING_APPROVAL: "CASE.PENDING_APPROVAL",
}


def sentence(code: str, language: str) -> str:
    """What a person reads of a code, in `id` or `en`."""
    found = SENTENCES[code]
    return found.id if language == "id" else found.en


def hindrances(view: CaseView, user: User, outcome: DecisionOutcome) -> tuple[str, ...]:
    """Why a decision is not yet possible for a user, as codes, what is in the way most first; empty when it is."""
    return tuple(dict.fromkeys((*_of_person(view, user), *_of_case(view, outcome), *_of_hits(view, user, outcome))))


def superseding_hindrances(view: CaseView, user: User, outcome: DecisionOutcome) -> tuple[str, ...]:
    """Why a decision that stands cannot be replaced by another."""
    codes = [] if user.may(Right.CHECK) else ["ACCESS.RIGHT"]
    codes += ["CASE.ERASED"] if view.applicant.status is ApplicantStatus.ERASED else []
    codes += [] if view.is_readable else ["CASE.UNREADABLE"]
    waits = any(decision.state is DecisionState.PROPOSED for decision in view.decisions)
    return tuple(codes + (["CASE.PENDING_APPROVAL"] if waits else []) + list(_of_hits(view, user, outcome)))


def _of_person(view: CaseView, user: User) -> Iterator[str]:
    case = view.case
    if user.tenant != case.tenant or not user.may(Right.DECIDE) or not view.is_personal:
        yield "ACCESS.RIGHT"
    if case.state in _BY_STATE:
        yield _BY_STATE[case.state]
    elif case.assignee != user.id:
        yield "CASE.NOT_YOURS"
    if view.lock and view.lock.holder != user.id:
        yield "CASE.LOCKED"
    if case.escalated and not user.may(Right.CHECK):
        yield "CASE.NEEDS_SENIOR"


def _of_case(view: CaseView, outcome: DecisionOutcome) -> Iterator[str]:
    if view.applicant.status is ApplicantStatus.ERASED:
        yield "CASE.ERASED"
    if not view.is_readable:
        yield "CASE.UNREADABLE"
    if view.case.kind is CaseKind.MONITORING:
        if outcome is DecisionOutcome.RESUBMIT:
            yield "CASE.NOTHING_TO_ASK"
    elif view.case.state is CaseState.ASSIGNED and not _in_review(view):
        yield "CASE.NOT_IN_REVIEW"


def _in_review(view: CaseView) -> bool:
    return view.verification is not None and view.verification.state is VerificationState.IN_REVIEW


def _of_hits(view: CaseView, user: User, outcome: DecisionOutcome) -> Iterator[str]:
    """Asking for a better picture may wait for nobody; a final decision leaves no hit without an answer."""
    if outcome is DecisionOutcome.RESUBMIT:
        return
    hits = decisive(view)
    if any(hit.status is HitStatus.OPEN for hit in hits):
        yield "CASE.HITS_OPEN"
    if outcome is DecisionOutcome.APPROVE:
        if any(map(is_confirmed_sanction, hits)):
            yield "CASE.SANCTION_CONFIRMED"
        if any(hit.status is HitStatus.INCONCLUSIVE for hit in hits) and not user.may(Right.CHECK):
            yield "CASE.HIT_INCONCLUSIVE"


def is_confirmed_sanction(hit: SeenHit) -> bool:
    """Whether a person found that the applicant is the sanctioned one."""
    return hit.status is HitStatus.TRUE_POSITIVE and Kind.SANCTION.covers(hit.hit.topics)
