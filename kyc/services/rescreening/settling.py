"""What is written of the customers that were looked at: hits that came, changed or went, with a case for each alert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kyc.model.case import Case, CaseKind
from kyc.model.rescreening import Alert, AlertKind, AlertState, RunMode, Tally, Watched
from kyc.model.screening import Algorithm, Screening
from kyc.policy.casework import DEFAULT_QUEUE
from kyc.screening.applicant import Kind, is_terror, only_name_compared
from kyc.screening.exceptions import (
    ScreeningException,
    applicant_fingerprint,
    entity_fingerprint,
    query_fingerprint,
)
from kyc.screening.scoring.calibration import THRESHOLD
from kyc.screening.screener import NAME, VERSION
from kyc.services.casework.opening import open_case
from kyc.services.rescreening.looking import Found, Looker
from kyc.storage.rescreening.chunks import Chunk
from kyc.storage.unit import Unit
from watchlists.fingerprint import fingerprint

EVENT = "alert.raised"
SANCTIONS_QUEUE = "sanctions"
_ALARMING = (AlertKind.NEW, AlertKind.CHANGED)


@dataclass(frozen=True, slots=True, repr=False)
class Looked:
    """A customer as they were looked at, what was found, and whether nobody had looked at them as they stand."""

    watched: Watched
    found: tuple[Found, ...]
    is_fresh: bool

    def __repr__(self) -> str:
        return f"Looked({self.watched.applicant_id}, {len(self.found)} hits)"


def settle(unit: Unit, looker: Looker, chunk: Chunk, looked: Sequence[Looked], seconds: float) -> Tally:
    """Write everything that a chunk's customers came to, and that it is done.

    Raises:
        StoreError: STORE.CONFLICT when the claim was lost; then nothing may be written.
    """
    standing = unit.alerts.of_customers([each.watched.applicant_id for each in looked])
    concerned = {
        each.watched.applicant_id: each for each in looked if each.found or each.watched.applicant_id in standing
    }
    # Whoever is being erased now is waited for, and then passed over; whoever is looked at now cannot be erased.
    # First the applicants, as everybody else does who changes one: nobody waits for one another.
    unit.applicants.hold_still(sorted(concerned))
    present = unit.customers.versions(sorted(concerned), lock=True)
    unit.keys.load(list(present))
    settling = _Settling(unit, looker, chunk)
    tally = Tally(screened=len(looked))
    for applicant_id in present:
        tally += settling.customer(concerned[applicant_id], standing.get(applicant_id, []))
    if chunk.mode is RunMode.FULL:
        fresh = (each.watched for each in looked if each.is_fresh)
        unit.customers.screened([(watched.applicant_id, watched.version) for watched in fresh])
    digest = unit.keys.digest_own("\n".join(chunk.members).encode())
    unit.audit.append("rescreen:screened", "rescreen", f"{chunk.run_id}:{chunk.number}", after=digest)
    unit.chunks.finish(chunk, tally, seconds)
    return tally


class _Settling:
    """One chunk's transaction."""

    def __init__(self, unit: Unit, looker: Looker, chunk: Chunk) -> None:
        self._unit, self._looker, self._chunk = unit, looker, chunk
        # In a delta only hits by entities that changed may go; in a full look any.
        touched = looker.difference.touched if chunk.mode is RunMode.DELTA else ()
        self._touched = {unit.alerts.entity(each) for each in touched} if chunk.mode is RunMode.DELTA else None

    def customer(self, looked: Looked, standing: Sequence[Alert]) -> Tally:
        """Compare what stands with what was found."""
        now = {self._unit.alerts.entity(found.entity.id): found for found in looked.found}
        before = {alert.entity: alert for alert in standing}
        tally = Tally()
        for entity, alert in before.items():
            if entity not in now and (self._touched is None or entity in self._touched):
                tally += self._resolve(alert)
        for entity, found in now.items():
            tally += self._stand(looked.watched, found, before.get(entity))
        return tally

    def _resolve(self, alert: Alert) -> Tally:
        self._end(alert, AlertState.RESOLVED)
        return Tally(resolved=1)

    def _end(self, alert: Alert, state: AlertState) -> None:
        self._unit.alerts.end(alert, state)
        self._unit.audit.append(f"alert:{state}", "alert", alert.id, before="state:standing", after=f"state:{state}")
        if alert.case_id:
            case = self._unit.cases.get(alert.case_id)
            self._unit.timeline.add(case, f"alert_{state}")

    def _stand(self, watched: Watched, found: Found, before: Alert | None) -> Tally:
        """A hit that is flagged now: nothing where it stood so already, else an alert or a reason why there is none."""
        unit, applicant_id = self._unit, watched.applicant_id
        seen = unit.alerts.fingerprint(applicant_id, query_fingerprint(found.query), fingerprint(found.entity))
        exception = self._exception(watched, found)
        is_same = before is not None and before.fingerprint == seen
        has_lapsed = is_same and before is not None and before.kind is AlertKind.SUPPRESSED and exception is None
        if is_same and not has_lapsed:
            return Tally()
        if before and not is_same:
            self._end(before, AlertState.SUPERSEDED)
        earlier = before if is_same else unit.alerts.find(applicant_id, found.entity.id, seen)
        if exception is None and earlier and earlier.kind in _ALARMING:
            return self._again(earlier)
        kind = AlertKind.CHANGED if before and not is_same else AlertKind.NEW
        if exception:
            kind = AlertKind.SUPPRESSED
        elif kind is AlertKind.NEW and not has_lapsed and self._is_known(watched, found):
            kind = AlertKind.KNOWN
        return self._write(watched, found, kind, seen, earlier, exception)

    def _again(self, earlier: Alert) -> Tally:
        """Both sides are as when a case was opened for them: the hit stands again, and nobody is asked once more."""
        run_id = self._chunk.run_id
        self._unit.alerts.stand(earlier, kind=earlier.kind, run_id=run_id, case_id=earlier.case_id, expires_at=None)
        self._unit.audit.append("alert:standing", "alert", earlier.id, after="state:standing")
        return Tally(known=1)

    def _write(
        self,
        watched: Watched,
        found: Found,
        kind: AlertKind,
        seen: str,
        earlier: Alert | None,
        exception: ScreeningException | None,
    ) -> Tally:
        unit, run_id = self._unit, self._chunk.run_id
        case = self._open(watched, found, kind) if kind in _ALARMING else None
        ends = exception.expires_at if exception else None
        case_id = case.id if case else None
        if earlier:
            alert = unit.alerts.stand(earlier, kind=kind, run_id=run_id, case_id=case_id, expires_at=ends)
        else:
            alert = unit.alerts.add(
                watched.applicant_id,
                found.entity.id,
                seen,
                kind=kind,
                run_id=run_id,
                case_id=case_id,
                expires_at=ends,
                score=found.hit.score,
            )
        unit.audit.append("alert:raised", "alert", alert.id, after=f"state:{kind}")
        if case:
            payload = {
                "alert_id": alert.id,
                "applicant_id": watched.applicant_id,
                "case_id": case.id,
                "kind": str(kind),
            }
            unit.outbox.publish(EVENT, {**payload, "run_id": run_id}, applicant_id=watched.applicant_id)
        return Tally(**{str(kind): 1})

    def _open(self, watched: Watched, found: Found, kind: AlertKind) -> Case:
        hit = found.hit
        is_sanction = Kind.SANCTION.covers(hit.topics)
        case = open_case(
            self._unit,
            applicant_id=watched.applicant_id,
            verification_id=watched.verification_id,
            kind=CaseKind.MONITORING,
            reasons=_reasons(found),
            score=round(100 * hit.score),
            screening=Screening(found.query, Algorithm(NAME, VERSION, THRESHOLD), self._looker.versions, (hit,)),
            queue=SANCTIONS_QUEUE if is_sanction else DEFAULT_QUEUE,
            terms=self._looker.terms,
        )
        action, fields = self._why(found, kind)
        self._unit.timeline.add(case, action, detail=fields)
        return case

    def _why(self, found: Found, kind: AlertKind) -> tuple[str, str | None]:
        """What changed: the entity, and which of its fields, or else the applicant; or that all were looked at."""
        run = self._looker.run
        by_entity = self._looker.difference.why.get(found.entity.id) if run.mode is RunMode.DELTA else None
        return by_entity or ("applicant_changed" if kind is AlertKind.CHANGED else "first_screened", None)

    def _is_known(self, watched: Watched, found: Found) -> bool:
        """Whether the verification's report showed this hit, and the entity is still what it was then."""
        if found.entity.id not in watched.known:
            return False
        key, then = found.entity.source, dict(watched.lists).get(found.entity.source)
        if then is None or then == self._looker.digests.get(key):
            return then is not None
        return self._looker.lists.was(key, then, found.entity.id) == fingerprint(found.entity)

    def _exception(self, watched: Watched, found: Found) -> ScreeningException | None:
        """The exception that a person made of this hit, where it still holds.

        One made in an alert is of the question that raised it; one made at onboarding is of all that were asked there,
        the name on the document and the declared one, and holds for each while they all stay the same.
        """
        exception = self._unit.exceptions.find(watched.applicant_id, found.entity.id)
        entity, now = entity_fingerprint(found.entity), self._unit.now()
        asked = (query_fingerprint(found.query), applicant_fingerprint(watched.queries))
        return exception if exception and any(exception.holds(each, entity, now) for each in asked) else None


def _reasons(found: Found) -> tuple[str, ...]:
    """Why the hit asks for a person, in the words of the checks."""
    if not Kind.SANCTION.covers(found.hit.topics):
        return ("SCR.PEP",)
    reason = "SCR.TERROR_LIST" if is_terror(found.hit) else "SCR.SANCTION"
    return (reason, "SCR.WEAK_NAME_ONLY") if only_name_compared([found.hit]) else (reason,)
