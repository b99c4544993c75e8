"""Removing blobs that no row names: what a crash left between writing an image or a file and committing its row."""

from __future__ import annotations

from datetime import timedelta

from kyc.storage.applicants.documents import IMAGES
from kyc.storage.casework.attachments import FILES
from kyc.storage.database import Database
from kyc.storage.unit import Unit

SETTLED = timedelta(hours=1)  # no transaction lasts that long, so a younger blob may still get its row


def sweep(database: Database, actor: str) -> int:
    """Delete orphaned blobs of all tenants, and say how many."""
    with database.system() as system:
        tenants, youngest = system.tenants.all(), system.now() - SETTLED
    swept = 0
    for tenant in tenants:
        old = [key for key, written in database.blobs.every(tenant.id) if written < youngest]
        for applicant, kind, blob_id in old:
            with database.transaction(tenant.id, actor, read_only=True) as unit:
                is_orphan = not _is_named(unit, kind, blob_id)
            if is_orphan:
                database.blobs.delete(tenant.id, applicant, kind, blob_id)
                swept += 1
    return swept


def _is_named(unit: Unit, kind: str, blob_id: str) -> bool:
    """Whether a row names a blob; one of a kind that nobody keeps is named by none."""
    if kind == FILES:
        return unit.attachments.is_stored(blob_id)
    return kind == IMAGES and unit.documents.is_stored(blob_id)
