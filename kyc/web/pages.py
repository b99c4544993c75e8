"""The report as a page for clients: their projection and nothing more."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kyc.model.reasons import CATALOGUE
from kyc.reporting.values import equip_values
from kyc.texts.templates import equip
from kyc.texts.translator import Language, translator

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #8884; }
.outcome { font-size: 1.5rem; font-weight: 700; } code { overflow-wrap: anywhere; }
.unseen { font-size: .75em; border: 1px solid; padding: 0 3px; }
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")
PAGE_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; frame-ancestors 'none'"


def client_page(report: Mapping[str, Any], language: Language) -> str:
    """Write a report in its client projection as one HTML file, in a language, without script."""
    reasons = [CATALOGUE[code] for code in report["outcome"]["reasons"] if code in CATALOGUE]
    at = datetime.fromisoformat(report["created_at"])
    template = _environment(language).get_template("report.html")
    return template.render(report=report, reasons=reasons, at=at, style=Markup(_STYLE))  # noqa: S704 - ours


@cache
def _environment(language: Language) -> Environment:
    loader = PackageLoader("kyc.web", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return equip_values(equip(made, translator(language)), translator(language))
