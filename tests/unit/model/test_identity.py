from dataclasses import replace

import pytest

from kyc.model.document import DocumentReading, FieldReading, FieldStatus, ImageQuality, MrzReading
from kyc.model.evidence import Evidence
from kyc.model.identity import Identity, as_country, as_date, as_gender, declared_identity, is_name_cut, read_identity
from kyc.model.submission import DeclaredData
from watchlists.dates import PartialDate


def evidence(status: FieldStatus = FieldStatus.READ, **fields: str) -> Evidence:
    readings = {key: FieldReading(value, value, 0.9, "test", status) for key, value in fields.items()}
    document = DocumentReading("idn_ktp", ImageQuality(9, 9), readings)
    return Evidence("s", DeclaredData(name=" Siti ", gender="Female", nationality="id"), document=document)


def test_a_card_and_a_passport_name_people_in_the_same_words() -> None:
    card = read_identity(evidence(nik="1", name="SITI", sex="PEREMPUAN", nationality="WNI", birth_date="1990-05-17"))
    passport = read_identity(
        evidence(document_number="1", given_names="SITI", sex="F", nationality="IDN", birth_date="1990-05-17")
    )
    assert card == passport == Identity("SITI", PartialDate(1990, 5, 17), "female", "IDN", "1")


def test_given_names_stand_before_the_surname() -> None:
    assert read_identity(evidence(surname="ERIKSSON", given_names="ANNA MARIA")).name == "ANNA MARIA ERIKSSON"


def test_doubtful_fields_are_not_used() -> None:
    assert read_identity(evidence(FieldStatus.DOUBTFUL, name="SITI", nik="1")) == Identity()


def test_declarations_come_in_the_same_words() -> None:
    assert declared_identity(evidence()) == Identity("Siti", gender="female", nationality="IDN")


def test_gaps_are_filled_and_nothing_else() -> None:
    mine, other = Identity("A", None, "male"), Identity("B", PartialDate(1990), "female", "IDN")
    assert mine.filled_from(other) == Identity("A", PartialDate(1990), "male", "IDN")


def test_an_identity_does_not_show_itself() -> None:
    assert repr(Identity("SITI", number="3273")) == "Identity(…)"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("WNI", "IDN"),
        ("WNA", None),
        ("D<<", "DEU"),
        ("GBD", "GBR"),
        ("my", "MYS"),
        ("UTO", None),
        ("", None),
        (None, None),
    ],
)
def test_countries(text: str | None, code: str | None) -> None:
    assert as_country(text) == code


@pytest.mark.parametrize(("text", "gender"), [("LAKI-LAKI", "male"), ("f", "female"), ("<", None), ("X", None)])
def test_genders(text: str, gender: str | None) -> None:
    assert as_gender(text) == gender


@pytest.mark.parametrize("text", ["", "17-05-1990", "1990-02-30", None])
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert as_date(text) is None


@pytest.mark.parametrize(
    ("kind", "lines", "cut"),
    [
        ("TD3", ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", ""), False),
        ("TD3", ("P<UTOBENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DIN", ""), True),
        ("TD1", ("", "", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"), False),
        ("TD1", ("", "", "NILAVADHANANANDA<<ARNPOL<PETCH"), True),
        ("TD1", ("",), False),
        ("?", ("X",), False),
    ],
)
def test_a_name_that_fills_its_field_may_be_cut(kind: str, lines: tuple[str, ...], cut: bool) -> None:
    assert is_name_cut(MrzReading(kind, lines, {})) is cut


FULL = {"TD1": (2, 30, 0), "TD2": (0, 36, 5), "TD3": (0, 44, 5), "MRV-A": (0, 44, 5), "MRV-B": (0, 36, 5)}


@pytest.mark.parametrize("cut", [True, False])
@pytest.mark.parametrize("kind", FULL)
def test_every_format_has_its_name_where_the_standard_puts_it(kind: str, cut: bool) -> None:
    at, width, column = FULL[kind]
    lines = ["X" * width] * 3
    name = "A" * (width - column)
    lines[at] = "<" * column + (name if cut else name[:-1] + "<")
    mrz = MrzReading(kind, tuple(lines), {})
    assert is_name_cut(mrz) is cut
    # A line that ends where the name begins holds none, and one that is missing holds none either.
    bare = [*lines]
    bare[at] = "X" * column
    assert not is_name_cut(replace(mrz, lines=tuple(bare)))
    assert not is_name_cut(replace(mrz, lines=tuple(lines[:at])))


def test_a_reading_says_whether_the_mrz_cut_the_name() -> None:
    whole = evidence(name="SITI")
    assert whole.document
    assert not read_identity(whole).name_cut
    line = "P<UTOBENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DIN"
    cut = replace(whole, document=replace(whole.document, mrz=MrzReading("TD3", (line, ""), {})))
    assert read_identity(cut).name_cut
    assert not read_identity(replace(whole, document=None)).name_cut


@pytest.mark.parametrize("part", ["name", "birth_date", "gender", "nationality", "number", "address"])
def test_each_part_keeps_its_own_value_and_takes_the_others_where_it_has_none(part: str) -> None:
    full = Identity("A", PartialDate(1990), "male", "IDN", "1", "X")
    other = Identity("B", PartialDate(1991), "female", "MYS", "2", "Y")
    missing = replace(full, **{part: None})  # type: ignore[arg-type]
    assert full.filled_from(other) == full
    assert missing.filled_from(other) == replace(full, **{part: getattr(other, part)})
    assert Identity().filled_from(other) == other
