"""The conditions of rules: CEL expressions (github.com/google/cel-spec), compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import cel

from kyc.model.check import Value

# Of the CEL specification, what the package implements without its optional libraries.
FUNCTIONS = frozenset({"size", "contains", "startsWith", "endsWith", "matches", "int", "uint", "double", "string"})
ROOTS = ("checks", "thresholds", "reasons")
_PATH = re.compile(r"\b(?:checks|thresholds|reasons)\b(?:\.\w+|\[(?:\"[^\"]*\"|'[^']*')\])*")
_STEP = re.compile(r"\w+|\"[^\"]*\"|'[^']*'")
_LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")


@cache
def program(source: str) -> cel.Program:
    """Compile an expression.

    Raises:
        ValueError: when it is not CEL.
    """
    return cel.compile(source)


def ready(names: Mapping[str, Any]) -> cel.Context:
    """Hand names over to CEL, once for all the rules that look at them."""
    return cel.Context(variables=dict(names))


def holds(source: str, names: cel.Context) -> bool | None:
    """Evaluate a condition; None when it cannot be, for want of a value or because it is no condition."""
    try:
        value = program(source).execute(names)
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):  # all that cel raises
        return None
    return value if isinstance(value, bool) else None


def unknown_names(source: str) -> tuple[str, ...]:
    """Return the variables of an expression that no policy has, those its macros bind left out.

    >>> unknown_names('reasons.exists(r, r == "DOC.EXPIRED") && cheks.age.outcome == "fail"')
    ('cheks',)
    """
    bound = set(re.findall(r"\.(?:exists|all|exists_one|map|filter)\(\s*(\w+)\s*,", source))
    return tuple(name for name in program(source).variables() if name not in ROOTS and name not in bound)


def unknown_functions(source: str) -> tuple[str, ...]:
    """Return the functions of an expression that do not exist; operators have names that are no words."""
    return tuple(name for name in program(source).functions() if name.isidentifier() and not _is_function(name))


def _is_function(name: str) -> bool:
    return name in FUNCTIONS or name.startswith("_")


@cache
def paths(source: str) -> tuple[tuple[str, ...], ...]:
    """Return what an expression looks at, step by step, each once.

    >>> paths('checks.face_match.outcome == "fail" && checks.age.values["age"] < 21')
    (('checks', 'face_match', 'outcome'), ('checks', 'age', 'values', 'age'))
    """
    found = (tuple(step.strip("\"'") for step in _STEP.findall(match.group())) for match in _PATH.finditer(source))
    return tuple(dict.fromkeys(found))


def literals(source: str) -> tuple[str, ...]:
    """Return the texts in quotes."""
    return tuple(one or other for one, other in _LITERAL.findall(source))


def inputs(source: str, names: Mapping[str, Any]) -> dict[str, Value]:
    """Return the values an expression looked at, by path; several of them, such as reasons, as one text."""
    return dict(_look_up(path, names) for path in paths(source))


def checks_of(source: str) -> tuple[str, ...]:
    """Return the keys of the checks that an expression looks at by name."""
    keys = (path[1] for path in paths(source) if path[0] == "checks" and len(path) > 1)
    return tuple(dict.fromkeys(keys))


def _look_up(path: tuple[str, ...], names: Mapping[str, Any]) -> tuple[str, Value]:
    value: Any = names
    taken: list[str] = []
    for step in path:
        if not isinstance(value, Mapping):
            break  # the rest is a method, such as `.exists`
        value = value.get(step)
        taken.append(step)
    return ".".join(taken), _shown(value)


def _shown(value: Any) -> Value:
    if isinstance(value, Mapping):
        return ", ".join(map(str, value))
    return ", ".join(map(str, value)) if isinstance(value, list) else value
