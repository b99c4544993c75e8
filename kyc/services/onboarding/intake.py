"""From a folder or loose files to a `Submission`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kyc.imaging.decode import MAX_BYTES
from kyc.model.errors import InputError
from kyc.model.objects import TwiceError, once_each
from kyc.model.submission import ROLES, Consent, DeclaredData, Submission, SubmittedImage
from watchlists.countries import alpha3
from watchlists.dates import PartialDate

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")

MAX_DECLARED_BYTES = 64 * 1024
_GENDERS = {"male": "male", "m": "male", "l": "male", "laki-laki": "male"} | dict.fromkeys(
    ("female", "f", "p", "perempuan"), "female"
)


def from_folder(folder: Path, submission_id: str) -> Submission:
    """Take over an applicant's folder: document.*, back.*, selfie.* and declared.json.

    The folder's name is the applicant's external id unless the declared data give one.

    Raises:
        InputError: when the folder is missing, cannot be looked into or is empty of images, or declared.json is not as
            described.
    """
    files = _files(folder)
    images = {role: _find(files, role, folder.name) for role in ROLES}
    if images["document"] is None:
        raise InputError("INPUT.NO_DOCUMENT", f"{folder.name}: expected a file document.jpg, .png or .webp in it.")
    declared = next((path for path in files if path.name.lower() == "declared.json"), None)
    submission = from_files(
        submission_id,
        document=images["document"],
        back=images["back"],
        selfie=images["selfie"],
        declared=declared,
    )
    external_id = submission.declared.external_id or _printable(folder.name)
    return replace(submission, declared=replace(submission.declared, external_id=external_id))


def from_files(
    submission_id: str,
    *,
    document: Path,
    back: Path | None = None,
    selfie: Path | None = None,
    declared: Path | None = None,
) -> Submission:
    """Take over single files; whether they are images is found out later, by their bytes."""
    return Submission(
        id=submission_id,
        document=_image("document", document),
        back=_image("back", back) if back else None,
        selfie=_image("selfie", selfie) if selfie else None,
        declared=read_declared(_bytes(declared), declared.name) if declared else DeclaredData(),
    )


def read_declared(content: bytes, name: str = "declared.json") -> DeclaredData:
    """Read declared data; every key is optional, an unknown one is an error because it may be a typing slip.

    Raises:
        InputError: naming the key, never its value.
    """
    if len(content) > MAX_DECLARED_BYTES:
        raise InputError("INPUT.DECLARED", f"{name}: larger than {MAX_DECLARED_BYTES // 1024} kB.")
    try:
        data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=once_each)
    except (ValueError, RecursionError) as error:
        raise InputError("INPUT.DECLARED", f"{name}: {_fault(error)}.") from None
    return declared_from(data, name)


def _fault(error: Exception) -> str:
    """Why a text is no JSON for us, without a letter of it."""
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8; save it as UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON from line {error.lineno}, column {error.colno} on"
    return str(error) if isinstance(error, TwiceError) else "not JSON: nested too deeply, or a number too long"


def declared_from(data: object, name: str) -> DeclaredData:
    """Build declared data from a JSON object."""
    if not isinstance(data, dict):
        raise InputError("INPUT.DECLARED", f"{name}: expected an object.")
    if unknown := sorted(set(data) - set(_PARSERS)):
        raise InputError("INPUT.DECLARED", f"{name}: unknown key {unknown[0]!r}; known are {', '.join(_PARSERS)}.")
    return DeclaredData(**{key: _parsed(key, value, name) for key, value in data.items() if value is not None})


def _parsed(key: str, value: object, name: str) -> Any:
    try:
        return _PARSERS[key](value)
    except (ValueError, TypeError, KeyError) as error:
        hint = str(error) if isinstance(error, ValueError) else "not of the expected kind"
        raise InputError("INPUT.DECLARED", f"{name}: {key}: {hint}.") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("expected a text")
    if len(value) > 1000:
        raise ValueError("longer than 1,000 characters")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("holds half of a surrogate pair")
    return " ".join(value.split())


def _date(value: object) -> PartialDate:
    return PartialDate.parse(_text(value))


def _gender(value: object) -> str:
    gender = _GENDERS.get(_text(value).casefold())
    if gender is None:
        raise ValueError("expected male or female")
    return gender


def _country(value: object) -> str:
    country = alpha3(_text(value))
    if country is None:
        raise ValueError("expected an ISO 3166-1 country code")
    return country


def _consent(value: object) -> Consent:
    if not isinstance(value, dict):
        raise ValueError("expected an object with purpose, text_version and given_at")
    if missing := {"purpose", "text_version", "given_at"} - set(value):
        raise ValueError(f"needs {', '.join(sorted(missing))}")
    return Consent(_text(value["purpose"]), _text(value["text_version"]), _instant(_text(value["given_at"])))


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("given_at is not an ISO 8601 time") from None
    if instant.tzinfo is None:
        raise ValueError("given_at needs a time zone")
    return instant


_PARSERS: Mapping[str, Callable[[object], Any]] = {
    "name": _text,
    "birth_date": _date,
    "birth_place": _text,
    "gender": _gender,
    "nationality": _country,
    "document_number": _text,
    "address": _text,
    "phone": _text,
    "email": _text,
    "external_id": _text,
    "consent": _consent,
}


def _files(folder: Path) -> list[Path]:
    """The files of a folder, by name; also links that lead nowhere, which are told and not passed over.

    A pipe or a device is no file: reading one might never end.
    """
    try:
        if not folder.is_dir():
            raise InputError("INPUT.NO_FOLDER", f"{folder.name}: there is no such folder.")
        return sorted(path for path in folder.iterdir() if path.is_file() or not path.exists())
    except OSError as error:
        raise InputError("INPUT.UNREADABLE", f"{folder.name} cannot be looked into: {error.strerror}.") from None


def _find(files: Sequence[Path], role: str, name: str) -> Path | None:
    """The file of a role; where no picture of ours is called so another file counts, to be refused by what it is."""
    named = [path for path in files if path.stem.lower() == role]
    found = [path for path in named if path.suffix.lower() in IMAGE_SUFFIXES] or named
    if len(found) > 1:
        raise InputError("INPUT.AMBIGUOUS", f"{name}: more than one file for {role}: keep one.")
    return found[0] if found else None


def _printable(name: str) -> str:
    """A folder's name as text: bytes that are no UTF-8 are written as they are on the screen."""
    return name.encode("utf-8", "backslashreplace").decode()


def _image(role: str, path: Path) -> SubmittedImage:
    return SubmittedImage(role, _bytes(path))


def _bytes(path: Path) -> bytes:
    """At most one byte more than any file may have: a larger one is refused by its length later."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError("INPUT.UNREADABLE", f"{path.name} cannot be read: {error.strerror}.") from None
