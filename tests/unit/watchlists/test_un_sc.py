"""The UN list: names as the United Nations write them, dates by their type, documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchlists.formats.un_names import split_names
from watchlists.model import ListedDocument, ListedEntity, NameKind, Schema
from watchlists.reading import read_list

EXTRACT = Path(__file__).parents[3] / "fixtures" / "lists" / "un_sc" / "consolidated.xml"


@pytest.fixture(scope="module")
def listed() -> dict[str, ListedEntity]:
    return {entity.id: entity for entity in read_list("un_sc", [EXTRACT]).entities}


@pytest.mark.parametrize(
    ("alias", "names"),
    [
        ("Aiman C.", ["Aiman C."]),
        ("", []),
        ("Rekaan A.; Rekaan B.", ["Rekaan A.", "Rekaan B."]),
        ("Amir (original script: Амир)", ["Amir", "Амир"]),
        ("حسن (Hassan G; Hasan G)", ["حسن", "Hassan G", "Hasan G"]),
        ("EL CONTOH (COMBAT NAME)", ["EL CONTOH"]),
        ("Contoh Rekaan (false identity related to a passport)", ["Contoh Rekaan"]),
        ("Contoh, born 1 Jan. 1953 (passport no. 1)", ["Contoh"]),
        ("Contoh (previously listed as)", ["Contoh"]),
        ("(Sheikh) Contoh", ["(Sheikh) Contoh"]),
        ("Leader (Hong Kong) Trading Limited", ["Leader (Hong Kong) Trading Limited"]),
        ("華信(香港)有限公司", ["華信(香港)有限公司"]),
        ('"CONTOH"', ["CONTOH"]),
        (") Contoh Rekaan", ["Contoh Rekaan"]),
        ("A. Contoh; B. Contoh b) C. Contoh", ["A. Contoh", "B. Contoh", "C. Contoh"]),
        ("CONTOH, Ani", ["CONTOH, Ani"]),
    ],
)
def test_an_alias_field_holds_one_or_more_names(alias: str, names: list[str]) -> None:
    assert [name.text for name in split_names(alias, NameKind.ALIAS)] == names


def test_an_acronym_in_brackets_is_a_weak_name() -> None:
    assert [(name.text, name.kind.value) for name in split_names("Yayasan Rekaan (YR)", NameKind.ALIAS)] == [
        ("Yayasan Rekaan", "alias"),
        ("YR", "weak_alias"),
    ]


def test_a_person_with_a_year_of_birth(listed: dict[str, ListedEntity]) -> None:
    person = listed["un-9900001"]
    assert (person.schema, person.caption) == (Schema.PERSON, "RADEN MAHESA PRAWIRADINATA")
    assert [(name.text, name.kind.value) for name in person.names[1:]] == [
        ("Mahesa Prawira", "alias"),
        ("Mahesa Prawiradinata", "alias"),
        ("Mas Esa", "weak_alias"),
    ]
    assert [str(date) for date in person.birth_dates] == ["1971"]
    assert person.nationalities == ("IDN",)
    assert person.gender == "male"
    assert person.documents == (ListedDocument("passport", "X0000171", "IDN", "expired"),)
    assert person.birth_places == ("Garut, Indonesia",)
    assert person.positions == ("Treasurer of an invented group",)
    assert (person.programmes, person.listed_on) == (("Al-Qaida",), "2019-05-14")


def test_dates_by_their_type_and_names_in_their_script(listed: dict[str, ListedEntity]) -> None:
    person = listed["un-9900002"]
    assert [str(date) for date in person.birth_dates] == ["1960/1963", "circa 1958", "1961-03-09", "1962-09"]
    assert [(name.text, name.script) for name in person.names if name.script] == [
        ("جابر المثالي", "Arab"),
        ("Джабир", "Cyrl"),
    ]
    assert person.nationalities == ("SYR",)
    assert person.documents == ()


def test_an_organisation(listed: dict[str, ListedEntity]) -> None:
    group = listed["un-9900003"]
    assert group.schema is Schema.ORGANIZATION
    assert [name.kind.value for name in group.names] == ["primary", "alias", "former"]
    assert group.addresses == ("Jalan Contoh 1, Bekasi, Indonesia",)


def test_a_nationality_that_is_not_available_is_not_namibia(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_text(EXTRACT.read_text().replace("<NATIONALITY><VALUE>Indonesia", "<NATIONALITY><VALUE>na"))
    assert read_list("un_sc", [path]).entities[0].nationalities == ()


def test_a_record_without_an_id_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_text(EXTRACT.read_text().replace("<DATAID>9900003</DATAID>", "<DATAID/>"))
    reading = read_list("un_sc", [path])
    assert (len(reading.entities), reading.tally.records, reading.tally.skipped.total()) == (2, 3, 1)


@pytest.mark.parametrize(
    ("kind", "note", "expected"),
    [
        ("APPROXIMATELY", "Between 1963 and 1968", "circa 1963/1968"),
        ("EXACT", "Between 1963 and 1968", "1963/1968"),
        ("EXACT", "circa 1963", "circa 1963"),
        ("APPROXIMATELY", "1963", "circa 1963"),
    ],
)
def test_a_date_that_stands_in_the_note_alone_is_as_exact_as_its_type_says(
    tmp_path: Path, kind: str, note: str, expected: str
) -> None:
    whole = EXTRACT.read_text(encoding="utf-8")
    old = "<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1971</YEAR>"
    assert old in whole
    path = tmp_path / "un.xml"
    path.write_text(whole.replace(old, f"<TYPE_OF_DATE>{kind}</TYPE_OF_DATE><NOTE>{note}</NOTE>"), encoding="utf-8")
    dates = {str(date) for entity in read_list("un_sc", [path]).entities for date in entity.birth_dates}
    assert expected in dates
