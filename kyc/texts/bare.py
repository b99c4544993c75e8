"""Find text in a template that no catalogue knows: `python -m kyc.texts.bare`.

What stands between tags, and in attributes that people see or hear, has to come through `_("…")`. An element with
`translate="no"`, HTML's own way to say so, may hold a product's name; `<code>` and `<kbd>` are no language.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

from kyc.texts.sources import ROOT

# `data-label` stands before a cell where a table has no room for its head.
_HEARD = {
    "title",
    "alt",
    "placeholder",
    "label",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "data-label",
}
_SILENT = {"script", "style", "code", "kbd", "template"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NAMES = re.compile(r"\b(?:KYC|SHA-256|FMR|UTC|WIB|NIK|MRZ|PDF)\b")  # the same in every language
_CLASS = re.compile(r"[a-z-]+")  # what `{% block width %}wide{% endblock %}` puts into an attribute elsewhere
_UNGATHERED = re.compile(r"\bt\.(?:text|plural)\(")  # extraction sees `_(…)` and `ngettext(…)` in templates only
_ENTITY = re.compile(r"&#?\w+;")


def bare_texts(source: str) -> list[str]:
    """The texts of a template that are not translated.

    >>> bare_texts('<p title="{{ _("x") }}">{{ _("Approve") }}: Reject <kbd>Enter</kbd></p>')
    [': Reject']
    """
    reader = _Reader()
    reader.feed(_written(source))
    reader.close()
    return [*reader.found, *_UNGATHERED.findall(source)]


def templates(root: Path = ROOT) -> Iterator[Path]:
    """The templates; every one speaks both languages."""
    yield from sorted(root.rglob("templates/**/*.html"))


def _written(source: str) -> str:
    """The template's own markup; what expressions and `{% trans %}` say is left out."""
    parts, in_trans, opened, statement = [], False, False, ""
    for _line, kind, value in Environment(autoescape=True).lex(source):
        if kind == "block_begin":
            opened = True
        elif kind == "name" and opened:
            in_trans = value == "trans" or (in_trans and value != "endtrans")
            opened, statement = False, value
        elif kind == "data" and not in_trans and not (statement == "block" and _CLASS.fullmatch(value)):
            parts.append(value)
    return "".join(parts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._silent: list[str] = []  # the silent element, and what lies open inside it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID and (self._silent or tag in _SILENT or ("translate", "no") in attrs):
            self._silent.append(tag)
        self._attributes(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._attributes(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        self._look(data)

    def _attributes(self, tag: str, attributes: dict[str, str | None]) -> None:
        seen = _HEARD | ({"value"} if tag == "input" and attributes.get("type") in {"submit", "button"} else set())
        if attributes.get("translate") != "no":
            for name in seen & attributes.keys():
                self._look(attributes[name] or "")

    def _look(self, text: str) -> None:
        if not self._silent and _LETTERS.search(_NAMES.sub("", _ENTITY.sub("", text))):
            self.found.append(" ".join(text.split()))


def main() -> int:
    """Name every bare text; exit 1 where there is one."""
    found = [(path.relative_to(ROOT), text) for path in templates() for text in bare_texts(path.read_text("utf-8"))]
    sys.stdout.writelines(f"{path}: {text}\n" for path, text in found)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
