"""How the pages put keys, numbers and spans of time into words."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

from markupsafe import Markup, escape

from kyc.model.check import Outcome
from kyc.model.reasons import CATALOGUE, Audience, Reason, Severity
from kyc.model.report import Recommendation

# recommendation: the verdict in English and Indonesian, and what it asks for
VERDICTS = {
    Recommendation.APPROVE: ("Approve", "Setujui", "Nothing the policy looks at speaks against the applicant."),
    Recommendation.REVIEW: ("Review", "Tinjau", "A person should look at this before it is decided."),
    Recommendation.RESUBMIT: ("Resubmit", "Minta ulang", "The evidence does not suffice: ask the applicant again."),
    Recommendation.REJECT: ("Reject", "Tolak", "The evidence speaks against the applicant."),
}
OUTCOMES = {
    Outcome.CLEAR: "Clear",
    Outcome.CONSIDER: "Consider",
    Outcome.FAIL: "Fail",
    Outcome.UNABLE: "Unable",
}
_UPPER = {"nik", "mrz", "viz", "pep", "fmr", "rt", "rw", "ocr", "id", "url", "ktp", "idn", "icao", "td3", "un", "eu"}
_PARTS = re.compile(r"[_.\-\s]+")
_SMALLEST_POWER = -3  # smaller numbers are told in powers of ten
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NEVER = 1e-12  # a rate below this is told as this: nothing was ever measured so finely
# Invisible characters that reorder or hide text: bidirectional controls, zero-width spaces, line controls.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def label(key: str) -> str:
    """Turn a key into words.

    >>> label("birth_date"), label("rt_rw"), label("selfie.IMG.BLUR"), label("score.sface")
    ('Birth date', 'RT/RW', 'Selfie: IMG.BLUR', 'Score: sface')
    """
    if key == "rt_rw":
        return "RT/RW"
    head, dot, rest = key.partition(".")
    if dot and not head.isupper():
        return f"{label(head)}: {rest.replace('_', ' ')}"
    if key in CATALOGUE:
        return key
    words = [word.upper() if word.lower() in _UPPER else word for word in _PARTS.split(key) if word]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]]) if words else key


def reason(code: str) -> Reason:
    """The catalogue's entry, or the bare code where a report brings one that is no longer known."""
    return CATALOGUE.get(code) or Reason(code, Severity.WARNING, False, Audience.RESTRICTED, code, code)


def number(value: object) -> str:
    """A measured value for people: three significant digits, truth as yes or no.

    >>> number(0.00008312), number(412.0), number(True), number(None), number(-0.31)
    ('8.3 × 10⁻⁵', '412', 'yes', '–', '−0.31')
    """
    match value:
        case None | "":
            return "–"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return _figure(float(value))
    return str(value)


def odds(rate: float) -> str:
    """A small rate as people say it.

    >>> odds(1e-3), odds(0.42), odds(8.3e-5)
    ('1 in 1,000', '42 in 100', '1 in 12,000')
    """
    if rate >= 0.1:
        return f"{round(rate * 100)} in 100"
    pairs = 1 / max(rate, _NEVER)
    step = 10 ** (math.floor(math.log10(pairs)) - 1)
    return f"1 in {int(round(pairs / step) * step):,}"


def span(seconds: float) -> str:
    """A length of time for people.

    >>> span(40), span(7_300), span(200_000), span(31 * 86_400 * 3)
    ('under a minute', '2 hours', '2 days', '93 days')
    """
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(seconds // size)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "under a minute"


def moment(at: datetime) -> str:
    """An instant for people, in UTC.

    >>> moment(datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
    '22 Nov 2026, 09:30 UTC'
    """
    at = at.astimezone(UTC)
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def shown(text: object) -> Markup:
    r"""Show a foreign text as it is: escaped, isolated from its surroundings, unseen characters made visible.

    >>> shown("a\u202eb <i>")
    Markup('<bdi>a<span class="unseen">U+202E</span>b &lt;i&gt;</bdi>')
    """
    parts = _UNSEEN.split(str(text))
    marks = [Markup('<span class="unseen">U+{}</span>').format(f"{ord(c):04X}") for c in _UNSEEN.findall(str(text))]
    body = escape(parts[0]) + Markup("").join(mark + escape(part) for mark, part in zip(marks, parts[1:], strict=True))
    return Markup("<bdi>{}</bdi>").format(body)


def _figure(value: float) -> str:
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "–"
    power = math.floor(math.log10(abs(value)))
    if power < _SMALLEST_POWER:
        return f"{_trimmed(value / 10**power, 1)} × 10{str(power).translate(_RAISED)}"
    return _trimmed(value, max(0, 2 - power))


def _trimmed(value: float, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
