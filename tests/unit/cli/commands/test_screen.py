"""`kyc screen`: one JSON object a line, bad lines told with their number, the others still answered."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kyc.cli.batches import screening as batch_screening
from kyc.cli.main import app
from kyc.model.errors import InputError, KycError, StoreError
from kyc.screening.scoring.calibration import PAIR_THRESHOLD

CSV = """id,schema,name,aliases,birth_date,countries,gender,id_numbers,topics,remarks
1,Person,Suradji WIRYAKUSUMAH,Abu Hanzhalah,1961-03-07,ID,male,A1234567,sanction,
2,Company,PT Samudra Kencana Abadijaya,,,ID,,,sanction,
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def listed(home: Path) -> Path:
    (home / "local.csv").write_text(CSV, encoding="utf-8")
    assert run("watchlists", "import", "local", str(home / "local.csv"))[0] == 0
    return home


def run(*arguments: str, stdin: str | None = None) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, list(arguments), input=stdin)
    if isinstance(result.exception, KycError):
        raise result.exception
    lines = [line for line in result.stdout.split("\n") if line.startswith("{")]
    return result.exit_code, [json.loads(line) for line in lines]


def test_a_name_is_answered_with_explained_hits(listed: Path) -> None:
    code, (answer,) = run(
        "screen", "Soeradji Wirjakoesoemah", "--birth-date", "1961-03-07", "--country", "ID", "--json"
    )
    (hit,) = answer["hits"]
    assert code == 0
    assert (hit["entity_id"], hit["list"], hit["flagged"]) == ("local-1", "local", True)
    assert hit["bits"] == pytest.approx(sum(field["contribution"] for field in hit["fields"]))
    assert [field["field"] for field in hit["fields"]] == ["name", "birth_date", "countries"]


def test_a_place_of_birth_is_asked_about_in_every_way(home: Path) -> None:
    name, place = "Suradji Wiryakusumah", "Garut"
    candidate = {"names": [name], "birth_places": ["Garut, Indonesia"]}
    pair = {"id": 1, "query": {"name": name, "birth_place": place}, "candidate": candidate}
    bare = {"id": 2, "query": {"name": name}, "candidate": candidate}
    _, (told, silent) = run("screen", "--pairs", "-", "--json", stdin=f"{json.dumps(pair)}\n{json.dumps(bare)}")
    assert told["bits"] > silent["bits"]
    (home / "local.csv").write_text(CSV, encoding="utf-8")
    run("watchlists", "import", "local", str(home / "local.csv"))
    _, (answer,) = run("screen", name, "--birth-place", place, "--json")
    fields = {field["field"]: field["verdict"] for field in answer["hits"][0]["fields"]}
    assert fields["birth_place"] == "not_compared"  # our own lists have no such column


def test_a_batch_answers_in_order_and_tells_bad_lines(listed: Path) -> None:
    lines = [
        '{"id":"a","name":"Suradji Wiryakusumah"}',
        "nonsense",
        '{"id":3,"name":"…"}',
        '{"id":"d","name":"Nobody Here"}',
    ]
    code, answers = run("screen", "--input", "-", "--json", stdin="\n".join(lines))
    assert code == 2
    assert [answer["id"] for answer in answers] == ["a", "line 2", 3, "d"]
    assert [answer.get("error", {}).get("code") for answer in answers] == [None, "INPUT.NOT_JSON", "QUERY.NAME", None]
    assert "line 2" in answers[1]["error"]["message"]
    assert answers[3]["hits"] == []


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"name": ""}, "QUERY.NAME"),
        ({"name": "\U0001f600"}, "QUERY.NAME"),
        ({"name": 12}, "QUERY.NAME"),
        ({"name": "Suradji", "birth_date": "1970-02-30"}, "QUERY.BIRTH_DATE"),
        ({"name": "Suradji", "countries": ["ZZ"]}, "QUERY.COUNTRY"),
        ({"name": "Suradji", "schema": "Dragon"}, "QUERY.SCHEMA"),
        ({"name": "s"}, None),
        ({"name": "Suradji " * 1250}, None),
        ({"name": "s" * 10_000}, None),
        ({"name": "\u202eSuradji\u202c Wiryakusumah\u200f"}, None),
        ({"name": "Sura\x00dji\x07 Wiryakusumah \U0001f389"}, None),
        ({"name": "\ud800 Suradji Wiryakusumah"}, None),
        ({"name": "Suradji Wiryakusumah", "birth_date": "2999-01-01", "id_numbers": ["'; --"]}, None),
    ],
)
def test_bad_input_is_told_and_what_follows_is_answered(
    listed: Path, record: dict[str, object], code: str | None
) -> None:
    lines = f'{json.dumps({"id": "bad"} | record)}\n{{"id": "next", "name": "Suradji Wiryakusumah"}}'
    status, (bad, following) = run("screen", "--input", "-", "--json", stdin=lines)
    assert bad.get("error", {}).get("code") == code
    assert status == (2 if code else 0)
    assert [hit["entity_id"] for hit in following["hits"]] == ["local-1"]
    if "Wiryakusumah" in str(record["name"]):
        assert [hit["entity_id"] for hit in bad["hits"]] == ["local-1"]


@pytest.mark.parametrize("key", ["\ud800", "a\udfff\u0000", "1" * 300, "\u2028", 10**60, "", 1.5, -0.0, 1e300, True])
def test_whatever_id_json_can_carry_comes_back(listed: Path, key: str | float) -> None:
    name = "Suradji Wiryakusumah"
    query = {"id": key, "name": name}
    lines = f"{json.dumps(query)}\n{json.dumps({'id': 'next', 'name': name})}"
    status, (answer, following) = run("screen", "--input", "-", "--json", stdin=lines)
    assert (status, answer["id"], following["id"]) == (0, key, "next")
    assert answer["hits"][0]["entity_id"] == following["hits"][0]["entity_id"] == "local-1"


@pytest.mark.parametrize("key", ["NaN", "1e999", "null", "[1]", '{"a": 1}'])
def test_what_cannot_be_an_id_is_called_by_its_line(listed: Path, key: str) -> None:
    _, (answer,) = run("screen", "--input", "-", stdin=f'{{"id": {key}, "name": "Suradji Wiryakusumah"}}')
    assert answer["id"] == "line 1"


def complaints(*arguments: str, stdin: str) -> list[str]:
    result = CliRunner().invoke(app, ["screen", *arguments], input=stdin)
    assert result.exit_code == 0
    return result.stderr.splitlines()


def test_a_key_that_no_question_has_is_told_once_and_the_lines_are_answered(listed: Path) -> None:
    lines = [json.dumps({"name": "Suradji Wiryakusumah", "dob": "1990-01-01", "Jane Doe": 1})] * 3
    first, second = complaints("--input", "-", stdin="\n".join(lines))
    assert first == "line 1: a query has no key 'dob', and nothing there is compared: is 'birth_date' meant?"
    assert second == "line 1: a query holds keys of your own; they are not compared"
    code, answers = run("screen", "--input", "-", stdin="\n".join(lines))
    assert code == 0
    assert all(answer["hits"] and set(answer) == {"id", "hits", "took_ms"} for answer in answers)


def test_a_column_of_their_own_beside_the_right_key_is_nobodys_business(listed: Path) -> None:
    query = {"name": "Suradji", "countries": ["ID"], "birth_date": "1961", "gender": "male"}
    own: dict[str, object] = {"country": "SG", "dob": "7 March", "sex": None, "nik": "", "passport": []}
    (said,) = complaints("--input", "-", stdin=json.dumps(query | own))
    assert "of your own" in said


def test_a_long_file_tells_its_stray_keys_too(listed: Path) -> None:
    plain = [json.dumps({"name": f"Suradji Wiryakusumah {at} {'x' * 900}"}) for at in range(1_200)]
    lines = [*plain, json.dumps({"name": "Suradji", "country": "ID"}), *plain[:3]]
    (listed / "long.jsonl").write_text("\n".join(lines))
    (said,) = complaints("--input", str(listed / "long.jsonl"), stdin="")
    assert said == "line 1201: a query has no key 'country', and nothing there is compared: is 'countries' meant?"


def test_both_sides_of_a_pair_tell_theirs(home: Path) -> None:
    candidate = {"names": ["Suradji"], "birth_date": "1961"}
    pair = {"query": {"name": "Suradji", "birthdate": "1961"}, "candidate": candidate, "is_match": True}
    query, other = complaints("--pairs", "-", stdin=f"{json.dumps(pair)}\n{json.dumps(pair)}")
    assert "a query has no key 'birthdate'" in query
    assert "'birth_date' meant" in query
    assert "a candidate has no key 'birth_date'" in other
    assert "'birth_dates' meant" in other


@pytest.mark.parametrize("option", ["--birth-date", "--country", "--gender", "--id-number", "--birth-place"])
@pytest.mark.parametrize("way", ["--input", "--pairs"])
def test_evidence_beside_a_file_is_refused_rather_than_lost(listed: Path, way: str, option: str) -> None:
    with pytest.raises(InputError, match="lines of a file carry their own"):
        run("screen", way, "-", option, "1961", stdin="")


def test_pairs_are_scored_without_any_list(home: Path) -> None:
    candidate = {"schema": "Person", "names": ["Пётр Жиганшин"], "birth_dates": ["1958"]}
    pair = {"id": "p", "query": {"name": "Pyotr Zhiganshin", "birth_date": "1958-12-30"}, "candidate": candidate}
    (home / "pairs.jsonl").write_text(json.dumps(pair), encoding="utf-8")
    code, (answer,) = run("screen", "--pairs", str(home / "pairs.jsonl"), "--json")
    assert code == 0
    assert set(answer) == {"id", "score", "bits", "flagged"}
    assert answer["flagged"]


def test_a_pair_needs_less_than_a_hit_of_a_search(listed: Path) -> None:
    pair = {"id": "p", "query": {"name": "Suradji"}, "candidate": {"names": ["Suradji Wirya"]}}
    (listed / "pairs.jsonl").write_text(json.dumps(pair), encoding="utf-8")
    _, (answer,) = run("screen", "--pairs", str(listed / "pairs.jsonl"))
    assert answer["score"] > 0.5
    for threshold, flagged in (("0.5", True), ("0.9", False)):
        _, (own,) = run("screen", "--pairs", str(listed / "pairs.jsonl"), "--threshold", threshold)
        assert own["flagged"] is flagged
    assert answer["flagged"] is (answer["score"] >= PAIR_THRESHOLD)


@pytest.mark.parametrize("forked", [True, False])
def test_a_long_file_is_answered_by_processes_in_order(forked: bool, listed: Path) -> None:
    lines = [json.dumps({"id": at, "name": f"Suradji Wiryakusumah {at}"}) for at in range(40)] + ["nonsense"]
    (listed / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    # In a process of its own, which has no threads of other tests.
    began = f"from kyc.cli.batches import screening; screening._LONG = 0; screening._may_fork = lambda: {forked}; "
    asked = [sys.executable, "-W", "error", "-c", began + "from kyc.cli.main import main; main()"]
    done = subprocess.run([*asked, "screen", "--input", listed / "queries.jsonl"], capture_output=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (2, b"")
    assert [answer["id"] for answer in answers] == [*range(40), "line 41"]
    assert all(answer["hits"] for answer in answers[:40])


def test_beside_another_thread_nothing_is_forked() -> None:
    done = threading.Event()
    beside = threading.Thread(target=done.wait)
    beside.start()
    try:
        assert not batch_screening._may_fork()
    finally:
        done.set()
        beside.join()


def test_a_threshold_of_ones_own_flags_by_it(listed: Path) -> None:
    _, (answer,) = run("screen", "Suradji Wiryakusumah", "--threshold", "0.99", "--json")
    assert [hit["flagged"] for hit in answer["hits"]] == [False]


def test_without_a_list_nothing_is_answered(home: Path) -> None:
    with pytest.raises(StoreError, match="watchlists"):
        run("screen", "Suradji Wiryakusumah")


def test_an_unusable_name_is_an_error(listed: Path) -> None:
    with pytest.raises(InputError):
        run("screen", "…")
    code, (answer,) = run("screen", "…", "--json")
    assert (code, answer["id"], answer["error"]["code"]) == (2, None, "QUERY.NAME")


def test_exactly_one_way_to_ask(home: Path) -> None:
    with pytest.raises(InputError, match="one of"):
        run("screen")
