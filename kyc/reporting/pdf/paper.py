"""The report as HTML for print, in one language."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from kyc.model.reasons import CATALOGUE
from kyc.reporting.document import as_json
from kyc.reporting.fields import document_of, person_of
from kyc.reporting.pdf.card import marked_card
from kyc.reporting.pdf.content import Material
from kyc.reporting.pdf.index import index_of
from kyc.reporting.pictures import open_images
from kyc.reporting.values import equip_values
from kyc.reporting.views import checks_of, faces_of, reasons_of
from kyc.texts.templates import equip
from kyc.texts.translator import Language, translator


def paper(material: Material, attached: bytes, language: Language) -> str:
    """Write the page that is printed; `attached` is the JSON it will carry."""
    integrity = json.loads(attached)["integrity"]
    content = _internal(material) if material.projection == "internal" else _client(material)
    return (
        environment(language)
        .get_template(f"{material.projection}.html")
        .render(
            report=material.report,
            export=material.export,
            index=index_of(material, attached, translator(language)),
            seal=integrity["sha256"] if integrity else None,
            **content,
        )
    )


@cache
def environment(language: Language) -> Environment:
    """The templates in a language, always escaping; a name they lack is an error."""
    loader = PackageLoader("kyc.reporting.pdf", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return equip_values(equip(made, translator(language)), translator(language))


def _internal(material: Material) -> dict[str, Any]:
    report, evidence = material.report, material.evidence
    pictures = open_images(material.images)
    document = document_of(report, pictures, evidence)
    return {
        "casework": material.casework,
        "person": person_of(evidence),
        "reasons": reasons_of(report),
        "checks": checks_of(report),
        "document": document,
        "card": marked_card(document.picture, document.boxes) if document.picture else None,
        "faces": faces_of(report, pictures, evidence),
        "screening": report.screening,
    }


def _client(material: Material) -> dict[str, Any]:
    """Only what the client's projection holds: the template never sees the rest but for ids and instants."""
    client = as_json(material.report, "client")
    return {
        "client": client,
        "reasons": [CATALOGUE[code] for code in client["outcome"]["reasons"] if code in CATALOGUE],
    }
