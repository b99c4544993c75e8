"""What is wrong with a policy of the right shape: names it uses that mean nothing, promises it may not make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from kyc.model.check import Outcome
from kyc.model.reasons import CATALOGUE
from kyc.model.report import Recommendation
from kyc.policy.casework import ALERTS, DEFAULT_QUEUE
from kyc.policy.expression import (
    FUNCTIONS,
    ROOTS,
    checks_of,
    literals,
    paths,
    program,
    unknown_functions,
    unknown_names,
)
from kyc.policy.facts import ATTRIBUTES, NEVER_ALONE
from kyc.policy.schema import CheckPart, ExamplePart, PolicyFile, RulePart
from kyc.policy.source import Path

Fault = tuple[Path, str]
Thresholds = Mapping[str, Mapping[str, float]]
_OUTCOMES = tuple(outcome.value for outcome in Outcome)


def faults_of(policy: PolicyFile, known: Thresholds) -> Iterator[Fault]:
    """Yield the place and a sentence for each fault; `known` holds every check's default thresholds."""
    for key, check in policy.checks.items():
        yield from _check(key, check, known)
    ids = [rule.id for rule in policy.rules]
    for place, rule in enumerate(policy.rules):
        if rule.id in ids[:place]:
            yield ("rules", place, "id"), f"the rule id {rule.id!r} stands twice"
        for path, sentence in _rule(rule, policy, known):
            yield ("rules", place, *path), sentence
    if policy.risk.medium.at_least >= policy.risk.high.at_least:
        yield ("risk", "high", "at_least"), "the band high has to begin above the band medium"
    yield from _queues(policy)
    for place, test in enumerate(policy.tests):
        for path, sentence in _test(test, policy):
            yield ("tests", place, *path), sentence


def _queues(policy: PolicyFile) -> Iterator[Fault]:
    known = {DEFAULT_QUEUE, ALERTS, *(rule.queue for rule in policy.rules)}
    return (
        (("sla", queue), f"no rule sends anything to the queue {queue!r}") for queue in policy.sla if queue not in known
    )


def _check(key: str, check: CheckPart, known: Thresholds) -> Iterator[Fault]:
    at: Path = ("checks", key)
    if key not in known:
        yield at, _unknown("check", key, known)
        return
    for outcome in ("unable", "fail"):
        if getattr(check, outcome) is Recommendation.APPROVE:
            yield (*at, outcome), f"a check that is {outcome} never ends below review"
    for name in check.thresholds:
        if name not in known[key]:
            yield (*at, "thresholds", name), _unknown(f"threshold of {key}", name, known[key])
    yield from _order(at, {**known[key], **check.thresholds}, known[key])


def _order(at: Path, thresholds: Mapping[str, float], defaults: Mapping[str, float]) -> Iterator[Fault]:
    """The limits `clear_x` and `review_x` have to stand in the order of their defaults."""
    for name in defaults:
        other = name.replace("clear_", "review_", 1)
        if not name.startswith("clear_") or other not in defaults:
            continue
        swapped = (thresholds[name] - thresholds[other]) * (defaults[name] - defaults[other]) < 0
        if swapped:
            word = "above" if defaults[name] > defaults[other] else "below"
            yield (*at, "thresholds"), f"{name} has to lie {word} {other}"


def _rule(rule: RulePart, policy: PolicyFile, known: Thresholds) -> Iterator[Fault]:
    yield from _reasons(("reasons",), rule.reasons)
    rejects = rule.then is Recommendation.REJECT
    if rule.auto_reject and not rejects:
        yield ("auto_reject",), "auto_reject goes with `then: reject` only"
    try:
        program(rule.when)
    except ValueError as error:
        yield ("when",), f"not a CEL expression: {_first_line(error)}"
        return
    if rule.auto_reject and rejects and not set(checks_of(rule.when)) - NEVER_ALONE:
        told = "screening and duplicates alone never reject without a person: name another check in the rule"
        yield ("auto_reject",), told
    for sentence in _expression(rule.when, policy, known):
        yield ("when",), sentence


def _expression(when: str, policy: PolicyFile, known: Thresholds) -> Iterator[str]:
    for name in unknown_names(when):
        yield _unknown("name", name, ROOTS)
    for name in unknown_functions(when):
        yield _unknown("function", name, FUNCTIONS)
    for path in paths(when):
        yield from _path(path, policy, known)
    for word in literals(when):
        # A misspelt reason or outcome would never hold, and the rule never fire.
        if word.isupper() and "." in word and word not in CATALOGUE:
            yield _unknown("reason", word, CATALOGUE)
    for compared, word in _compared_outcomes(when):
        if word not in _OUTCOMES:
            yield _unknown(f"outcome compared with {compared}", word, _OUTCOMES)


def _path(path: tuple[str, ...], policy: PolicyFile, known: Thresholds) -> Iterator[str]:
    if path[0] == "reasons" or len(path) < 2:
        return
    key = path[1]
    if key not in policy.checks:
        yield _unknown("check", key, known) if key not in known else f"the check {key!r} is not enabled by this policy"
    elif path[0] == "checks" and len(path) > 2 and path[2] not in ATTRIBUTES:
        yield _unknown(f"part of checks.{key}", path[2], ATTRIBUTES)
    elif path[0] == "thresholds" and len(path) > 2 and path[2] not in known.get(key, {}):
        yield _unknown(f"threshold of {key}", path[2], known.get(key, {}))


def _compared_outcomes(when: str) -> Iterator[tuple[str, str]]:
    """The words that outcomes are compared with."""
    for part in when.replace("&&", "\n").replace("||", "\n").splitlines():
        for path in paths(part):
            if path[-1] == "outcome":
                yield from ((".".join(path), word) for word in literals(part.split(".outcome", 1)[1]))


def _test(test: ExamplePart, policy: PolicyFile) -> Iterator[Fault]:
    yield from _reasons(("reasons",), test.reasons)
    for key, given in test.given.items():
        if key not in policy.checks:
            yield ("given", key), _unknown("enabled check", key, policy.checks)
        yield from _reasons(("given", key, "reasons"), given.reasons)


def _reasons(at: Path, codes: Iterable[str]) -> Iterator[Fault]:
    return ((at, _unknown("reason", code, CATALOGUE)) for code in codes if code not in CATALOGUE)


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Say that a name means nothing, and which one may have been meant."""
    close = get_close_matches(name, list(known), 1)
    few = sorted(known) if len(list(known)) <= 12 else []
    hint = f", did you mean {close[0]!r}?" if close else f", known are {', '.join(few) or 'none'}" if few else ""
    return f"unknown {kind} {name!r}{hint}"


def _first_line(error: ValueError) -> str:
    text = str(error).partition("ERROR: ")[2] or str(error)
    return text.splitlines()[0]
