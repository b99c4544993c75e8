"""What the other lists' extracts say, fact by fact."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from watchlists.errors import ListError
from watchlists.model import ListedDocument, ListedEntity, Schema
from watchlists.reading import Reading, read_list

LISTS = Path(__file__).parents[3] / "fixtures" / "lists"
CSL_HEADER, *CSL_ROWS = (LISTS / "us_trade_csl" / "consolidated.csv").read_text().splitlines()


def read(key: str) -> dict[str, ListedEntity]:
    return {entity.id: entity for entity in read_list(key, sorted((LISTS / key).iterdir())).entities}


def written(folder: Path, key: str, text: str) -> Reading:
    path = folder / "file"
    path.write_text(text)
    return read_list(key, [path])


def names(entity: ListedEntity) -> list[tuple[str, str]]:
    return [(name.text, name.kind.value) for name in entity.names]


def dates(entity: ListedEntity) -> list[str]:
    return [str(date) for date in entity.birth_dates]


def test_local_rows_say_what_they_say() -> None:
    found = read("local")
    pep = found["local-pep-2"]
    assert names(pep) == [("Teguh Wicaksana Rekaan", "primary"), ("Teguh W. Rekaan", "alias"), ("Pak Teguh", "alias")]
    assert (dates(pep), pep.nationalities, pep.gender) == (["1959"], ("IDN", "MYS"), "male")
    assert pep.topics == ("role.pep", "role.rca")
    assert found["local-own-3"].schema is Schema.COMPANY
    assert found["local-pep-1"].documents == (ListedDocument("other", "3171016309640009"),)


def test_a_local_row_without_topics_is_not_passed_over(tmp_path: Path) -> None:
    (entity,) = written(tmp_path, "local", "id,name\n1,Contoh").entities
    assert (entity.topics, entity.schema) == (("sanction",), Schema.PERSON)


def test_a_local_list_from_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("\ufeffID, Name ,Birth_Date\r\n1,Ani Contoh,17/08/1975\r\n".encode())
    (entity,) = read_list("local", [path]).entities
    assert (entity.caption, dates(entity)) == ("Ani Contoh", ["1975-08-17"])


@pytest.mark.parametrize(
    ("key", "file", "old", "new", "script"),
    [
        ("local", "peps.csv", "Teguh Wicaksana Rekaan", "Тегух Викаксана", "Cyrl"),
        ("us_trade_csl", "consolidated.csv", "TIRTAREKA, Arjuna", "阿周那", "Hani"),
        ("us_bis_dpl", "dpl.txt", None, "علي المثال", "Arab"),
        ("id_ppatk_dttot", "dttot.csv", "Tomo Contohwibowo", "تومو", "Arab"),
        ("us_ofac_cons", "cons_prim.csv", None, "Пример", "Cyrl"),
    ],
)
def test_names_come_with_their_script_from_every_list(
    tmp_path: Path, key: str, file: str, old: str | None, new: str, script: str
) -> None:
    paths = {path.name: path for path in (LISTS / key).iterdir()}
    caption = old or read_list(key, [*paths.values()]).entities[0].caption
    content = paths[file].read_text(encoding="utf-8")
    assert caption in content
    paths[file] = tmp_path / file
    paths[file].write_text(content.replace(caption, new), encoding="utf-8", newline="")
    found = [name.script for entity in read_list(key, [*paths.values()]).entities for name in entity.names]
    assert script in found


@pytest.mark.parametrize("name", ["😀", "…", "-- --"])
def test_a_local_name_that_nothing_could_find_is_refused_with_its_row(tmp_path: Path, name: str) -> None:
    with pytest.raises(ListError, match="row 3: name"):
        written(tmp_path, "local", f"id,name\n1,Ani Contoh\n2,{name}\n")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_spreadsheet_may_part_columns_by_what_its_country_parts_them_by(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f'id{mark}name{mark}aliases\n1{mark}Ani Contoh{mark}"A. Contoh;Ani C."\n', encoding="utf-8")
    (entity,) = read_list("local", [path]).entities
    assert [name.text for name in entity.names] == ["Ani Contoh", "A. Contoh", "Ani C."]


def test_whoever_brings_another_table_is_told_how_the_first_row_looks(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=r"is none of .* Local list: its first row names .* `id` and `name`"):
        written(tmp_path, "local", "nama,tanggal lahir\nAni Contoh,1975\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,name\n1,\n", "id and name are needed"),
        ("id,name\n,Contoh\n", "id and name are needed"),
        ("id,name\n1,Contoh\n1,Contoh\n", "row 3: the id has been used"),
        ("id,name,birth_date\n1,Contoh,31/02/1975\n", "birth_date is written"),
        ("id,name,countries\n1,Contoh,Atlantis\n", "no country's code"),
        ("id,name,gender\n1,Contoh,robot\n", "gender is one of"),
        ("id,name,schema\n1,Contoh,Ghost\n", "schema is one of"),
        ("id,name,nickname\n1,Contoh,C\n", "no column nickname"),
        ("id,name\n1,Contoh,3\n", "3 columns where 2 were expected"),
        ("id,name\n1\n", "1 columns where 2 were expected"),
        ('id,name\n1,"Con', "unexpected end of data"),
    ],
)
def test_a_local_row_that_can_be_mended_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ListError, match=said):
        written(tmp_path, "local", text)


def test_csl_cells_hold_several_values() -> None:
    found = read("us_trade_csl")
    person = found["csl-970001"]
    assert names(person) == [("TIRTAREKA, Arjuna", "primary"), ("TIRTA, Arjuna", "alias"), ("Arjuna T.", "alias")]
    assert (dates(person), person.gender) == (["1970-02-28", "1971"], "male")
    assert (person.nationalities, person.countries) == (("IDN", "MYS"), ("IDN",))
    assert person.documents == (
        ListedDocument("passport", "X1212121", "IDN"),
        ListedDocument("national_id", "1271012802700001", "IDN"),
    )
    assert person.topics == ("sanction",)
    assert found["csl-0f0e0d0c0b0a09080706050403020100"].topics == ("export.control",)


def test_a_csl_file_that_breaks_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    reading = written(tmp_path, "us_trade_csl", "\n".join([CSL_HEADER, CSL_HEADER, CSL_ROWS[1], CSL_ROWS[0][:150]]))
    assert [entity.caption for entity in reading.entities] == ["PT Rekaan Dirgantara", "TIRTAREKA, Arjuna"]
    assert reading.tally.skipped == {"cut off": 1}
    assert reading.tally.doubts == ["the file breaks off in its last row: there may be more"]
    with pytest.raises(ListError):
        written(tmp_path, "us_trade_csl", "\n".join([CSL_HEADER, "1,2,3", "4,5,6", ""]))


def test_a_party_on_two_us_lists_is_one_entity(tmp_path: Path) -> None:
    other = (
        CSL_ROWS[0]
        .replace("Specially Designated Nationals (SDN)", "Sectoral Sanctions (SSI)")
        .replace("Medan, ID", "Solo, ID")
    )
    (person,) = written(tmp_path, "us_trade_csl", "\n".join([CSL_HEADER, CSL_ROWS[0], other, ""])).entities
    assert person.programmes[0].startswith("Specially")
    assert any(programme.startswith("Sectoral") for programme in person.programmes)
    assert len(person.addresses) == 3


def test_dpl_rows_of_one_order_are_one_party() -> None:
    found = list(read("us_bis_dpl").values())
    person = next(entity for entity in found if entity.caption == "GALIH REKAATMAJA")
    assert len(found) == 2
    assert (person.countries, len(person.addresses), person.listed_on) == (("USA", "IDN"), 2, "2019-05-17")
    assert person.id == "dpl-bb3814c32cb2"  # has to stay what it is: exceptions and alerts hang on it


def test_ftm_entities_keep_their_ids_and_holders_of_office_are_peps() -> None:
    found = read("ftm")
    assert set(found) == {"Q-rekaan-1", "Q-rekaan-2", "rekaan-company-1"}
    woman, man = found["Q-rekaan-1"], found["Q-rekaan-2"]
    assert names(woman) == [
        ("Wulan Rekasari", "primary"),
        ("W. Rekasari", "alias"),
        ("Wulan Contoh", "former"),
        ("Bu Wulan", "weak_alias"),
    ]
    assert woman.documents == (ListedDocument("passport", "X3434343"),)
    assert (man.topics, man.positions) == (("role.pep",), ("Governor of an invented province",))
    assert (man.names[0].script, man.names[1].text, man.countries) == ("Cyrl", "Panji Rekaan", ("SUN",))
    assert found["rekaan-company-1"].topics == ("sanction",)


@pytest.mark.parametrize(
    ("line", "skipped"),
    [
        ('{"id": "x", "schema": "Trust", "properties": {"name": ["Yayasan Rekaan"]}}', 1),  # nobody here knows the kind
        ('{"id": "x", "properties": {"name": ["Yayasan Rekaan"]}}', 1),
        ('{"id": "x", "schema": "Security", "properties": {"name": ["Obligasi Rekaan 2031"]}}', 1),
        ('{"id": "x", "schema": "Person", "properties": {}}', 1),
        ('{"id": "x", "schema": "Family", "properties": {"person": ["Q-rekaan-1"]}}', 0),  # has no name: is nobody
        ('{"id": "x", "schema": "Position", "properties": {"name": ["Governor"]}}', 0),
    ],
)
def test_ftm_entities_with_a_name_that_are_left_out_are_counted(tmp_path: Path, line: str, skipped: int) -> None:
    whole = (LISTS / "ftm" / "entities.ftm.json").read_text()
    assert written(tmp_path, "ftm", whole + line).tally.skipped.total() == skipped


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": "x"}', '{"schema": "Person", "properties": {}}', pytest.param("[" * 100_000, id="nested")],
)
def test_an_ftm_line_that_is_no_entity_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    whole = (LISTS / "ftm" / "entities.ftm.json").read_text()
    with pytest.raises(ListError, match="line 6"):
        written(tmp_path, "ftm", whole + line)


def test_eu_names_dates_and_documents() -> None:
    found = read("eu_fsf")
    person = found["eu-990001"]
    assert names(person) == [
        ("Elang Bima Rekaputra", "primary"),
        ("Эланг Рекапутра", "alias"),
        ("Si Elang", "weak_alias"),
    ]
    assert person.names[1].language == "rus"
    assert dates(person) == ["1973-04-21", "circa 1974-09", "1971/1972"]  # the Islamic year is left out
    assert (person.nationalities, person.gender, person.listed_on) == (("IDN",), "male", "2020-03-04")
    assert person.documents == (ListedDocument("passport", "X5656565", "IDN"),)
    assert found["eu-990002"].countries == ("MMR",)


@pytest.mark.parametrize(
    ("birth", "expected", "noted"),
    [
        ('year="1973" monthOfYear="4" dayOfMonth="21"', ["1973-04-21"], None),  # no whole date beside its parts
        ('year="1973" monthOfYear="4"', ["1973-04"], None),
        ('year="1973" dayOfMonth="21"', ["1973"], None),
        ('year="1973" monthOfYear="13" dayOfMonth="40"', ["1973"], None),
        ('calendarType="GREGORIAN" yearRangeTo="1980"', [], "born: until 1980"),
        ('calendarType="ISLAMIC" year="1370"', [], "born: islamic 1370"),
    ],
)
def test_eu_birth_dates_in_parts_and_in_another_calendar(
    tmp_path: Path, birth: str, expected: list[str], noted: str | None
) -> None:
    whole = (LISTS / "eu_fsf" / "fsf.xml").read_text()
    person, tail = whole.split("</sanctionEntity>", 1)
    only = re.sub(r"<birthdate.*?(?:/>|</birthdate>)|<remark>.*?</remark>", "", person, flags=re.DOTALL)
    content = f"{only}<birthdate {birth}/></sanctionEntity>{tail}"
    found = written(tmp_path, "eu_fsf", content).entities[0]
    assert (dates(found), found.remarks) == (expected, noted)


@pytest.mark.parametrize(
    ("strong", "remark", "kind"),
    [
        ("true", "", "alias"),
        ("true", "Good quality a.k.a.", "alias"),
        ("true", "Low quality a.k.a.", "weak_alias"),  # what the UN graded, the Commission copies into a remark
        ("false", "", "weak_alias"),
    ],
)
def test_a_weak_name_of_the_eu_is_told_by_either_sign(tmp_path: Path, strong: str, remark: str, kind: str) -> None:
    alias = f'<nameAlias wholeName="Si Elang" strong="{strong}"><remark>{remark}</remark></nameAlias>'
    (entity,) = written(tmp_path, "eu_fsf", eu_export('<nameAlias wholeName="Elang Rekaputra"/>' + alias)).entities
    assert names(entity) == [("Elang Rekaputra", "primary"), ("Si Elang", kind)]


def test_a_document_of_the_eu_is_known_by_its_latin_number_too(tmp_path: Path) -> None:
    both = '<identification number="ЖД123456" latinNumber="ZhD123456" identificationTypeCode="passport"/>'
    (entity,) = written(tmp_path, "eu_fsf", eu_export('<nameAlias wholeName="Elang Rekaputra"/>' + both)).entities
    assert [document.number for document in entity.documents] == ["ЖД123456", "ZhD123456"]


def eu_export(inside: str) -> str:
    space = "http://eu.europa.ec/fpi/fsd/export"
    kind = '<subjectType code="person" classificationCode="P"/>'
    return f'<export xmlns="{space}"><sanctionEntity logicalId="9">{kind}{inside}</sanctionEntity></export>'


def test_uk_names_in_six_parts_and_placeholder_dates() -> None:
    person = read("gb_fcdo")["gb-XXX9001"]
    assert names(person) == [
        ("Rangga Adi REKAWARDANA", "primary"),
        ("Pak Rangga", "weak_alias"),
        ("Rangga REKAWARDHANA", "alias"),
        ("Рангга Рекавардана", "alias"),
    ]
    assert dates(person) == ["1980-02-14", "1981"]
    assert [document.kind for document in person.documents] == ["passport", "national_id"]
    assert (person.gender, person.listed_on, person.birth_places) == ("male", "2022-03-05", ("Semarang, Indonesia",))


def test_dttot_names_in_one_cell_and_numbers_in_the_description() -> None:
    found = read("id_ppatk_dttot")
    person = found["dttot-EDD-9001"]
    assert names(person) == [("Surya Rekamandala", "primary"), ("Abu Contoh", "alias"), ("Surya R", "alias")]
    assert dates(person) == ["1979-06-09", "1980-06-09"]
    assert [(document.kind, document.number) for document in person.documents] == [
        ("national_id", "3372050906790001"),
        ("passport", "X9090901"),
    ]
    assert dates(found["dttot-EDD-9002"]) == ["1955/1958"]
    assert found["dttot-EDD-9002"].nationalities == ("PHL",)
    assert found["dttot-EDD-9003"].schema is Schema.ORGANIZATION
