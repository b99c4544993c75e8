"""`kyc report`: a verification's newest report as a signed PDF, or as the JSON it was sealed as."""

from __future__ import annotations

import os
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.language import language_of
from kyc.cli.terminal.output import console
from kyc.model.errors import InputError, StoreError
from kyc.model.ids import is_id

if TYPE_CHECKING:
    from kyc.reporting.pdf.content import Material, PaperProjection
    from kyc.reporting.pdf.signing import OperatorKey
    from kyc.settings import Settings
    from kyc.texts.translator import Language

_ACTOR = "system:operator"


def report(
    verification: str,
    pdf: Annotated[Path | None, typer.Option(help="Where the PDF goes; readable by its owner only.")] = None,
    html: Annotated[Path | None, typer.Option(help="Where the page goes, one file that needs nothing else.")] = None,
    json: Annotated[Path | None, typer.Option(help="Where the sealed JSON goes, as it stands inside the PDF.")] = None,
    language: Annotated[str, typer.Option(help="id or en.")] = "id",
    view: Annotated[str, typer.Option(help="internal, or client: without what only analysts may know.")] = "internal",
    tenant: Annotated[str, typer.Option(help="The tenant.")] = "default",
) -> None:
    """Write a verification's newest report to files. The audit log notes the export.

    VERIFICATION is an id of the API or of the console (ver_…), or the one that `kyc verify` told.
    """
    from kyc.reporting.pdf.press import place
    from kyc.services.exporting.keys import operator_key

    if not (pdf or html or json):
        raise InputError("USAGE", "say where to: --pdf FILE, --html FILE, --json FILE, or several of them")
    spoken, projection = language_of(language), _projection(view)
    chosen = settings()
    key = operator_key(chosen, datetime.now(UTC))
    with place() if pdf else nullcontext():  # where nothing can be printed, no export is noted
        if is_id(verification, "ver"):
            material = _gathered(chosen, tenant, verification, projection, key)
        else:
            material = _in_folder(chosen, verification, projection, key)
        _deliver(material, key, spoken, pdf=pdf, html=html, json=json)


def _deliver(
    material: Material, key: OperatorKey, spoken: Language, *, pdf: Path | None, html: Path | None, json: Path | None
) -> None:
    from kyc.reporting.pdf.index import attachment
    from kyc.services.exporting.pdf import write

    if json:
        _write(json, attachment(material))
    if html:
        _write(html, _page(material, spoken).encode("utf-8", "replace"))
    if pdf:
        _write(pdf, write(material, key, spoken))
        console.print(f"signed with the certificate {key.fingerprint}", highlight=False, soft_wrap=True)


def _gathered(
    chosen: Settings, tenant: str, verification: str, projection: PaperProjection, key: OperatorKey
) -> Material:
    from kyc.services.exporting.pdf import gather
    from kyc.storage.opening import open_database

    database = open_database(chosen)
    try:
        with database.transaction(tenant, _ACTOR) as unit:
            return gather(unit, verification, projection=projection, by=_ACTOR, key=key)
    finally:
        database.close()


def _in_folder(chosen: Settings, verification: str, projection: PaperProjection, key: OperatorKey) -> Material:
    from kyc.services.exporting.pdf import gather_folder
    from kyc.storage.files.folder import FolderStore

    store = FolderStore(chosen.home / "submissions")
    return gather_folder(store, verification, projection=projection, by=_ACTOR, at=datetime.now(UTC), key=key)


def _page(material: Material, language: Language) -> str:
    from kyc.reporting.document import as_json
    from kyc.reporting.page import render
    from kyc.web.pages import client_page

    if material.projection == "client":
        return client_page(as_json(material.report, "client"), language)
    return render(material.report, material.images, material.evidence, language=language)


def _projection(view: str) -> PaperProjection:
    match view:
        case "internal" | "client":
            return view
    raise InputError("USAGE", "a view is internal or client")


def _write(path: Path, content: bytes) -> None:
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(content)
    except OSError as error:
        raise StoreError("STORE.UNWRITABLE", f"{path.name} cannot be written: {error.strerror}.") from None
