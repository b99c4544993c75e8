from datetime import date

import pytest

from kyc.checks.age import years_between
from kyc.model.check import Outcome
from tests.unit.checks.samples import DECLARED, evidence, item, ktp, run


@pytest.mark.parametrize(
    ("born", "outcome", "reason"),
    [
        ("2009-11-22", Outcome.CLEAR, None),  # 17 today
        ("2009-11-23", Outcome.FAIL, "RISK.AGE"),  # 17 tomorrow
        ("1990-05", Outcome.CLEAR, None),
        ("2009", Outcome.UNABLE, "RISK.AGE_UNKNOWN"),  # 16 or 17
        ("2010", Outcome.FAIL, "RISK.AGE"),
        ("2030-01-01", Outcome.UNABLE, "RISK.AGE_UNKNOWN"),
        ("1890-01-01", Outcome.UNABLE, "RISK.AGE_UNKNOWN"),
        (None, Outcome.UNABLE, "RISK.AGE_UNKNOWN"),
    ],
)
def test_age_is_judged_where_both_ends_of_the_date_agree(
    born: str | None, outcome: Outcome, reason: str | None
) -> None:
    result = run("age", evidence(document=ktp(birth_date=born)))
    assert (result.outcome, result.reasons) == (outcome, (reason,) if reason else ())


def test_a_declared_birth_date_does_not_answer() -> None:
    assert DECLARED.birth_date is not None
    assert run("age", evidence(document=None)).outcome is Outcome.UNABLE


def test_the_policy_sets_the_age() -> None:
    result = run("age", evidence(document=ktp(birth_date="2007-01-01")), min_age=21)
    assert result.outcome is Outcome.FAIL
    assert (item(result, "age").value, item(result, "age").threshold) == (19, {"min_age": 21})


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(2004, 2, 29), date(2021, 2, 28), 16),
        (date(2004, 2, 29), date(2021, 3, 1), 17),
        (date(2000, 1, 1), date(2000, 1, 1), 0),
    ],
)
def test_years_are_completed_years(born: date, today: date, years: int) -> None:
    assert years_between(born, today) == years


@pytest.mark.parametrize(
    ("born", "shown"),
    [
        ("1904-11-23", 121),
        ("1904-11-22", 122),  # as old as anybody is known to have become
        ("1903-11-22", None),  # older: misread
        ("2026-11-22", 0),
        ("2026-11-23", None),  # not born yet
        ("1990-05", 36),  # the years that are certain
        ("2009", None),  # 16 or 17
    ],
)
def test_what_is_shown_is_an_age_that_somebody_can_have(born: str, shown: int | None) -> None:
    assert item(run("age", evidence(document=ktp(birth_date=born))), "age").value == shown
