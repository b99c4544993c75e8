"""Debian's Chromium at the console: pages of signed-in users, and what axe-core finds on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Response, sync_playwright

from tests.journey.console.site import Site

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
LOOKS = ("color-contrast", "target-size", "link-name", "button-name", "label", "scrollable-region-focusable")
WIDE, PHONE = (1440, 900), (390, 844)

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Desk:
    """Somebody at the console: each user has a browser window of their own.

    What the page complains of (refused by the content policy, an error in a script, a dialog that somebody's name
    opened) is collected and fails the test that asks for it.
    """

    site: Site
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    @contextmanager
    def sits(
        self, who: str | None, *, size: tuple[int, int] = WIDE, theme: Theme = "light", language: str = "en-GB"
    ) -> Iterator[Page]:
        """A window in which a user is signed in (see PEOPLE), or nobody."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=theme, locale=language, base_url=self.site.url
        )
        if who is not None:
            context.add_cookies([self.site.cookie(who)])  # type: ignore[list-item]  # a dict of the right shape
        page = context.new_page()
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._refuse)
        page.on("response", self._look)
        try:
            yield page
        finally:
            context.close()

    def _refuse(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and "the server responded with a status" not in text:
            self.complaints.append(text)


def axe(page: Page, *rules: str) -> list[str]:
    """What axe-core finds wrong with a page by WCAG 2.2 A and AA, or by some rules alone: rule, place and why."""
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": LEVELS}
    options: dict[str, Any] = {"runOnly": only, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def examine(page: Page) -> list[str]:
    """What axe-core finds on a page as it is, and again in the dark on a phone, where colours and labels differ.

    That the page fits onto the phone is part of it.
    """
    size = page.viewport_size
    found = axe(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    found += [f"dark phone: {each}" for each in axe(page, *LOOKS)]
    width = page.evaluate("document.documentElement.scrollWidth")
    found += [f"dark phone: {width} px wide"] if width > PHONE[0] else []
    page.emulate_media(color_scheme="light")
    if size is not None:
        page.set_viewport_size(size)
    return found


def layout_shift(page: Page) -> float:
    """How much moved by itself since the page was loaded (cumulative layout shift)."""
    shift: float = page.evaluate(
        """() => new Promise((done) => {
            let total = 0;
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) if (!entry.hadRecentInput) total += entry.value;
            }).observe({ type: "layout-shift", buffered: true });
            requestAnimationFrame(() => setTimeout(() => done(total), 50));
        })"""
    )
    return shift
