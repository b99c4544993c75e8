"""Which key signs: the operator's, or one of the installation's own."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from kyc.model.errors import StoreError
from kyc.reporting.pdf.signing import make_key
from kyc.services.exporting import keys
from kyc.services.exporting.keys import operator_key
from kyc.services.health import diagnose
from kyc.settings import Settings
from tests.databases import NOON


def test_the_embedded_default_makes_its_own_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    first, second = operator_key(settings, NOON), operator_key(settings, NOON)
    (path,) = (tmp_path / "keys").iterdir()
    assert first.fingerprint == second.fingerprint
    assert (path.name, stat.S_IMODE(path.stat().st_mode)) == ("report-signer.pem", 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_two_processes_that_make_it_at_once_end_with_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = make_key(NOON)

    def made_meanwhile(*_: object) -> bytes:
        (tmp_path / "keys" / "report-signer.pem").write_bytes(theirs)
        return make_key(NOON)

    monkeypatch.setattr(keys, "make_key", made_meanwhile)
    operator_key(Settings(home=tmp_path), NOON)
    assert (tmp_path / "keys" / "report-signer.pem").read_bytes() == theirs
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["report-signer.pem"]


def test_the_operators_key_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "operator.pem"
    path.write_bytes(make_key(NOON))
    settings = Settings(home=tmp_path / "home", signing_key=path)
    assert operator_key(settings, NOON).fingerprint == operator_key(settings, NOON).fingerprint
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("content", [None, b"no key"])
def test_a_key_that_cannot_be_used_is_told_without_its_path(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "operator.pem"
    if content:
        path.write_bytes(content)
    with pytest.raises(StoreError) as refused:
        operator_key(Settings(home=tmp_path, signing_key=path), NOON)
    assert refused.value.code == "PDF.KEY"
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize(("content", "is_well"), [(make_key(NOON), True), (b"no key", False)])
def test_the_doctor_tells_whether_reports_can_be_printed_and_signed(
    tmp_path: Path, content: bytes, is_well: bool
) -> None:
    path = tmp_path / "operator.pem"
    path.write_bytes(content)
    settings = Settings(home=tmp_path, signing_key=path, readers="", embedders="", isolate=False)
    found = {each.name: each.ok for each in diagnose(settings) if each.area == "reports"}
    assert found == {"pdf": True, "signing key": is_well}
