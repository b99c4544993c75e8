"""One request of one user: its transaction, its page, and the promise that a form is carried out once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, Response

from kyc.model.access import StoredReply
from kyc.model.errors import StoreError
from kyc.model.user import User
from kyc.policy.casework import Terms
from kyc.services.people.sessions import Entry
from kyc.services.people.users import actor_of
from kyc.storage.unit import Unit
from kyc.texts.catalogue import Language
from kyc.texts.translator import Translator, translator
from kyc.web.console import flash
from kyc.web.console.flash import Flash, flash_of
from kyc.web.console.session import PATH, local_path, new_token
from kyc.web.console.templating import environment
from kyc.web.kit import Kit
from kyc.web.problems import RequestError
from kyc.web.routes import kit_of

THEMES = ("light", "dark")
THEME_COOKIE, LANGUAGE_COOKIE = "kyc_theme", "kyc_language"


class Visit:
    """What a page needs: who asks, in which language, over which store."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.kit: Kit = kit_of(request)
        self.entry: Entry | None = getattr(request.state, "entry", None)

    @property
    def user(self) -> User:
        """Who is signed in.

        Raises:
            LookupError: on a page that is open to all.
        """
        if self.entry is None:
            raise LookupError("nobody is signed in")
        return self.entry.user

    @property
    def is_signed_in(self) -> bool:
        """Whether there is a session that opens pages."""
        return self.entry is not None and self.entry.session.stage == "full"

    def may(self, right: str) -> bool:
        """Whether the user has a right, by its name (`cases:decide`)."""
        return self.is_signed_in and self.user.may(right)  # type: ignore[arg-type]  # Right is a StrEnum

    @property
    def language(self) -> Language:
        """The user's language; before signing in the browser's."""
        if self.entry is not None:
            return "en" if self.entry.user.language == "en" else "id"
        chosen = self.request.cookies.get(LANGUAGE_COOKIE)
        accepted = self.request.headers.get("accept-language", "id").strip().lower()
        return "en" if chosen == "en" or (chosen is None and accepted.startswith("en")) else "id"

    @property
    def speaker(self) -> Translator:
        """Says things in the user's language."""
        return translator(self.language)

    def text(self, text: str, /, **values: object) -> str:
        """Say a sentence in the user's language."""
        return self.speaker.text(text, **values)

    @property
    def theme(self) -> str | None:
        """The theme chosen, None for the system's."""
        chosen = self.request.cookies.get(THEME_COOKIE)
        return chosen if chosen in THEMES else None

    @property
    def is_htmx(self) -> bool:
        """Whether a part of a page is asked for."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def now(self) -> datetime:
        """The time."""
        return self.kit.clock()

    @property
    def terms(self) -> Terms:
        """On which terms people work, as the policy has it."""
        terms: Terms = self.request.app.state.terms
        return terms

    @property
    def path(self) -> str:
        """The page's own address, as links and `back` use it."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def back(self) -> str:
        """The page that a form stands on: to there one comes back after signing in again."""
        form = getattr(self.request, "_form", None)
        given = form.get("back") if form is not None else None
        return local_path(given if isinstance(given, str) else self.path)

    def token(self) -> str:
        """A token for one form."""
        return new_token(self.entry) if self.entry else ""

    @contextmanager
    def unit(self, *, read_only: bool = False) -> Iterator[Unit]:
        """One transaction in the user's name; `read_only` where nothing personal is read, so nothing audited."""
        user = self.user
        with self.kit.database.transaction(user.tenant, actor_of(user), read_only=read_only) as unit:
            yield unit

    def page(self, template: str, *, status: int = 200, **content: Any) -> HTMLResponse:
        """Render a page, or a part of one; what was to be said once is said now."""
        message = None if self.is_htmx else flash_of(self.request.cookies.get(flash.COOKIE))
        said = message.said(self.speaker) if message else None
        body = environment(self.language).get_template(template).render(visit=self, said=said, **content)
        response = HTMLResponse(body, status)
        if message:
            response.delete_cookie(flash.COOKIE, path=PATH, httponly=True, samesite="lax")
        return response

    @staticmethod
    def with_next(path: str, back: str, *, is_expired: bool = False) -> str:
        """An address of the way in that leads back to a page afterwards."""
        return f"{path}?{urlencode({'then': back, **({'expired': '1'} if is_expired else {})})}"

    def go(self, path: str, said: str | None = None, count: int = 1) -> Response:
        """Send the browser to a page of the console (`/cases/…`), with a message of `flash.MESSAGES` to show there."""
        address = path if path.startswith(PATH) else PATH + path
        headers = {"HX-Redirect": address} if self.is_htmx else {"Location": address}
        response = Response(status_code=204 if self.is_htmx else 303, headers=headers)
        if said:
            if said not in flash.MESSAGES:
                raise KeyError(said)
            secure = not self.kit.settings.console_http
            value = Flash(said, count).value
            response.set_cookie(flash.COOKIE, value, path=PATH, httponly=True, secure=secure, samesite="lax")
        return response

    def once(self, work: Callable[[Unit], Response], *, about: str | None = None) -> Response:
        """Carry a form out at most once: a second click, or going back and sending again, gets the first reply.

        `about` is the applicant whose data the reply holds; it is erased with them.

        Raises:
            InputError: INPUT.KEY_REUSED when the same form is sent again with something else in it.
        """
        try:
            return self._once(work, about)
        except StoreError as error:
            if error.code != "STORE.CONFLICT":
                raise
        return self._once(work, about)  # two clicks at the same moment: by now the other one is through

    def _once(self, work: Callable[[Unit], Response], about: str | None) -> Response:
        key, meaning = self._meaning()
        with self.unit() as unit:
            if kept := unit.idempotency.begin(self.user.id, key, meaning):
                return _response(kept)
            done = work(unit)
            unit.idempotency.finish(self.user.id, key, _stored(done), applicant_id=about)
        return done

    def _meaning(self) -> tuple[str, bytes]:
        """The form's token, and what the form says."""
        form = getattr(self.request, "_form", None)
        if form is None:
            raise RequestError(400, "REQUEST.MALFORMED", "A form was expected.")
        said = [
            f"{key}={value if isinstance(value, str) else (value.filename, value.size)}"
            for key, value in form.multi_items()
            if key != "token"
        ]
        return str(form["token"]), "\0".join([self.request.url.path, *said]).encode("utf-8", "surrogatepass")


def _stored(response: Response) -> StoredReply:
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers)
    return StoredReply(
        response.status_code, bytes(response.body), tuple(each for each in headers if each[0] != "content-length")
    )


def _response(reply: StoredReply) -> Response:
    response = Response(reply.body, reply.status)
    for name, value in reply.headers:
        response.headers.append(name, value)
    return response


TheVisit = Annotated[Visit, Depends(Visit)]
