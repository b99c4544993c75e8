"""What a scenario changes on its stage: one function for each thing that can be wrong with an applicant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from kyc.model.document import DigitStatus, DocumentReading, FieldReading, FieldStatus, MrzReading
from kyc.model.face import FaceImage
from kyc.model.submission import DeclaredData
from kyc.services.sandbox.person import GOOD, Person, card_of, passport_of, readings
from kyc.services.sandbox.stage import ALIKE, KNOWN, Stage
from watchlists.dates import PartialDate

Setting = Callable[[Stage], Stage]

_FAR = timedelta(days=900)  # a passport's validity where it is not what the scenario is about
_OTHER_NIK = "3204324405850007"
_OTHERS = ("app_sandbox-other",)


def same(stage: Stage) -> Stage:
    """Nothing is wrong."""
    return stage


def fault(code: str) -> Setting:
    """The document's file is no picture: nothing could be read from it."""

    def setting(stage: Stage) -> Stage:
        images = tuple(
            replace(fact, quality=None, fault=code) if fact.role == "document" else fact
            for fact in stage.evidence.images
        )
        return stage.seeing(images=images, document=None, faces=None)

    return setting


def picture(code: str) -> Setting:
    """The picture of the card has a fault."""

    def setting(stage: Stage) -> Stage:
        quality = replace(GOOD, issues=(code,))
        images = tuple(
            replace(fact, quality=quality) if fact.role == "document" else fact for fact in stage.evidence.images
        )
        return stage.reading(quality=quality).seeing(images=images)

    return setting


def no_card(stage: Stage) -> Stage:
    """The picture shows no card."""
    return unrecognised(picture("IMG.NO_DOCUMENT")(stage))


def unrecognised(stage: Stage) -> Stage:
    """The picture shows a card of a kind that nobody knows."""
    return stage.reading(document_type=None, fields={})


def no_selfie(stage: Stage) -> Stage:
    """No selfie was handed in."""
    return stage.seeing(images=tuple(fact for fact in stage.evidence.images if fact.role != "selfie"), faces=None)


def unmeasured(stage: Stage) -> Stage:
    """Nobody looked at the pictures' quality."""
    return stage.seeing(images=tuple(replace(fact, quality=None) for fact in stage.evidence.images))


def issue(code: str) -> Setting:
    """The reader noticed something on the document."""
    return lambda stage: stage.reading(issues=(code,))


def passport(days: int | None) -> Setting:
    """A passport that expires so many days from the real today on, whatever the sandbox's clock says.

    None for a day that was not read.
    """

    def setting(stage: Stage) -> Stage:
        expiry = None if days is None else stage.real_today + timedelta(days=days)
        return stage.reading(passport_of(stage.person, expiry=expiry))

    return setting


def wrong_digit(stage: Stage) -> Stage:
    """A passport whose check digit is wrong."""
    zone = MrzReading("TD3", ("", ""), {"document_number": DigitStatus.REFUTED})
    return stage.reading(passport_of(stage.person, expiry=stage.today + _FAR)).reading(mrz=zone)


def doubtful_name(stage: Stage) -> Stage:
    """A name that was hardly read."""
    name = stage.person.name
    return stage.printed(name=FieldReading(name, name, 0.4, None, FieldStatus.DOUBTFUL))


def not_read(*keys: str) -> Setting:
    """Fields of the document that were not read."""
    return lambda stage: stage.without(*keys)


def printed(**values: str) -> Setting:
    """Other values on the document than the applicant declared."""
    return lambda stage: stage.printed(**readings(values))


def other_sex(stage: Stage) -> Stage:
    """Another sex on the document than was declared."""
    return stage.printed(**readings({"sex": "M" if stage.person.gender == "female" else "F"}))


def other_number(stage: Stage) -> Stage:
    """Another number on the document than was declared."""
    key = "nik" if "nik" in stage.document.fields else "document_number"
    return stage.printed(**readings({key: _OTHER_NIK}))


def other_nationality(stage: Stage) -> Stage:
    """A passport of another country than was declared."""
    other = replace(stage.person, nationality="MYS" if stage.person.nationality == "SGP" else "SGP")
    return stage.reading(passport_of(other, expiry=stage.today + _FAR))


def other_address(stage: Stage) -> Stage:
    """Another address on the document than was declared."""
    declared = replace(stage.evidence.declared, address=stage.evidence.declared.address or "Bukit Tinggi 99")
    return printed(address="PERUMAHAN LAIN BLOK Z")(stage.seeing(declared=declared))


def nothing_declared(stage: Stage) -> Stage:
    """Nothing was declared but the consent."""
    return stage.seeing(declared=DeclaredData(consent=stage.evidence.declared.consent))


def registry(**fields: float | None) -> Setting:
    """The registry says how far each field agrees."""
    return lambda stage: stage.seeing(registry=replace(KNOWN, fields={**KNOWN.fields, **fields}))


def unknown_number(stage: Stage) -> Stage:
    """The registry does not know the number."""
    return stage.seeing(registry=replace(KNOWN, found=False, fields={}))


def unregistered(stage: Stage) -> Stage:
    """There is no registry."""
    return stage.seeing(registry=None)


def failed(code: str, *steps: str) -> Setting:
    """Steps (`document`, `faces`, `registry`) that could not finish."""
    return lambda stage: stage.failing(code, *steps)


def alike(fmr: float, score: float) -> Setting:
    """Faces that are so much alike."""
    return lambda stage: stage.seeing(faces=replace(ALIKE, fmr=fmr, score=score))


def selfie(code: str, found: int) -> Setting:
    """A selfie on which no face can be judged."""
    side = FaceImage(ALIKE.selfie.face if found else None, found, issues=(code,))
    return lambda stage: stage.seeing(faces=replace(ALIKE, selfie=side, score=None, fmr=None, reasons=(code,)))


def copied(stage: Stage) -> Stage:
    """The selfie is the card's portrait."""
    return stage.seeing(faces=replace(ALIKE, reasons=("FACE.SAME_IMAGE",)))


def carried_card(stage: Stage) -> Stage:
    """Another applicant carries the NIK; who shows a passport shows a foreigner's identity card instead."""
    if stage.person.is_citizen:
        return replace(stage, others=_OTHERS)
    known = replace(stage.person, number=_OTHER_NIK)
    return _carried(stage, known, card_of(known))


def carried_passport(stage: Stage) -> Stage:
    """Another applicant carries the passport's number."""
    known = replace(stage.person, number="X1234567")
    return _carried(stage, known, passport_of(known, expiry=stage.today + _FAR))


def no_store(stage: Stage) -> Stage:
    """There is nowhere to look a number up."""
    return replace(stage, others=None)


def resembled(*topics: str, source: str = "un_sc", only_name: bool = False) -> Setting:
    """Somebody on a list resembles the applicant."""
    return lambda stage: stage.resembled(*topics, source=source, only_name=only_name)


def nameless(stage: Stage) -> Stage:
    """No name was read, and none was declared."""
    return stage.without("name").seeing(declared=replace(stage.evidence.declared, name=None))


def lists(age: timedelta | None) -> Setting:
    """Lists that are so old; None for none at all."""
    return lambda stage: replace(stage, list_age=age)


def born(years_ago: int) -> Setting:
    """An applicant of that age, who declares it too."""

    def setting(stage: Stage) -> Stage:
        day = date(stage.today.year - years_ago, 1, 2)
        declared = replace(stage.evidence.declared, birth_date=PartialDate.of(day))
        return stage.printed(**readings({"birth_date": day.isoformat()})).seeing(declared=declared)

    return setting


def _carried(stage: Stage, known: Person, document: DocumentReading) -> Stage:
    declared = replace(stage.evidence.declared, document_number=known.number)
    return replace(stage.reading(document).seeing(declared=declared), others=_OTHERS)
