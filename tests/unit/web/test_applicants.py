"""Applicants over HTTP: created, found, changed without losing anybody's change."""

from __future__ import annotations

from collections.abc import Callable

from tests.unit.web.conftest import NAME, Caller


def test_a_new_applicant_is_where_the_answer_says(caller: Caller) -> None:
    reply = caller.post("/v1/applicants", {"name": NAME, "birth_date": "1990-01", "nationality": "id"})
    assert reply.status_code == 201
    assert reply.json()["declared"] is None, "an answer that is kept for repeats repeats nothing personal"
    read = caller.get(reply.headers["Location"])
    assert read.headers["ETag"] == reply.headers["ETag"] == '"1"'
    declared = read.json()["declared"]
    assert (declared["name"], declared["birth_date"], declared["nationality"]) == (NAME, "1990-01", "IDN")
    assert declared["gender"] is None, "what is unknown is null, never absent"


def test_personal_data_need_a_scope_of_their_own(make_caller: Callable[..., Caller], applicant: str) -> None:
    read = make_caller("applicants:read").get(f"/v1/applicants/{applicant}").json()
    assert (read["declared"], read["external_id"]) == (None, None)
