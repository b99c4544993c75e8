"""OFAC's lists: what stands in the remarks, how the CSV files join, and the two XML formats."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchlists.errors import ListError
from watchlists.formats.ofac_remarks import document_kind, parse_remarks
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema
from watchlists.reading import read_list

LISTS = Path(__file__).parents[3] / "fixtures" / "lists"
FOLDER, FORMATS = LISTS / "us_ofac_sdn", LISTS / "formats"
PRIMARY = '7,"CONTOH, Ani","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'


def entities(*paths: Path) -> dict[str, ListedEntity]:
    return {entity.id: entity for entity in read_list("us_ofac_sdn", paths).entities}


@pytest.mark.parametrize(
    ("clause", "dates"),
    [
        ("DOB 12 Mar 1960", ["1960-03-12"]),
        ("DOB 1951; alt. DOB circa 1952; alt. DOB Jun 1953", ["1951", "circa 1952", "1953-06"]),
        ("DOB 1960 to 1962", ["1960/1962"]),
        ("DOB 25 Mar 1965 to 26 Apr 1966", ["1965-03-25/1966-04-26"]),
        ("DOB circa 1960-1961", ["circa 1960/1961"]),
        ("DOB 1951; alt. DOB 1951", ["1951"]),
        ("DOBERMANN 1951", []),
    ],
)
def test_birth_dates_are_taken_from_the_remarks(clause: str, dates: list[str]) -> None:
    assert [str(date) for date in parse_remarks(f"{clause}.").birth_dates] == dates


@pytest.mark.parametrize(
    ("clause", "document"),
    [
        ("C.U.I. 1995730000513 (Guatemala)", ListedDocument("national_id", "1995730000513", "GTM")),
        ("C.U.I.P. ABCD770822H00000014 (Mexico)", ListedDocument("national_id", "ABCD770822H00000014", "MEX")),
        ("Credencial electoral 101924000544 (Mexico)", ListedDocument("national_id", "101924000544", "MEX")),
        ("C.U.I.T. 30-68070000-2 (Argentina)", ListedDocument("tax_id", "30-68070000-2", "ARG")),
        ("US FEIN 95-4220000", ListedDocument("tax_id", "95-4220000")),
        ("RTN 05019005000678 (Honduras)", ListedDocument("tax_id", "05019005000678", "HND")),
        ("C.I.F. B84210000 (Spain)", ListedDocument("tax_id", "B84210000", "ESP")),
        ("Italian Fiscal Code: ABCDEF68D03Z352N", ListedDocument("tax_id", "ABCDEF68D03Z352N")),
        ("VisaNumberID 2024000 (Mexico)", ListedDocument("travel_document", "2024000", "MEX")),
        ("Istanbul Chamber of Comm. No. 537000 (Turkey)", ListedDocument("registration", "537000", "TUR")),
        ("SWIFT/BIC QZXWUTR5", ListedDocument("bic", "QZXWUTR5")),
        ("SWIFT/BIC QZXWUTR5XXX", ListedDocument("bic", "QZXWUTR5XXX")),
        ("Passport X7654321 (Indonesia)", ListedDocument("passport", "X7654321", "IDN")),
        (
            "alt. Passport G025057 issued 23 Jun 1999 expires 05 Feb 2004",
            ListedDocument("passport", "G025057", None, "issued 23 Jun 1999 expires 05 Feb 2004"),
        ),
        ("Diplomatic Passport 008827 (Iran) issued 1999", ListedDocument("passport", "008827", "IRN", "issued 1999")),
        ("National ID No. 216040 (Yemen)", ListedDocument("national_id", "216040", "YEM")),
        ("Cedula No. 6068015 (Colombia)", ListedDocument("national_id", "6068015", "COL")),
        ("C.U.R.P. AIMM67125HCHRRG06 (Mexico)", ListedDocument("national_id", "AIMM67125HCHRRG06", "MEX")),
        ("NIT # 890115794-3 (Colombia)", ListedDocument("tax_id", "890115794-3", "COL")),
        ("R.F.C. DIB-771110-HQ1 (Mexico)", ListedDocument("tax_id", "DIB-771110-HQ1", "MEX")),
        ("SSN 000-33-0000 (United States)", ListedDocument("ssn", "000-33-0000", "USA")),
        ("Vessel Registration Identification IMO 7406784", ListedDocument("imo", "7406784")),
        ("Digital Currency Address - XBT 12QtD5BF", ListedDocument("wallet", "12QtD5BF")),
        ("Registration Number 02696754 (United Kingdom)", ListedDocument("registration", "02696754", "GBR")),
    ],
)
def test_documents_are_taken_from_the_remarks(clause: str, document: ListedDocument) -> None:
    assert parse_remarks(f"DOB 1960; {clause}; Gender Male.").documents == (document,)


def test_quoted_names_are_weak_and_former_ones_former() -> None:
    found = parse_remarks("a.k.a. 'MAS SURYA'; f.k.a. 'O'CONTOH'; a.k.a. \"PAK SURYA\".")
    assert found.names == (
        ListedName("MAS SURYA", NameKind.WEAK_ALIAS),
        ListedName("O'CONTOH", NameKind.FORMER),
        ListedName("PAK SURYA", NameKind.WEAK_ALIAS),
    )


def test_links_and_notices_are_no_facts() -> None:
    found = parse_remarks(
        "Linked To: YAYASAN FAJAR REKAAN; Secondary sanctions risk: section 1(b); Phone Number 62811."
    )
    assert (found.names, found.documents, found.birth_dates) == ((), (), ())


@pytest.mark.parametrize(("label", "kind"), [("Passport", "passport"), ("Tax ID No.", "tax_id"), ("Website", None)])
def test_a_label_names_its_kind(label: str, kind: str | None) -> None:
    assert document_kind(label) == kind


def test_files_are_told_apart_by_shape_in_any_order() -> None:
    paths = sorted(FOLDER.iterdir())
    assert entities(*paths) == entities(*paths[::-1])


def test_a_person_has_all_that_the_files_say() -> None:
    person = entities(*FOLDER.iterdir())["sdn-990001"]
    assert [(name.text, name.kind.value) for name in person.names] == [
        ("SURYAKENCANA, Bagus Hartanto", "primary"),
        ("SURYAKENCANA, Bagus H.", "alias"),
        ("HARTANTO, Bagus", "alias"),
        ("MAS SURYA", "weak_alias"),
    ]
    assert (person.names[0].family, person.names[0].given) == ("SURYAKENCANA", "Bagus Hartanto")
    assert [str(date) for date in person.birth_dates] == ["1975-08-17"]
    assert person.nationalities == person.countries == ("IDN",)
    assert person.gender == "male"
    assert person.programmes == ("SDGT",)
    assert person.addresses == ("Jalan Rekaan No. 12, Malang 65111, Indonesia",)


def test_kinds_programmes_and_flags() -> None:
    found = entities(*FOLDER.iterdir())
    schemas = [found[f"sdn-99000{number}"].schema for number in (2, 3, 4, 5)]
    assert schemas == [Schema.PERSON, Schema.ORGANIZATION, Schema.VESSEL, Schema.AIRPLANE]
    assert found["sdn-990003"].programmes == ("SDGT", "NPWMD")
    assert found["sdn-990003"].countries == ("IDN", "PRK")
    assert found["sdn-990004"].countries == ("IDN",)


def test_remarks_that_are_cut_go_on_in_the_comments_file() -> None:
    person = entities(*FOLDER.iterdir())["sdn-990006"]
    assert person.documents == ()
    whole = read_list("us_ofac_sdn", [FOLDER / "sdn.csv"]).entities
    assert "PAK KARTO" in {name.text for name in person.names}
    assert "PAK KARTO" not in {name.text for entity in whole for name in entity.names}


def test_rows_without_a_primary_record_are_counted() -> None:
    tally = read_list("us_ofac_sdn", list(FOLDER.iterdir())).tally
    assert dict(tally.orphans) == {"aliases": 1, "addresses": 1, "comments": 0}


def test_a_file_cut_between_two_rows_is_doubted(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(b"\r\n".join((FOLDER / "sdn.csv").read_bytes().split(b"\r\n")[:3]) + b"\r\n")
    (doubt,) = read_list("us_ofac_sdn", [path]).tally.doubts
    assert "end mark" in doubt
    assert read_list("us_ofac_sdn", list(FOLDER.iterdir())).tally.doubts == []


def test_a_mirror_with_a_header_and_without_quotes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "anything.txt"
    path.write_text(
        "ID,Name,Type,C,T,F,G,H,I,J,K,Details\n7,PT CONTOH,-0- ,CUBA,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,DOB 1960.\n"
    )
    (found,) = read_list("us_ofac_sdn", [path]).entities
    assert (found.id, found.caption, found.schema) == ("sdn-7", "PT CONTOH", Schema.ORGANIZATION)


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (PRIMARY[:30], "LIST.TRUNCATED"),
        (PRIMARY + '"DOB 19', "LIST.TRUNCATED"),
        (PRIMARY + "DOB 19", "LIST.TRUNCATED"),
        (PRIMARY + '"DOB 1960.",too,many\r\n', "LIST.TRUNCATED"),
    ],
)
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, last: str, code: str) -> None:
    path = tmp_path / "sdn.csv"
    path.write_text(f"{PRIMARY}-0- \r\n{last}", newline="")
    with pytest.raises(ListError) as caught:
        read_list("us_ofac_sdn", [path])
    assert caught.value.code == code


def test_the_plain_xml_says_the_same() -> None:
    reading = read_list("us_ofac_sdn", [FORMATS / "sdn.xml"])
    (person,) = reading.entities
    assert person.id == "sdn-990001"
    assert [(name.text, name.kind.value) for name in person.names] == [
        ("SURYAKENCANA, Bagus Hartanto", "primary"),
        ("HARTANTO, Bagus", "alias"),
        ("MAS SURYA", "weak_alias"),
        ("SURYA", "former"),
    ]
    assert [str(date) for date in person.birth_dates] == ["circa 1975"]
    assert person.nationalities == ("IDN", "MYS")
    assert person.gender == "male"
    assert person.documents == (ListedDocument("passport", "X7654321", "IDN", "issued 03 Mar 2015"),)
    assert person.programmes == ("SDGT", "NPWMD")
    assert reading.tally.published_on == "2026-10-30"


@pytest.mark.parametrize("name", ["sdn.xml", "sdn_advanced.xml", "sdn_enhanced.xml"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 0.999))
def test_xml_cut_off_anywhere_is_refused(tmp_path: Path, name: str, share: float) -> None:
    content = (FORMATS / name).read_bytes().rstrip()
    stump = tmp_path / "stump.xml"
    stump.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ListError):
        read_list("us_ofac_sdn", [stump])


def test_fewer_records_than_the_publisher_counts_is_a_cut_off_file(tmp_path: Path) -> None:
    path = tmp_path / "sdn.xml"
    path.write_text((FORMATS / "sdn.xml").read_text().replace("<Record_Count>1<", "<Record_Count>2<"))
    with pytest.raises(ListError, match="says it has 2 records, and has 1"):
        read_list("us_ofac_sdn", [path])


@pytest.mark.parametrize("name", ["sdn_advanced.xml", "sdn_enhanced.xml"])
def test_the_advanced_and_the_enhanced_xml_say_the_same(name: str) -> None:
    reading = read_list("us_ofac_sdn", [FORMATS / name])
    (person,) = reading.entities
    assert (person.id, person.schema) == ("sdn-990001", Schema.PERSON)
    assert [(name.text, name.kind.value, name.script) for name in person.names] == [
        ("SURYAKENCANA, Bagus Hartanto", "primary", None),
        ("Сурьякенчана", "primary", "Cyrl"),
        ("MAS SURYA", "weak_alias", None),
    ]
    assert (person.names[0].family, person.names[0].given) == ("SURYAKENCANA", "Bagus Hartanto")
    assert [str(date) for date in person.birth_dates] == ["1975-08-17", "circa 1976"]
    assert person.birth_places == ("Malang, Indonesia",)
    assert person.nationalities == ("IDN", "MYS")
    assert person.countries == ("IDN",)
    assert person.gender == "male"
    assert person.documents == (ListedDocument("passport", "X7654321", "IDN"), ListedDocument("wallet", "12QtD5BF"))
    assert person.programmes == ("SDGT",)
    assert person.remarks == "Invented."
    assert reading.tally.published_on == "2026-10-30"
