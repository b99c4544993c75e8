from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from kyc.settings import Settings


def test_everything_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KYC_HOME", raising=False)
    settings = Settings()
    assert settings.home.name == "kyc"
    assert settings.reader_names == ("rapidocr", "tesseract")
    assert settings.embedder_names == ("sface", "dlib")


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KYC_HOME", str(tmp_path))
    monkeypatch.setenv("KYC_READERS", " tesseract ,")
    settings = Settings()
    assert settings.home == tmp_path
    assert settings.reader_names == ("tesseract",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KYC_DLIB", "cuda"),
        ("KYC_ENGINE_TIMEOUT", "0"),
        ("KYC_ISOLATE", "?"),
        ("KYC_LIST_AGE_DAYS", "inf"),  # no limit is no age, and no date either
        ("KYC_LIST_AGE_DAYS", "nan"),
        ("KYC_LIST_AGE_DAYS", "1e300"),
        ("KYC_LIST_AGES", '{"un_sc": NaN}'),
        ("KYC_LIST_AGES", '{"un_sc": -1}'),
    ],
)
def test_a_setting_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
