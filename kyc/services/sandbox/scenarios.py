"""Every scenario of the sandbox by its key: a reason code that a check gives, or a word for how it all ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from kyc.model.errors import InputError
from kyc.model.reasons import CATALOGUE
from kyc.model.submission import DeclaredData
from kyc.screening.applicant import TERROR_LIST
from kyc.services.sandbox import settings as put
from kyc.services.sandbox.settings import Setting
from kyc.storage.unit import Unit

MARK = "sandbox"
ALWAYS = 1_000_000  # attempts


@dataclass(frozen=True, slots=True)
class Scenario:
    """How a rehearsal goes. `failing`: how many attempts an engine fails; `delay`: how long the work waits first.

    `asks` is the check that it is about where a policy may leave that one out: then it is asked besides.
    """

    key: str
    told: str
    setting: Setting = put.same
    asks: str | None = None
    failing: int = 0
    delay: timedelta = timedelta()


def scenario_of(declared: DeclaredData) -> Scenario | None:
    """The scenario that an applicant names: by an external id `sandbox:KEY[:…]`, or by a name `Sandbox KEY`.

    None where they name none; those are verified by the real engines.

    >>> scenario_of(DeclaredData(external_id="sandbox:face.no_match:customer-17")).key
    'FACE.NO_MATCH'

    Raises:
        InputError: SANDBOX.UNKNOWN when there is no such scenario.
    """
    key = _key_of(declared)
    if key is None:
        return None
    found = SCENARIOS.get(key.upper()) or SCENARIOS.get(key.lower())
    if found is None:
        raise InputError("SANDBOX.UNKNOWN", "There is no such scenario of the sandbox; docs/sandbox.md lists them.")
    return found


def check_named(unit: Unit, declared: DeclaredData | None) -> None:
    """Refuse an applicant of a sandbox who names a scenario that is not there.

    Raises:
        InputError: SANDBOX.UNKNOWN.
    """
    if declared and unit.sandbox.is_one:
        scenario_of(declared)


def _key_of(declared: DeclaredData) -> str | None:
    mark, _, rest = (declared.external_id or "").partition(":")
    if mark.strip().lower() == MARK and rest:
        return rest.partition(":")[0].strip()
    words = (declared.name or "").split()
    return words[1] if len(words) == 2 and words[0].lower() == MARK else None


_WORDS = (
    Scenario("approve", "nothing speaks against the applicant"),
    Scenario("review", "the face is not sure, so a person looks", put.alike(0.005, 0.4)),
    Scenario("resubmit", "the card is blurred: better images are asked for", put.picture("IMG.BLUR")),
    Scenario("reject", "another face; a person confirms the rejection", put.alike(0.5, 0.05)),
    Scenario("error", "an engine fails at every attempt, until the verification ends in `error`", failing=ALWAYS),
    Scenario("flaky", "an engine fails at the first attempt, the second one approves", failing=1),
    Scenario("slow", "nothing happens for 10 seconds, then approve", delay=timedelta(seconds=10)),
    Scenario("stuck", "nothing happens for an hour: time to cancel it", delay=timedelta(hours=1)),
    Scenario("expires", "a passport valid for 30 days more: approve, until the clock is moved", put.passport(30)),
)

_PICTURES = ("BLUR", "GLARE", "DARK", "BRIGHT", "LOW_RES", "CUTOFF", "GREYSCALE", "ROTATED")
_FAULTS = ("NOT_IMAGE", "TOO_LARGE", "TRUNCATED")
_NOTICED = (
    *("DOC.FACE_MISSING", "DOC.MRZ_MISSING", "DOC.MRZ_VIZ_MISMATCH", "DOC.IMPLAUSIBLE_DATE", "NIK.FORMAT"),
    *("NIK.REGION_UNKNOWN", "NIK.REGION_MISMATCH", "NIK.DOB_MISMATCH", "NIK.SEX_MISMATCH"),
)
_UNASKED = ("UNAVAILABLE", "NO_CONSENT", "NOT_COVERED", "REFUSED", "UNREADABLE")

_REASONS: Mapping[str, Setting] = {
    **{f"IMG.{code}": put.picture(f"IMG.{code}") for code in _PICTURES},
    **{f"IMG.{code}": put.fault(f"IMG.{code}") for code in _FAULTS},
    "IMG.NO_DOCUMENT": put.no_card,
    "IMG.MISSING": put.no_selfie,
    "DOC.UNSUPPORTED": put.unrecognised,
    "DOC.EXPIRED": put.passport(-1),
    "DOC.EXPIRY_UNKNOWN": put.passport(None),
    "DOC.MRZ_DIGIT": put.wrong_digit,
    **{code: put.issue(code) for code in _NOTICED},
    "OCR.LOW_CONFIDENCE": put.doubtful_name,
    "OCR.FIELD_MISSING": put.not_read("nik", "document_number"),
    "DATA.NAME_MISMATCH": put.printed(name="RAGNHILD ODEGARD"),
    "DATA.DOB_MISMATCH": put.printed(birth_date="1971-11-30"),
    "DATA.NUMBER_MISMATCH": put.other_number,
    "DATA.GENDER_MISMATCH": put.other_sex,
    "DATA.NATIONALITY_MISMATCH": put.other_nationality,
    "DATA.ADDRESS_MISMATCH": put.other_address,
    "DATA.NOT_DECLARED": put.nothing_declared,
    "DATA.UNREADABLE": put.not_read("sex"),
    "REG.NOT_CONFIGURED": put.unregistered,
    "REG.NOT_FOUND": put.unknown_number,
    "REG.FIELD_MISMATCH": put.registry(name=0.2),
    "REG.NOT_COMPARED": put.registry(name=None, birth_date=None),
    **{f"REG.{code}": put.failed(f"REG.{code}", "registry") for code in _UNASKED},
    "FACE.NONE": put.selfie("FACE.NONE", 0),
    "FACE.MULTIPLE": put.selfie("FACE.MULTIPLE", 2),
    "FACE.POOR": put.selfie("FACE.POOR", 1),
    "FACE.NO_MATCH": put.alike(0.5, 0.05),
    "FACE.BORDERLINE": put.alike(0.005, 0.4),
    "FACE.SAME_IMAGE": put.copied,
    "DUP.NIK": put.carried_card,
    "DUP.DOCUMENT": put.carried_passport,
    "DUP.NO_STORE": put.no_store,
    "SCR.SANCTION": put.resembled("sanction"),
    "SCR.TERROR_LIST": put.resembled("sanction", "crime.terror", source=TERROR_LIST),
    "SCR.PEP": put.resembled("role.pep", source="local"),
    "SCR.WEAK_NAME_ONLY": put.resembled("sanction", only_name=True),
    "SCR.INCOMPLETE": put.nameless,
    "SCR.NO_LISTS": put.lists(None),
    "SCR.LIST_STALE": put.lists(timedelta(days=60)),
    "RISK.AGE": put.born(10),
    "RISK.AGE_UNKNOWN": put.not_read("birth_date"),
    "SYS.NOT_RUN": put.unmeasured,
    "SYS.ENGINE_ERROR": put.failed("SYS.ENGINE_ERROR", "document", "faces"),
    "SYS.TIMEOUT": put.failed("SYS.TIMEOUT", "faces"),
    "SYS.ENGINE_MISSING": put.failed("SYS.ENGINE_MISSING", "faces"),
}
_ASKED = {"REG": "registry", "DUP": "duplicates"}

SCENARIOS: Mapping[str, Scenario] = {
    **{scenario.key: scenario for scenario in _WORDS},
    **{
        code: Scenario(code, CATALOGUE[code].en, _REASONS[code], _ASKED.get(code.partition(".")[0]))
        for code in CATALOGUE
        if code in _REASONS
    },
}
