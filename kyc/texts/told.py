"""What a policy says, in the reader's language: effects, changes that would matter, limits.

A report keeps these as English sentences that the policy engine put together. Its own turns of phrase are known here
and said in the reader's language; what an operator wrote into a policy of theirs stays as they wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kyc.texts.marking import N_
from kyc.texts.translator import Translator

# The words of the policy that comes with the product: kyc/policy/id-onboarding.yaml.
POLICY_WORDS = (
    N_("there is no picture to look at"),
    N_("a required field is missing; a better picture may show it"),
    N_("the number is made of the birth date and the sex; registries also err, so a person decides"),
    N_("a hit is never rejected nor asked about before a person has looked"),
    N_("enhanced due diligence"),
    N_("neither the face nor the data are those of the card"),
    N_("liveness: not assessed; whether a living person stood before the camera is not known"),
    N_("registry: no population registry is configured; the number was checked in itself, not looked up"),
    N_("duplicates: whether the same person or number applied before was not examined"),
    N_("address: told, not verified"),
    N_("could not be evaluated"),
    N_("not examined, this policy does not enable it"),
    N_("asked, and could not be answered"),
    N_("nothing was declared, so nothing was compared"),
    # what a threshold means, as the checks tell it
    N_("UU 24/2013, articles 64(7) and 101: an e-KTP of a citizen is valid for life"),
    N_("completed years on the day of the check"),
    N_("days from today to the last day of validity"),
    N_("days since the list was fetched"),
    N_("agreement as the registry reports it, 0 to 1; no error rate is published"),
    N_("no calibration named"),
    N_("share of agreeing letters, whatever the order of the words (kyc.model.names)"),
)
_EFFECT = re.compile(r"(approve|review|resubmit|reject)(, unless a new attempt is asked for| without a person)?")
_HOW = {
    ", unless a new attempt is asked for": N_("unless a new attempt is asked for"),
    " without a person": N_("without a person"),
}
_POINTS = re.compile(r"\+([\d.]+) points")
_BEYOND = ", extrapolated beyond its data"  # after a calibration of faces
_ANSWER = re.compile(r"(\w+): (clear|consider|fail|unable) instead of (clear|consider|fail|unable)")
_NUMBER = r"(-?[\d.]+(?:e[+-]?\d+)?)"
_MEASURE = re.compile(rf"(\w+): (\S+) (at most|at least|beyond) {_NUMBER} instead of {_NUMBER}")
_SIDES = {
    "at most": N_("%(check)s: %(what)s at most %(limit)s instead of %(value)s"),
    "at least": N_("%(check)s: %(what)s at least %(limit)s instead of %(value)s"),
    "beyond": N_("%(check)s: %(what)s beyond %(limit)s instead of %(value)s"),
}


def effect(effect: str, speaker: Translator, figure: Callable[[float], str]) -> str:
    """What a rule did: `review; +20.0 points; …`."""
    if effect == "none":
        return speaker.text("No effect")
    head, _, note = effect.partition("; ")
    parts = [_recommended(head, speaker)]
    if points := _POINTS.match(note):
        parts.append(speaker.text("+%(points)s points", points=figure(float(points[1]))))
        note = note[points.end() :].removeprefix("; ")
    return "; ".join([*parts, *([told(note, speaker)] if note else [])])


def change(change: str, speaker: Translator, figure: Callable[[float], str]) -> str:
    """What would have led elsewhere: `face_match: fmr at most 0.001 instead of 0.275`."""
    if found := _ANSWER.fullmatch(change):
        check, new, old = (speaker.label(key) for key in found.groups())
        return speaker.text("%(check)s: %(new)s instead of %(old)s", check=check, new=new, old=old)
    if found := _MEASURE.fullmatch(change):
        check, what, side, limit, value = found.groups()
        named = {"check": speaker.label(check), "what": speaker.label(what)}
        return speaker.text(_SIDES[side], **named, limit=figure(float(limit)), value=figure(float(value)))
    return change


def told(text: str, speaker: Translator) -> str:
    """A limit, or a policy's note, in the reader's language where the product knows it."""
    if text in POLICY_WORDS:
        return speaker.text(text)
    if text.endswith(_BEYOND):
        return speaker.text(
            "%(calibration)s, extrapolated beyond its data", calibration=told(text.removesuffix(_BEYOND), speaker)
        )
    check, _, rest = text.partition(": ")
    return f"{speaker.label(check)}: {speaker.text(rest)}" if rest in POLICY_WORDS else text


def _recommended(head: str, speaker: Translator) -> str:
    found = _EFFECT.fullmatch(head)
    if found is None:
        return told(head, speaker)
    label = speaker.label(found[1])
    return f"{label} ({speaker.text(_HOW[found[2]])})" if found[2] else label
