from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from kyc.checks import CHECKS
from kyc.model.check import Outcome
from kyc.model.context import CheckContext
from kyc.model.evidence import Evidence
from kyc.model.submission import DeclaredData
from kyc.services.assembly import screener_of
from kyc.services.lists.watchlists import import_list
from kyc.settings import Settings
from kyc.storage.files.snapshots import FolderSnapshots

HEADER = "id,schema,name,aliases,birth_date,countries,gender,id_numbers,topics,remarks"
POLITICIANS = [f"p{at},Person,BAGUS HARTANTO SURYAKENCANA,,,,,,role.pep," for at in range(30)]
SANCTIONED = "s1,Person,BAGUS HARTANTA SURYAKENCANA,,,,,,sanction,"


def test_thirty_politicians_of_a_name_do_not_hide_the_sanctioned_person_behind_them(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("\n".join([HEADER, *POLITICIANS, SANCTIONED]) + "\n")
    settings = Settings(home=tmp_path / "home")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    import_list(FolderSnapshots(settings.home / "lists"), "local", [tmp_path / "list.csv"], now=now)
    check = CHECKS["sanctions"]
    applicant = Evidence("a-1", DeclaredData(name="BAGUS HARTANTO SURYAKENCANA"))
    result = check.run(applicant, CheckContext(date(2026, 11, 22), check.THRESHOLDS, screener_of(settings)))
    assert result.outcome is Outcome.CONSIDER
    assert result.screening is not None
    assert [hit.entity_id for hit in result.screening.flagged] == ["local-s1"]
