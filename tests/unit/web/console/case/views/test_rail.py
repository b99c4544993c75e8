"""The checks at a glance, and what happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fixtures.casework import golden
from kyc.model.case import CaseEvent
from kyc.model.check import Outcome
from kyc.texts.translator import translator
from kyc.web.console.case.views.rail import rail_of
from kyc.web.console.case.views.timeline import since, timeline_of
from tests.databases import NOON
from tests.unit.web.console.case.lived import KEYS

EVENTS = tuple(CaseEvent(f"cev_{at}", "cas", NOON + timedelta(minutes=at), "usr_ani", "noted") for at in range(4))
PEOPLE = {"usr_ani": "Ani Wijaya"}


@pytest.mark.parametrize("key", KEYS)
def test_every_check_stands_in_the_rail_the_loudest_first(key: str) -> None:
    report = golden(key)
    rail = rail_of(report)
    assert {entry.check for entry in rail} == {result.check for result in report.checks}
    clear = [entry.outcome is Outcome.CLEAR for entry in rail]
    assert clear == sorted(clear)


def test_a_hits_score_stands_before_the_age_of_its_list() -> None:
    (sanctions,) = [entry for entry in rail_of(golden("sanctioned")) if entry.check == "sanctions"]
    assert sanctions.bullets[0].entity_id == "sdn-990001"
    assert sanctions.tab == "hits"


def test_what_is_clear_takes_little_room() -> None:
    assert all(len(entry.bullets) <= 1 for entry in rail_of(golden("clear_ktp")))


def test_no_report_no_rail() -> None:
    assert rail_of(None) == ()


@pytest.mark.parametrize(("seen", "news"), [("cev_3", 0), ("cev_1", 2), ("unknown", 4), ("", 4)])
def test_the_news_are_what_came_after_what_was_seen(seen: str, news: int) -> None:
    assert len(since(EVENTS, seen)) == news


@pytest.mark.parametrize(
    ("actor", "who"),
    [
        ("usr_ani", "Ani Wijaya"),
        ("user:usr_ani", "Ani Wijaya"),
        ("usr_01m81w300aqaqvczn3fqjgk5ja", "user qjgk5ja"),  # somebody of whom only the id is left
        ("system:worker", "The system"),
        ("client:cli_1", "The system"),
    ],
)
def test_who_acted_is_told_by_name(actor: str, who: str) -> None:
    (entry,) = timeline_of([CaseEvent("cev", "cas", NOON, actor, "noted")], PEOPLE)
    assert entry.who.spoken(translator("en")).endswith(who[-7:])


def test_our_own_ids_say_nothing_and_are_left_out() -> None:
    event = CaseEvent("cev", "cas", NOON, "usr_ani", "proposed", detail="reject dec_01m81w")
    assert timeline_of([event], PEOPLE)[0].keys == ("reject",)


def test_an_action_that_is_not_known_is_still_told() -> None:
    (entry,) = timeline_of([CaseEvent("cev", "cas", NOON, "usr_ani", "merged_with")], PEOPLE)
    assert entry.did.spoken(translator("en")) == "merged with"
