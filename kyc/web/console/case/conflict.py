"""When two people work on one case at once: whoever comes second sees what changed, and keeps what they wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi.responses import Response

from kyc.model.errors import InputError, KycError, StateError, StoreError
from kyc.services.casework.standing import CONSEQUENCE
from kyc.storage.unit import Unit
from kyc.web.console.case.page import open_page, show
from kyc.web.console.case.views.timeline import since, timeline_of
from kyc.web.console.visit import Visit


@dataclass(frozen=True, slots=True, repr=False)
class Sent:
    """What came with a form: the case, the newest event its sender had seen, and what they wrote."""

    case_id: str
    seen: str
    written: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"Sent({self.case_id})"


def carried_out(
    visit: Visit, sent: Sent, work: Callable[[Unit], Response], on_fault: Callable[[InputError], Response]
) -> Response:
    """Carry a form out once; tell a loser what changed, and whoever left something out what is missing."""
    try:
        return visit.once(work, about=None)
    except InputError as error:
        if error.code.startswith(("REQUEST.", "INPUT.")):
            raise
        return on_fault(error)
    except StateError as error:
        return _told(visit, sent, error)
    except StoreError as error:
        if error.code != "STORE.CONFLICT":
            raise
        return _told(visit, sent, error)


def _told(visit: Visit, sent: Sent, error: KycError) -> Response:
    """Show the case as it now is, what happened since the sender looked, and their own words."""
    with visit.unit() as unit:
        page = open_page(visit, unit, sent.case_id)
    events = since(page.view.timeline, sent.seen)
    news, people = timeline_of(events, page.people), {each.actor for each in events} - {CONSEQUENCE}
    is_own = people == {visit.user.id}
    written = tuple((name, text) for name, text in sent.written if text.strip())
    return show(
        visit, "conflict.html", page, status=409, tab=None, news=news, is_own=is_own, written=written, error=error
    )
