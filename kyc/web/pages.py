"""The report as a page for clients: their projection and nothing more."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kyc.model.reasons import CATALOGUE

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #8884; }
.outcome { font-size: 1.5rem; font-weight: 700; } code { overflow-wrap: anywhere; }
span[lang] { display: block; opacity: .8; }
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")
PAGE_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; frame-ancestors 'none'"


def client_page(report: Mapping[str, Any]) -> str:
    """Write a report in its client projection as one HTML file, without script."""
    reasons = [CATALOGUE[code] for code in report["outcome"]["reasons"] if code in CATALOGUE]
    return _environment().get_template("report.html").render(report=report, reasons=reasons, style=Markup(_STYLE))  # noqa: S704 - ours


@cache
def _environment() -> Environment:
    loader = PackageLoader("kyc.web", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
