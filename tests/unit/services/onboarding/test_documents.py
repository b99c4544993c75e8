"""Images of one applicant may come at the same moment: none is refused for the others' sake."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from kyc.services.onboarding import documents
from kyc.storage.database import Database
from tests.databases import TENANT
from tests.unit.services.line import DECLARED, WHO

AT_ONCE = 4
JPEG = b"\xff\xd8\xff\xe0" + bytes(200)


def test_images_that_come_together_are_all_stored(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DECLARED).id
    together = Barrier(AT_ONCE, timeout=30)

    def attach(shade: int) -> str:
        together.wait()
        with database.transaction(TENANT, WHO) as unit:
            return documents.attach(unit, applicant, "document", JPEG + bytes([shade])).id

    with ThreadPoolExecutor(AT_ONCE) as threads:
        stored = list(threads.map(attach, range(AT_ONCE)))
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert {image.id for image in unit.documents.of(applicant)} == set(stored)
        assert [date.kind for date in unit.retention.of(applicant)] == ["images"]
