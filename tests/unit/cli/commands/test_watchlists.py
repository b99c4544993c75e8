"""`kyc watchlists`, as it is typed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kyc.cli.main import main

LISTS = Path(__file__).parents[4] / "fixtures" / "lists"
Command = Callable[..., tuple[int, str, str]]  # to its exit code, and what it printed on either stream


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))


@pytest.fixture
def kyc(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kyc", "watchlists", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capsys.readouterr()
        return int(caught.value.code or 0), out, err

    return run


def test_an_import_is_listed_shown_and_checked(kyc: Command) -> None:
    code, out, _err = kyc(
        "import", "us_ofac_sdn", *sorted((LISTS / "us_ofac_sdn").iterdir()), "--version", "one", "--json"
    )
    done = json.loads(out)
    assert code == 0
    assert (done["list"], done["version"], done["entries"], done["orphans"], done["change"]) == (
        "us_ofac_sdn",
        "one",
        7,
        2,
        "activated",
    )
    _code, out, _err = kyc("list", "--json")
    lines = {line["list"]: line for line in map(json.loads, out.splitlines())}
    assert lines["us_ofac_sdn"]["version"] == "one"
    assert lines["un_sc"]["version"] is None
    code, out, _err = kyc("show", "sdn-990001", "--json")
    shown = json.loads(out)
    assert (code, shown["birth_dates"], shown["nationalities"], shown["version"]) == (0, ["1975-08-17"], ["IDN"], "one")
    code, out, _err = kyc("check", "--json")
    assert (code, json.loads(out)["ok"]) == (0, True)


def test_people_read_plain_lines(kyc: Command) -> None:
    path = LISTS / "un_sc" / "consolidated.xml"
    assert "3 entries" in kyc("import", "un_sc", path)[1]
    assert "unchanged" in kyc("import", "un_sc", path)[1]
    assert "2026-11-01" in kyc("list")[1]
    assert "جابر المثالي" in kyc("show", "un-9900002")[1]
    assert "whole" in kyc("check")[1]


def test_a_delta_is_told(kyc: Command, tmp_path: Path) -> None:
    path = LISTS / "un_sc" / "consolidated.xml"
    changed = tmp_path / "new.xml"
    changed.write_text(
        path.read_text().replace("invented person for tests", "INVENTED person").replace("2026-11-01", "2026-11-09")
    )
    kyc("import", "un_sc", path)
    kyc("import", "un_sc", changed)
    code, out, _err = kyc("diff", "un_sc", "--json")
    delta = json.loads(out)
    assert (code, delta["from"], delta["to"], delta["added"], delta["removed"]) == (
        0,
        "2026-11-01",
        "2026-11-09",
        [],
        [],
    )
    assert [(each["id"], each["fields"], each["concerns_screening"]) for each in delta["changed"]] == [
        ("un-9900001", ["remarks"], False)
    ]
    assert "0 added, 0 removed, 1 changed" in kyc("diff", "un_sc", "--from", "2026-11-01", "--to", "2026-11-09")[1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["import", "nowhere", "x"], 4),
        (["import", "un_sc", "nowhere.xml"], 4),
        (["show", "un-1"], 4),
        (["diff", "un_sc"], 4),
        (["check"], 4),
        (["update", "local"], 4),
        (["import", "un_sc"], 2),
        (["nonsense"], 2),
    ],
)
def test_what_goes_wrong_has_its_exit_code_and_no_traceback(kyc: Command, arguments: list[str], code: int) -> None:
    found, _out, err = kyc(*arguments)
    assert found == code
    assert err
    assert "Traceback" not in err


def test_a_refused_list_says_how_to_take_it(kyc: Command, tmp_path: Path) -> None:
    long, short = (tmp_path / name for name in ("long.csv", "short.csv"))
    long.write_text("id,name\n" + "".join(f"{number},Contoh {number}\n" for number in range(30)))
    short.write_text("id,name\n1,Contoh 1\n")
    kyc("import", "local", long, "--version", "long")
    code, _out, err = kyc("import", "local", short)
    assert code == 4
    assert "shrank from 30 to 1" in err
    assert "--accept" in err
    code, out, _err = kyc("import", "local", short, "--accept", "branch closed", "--json")
    assert (code, json.loads(out)["accepted"], json.loads(out)["overridden"]) == (0, "branch closed", ["LIST.SHRUNK"])


def test_what_was_dropped_in_a_folder_is_taken_over(
    kyc: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "page.html").write_text("<!DOCTYPE html><html>")
    (folder / "list").write_bytes((LISTS / "un_sc" / "consolidated.xml").read_bytes())
    for path in folder.iterdir():
        os.utime(path, (1e9, 1e9))  # 2001
    monkeypatch.setenv("KYC_LIST_FOLDER", str(folder))
    code, out, _err = kyc("update", "--json")
    taken, refused = map(json.loads, out.splitlines())
    assert (code, taken["list"], taken["change"]) == (4, "un_sc", "activated")
    assert (refused["id"], refused["error"]["code"]) == ("page.html", "LIST.NOT_RECOGNISED")
    assert kyc("check")[0] == 4  # as old as its file
    assert kyc("check", "--max-age", "100000")[0] == 0


def test_a_list_that_has_to_be_there_is_missed(kyc: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    kyc("import", "un_sc", LISTS / "un_sc" / "consolidated.xml")
    assert kyc("check", "--max-age", "100000")[0] == 0
    monkeypatch.setenv("KYC_LIST_AGES", '{"us_ofac_sdn": 2}')
    code, out, _err = kyc("check", "--max-age", "100000", "--json")
    assert code == 4
    told = {each["list"]: each for each in map(json.loads, out.splitlines())}
    assert told["un_sc"]["ok"]
    assert not told["us_ofac_sdn"]["ok"]
    assert told["us_ofac_sdn"]["version"] is told["us_ofac_sdn"]["age_days"] is None


@pytest.mark.parametrize("days", ["nan", "inf", "-1", "1e300"])
def test_an_age_is_a_number_of_days(kyc: Command, days: str) -> None:
    code, _out, err = kyc("check", "--max-age", days)
    assert code == 2
    assert "Traceback" not in err
