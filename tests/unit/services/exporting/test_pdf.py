"""What goes along, for whom, and that the audit log has it."""

from __future__ import annotations

import numpy as np
import pytest

from fixtures.casework import golden, place
from fixtures.people import invent_ktp
from kyc.model.case import Case, CaseKind
from kyc.model.errors import AccessError, StateError
from kyc.model.user import User
from kyc.reporting.pdf.content import Material, PaperProjection
from kyc.reporting.pdf.signing import OperatorKey, make_key, read_key
from kyc.services.casework import decisions
from kyc.services.casework.opening import open_case
from kyc.services.exporting import pdf
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import NOON, TENANT
from tests.unit.services.casework.desk import (
    ADMINISTRATOR,
    ANI,
    AUDITOR,
    SENIOR,
    STRANGER,
    WHO,
    confirmed,
    opened,
    reject,
)
from tests.unit.services.line import DECLARED

PROJECTIONS: tuple[PaperProjection, ...] = ("internal", "client")


@pytest.fixture(scope="module")
def key() -> OperatorKey:
    return read_key(make_key(NOON))


def gathered(database: Database, case: Case, key: OperatorKey, projection: PaperProjection = "internal") -> Material:
    with database.transaction(TENANT, WHO) as unit:
        return pdf.gather(unit, _verification(case), projection=projection, by="Ani", key=key)


def test_the_internal_report_takes_along_what_people_made_of_it(database: Database, key: OperatorKey) -> None:
    case = confirmed(database)
    with database.transaction(TENANT, WHO) as unit:
        proposed = reject(unit, case)
        decisions.agree(unit, SENIOR, proposed.id)
    casework = gathered(database, case, key).casework
    assert casework is not None
    assert casework.label == case.label
    assert [(each.outcome, each.maker, each.checker) for each in casework.decisions] == [("reject", ANI.id, SENIOR.id)]
    assert [review.status for review in casework.reviews] == ["true_positive"]


def test_an_alert_takes_along_what_opened_it(database: Database, key: OperatorKey) -> None:
    case = opened(database)
    found = golden("sanctioned").screening
    with database.transaction(TENANT, WHO) as unit:
        alert = open_case(
            unit, applicant_id=case.applicant_id, verification_id=case.verification_id, kind=CaseKind.MONITORING,
            reasons=("SCR.SANCTION",), score=80, screening=found,
        )  # fmt: skip
    casework = gathered(database, case, key).casework
    assert casework is not None
    assert [(each.label, each.screening) for each in casework.alerts] == [(alert.label, found)]


def test_what_was_declared_stands_in_for_what_is_no_longer_kept(database: Database, key: OperatorKey) -> None:
    material = gathered(database, opened(database), key)
    assert material.evidence is not None
    assert material.evidence.document is None
    assert material.evidence.declared.name


def test_the_clients_report_takes_nothing_else_along(database: Database, key: OperatorKey) -> None:
    material = gathered(database, confirmed(database), key, "client")
    assert (material.evidence, material.images, material.casework) == (None, {}, None)


def test_the_audit_log_notes_what_left(database: Database, key: OperatorKey) -> None:
    case = opened(database)
    seals = [gathered(database, case, key, projection).report.integrity for projection in PROJECTIONS]
    with database.transaction(TENANT, WHO) as unit:
        noted = {entry.action: entry.after for entry in unit.audit.list(limit=5).items}
    assert noted["report:exported:internal"] == f"sha256:{seals[0].sha256}"  # type: ignore[union-attr]
    assert noted["report:exported:client"] == f"sha256:{seals[1].sha256}"  # type: ignore[union-attr]
    assert "evidence:read" in noted


@pytest.mark.parametrize("user", [ANI, SENIOR, AUDITOR])
def test_whoever_may_see_personal_data_may_take_the_report(database: Database, user: User, key: OperatorKey) -> None:
    case = opened(database)
    with database.transaction(TENANT, WHO) as unit:
        assert pdf.gather_for(unit, user, _verification(case), key=key).export.by == user.name


@pytest.mark.parametrize("user", [ADMINISTRATOR, STRANGER])
def test_nobody_else_may(database: Database, user: User, key: OperatorKey) -> None:
    case = opened(database)
    with pytest.raises(AccessError), database.transaction(TENANT, WHO) as unit:
        pdf.gather_for(unit, user, _verification(case), key=key)


def test_before_there_is_a_report_there_is_nothing_to_take(database: Database, key: OperatorKey) -> None:
    with pytest.raises(StateError, match="no report"), database.transaction(TENANT, WHO) as unit:
        pdf.gather(unit, _bare(unit), projection="internal", by="Ani", key=key)


@pytest.mark.parametrize("is_sandbox", [True, False])
def test_of_a_sandbox_it_is_a_specimen(database: Database, key: OperatorKey, is_sandbox: bool) -> None:
    database.ensure_tenant("tryout", is_sandbox=is_sandbox)
    with database.transaction("tryout", WHO) as unit:
        case = place(unit, "sanctioned", invent_ktp(np.random.default_rng(1)))
        material = pdf.gather(unit, _verification(case), projection="client", by="Ani", key=key)
    assert material.export.specimen is is_sandbox


def test_what_is_written_is_signed_in_the_language_asked_for(database: Database, key: OperatorKey) -> None:
    written = pdf.write(gathered(database, opened(database), key), key, "id")
    assert written.startswith(b"%PDF-1.7")
    assert b"/ByteRange" in written
    assert "Laporan verifikasi sebagaimana disegel".encode("utf-16-be") in written or b"Laporan verifikasi" in written


def _verification(case: Case) -> str:
    assert case.verification_id
    return case.verification_id


def _bare(unit: Unit) -> str:
    applicant = unit.applicants.add(DECLARED)
    return unit.verifications.add(applicant.id).id
