from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.imaging.decode import MAX_BYTES
from kyc.model.errors import InputError
from kyc.services.onboarding.intake import from_folder, read_declared
from watchlists.dates import PartialDate


@pytest.fixture
def applicant(tmp_path: Path) -> Path:
    (tmp_path / "document.PNG").write_bytes(b"front")
    (tmp_path / "selfie.jpg").write_bytes(b"selfie")
    (tmp_path / "declared.json").write_text('{"name": " Siti   Rahayu ", "birth_date": "1990-05"}')
    return tmp_path


def test_a_folder_becomes_a_submission(applicant: Path) -> None:
    submission = from_folder(applicant, "a-1")
    assert [(image.role, image.content) for image in submission.images] == [
        ("document", b"front"),
        ("selfie", b"selfie"),
    ]
    assert submission.declared.name == "Siti Rahayu"
    assert submission.declared.birth_date == PartialDate(1990, 5)


def test_declared_data_is_optional(applicant: Path) -> None:
    (applicant / "declared.json").unlink()
    assert from_folder(applicant, "a-1").declared.name is None


def test_a_folder_without_a_document_says_what_it_expects(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected a file document\.jpg"):
        from_folder(tmp_path, "a-1")


def test_the_folder_is_the_external_id_unless_one_is_declared(applicant: Path) -> None:
    assert from_folder(applicant, "a-1").declared.external_id == applicant.name
    (applicant / "declared.json").write_text('{"external_id": "crm-7"}')
    assert from_folder(applicant, "a-1").declared.external_id == "crm-7"


def test_two_candidates_for_one_image_are_not_guessed_between(applicant: Path) -> None:
    (applicant / "selfie.png").write_bytes(b"another")
    with pytest.raises(InputError, match="more than one file for selfie"):
        from_folder(applicant, "a-1")


def test_a_missing_folder_is_named_by_its_own_name_only(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^gone: there is no such folder"):
        from_folder(tmp_path / "gone", "a-1")


def test_an_enormous_file_is_not_read_into_memory(applicant: Path) -> None:
    with (applicant / "selfie.jpg").open("wb") as file:
        file.truncate(MAX_BYTES * 20)
    selfie = from_folder(applicant, "a-1").selfie
    assert selfie is not None
    assert len(selfie.content) == MAX_BYTES + 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"consent": {"purpose": "p", "text_version": "1", "given_at": "then"}}, "given_at is not an ISO 8601"),
        ({"name": "\ud800"}, "half of a surrogate"),
        ({"nome": "x"}, "unknown key 'nome'"),
        ({"birth_date": "1990-02-31"}, "birth_date: day is out of range"),
        ({"birth_date": "31-02-1990"}, "birth_date: a date is written YYYY"),
        ({"birth_date": 1990}, "birth_date: expected a text"),
        ({"gender": "x"}, "gender: expected male or female"),
        ({"nationality": "Atlantis"}, "nationality: expected an ISO 3166-1"),
        ({"name": "x" * 1001}, "name: longer than"),
        ({"consent": "yes"}, "consent: expected an object"),
        ({"consent": {"purpose": "p"}}, "consent: needs given_at, text_version"),
        ({"consent": {"purpose": "p", "text_version": "1", "given_at": "2026-01-01T00:00:00"}}, "needs a time zone"),
        ([], "expected an object"),
    ],
)
def test_a_slip_in_declared_data_is_named(data: object, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_declared(json.dumps(data).encode())


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 5000, b'{"name": "\xed\xa0\x80"}'])
def test_what_is_not_json_is_one_clear_sentence(content: bytes) -> None:
    with pytest.raises(InputError, match=r"declared\.json: "):
        read_declared(content)


@given(st.dictionaries(st.sampled_from(["name", "birth_date", "nationality", "gender"]), st.text(max_size=30)))
def test_a_refusal_never_repeats_what_was_declared(data: dict[str, str]) -> None:
    secret = "3171234567890001"
    told = ""
    try:
        read_declared(json.dumps({key: f"{value}{secret}" for key, value in data.items()}).encode())
    except InputError as error:
        told = str(error)
    assert secret not in told


def test_names_in_capitals_are_those_of_cameras_and_windows(applicant: Path) -> None:
    for name in ("document.PNG", "selfie.jpg", "declared.json"):
        (applicant / name).rename(applicant / name.upper())
    submission = from_folder(applicant, "a-1")
    assert [image.role for image in submission.images] == ["document", "selfie"]
    assert submission.declared.name == "Siti Rahayu"


def test_a_selfie_of_another_kind_is_taken_and_not_passed_over(applicant: Path) -> None:
    (applicant / "selfie.jpg").rename(applicant / "selfie.heic")
    selfie = from_folder(applicant, "a-1").selfie
    assert selfie is not None
    assert selfie.content == b"selfie"


@pytest.mark.parametrize("name", ["selfie.jpg", "declared.json"])
def test_a_link_that_leads_nowhere_is_told_and_not_passed_over(applicant: Path, name: str) -> None:
    (applicant / name).unlink()
    (applicant / name).symlink_to(applicant / "gone")
    with pytest.raises(InputError) as refused:
        from_folder(applicant, "a-1")
    assert refused.value.code == "INPUT.UNREADABLE"


def test_a_folder_that_nobody_may_look_into_is_told(applicant: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", denied)
    with pytest.raises(InputError, match="cannot be looked into: Permission denied") as refused:
        from_folder(applicant, "a-1")
    assert refused.value.code == "INPUT.UNREADABLE"


def test_a_folder_may_be_called_by_bytes_that_are_no_text(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"crm-\xff")
    folder.mkdir()
    (folder / "document.jpg").write_bytes(b"front")
    assert from_folder(folder, "a-1").declared.external_id == "crm-\\udcff"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_declared_data_may_come_from_windows(mark: str) -> None:
    assert read_declared(f'{mark}{{"name": "José"}}\r\n'.encode()).name == "José"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"name": "José"}'.encode("cp1252"), "not UTF-8; save it as UTF-8"),
        ('{"name": "Ani"}'.encode("utf-16"), "not UTF-8; save it as UTF-8"),
        (b'{"name": "Ani",\n "gender"}', "not JSON from line 2, column 10 on"),
        (b'{"name": "Ani", "name": "Budi"}', "a key is given twice"),
        (b'{"phone": ' + b"9" * 5000 + b"}", "a number too long"),
        (b"[" * 5000, "nested too deeply"),
    ],
)
def test_what_is_wrong_with_the_file_itself_can_be_mended(content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_declared(content)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_picture_and_nobody_waits_for_it(applicant: Path) -> None:
    os.mkfifo(applicant / "back.png")
    assert [image.role for image in from_folder(applicant, "a-1").images] == ["document", "selfie"]
