"""The report as one HTML file that needs nothing else: no network, no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from kyc.model.evidence import Evidence
from kyc.model.report import Report
from kyc.reporting.bars import bits_width, threshold_bar
from kyc.reporting.fields import document_of, person_of
from kyc.reporting.pictures import open_images
from kyc.reporting.values import equip_values
from kyc.reporting.views import bands_of, checks_of, faces_of, originals_of, reasons_of
from kyc.texts.templates import equip
from kyc.texts.translator import Language, translator

_LOADER = PackageLoader("kyc.reporting", "templates")


def render(report: Report, images: Mapping[str, bytes], evidence: Evidence | None = None, *, language: Language) -> str:
    """Write the page for an analyst, in a language: everything the report knows, restricted reasons included.

    `images` maps a role (`document`, `back`, `selfie`) to the uploaded bytes; one that cannot be decoded is left out,
    since the checks tell of it. Without `evidence` the table of read fields stays away.
    """
    pictures = open_images(images)
    screening = report.screening
    return page(
        "report.html",
        language,
        report=report,
        evidence=evidence,
        reasons=reasons_of(report),
        checks=checks_of(report),
        document=document_of(report, pictures, evidence),
        person=person_of(evidence),
        faces=faces_of(report, pictures, evidence),
        originals=originals_of(pictures),
        bands=bands_of(report),
        bits_width=bits_width(screening.hits) if screening else 1.0,
    )


def page(template: str, language: Language, **content: Any) -> str:
    """Fill a template, with the style sheet and the rule that lets nothing else in."""
    return environment(language).get_template(template).render(**content, css=_css(), csp=_csp())


@cache
def environment(language: Language) -> Environment:
    """The templates in a language, always escaping; a name they lack is an error."""
    made = Environment(loader=_LOADER, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    speaker = translator(language)
    equip_values(equip(made, speaker), speaker)
    made.globals.update(threshold_bar=threshold_bar)
    return made


@cache
def _css() -> str:
    source, _, _ = _LOADER.get_source(Environment(autoescape=True), "style.css")
    return source


@cache
def _csp() -> str:
    """Allow the one style sheet by its digest and inline images, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_css().encode()).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
