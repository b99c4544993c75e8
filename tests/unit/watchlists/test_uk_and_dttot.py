"""The UK list's CSV, and DTTOT as a workbook: formats made here, row by row."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from watchlists.errors import ListError
from watchlists.formats import sheet
from watchlists.formats.sheet import sheet_rows
from watchlists.model import ListedEntity
from watchlists.reading import read_list

UK_HEADER = (
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,"
    "Alias strength,Title,Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,"
    "Designation Type,Designation source,Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,"
    "Address Line 2,Address Line 3,Address Line 4,Address Line 5,Address Line 6,Address Postal Code,Address Country,"
    "Date Designated,D.O.B,Nationality(/ies),National Identifier number,Passport number,Position,Gender,"
    "Town of birth,Country of birth,IMO number,Business registration number (s),Hull identification number (HIN)"
)
DTTOT = [
    ["Nama", "Deskripsi", "Terduga", "Kode Densus", "Tpt Lahir", "Tgl Lahir", "WN", "Alamat"],
    ["Surya Rekamandala alias Abu Contoh", "NIK 3372050906790001", "Orang", "EDD-9001", "Solo", "29015", "Indonesia"],
    ["Perkumpulan Rekaan", "", "Korporasi", "EDD-9002"],
]


def uk_row(**cells: str) -> str:
    names = UK_HEADER.split(",")
    known = {re.sub(r"[^A-Za-z0-9.]+", "_", name).strip("_"): name for name in names}
    values = {known[key]: value for key, value in cells.items()}
    return ",".join(f'"{values.get(name, "")}"' for name in names)


def uk_file(folder: Path, rows: list[str]) -> Path:
    path = folder / "uk.csv"
    path.write_text("\n".join(["Report Date: 30-Oct-2026", UK_HEADER, *rows]) + "\n")
    return path


def workbook(folder: Path, rows: list[list[str]], *, inline: bool = False) -> Path:
    """Write an XLSX file with one sheet; empty cells are left out, as spreadsheets do."""
    strings: list[str] = []

    def cell(place: str, value: str) -> str:
        if inline:
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        strings.append(value)
        return f'<c r="{place}" t="s"><v>{len(strings) - 1}</v></c>'

    lines = "".join(
        f'<row r="{number}">'
        + "".join(cell(f"{chr(65 + at)}{number}", value) for at, value in enumerate(row) if value)
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "".join(
        f"<si><r><t>{escape(value[:3])}</t></r><r><t>{escape(value[3:])}</t></r></si>" for value in strings
    )
    path = folder / "dttot.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {space}><sheetData>{lines}</sheetData></worksheet>")
        archive.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
    return path


def test_the_rows_of_a_uk_designation_become_one_entity(tmp_path: Path) -> None:
    same = {"Unique_ID": "XXX9001", "Designation_Type": "Individual", "D.O.B": "dd/mm/1980"}
    path = uk_file(
        tmp_path,
        [
            uk_row(**same, Name_6="Pak Rangga", Name_type="Alias", Alias_strength="Low quality a.k.a"),
            uk_row(
                **same, Name_6="REKAWARDANA", Name_1="Rangga", Name_type="Primary Name", Address_Country="Indonesia"
            ),
            uk_row(**same, Name_6="REKAWARDANA", Name_1="Rangga", Name_type="Primary Name", Address_Country="Malaysia"),
            uk_row(Unique_ID="XXX9002", Name_6="MT REKAAN", Name_type="Primary Name", Designation_Type="Ship"),
        ],
    )
    reading = read_list("gb_fcdo", [path])
    person, ship = reading.entities
    assert person.caption == "Rangga REKAWARDANA"
    assert [(name.text, name.kind.value) for name in person.names] == [
        ("Pak Rangga", "weak_alias"),
        ("Rangga REKAWARDANA", "primary"),
    ]
    assert [str(date) for date in person.birth_dates] == ["1980"]
    assert person.countries == ("IDN", "MYS")
    assert (ship.schema.value, reading.tally.published_on) == ("Vessel", "2026-10-30")


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("7700000017", ["7700000017"]),
        ("AB 123456", ["AB 123456"]),
        ("311490-3301-ZAO", ["311490-3301-ZAO"]),
        ("INN: 7700000017", ["7700000017"]),
        ("INN: 7700000017 / KPP: 770001001", ["7700000017", "770001001"]),
        ("INN: 7700000017OGRN: 1027700000010", ["7700000017", "1027700000010"]),
        ("Iran Registration No.: 145921Acuris Unique ID: C777828", ["145921", "C777828"]),
        ("Russia OGRN - 1027700000010 Russia INN - 7700000017 ", ["1027700000010", "7700000017"]),
        ("Indonesia, number T710219 (issued on 01/02/2001 in Sukoharjo)", ["T710219"]),
        ("Trade Register Number: 4891", ["Trade Register Number: 4891"]),
    ],
)
def test_uk_numbers_come_without_the_words_around_them(tmp_path: Path, cell: str, numbers: list[str]) -> None:
    row = uk_row(Unique_ID="XXX9003", Name_6="REKAAN", Designation_Type="Entity", Business_registration_number_s=cell)
    (entity,) = read_list("gb_fcdo", [uk_file(tmp_path, [row])]).entities
    assert [document.number for document in entity.documents] == numbers


def test_a_uk_date_that_a_spreadsheet_kept_as_text_and_a_name_of_no_stated_kind(tmp_path: Path) -> None:
    row = uk_row(Unique_ID="XXX9004", Name_6="REKAAN", Designation_Type="Individual", **{"D.O.B": "'00/00/1975"})
    (entity,) = read_list("gb_fcdo", [uk_file(tmp_path, [row])]).entities
    assert [str(date) for date in entity.birth_dates] == ["1975"]
    assert [name.kind.value for name in entity.names] == ["primary"]


def test_a_uk_ship_has_its_imo_and_its_hull_number(tmp_path: Path) -> None:
    ship = {"Unique_ID": "XXX9005", "Name_6": "MT REKAAN", "Designation_Type": "Ship", "IMO_number": "9999981"}
    row = uk_row(**ship, Hull_identification_number_HIN="IDREK00001A121")
    (entity,) = read_list("gb_fcdo", [uk_file(tmp_path, [row])]).entities
    assert [(each.kind, each.number) for each in entity.documents] == [
        ("imo", "9999981"),
        ("registration", "IDREK00001A121"),
    ]


def test_a_uk_row_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = uk_file(tmp_path, [uk_row(Unique_ID="XXX9001", Name_6="R", Name_type="Alias"), ",XXX9002,1"])
    with pytest.raises(ListError, match="cut off"):
        read_list("gb_fcdo", [path])


@pytest.mark.parametrize("inline", [True, False])
def test_dttot_is_read_from_a_workbook(tmp_path: Path, inline: bool) -> None:
    reading = read_list("id_ppatk_dttot", [workbook(tmp_path, DTTOT, inline=inline)])
    person, group = reading.entities
    assert [name.text for name in person.names] == ["Surya Rekamandala", "Abu Contoh"]
    assert [str(date) for date in person.birth_dates] == ["1979-06-09"]  # day 29,015 of the spreadsheet's calendar
    assert person.nationalities == ("IDN",)
    assert [document.number for document in person.documents] == ["3372050906790001"]
    assert (group.id, group.schema.value) == ("dttot-EDD-9002", "Organization")


def test_dttot_is_read_from_a_csv_with_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "dttot.csv"
    path.write_text("\n".join(";".join([*row, *[""] * (8 - len(row))]) for row in DTTOT) + "\n")
    assert [entity.id for entity in read_list("id_ppatk_dttot", [path]).entities] == [
        "dttot-EDD-9001",
        "dttot-EDD-9002",
    ]


def dttot_row(folder: Path, **changed: str) -> ListedEntity:
    given = {key.replace("_", " "): value for key, value in changed.items()}
    row = {name: given.get(name, value) for name, value in zip(DTTOT[0], [*DTTOT[1], ""], strict=True)}
    (entity,) = read_list("id_ppatk_dttot", [workbook(folder, [DTTOT[0], list(row.values())])]).entities
    return entity


@pytest.mark.parametrize(
    ("cell", "dates"),
    [
        ("4 Januari1973/4 November 1974/4 November 1973", ["1973-01-04", "1974-11-04", "1973-11-04"]),
        ("20/02/1973 20/02/1980", ["1973-02-20", "1980-02-20"]),
        ("17/08/1975/18/08/1975", ["1975-08-17", "1975-08-18"]),
        ("1975/08/17", ["1975-08-17"]),
        ("1970/1971", ["1970/1971"]),
        ("00/00/1954-1955", ["1954/1955"]),
        ("antara 1970 dan 1973", ["1970/1973"]),
        ("Antara 1970-1973", ["1970/1973"]),
        ("sekira 1958", ["circa 1958"]),
        ("sekitar tahun 1958", ["circa 1958"]),
        ("30375.0", ["1983-02-28"]),
        ("1 Agustus 1980 atau 2 Mei 1984;", ["1980-08-01", "1984-05-02"]),
        ("00/00/0000", []),
    ],
)
def test_dttot_dates_as_the_publisher_writes_them(tmp_path: Path, cell: str, dates: list[str]) -> None:
    assert [str(date) for date in dttot_row(tmp_path, Tgl_Lahir=cell).birth_dates] == dates


@pytest.mark.parametrize(
    ("cell", "countries"),
    [
        ("Republik Arab Syria", ("SYR",)),
        ("Trinidad and Tobaga;", ("TTO",)),
        ("Trinidad dan Tobago", ("TTO",)),
        ("Bosnia dan Herzegovina", ("BIH",)),
        ("Afganistan/Pakistan", ("AFG", "PAK")),
        ("Perancis,Tunisia", ("FRA", "TUN")),
        ("Belgia dan Swedia", ("BEL", "SWE")),
        ("Taza, Maroko", ("MAR",)),
        ("Asia Tenggara", ()),
    ],
)
def test_dttot_countries_as_the_publisher_writes_them(tmp_path: Path, cell: str, countries: tuple[str, ...]) -> None:
    assert dttot_row(tmp_path, WN=cell).nationalities == countries


def test_an_old_workbook_is_told_as_one(tmp_path: Path) -> None:
    path = tmp_path / "20251208091237.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(ListError, match=r"save it as \.xlsx or CSV"):
        read_list("id_ppatk_dttot", [path])


@pytest.mark.parametrize(
    ("key", "content", "says"),
    [
        ("un_sc", b"PK\x03\x04" + bytes(60), "unpack it first"),
        ("gb_fcdo", b"\x1f\x8b\x08" + bytes(60), "unpack it first"),
        ("gb_fcdo", '<?xml version="1.0" encoding="UTF-16"?><Designations/>'.encode("utf-16"), "save it as UTF-8"),
        ("local", "id,name\n1,Ani Contoh\n".encode("utf-16"), "saved as UTF-8"),
    ],
)
def test_a_file_that_only_needs_another_form_is_told_which(tmp_path: Path, key: str, content: bytes, says: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(ListError, match=says):
        read_list(key, [path])


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_workbook_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    path = workbook(tmp_path, DTTOT)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ListError):
        read_list("id_ppatk_dttot", [path])


def test_a_workbook_that_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MAX_PART", 500)
    with pytest.raises(ListError, match="unpacks to more than"):
        list(sheet_rows(workbook(tmp_path, DTTOT * 50)))


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "laughs.xlsx"
    with ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", '<!DOCTYPE l [<!ENTITY a "ha">]><worksheet>&a;</worksheet>')
    with pytest.raises(ListError) as caught:
        list(sheet_rows(path))
    assert caught.value.code == "LIST.FORBIDDEN_XML"


def test_cells_that_are_left_out_are_empty(tmp_path: Path) -> None:
    assert list(sheet_rows(workbook(tmp_path, [["a", "", "c"], ["", "b"]]))) == [["a", "", "c"], ["", "b"]]
