"""What a policy says of people's work: queues, hours, four eyes; read from its file, refused where it means nothing."""

from __future__ import annotations

from datetime import date, time

import pytest

from kyc.model.errors import InputError
from kyc.policy import builtin
from kyc.policy.casework import DEFAULT_OCCASIONS, OCCASIONS, Route, indonesian_hours
from kyc.policy.policy import Policy, load_policy

CHECKS = {"age": {"min_age": 17.0}}
BARE = "id: p\nversion: 1\nchecks:\n  age: {}\n"


def loaded(more: str = "") -> Policy:
    return load_policy((BARE + more).encode(), checks=CHECKS)


def test_a_policy_that_says_nothing_works_as_shipped() -> None:
    terms = loaded().terms
    assert terms.four_eyes == DEFAULT_OCCASIONS
    assert (terms.seconds_of("default"), terms.seconds_of("sanctions")) == (24 * 3600, 4 * 3600)
    assert terms.seconds_of("a queue nobody named") == terms.seconds_of("default")
    assert terms.calendar == indonesian_hours()


def test_the_shipped_policy_sends_a_terror_hit_before_everything() -> None:
    policy = load_policy(builtin(), checks=_every_check())
    assert policy.route_of({"sanctions-hit", "terror-hit", "pep-hit"}) == Route("sanctions", 95)
    assert policy.route_of({"pep-hit"}) == Route("pep", 60)
    assert policy.route_of({"nik-contradicts-the-card"}) == Route()
    assert set(policy.terms.four_eyes) <= set(OCCASIONS)


def test_hours_queues_and_occasions_are_read() -> None:
    more = """
four_eyes: [rejection]
sla: {default: {hours: 1.5}, alerts: {hours: 2}}
business_hours: {zone: Asia/Makassar, days: [mon, sat], from: "08:00", to: "16:30", holidays: [2026-12-24]}
"""
    terms = loaded(more).terms
    assert terms.four_eyes == ("rejection",)
    assert (terms.seconds_of("default"), terms.seconds_of("alerts")) == (5400, 7200)
    assert (terms.calendar.zone, terms.calendar.start, terms.calendar.end) == ("Asia/Makassar", time(8), time(16, 30))
    assert terms.calendar.days == {0, 5}
    assert not terms.calendar.is_open_on(date(2026, 8, 17)), "the shipped holidays hold in every Indonesian zone"
    assert date(2026, 12, 24) in terms.calendar.holidays


def test_another_country_keeps_its_own_holidays() -> None:
    assert loaded("business_hours: {zone: Europe/Berlin}\n").terms.calendar.is_open_on(date(2026, 8, 17))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("four_eyes: [sanction]\n", "unknown occasion 'sanction'"),
        ("sla: {default: {hours: 0}}\n", "greater than 0"),
        ("sla: {nowhere: {hours: 3}}\n", "no rule sends anything to the queue 'nowhere'"),
        ("sla: {default: {days: 3}}\n", "unknown key"),
        ("business_hours: {zone: Mars/Olympus}\n", "unknown time zone"),
        ('business_hours: {from: "17:00", to: "09:00"}\n', "begin before they end"),
        ("business_hours: {days: []}\n", "at least 1 item"),
        ("rules:\n  - {id: r, when: 'true', then: review, priority: 101}\n", "less than or equal to 100"),
        ("rules:\n  - {id: r, when: 'true', then: review, queue: 'Name of a person'}\n", "pattern"),
    ],
)
def test_what_means_nothing_is_refused_in_one_sentence(more: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        loaded(more)
    assert told in str(error.value)
    assert str(error.value).startswith("policy line")


def _every_check() -> dict[str, dict[str, float]]:
    from kyc.services.assembly import known_checks

    return {key: dict(thresholds) for key, thresholds in known_checks().items()}
