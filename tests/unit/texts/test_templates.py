"""Templates that speak, and the lint that finds those that do not."""

import pytest
from jinja2 import DictLoader, Environment

from kyc.texts.bare import bare_texts
from kyc.texts.templates import equip
from kyc.texts.translator import Translator


def filled(speaker: Translator, source: str, **values: object) -> str:
    pages = {"page": source, "macros": '{% macro label(x) %}{{ _("Case %(label)s", label=x) }}{% endmacro %}'}
    return equip(Environment(loader=DictLoader(pages), autoescape=True), speaker).get_template("page").render(**values)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('{{ _("Case %(label)s", label=x) }}', "Perkara &lt;b&gt;"),
        ("{% trans label=x %}Case {{ label }}{% endtrans %}", "Perkara &lt;b&gt;"),
        ('{% from "macros" import label %}{{ label(x) }}', "Perkara &lt;b&gt;"),
        ('{{ t.plural("%(num)s case", "%(num)s cases", 3) }}', "3 perkara"),
        ("{{ 1234.5 | figure }} {{ 0.5 | percent }}", "1.234,5 50%"),
        ("{{ language }}", "id"),
    ],
)
def test_a_template_speaks_its_language_and_escapes_what_it_is_filled_with(
    speaker: Translator, source: str, shown: str
) -> None:
    assert filled(speaker, source, x="<b>") == shown


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("<p>Approve</p>", ["Approve"]),
        ('<p>{{ _("Approve") }}</p>', []),
        ("<p>{% trans %}Approve it{% endtrans %} now</p>", ["now"]),
        ("{% if x %}Yes{% endif %}", ["Yes"]),
        ('<img alt="Card">', ["Card"]),
        ('<img alt="{{ _("Card") }}">', []),
        ('<button aria-label="Close">×</button>', ["Close"]),
        ('<input type="submit" value="Send">', ["Send"]),
        ('<input type="text" value="budi">', []),
        ('<b translate="no">KYC <i>Pipeline</i></b>', []),
        ("<style>body { color: red }</style><kbd>Enter</kbd>&nbsp;·", []),
        ("<!-- a comment --><p>7 × 3</p>", []),
        ('{{ t.plural("a", "b", 3) }}', ["t.plural("]),
        ("{% block width %}wide{% endblock %}", []),
        ("{% block title %}All cases{% endblock %}", ["All cases"]),
        ("<th>SHA-256</th><th>NIK of whom</th>", ["NIK of whom"]),
    ],
)
def test_text_that_is_not_translated_is_found(source: str, bare: list[str]) -> None:
    assert bare_texts(source) == bare
