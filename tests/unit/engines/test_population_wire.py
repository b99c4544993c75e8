"""Questions and answers on the wire."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.engines.population_wire import answer_of, body_of
from kyc.model.errors import EngineError, EvidenceError
from tests.unit.engines.registries import CHECKED, PERSON, mapping, question

MAPPING = mapping()
ALL = dict.fromkeys(CHECKED, "x")
GOOD = {"NAMA_LGKP": "Sesuai", "TGL_LHR": "SESUAI ", "JENIS_KLMIN": "sesuai", "ALAMAT_SKOR": 100, "RESPONSE_CODE": "00"}


def reply(**changes: Any) -> dict[str, Any]:
    entry = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    return {"transaction_id": "t-1", "content": [entry]}


def test_a_template_is_filled_with_our_fields_and_dates_take_a_format() -> None:
    body = body_of(MAPPING, question(consent_text_version="3", consent_given_at=None))
    assert body == {
        "NIK": PERSON.nik,
        "NAMA_LGKP": PERSON.name,
        "TGL_LHR": PERSON.birth_date.strftime("%d-%m-%Y"),
        "JENIS_KLMIN": PERSON.sex,
        "ALAMAT": PERSON.address,
        "consent": {"version": "3"},
        "reference": "s1",
    }


def test_what_was_read_is_never_taken_for_a_template() -> None:
    assert body_of(MAPPING, question(name="{nik} {0.__class__} \\g<0>"))["NAMA_LGKP"] == "{nik} {0.__class__} \\g<0>"


def test_numbers_and_lists_of_a_template_stand_as_they_are() -> None:
    rules = mapping(request={"n": "{nik}", "v": 2, "yes": True, "list": ["{name}", "{phone}", 1, None]})
    assert body_of(rules, question()) == {"n": PERSON.nik, "v": 2, "yes": True, "list": [PERSON.name, 1, None]}


@pytest.mark.parametrize(("left_out", "said"), [("nik", "nik"), ("birth_date", "birth_date")])
def test_without_what_the_registry_requires_it_is_not_asked(left_out: str, said: str) -> None:
    with pytest.raises(EvidenceError, match=said) as caught:
        body_of(MAPPING, question(**{left_out: None}))
    assert caught.value.code == "OCR.FIELD_MISSING"
    assert PERSON.name not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"NAMA_LGKP": "Tidak Sesuai"}, {"name": 0.0}),
        ({"NAMA_LGKP": "Mungkin"}, {"name": None}),
        ({"NAMA_LGKP": None}, {"name": None}),
        ({"NAMA_LGKP": ["Sesuai"]}, {"name": None}),
        ({"ALAMAT_SKOR": "93"}, {"address": 0.93}),
        ({"ALAMAT_SKOR": 93.0}, {"address": 0.93}),
        ({"ALAMAT_SKOR": 101}, {"address": None}),
        ({"ALAMAT_SKOR": -1}, {"address": None}),
        ({"ALAMAT_SKOR": True}, {"address": None}),
        ({"ALAMAT_SKOR": float("nan")}, {"address": None}),
        ({"ALAMAT_SKOR": 10**400}, {"address": None}),
    ],
)
def test_a_word_that_is_neither_yes_nor_no_says_nothing(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    answer = answer_of(MAPPING, ALL, reply(**changes))
    assert answer.fields == {**CHECKED, **expected}
    assert (answer.found, answer.reference, answer.provider) == (True, "t-1", "simulated")


def test_a_verdict_on_what_was_not_asked_counts_for_nothing() -> None:
    assert answer_of(MAPPING, {"name": "x"}, reply()).fields == dict.fromkeys(CHECKED) | {"name": 1.0}


def test_an_unknown_number_has_no_fields() -> None:
    answer = answer_of(MAPPING, ALL, reply(RESPONSE_CODE="11"))
    assert (answer.found, dict(answer.fields)) == (False, {})


@pytest.mark.parametrize(
    "told", [None, [], "no", {}, {"content": []}, {"content": [{}]}, {"content": {"0": 1}}, reply(RESPONSE_CODE="99")]
)
def test_an_answer_that_is_none_is_not_read_as_one(told: object) -> None:
    with pytest.raises(EngineError) as caught:
        answer_of(MAPPING, ALL, told)
    assert caught.value.code == "REG.UNREADABLE"


def test_an_answer_that_names_no_field_is_none() -> None:
    with pytest.raises(EngineError, match="names none of the fields"):
        answer_of(MAPPING, ALL, {"content": [{"RESPONSE_CODE": "00"}]})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["content", *GOOD, "transaction_id"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_an_answer_or_unreadable_and_never_a_pass_it_did_not_say(told: Any) -> None:
    with suppress(EngineError):  # of which the tests above hold the code
        answer = answer_of(MAPPING, ALL, told)
        assert all(share is None or 0 <= share <= 1 for share in answer.fields.values())
        assert answer.found or not answer.fields
