"""Printing: HTML to tagged PDF with the sealed JSON inside. Nothing is ever fetched."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from hashlib import sha256
from threading import BoundedSemaphore, Lock
from types import ModuleType
from typing import Any

from PIL import ImageFile

from kyc.model.errors import EngineError
from kyc.reporting.pdf.content import Material
from kyc.reporting.pdf.index import ATTACHMENT, attachment
from kyc.reporting.pdf.metadata import VARIANT, declare_universal
from kyc.reporting.pdf.paper import paper
from kyc.reporting.pdf.tagging import mend_tags
from kyc.texts.translator import Language

_PRESS = Lock()  # a report costs a core for a second or two: one at a time leaves the others to whoever waits
LONGEST_LINE = 8
_LINE = BoundedSemaphore(LONGEST_LINE)  # more that wait would keep a server's threads from everybody else


@contextmanager
def place() -> Iterator[None]:
    """Hold a place in the line while the block runs: whoever gets none is sent away before anything is noted.

    Raises:
        EngineError: PDF.UNAVAILABLE where Pango, which WeasyPrint draws text with, is not installed; PDF.BUSY when
            many are waiting already.
    """
    _weasyprint()
    if not _LINE.acquire(blocking=False):
        raise EngineError("PDF.BUSY", "Many reports are being printed: try again in a moment.")
    try:
        yield
    finally:
        _LINE.release()


def print_report(material: Material, language: Language) -> bytes:
    """Print a report in a language, unsigned; the same material gives the same bytes.

    Raises:
        EngineError: PDF.UNAVAILABLE as for `place`.
    """
    attached = attachment(material)
    html = paper(material, attached, language)
    weasyprint = _weasyprint()
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"})
    at = material.export.at.astimezone(UTC).replace(tzinfo=None)
    enclosed = weasyprint.Attachment(
        file_obj=io.BytesIO(attached), name=ATTACHMENT, created=at, modified=at, relationship="Source",
        url_fetcher=fetcher,
    )  # fmt: skip
    with _PRESS:
        printed: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(
            pdf_variant=VARIANT,
            pdf_identifier=sha256(html.encode("utf-8", "replace") + attached).digest()[:16],
            attachments=[enclosed],
            finisher=_finish,
        )
    return printed


def _finish(_document: Any, pdf: Any) -> None:
    mend_tags(pdf)
    declare_universal(pdf)


def printer_version() -> str:
    """The version of what prints.

    Raises:
        EngineError: PDF.UNAVAILABLE as for `place`.
    """
    return str(_weasyprint().__version__)


def _weasyprint() -> ModuleType:
    """WeasyPrint, imported when something is printed: it takes half a second, and a library some hosts lack.

    It is kept from logging: what it warns of quotes the page, which is personal.
    """
    accepts_truncated = ImageFile.LOAD_TRUNCATED_IMAGES  # importing it makes Pillow accept cut-off files everywhere
    try:
        import weasyprint
    except OSError:
        raise EngineError(
            "PDF.UNAVAILABLE", "PDF needs the library Pango: install libpango-1.0-0 and libpangoft2-1.0-0."
        ) from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = accepts_truncated
    for name in ("weasyprint", "weasyprint.progress"):
        logging.getLogger(name).disabled = True
    module: ModuleType = weasyprint
    return module
