"""The report taken along from the console: a click, a file, and what a reader of it can prove."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from playwright.sync_api import Page
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from kyc.model.case import Case
from kyc.reporting.document import verify
from kyc.services.exporting.keys import operator_key
from kyc.settings import Settings
from tests.databases import NOON, TENANT
from tests.journey.console.browser import Desk
from tests.journey.console.site import Site, running
from tests.unit.web.console.case.lived import world
from tests.unit.web.console.case.lodging import WHO, lodged


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of the console, where its key is."""
    return tmp_path_factory.mktemp("pdf-site")


@pytest.fixture(scope="module")
def site(sqlite_template: Path, home: Path) -> Iterator[Site]:
    """A console of its own."""
    with running(sqlite_template, home, cases=1) as site:
        yield site


def downloaded(page: Page, case: Case, language: str) -> tuple[str, bytes]:
    """Click on the report in a language: the file's name, and its bytes."""
    page.goto(f"/console/cases/{case.id}")
    with page.expect_download() as found:
        page.get_by_role("link", name=f"PDF in {language}").click()
    return found.value.suggested_filename, found.value.path().read_bytes()


def test_the_auditor_takes_a_report_along_and_proves_what_it_says(desk: Desk, site: Site, home: Path) -> None:
    case = lodged(site.database, world().applicants["sanctioned"])
    with desk.sits("auditor") as page:
        name, pdf = downloaded(page, case, "Indonesian")
    reader = PdfFileReader(io.BytesIO(pdf))
    (signature,) = reader.embedded_signatures
    own = operator_key(Settings(home=home), NOON).certificate.public_bytes(Encoding.DER)
    trusted = ValidationContext(trust_roots=[x509.Certificate.load(own)])
    assert name == f"{case.label}.pdf"
    assert reader.root["/Lang"] == "id"
    with ThreadPoolExecutor(1) as aside:  # it starts a loop of its own, which the browser's does not let it here
        assert aside.submit(validate_pdf_signature, signature, trusted).result().bottom_line
    sealed = json.loads(reader.root["/Names"]["/EmbeddedFiles"]["/Names"][1]["/EF"]["/F"].data)
    assert verify(sealed)
    assert sealed["verification_id"] == case.verification_id


def test_the_audit_log_names_who_took_it(desk: Desk, site: Site) -> None:
    case = lodged(site.database, world().applicants["nik_contradiction"])
    with desk.sits("senior") as page:
        downloaded(page, case, "English")
    with site.database.transaction(TENANT, WHO, read_only=True) as unit:
        taken = [each.actor for each in unit.audit.list(limit=20).items if each.action == "report:exported:internal"]
    assert taken[0] == f"user:{site.people['senior'].id}"
