"""What differs between two policies, part by part, in plain words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from kyc.model.check import Outcome
from kyc.policy.casework import DEFAULT_QUEUE, OCCASIONS
from kyc.policy.comparing.directions import (
    Direction,
    downwards,
    more_is_stricter,
    of_recommendation,
    of_threshold,
    upwards,
)
from kyc.policy.comparing.rules import Difference, rules
from kyc.policy.expression import paths
from kyc.policy.records import CheckPolicy, Policy

_OUTCOMES = {Outcome.UNABLE: "cannot answer", Outcome.CONSIDER: "asks for a look", Outcome.FAIL: "fails"}


def differences(old: Policy, new: Policy, *, defaults: Mapping[str, Mapping[str, float]]) -> tuple[Difference, ...]:
    """Compare two policies; `defaults` holds the default thresholds of every check there is.

    The order in which checks and rules stand decides nothing and is not compared.
    """
    parts: Iterable[Iterator[Difference]] = (
        _checks(old, new, defaults),
        _risk(old, new),
        rules(old, new),
        _four_eyes(old.terms.four_eyes, new.terms.four_eyes),
        _waits(old, new),
        _texts(old, new),
    )
    return tuple(chain.from_iterable(parts))


def _checks(old: Policy, new: Policy, defaults: Mapping[str, Mapping[str, float]]) -> Iterator[Difference]:
    before, after = ({check.key: check for check in policy.checks} for policy in (old, new))
    ruled = _thresholds_in_rules(old) | _thresholds_in_rules(new)
    for key in dict.fromkeys((*before, *after)):
        if key not in after:
            yield Difference(f"checks.{key}", True, None, Direction.LENIENT, f"{key} is not asked any more")
        elif key not in before:
            yield Difference(f"checks.{key}", None, True, Direction.STRICTER, f"{key} is asked, which it was not")
        else:
            yield from _check(before[key], after[key], defaults[key], ruled)


def _thresholds_in_rules(policy: Policy) -> set[tuple[str, ...]]:
    return {path[1:3] for rule in policy.rules for path in paths(rule.when) if path[0] == "thresholds"}


def _check(
    old: CheckPolicy, new: CheckPolicy, defaults: Mapping[str, float], ruled: Collection[tuple[str, ...]]
) -> Iterator[Difference]:
    key = new.key
    for name, before in old.thresholds.items():
        if (after := new.thresholds[name]) != before:
            # A rule may use a threshold the other way round than the check does.
            is_ruled = (key, name) in ruled
            direction = Direction.NEITHER if is_ruled else of_threshold(name, defaults, before, after)
            text = _threshold(key, name, defaults, before, after) + (", and rules read it" if is_ruled else "")
            yield Difference(f"checks.{key}.thresholds.{name}", before, after, direction, text)
    for outcome, says in _OUTCOMES.items():
        then, now = old.effects[outcome], new.effects[outcome]
        if then is not now:
            text = f"{key}: where it {says}, {now} instead of {then}"
            yield Difference(f"checks.{key}.{outcome}", then.value, now.value, of_recommendation(then, now), text)
    if old.points != new.points:
        text = f"{key}: up to {new.points:g} points of risk instead of {old.points:g}"
        yield Difference(f"checks.{key}.points", old.points, new.points, upwards(old.points, new.points), text)


def _threshold(key: str, name: str, defaults: Mapping[str, float], before: float, after: float) -> str:
    kind, _, measure = name.partition("_")
    is_higher = more_is_stricter(name, defaults)
    if is_higher is None:
        return f"{key}: {name} is {after:g} instead of {before:g}"
    if kind == "clear":
        return f"{key}: clear needs {measure} {'from' if is_higher else 'up to'} {after:g} instead of {before:g}"
    if kind in ("min", "max"):
        return f"{key}: at {'least' if is_higher else 'most'} {after:g} instead of {before:g} ({name})"
    what = "fails" if kind == "review" else "differs"
    beyond = "below" if is_higher else "above"
    return f"{key}: {what} with {measure} {beyond} {after:g} instead of {before:g}"


def _risk(old: Policy, new: Policy) -> Iterator[Difference]:
    then, now = old.unable_share, new.unable_share
    if then != now:
        text = f"risk: a check that cannot answer adds {now:g} of its points instead of {then:g}"
        yield Difference("risk.unable_share", then, now, upwards(then, now), text)
    for before, after in zip(old.bands, new.bands, strict=True):
        level = after.level
        if before.at_least != after.at_least:
            text = f"risk: {level} from {after.at_least:g} points instead of {before.at_least:g}"
            direction = downwards(before.at_least, after.at_least)
            yield Difference(f"risk.{level}.at_least", before.at_least, after.at_least, direction, text)
        if before.then is not after.then:
            text = f"risk: {level} recommends {after.then} instead of {before.then}"
            direction = of_recommendation(before.then, after.then)
            yield Difference(f"risk.{level}.then", before.then.value, after.then.value, direction, text)


def _four_eyes(old: Collection[str], new: Collection[str]) -> Iterator[Difference]:
    for occasion, meaning in OCCASIONS.items():
        if (occasion in old) != (occasion in new):
            is_new = occasion in new
            direction = Direction.STRICTER if is_new else Direction.LENIENT
            text = f"four eyes: {meaning} {'needs' if is_new else 'no longer needs'} a second person"
            yield Difference(f"four_eyes.{occasion}", occasion in old, is_new, direction, text)


def _waits(old: Policy, new: Policy) -> Iterator[Difference]:
    then, now = old.terms, new.terms
    for queue in dict.fromkeys((*then.hours, *now.hours)):
        before, after = (terms.hours.get(queue, terms.hours[DEFAULT_QUEUE]) for terms in (then, now))
        if before != after:
            text = f"queue {queue}: {after:g} business hours instead of {before:g}"
            yield Difference(f"sla.{queue}.hours", before, after, downwards(before, after), text)
    if then.calendar != now.calendar:
        was, is_ = str(then.calendar.zone), str(now.calendar.zone)
        text = "business hours: another calendar" if was == is_ else f"business hours: of {is_} instead of {was}"
        yield Difference("business_hours", was, is_, Direction.NEITHER, text)


def _texts(old: Policy, new: Policy) -> Iterator[Difference]:
    for limit in dict.fromkeys((*old.limits, *new.limits)):
        if (limit in old.limits) != (limit in new.limits):
            is_new = limit in new.limits
            text = f"limits: {'says' if is_new else 'no longer says'} “{limit}”"
            before, after = (None, limit) if is_new else (limit, None)
            yield Difference("limits", before, after, Direction.NEITHER, text)
    if old.examples != new.examples:
        text = f"tests: {len(new.examples)} instead of {len(old.examples)}, or others"
        yield Difference("tests", len(old.examples), len(new.examples), Direction.NEITHER, text)
    if old.title != new.title:
        yield Difference("title", old.title, new.title, Direction.NEITHER, f"title: “{new.title}”")
