"""How the rules of two policies differ. Rules only add, so a new one is never more lenient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kyc.model.check import Value
from kyc.model.report import Recommendation
from kyc.policy.comparing.directions import Direction, of_recommendation, upwards
from kyc.policy.records import Policy, Rule


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a policy that differs: the part's key, both values (None where it is missing), and in words."""

    part: str
    before: Value
    after: Value
    direction: Direction
    text: str


def rules(old: Policy, new: Policy) -> Iterator[Difference]:
    """Compare rules by their ids; one that only got another id is told as that."""
    before, after = ({rule.id: rule for rule in policy.rules} for policy in (old, new))
    renamed = _renamed(before, after)
    for key, rule in before.items():
        if key in renamed:
            text = f"rule {renamed[key]}: was called {key}"
            yield Difference(f"rules.{renamed[key]}", key, renamed[key], Direction.NEITHER, text)
        elif key in after:
            yield from _rule(rule, after[key])
        else:
            direction = _opposite(_weight_of(rule))
            yield Difference(f"rules.{key}", rule.when, None, direction, f"rule {key}: gone ({_told(rule)})")
    for key, rule in after.items():
        if key not in before and key not in renamed.values():
            text = f"rule {key}: new ({_told(rule)})"
            yield Difference(f"rules.{key}", None, rule.when, _weight_of(rule), text)


def _renamed(before: dict[str, Rule], after: dict[str, Rule]) -> dict[str, str]:
    gone = {key: rule for key, rule in before.items() if key not in after}
    come = {replace(rule, id=""): key for key, rule in after.items() if key not in before}
    return {key: come[replace(rule, id="")] for key, rule in gone.items() if replace(rule, id="") in come}


def _rule(old: Rule, new: Rule) -> Iterator[Difference]:
    at, name = f"rules.{new.id}", f"rule {new.id}"
    neither = Direction.NEITHER
    if old.when != new.when:
        yield Difference(f"{at}.when", old.when, new.when, neither, f"{name}: when {new.when} instead of {old.when}")
    if old.then is not new.then:
        text = f"{name}: recommends {new.then} instead of {old.then}"
        yield Difference(f"{at}.then", old.then.value, new.then.value, of_recommendation(old.then, new.then), text)
    if old.auto_reject != new.auto_reject:
        text = f"{name}: rejects {'without' if new.auto_reject else 'only through'} a person"
        direction = upwards(old.auto_reject, new.auto_reject)
        yield Difference(f"{at}.auto_reject", old.auto_reject, new.auto_reject, direction, text)
    if old.points != new.points:
        text = f"{name}: {new.points:g} points of risk instead of {old.points:g}"
        yield Difference(f"{at}.points", old.points, new.points, upwards(old.points, new.points), text)
    # Which reasons a rule gives decides whether a new attempt may mend it, and so may lead either way.
    before, after = " ".join(old.reasons), " ".join(new.reasons)
    if before != after:
        text = (
            f"{name}: gives {after or 'the reasons of its checks'} instead of {before or 'the reasons of its checks'}"
        )
        yield Difference(f"{at}.reasons", before or None, after or None, neither, text)
    yield from _route(at, name, old, new)


def _route(at: str, name: str, old: Rule, new: Rule) -> Iterator[Difference]:
    then, now = old.route, new.route
    if then.queue != now.queue:
        text = f"{name}: sends to the queue {now.queue} instead of {then.queue}"
        yield Difference(f"{at}.queue", then.queue, now.queue, Direction.NEITHER, text)
    if then.priority != now.priority:
        before, after = ("the risk score" if each is None else str(each) for each in (then.priority, now.priority))
        text = f"{name}: urgent by {after} instead of {before}"
        yield Difference(f"{at}.priority", then.priority, now.priority, Direction.NEITHER, text)
    if old.note != new.note:
        yield Difference(f"{at}.note", old.note, new.note, Direction.NEITHER, f"{name}: notes “{new.note}”")


def _told(rule: Rule) -> str:
    points = f", {rule.points:g} points" if rule.points else ""
    return f"when {rule.when}, {rule.then}{points}"


def _weight_of(rule: Rule) -> Direction:
    """What adding a rule means: nothing where it recommends to approve and adds no points."""
    return Direction.STRICTER if rule.points or rule.then is not Recommendation.APPROVE else Direction.NEITHER


def _opposite(direction: Direction) -> Direction:
    return Direction.LENIENT if direction is Direction.STRICTER else direction
