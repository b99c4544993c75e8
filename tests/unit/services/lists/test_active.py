"""What is screened against: known by what the store holds, without loading what reads publishers' files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kyc.services.lists.active import active_version, active_versions
from kyc.storage.files.snapshots import FolderSnapshots
from watchlists.errors import ListError


@pytest.mark.parametrize(
    ("key", "code"), [("us_ofac_sdn", "LIST.NOT_ACTIVE"), ("nobodys_list", "LIST.UNKNOWN"), ("../x", "LIST.UNKNOWN")]
)
def test_a_list_that_is_not_active_is_told_apart_from_one_that_is_none(tmp_path: Path, key: str, code: str) -> None:
    store = FolderSnapshots(tmp_path / "lists")
    with pytest.raises(ListError) as refused:
        active_version(store, key)
    assert refused.value.code == code
    assert active_versions(store) == ()


def test_screening_loads_no_reader_of_lists() -> None:
    program = "import sys, kyc.services.lists.searching; sys.exit('watchlists.reading' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
