"""A question as a registry's JSON body, and its JSON answer as ours."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from kyc.engines.population_mapping import PLACE, Likeness, RegistryMapping, Verdict
from kyc.model.errors import EngineError, EvidenceError
from kyc.model.registry import RegistryAnswer, RegistryQuestion

_MISSING = object()
LONGEST_REFERENCE = 200


def body_of(mapping: RegistryMapping, question: RegistryQuestion) -> dict[str, Any]:
    """Fill the request's template; what names an unknown value is left out.

    Raises:
        EvidenceError: REG.NOT_COVERED for a kind of document the registry does not hold, OCR.FIELD_MISSING when a
            value that it requires was not read.
    """
    if question.document_type is not None and question.document_type not in mapping.document_types:
        raise EvidenceError("REG.NOT_COVERED", f"{mapping.name} holds no documents of the type that was handed in.")
    if missing := [name for name in mapping.requires if name not in question.values]:
        raise EvidenceError("OCR.FIELD_MISSING", f"{mapping.name} asks for {', '.join(missing)}, which was not read.")
    filled: dict[str, Any] = _filled(mapping.request, question.values)
    return filled


def answer_of(mapping: RegistryMapping, asked: Mapping[str, Any], reply: object) -> RegistryAnswer:
    """Read a registry's JSON; `asked` are the values that the question held.

    Raises:
        EngineError: REG.UNREADABLE when it does not say whether the number is known, or names no field at all.
    """
    rules = mapping.response
    reference = _at(reply, rules.reference) if rules.reference else None
    named = str(reference)[:LONGEST_REFERENCE] if isinstance(reference, str | int) else None
    if rules.found is not None:
        found = _agreement(rules.found, _at(reply, rules.found.path))
        if found is None:
            raise unreadable(mapping, "does not say whether the number is known")
        if not found:
            return unknown_number(mapping, named)
    told = {name: _at(reply, rule.path) for name, rule in rules.fields.items()}
    if all(value is _MISSING for value in told.values()):
        raise unreadable(mapping, "names none of the fields")
    fields = {name: _agreement(rule, told[name]) if name in asked else None for name, rule in rules.fields.items()}
    return RegistryAnswer(mapping.name, mapping.version, True, fields, named)


def unknown_number(mapping: RegistryMapping, reference: str | None = None) -> RegistryAnswer:
    """The answer of a registry that does not know the number."""
    return RegistryAnswer(mapping.name, mapping.version, False, {}, reference)


def unreadable(mapping: RegistryMapping, what: str) -> EngineError:
    """The error for an answer that is none."""
    return EngineError("REG.UNREADABLE", f"The answer of {mapping.name} {what}: compare it with the mapping.")


def _filled(template: Any, values: Mapping[str, str | date]) -> Any:
    match template:
        case str():
            return PLACE.sub(lambda place: _text(values[place[1]], place[2]), template)
        case Mapping():
            return {key: _filled(part, values) for key, part in template.items() if _is_known(part, values)}
        case list() | tuple():
            return [_filled(part, values) for part in template if _is_known(part, values)]
    return template


def _is_known(part: Any, values: Mapping[str, str | date]) -> bool:
    return not isinstance(part, str) or all(name in values for name, _ in PLACE.findall(part))


def _text(value: str | date, shape: str | None) -> str:
    return value.strftime(shape) if shape and isinstance(value, date) else str(value)


def _at(reply: object, path: str) -> object:
    """Follow keys and list positions; `_MISSING` where they lead nowhere."""
    for step in path.split("."):
        if isinstance(reply, dict):
            reply = reply.get(step, _MISSING)
        elif isinstance(reply, list) and step.isdecimal() and int(step) < len(reply):
            reply = reply[int(step)]
        else:
            return _MISSING
    return reply


def _agreement(rule: Verdict | Likeness, told: object) -> float | None:
    if isinstance(rule, Likeness):
        return _similarity(rule.scale, told)
    word = _word(told)
    if word in map(_word, rule.true_when):
        return 1.0
    return 0.0 if word in map(_word, rule.false_when) else None


def _similarity(scale: float, told: object) -> float | None:
    """Take 93, 93.0 or "93" of 100 for 0.93; what lies outside of the scale says nothing."""
    try:
        share = float(told) / scale if isinstance(told, str | int | float) and not isinstance(told, bool) else math.nan
    except (ValueError, OverflowError):
        return None
    return share if 0 <= share <= 1 else None


def _word(value: object) -> str | None:
    return str(value).strip().casefold() if isinstance(value, str | int | float) else None
