"""What the pages say of reasons and recommendations, and how they show foreign text."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from kyc.model.reasons import CATALOGUE, Audience, Reason, Severity
from kyc.model.report import Recommendation
from kyc.texts.marking import N_

# what a recommendation asks of whoever reads it
MEANINGS = {
    Recommendation.APPROVE: N_("Nothing the policy looks at speaks against the applicant."),
    Recommendation.REVIEW: N_("A person should look at this before it is decided."),
    Recommendation.RESUBMIT: N_("The evidence does not suffice: ask the applicant again."),
    Recommendation.REJECT: N_("The evidence speaks against the applicant."),
}
# Invisible characters that reorder or hide text: bidirectional controls, zero-width spaces, line controls.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def reason(code: str) -> Reason:
    """The catalogue's entry, or the bare code where a report brings one that is no longer known."""
    return CATALOGUE.get(code) or Reason(code, Severity.WARNING, False, Audience.RESTRICTED, code, code)


def shown(text: object) -> Markup:
    r"""Show a foreign text as it is: escaped, isolated from its surroundings, unseen characters made visible.

    >>> shown("a\u202eb <i>")
    Markup('<bdi>a<span class="unseen">U+202E</span>b &lt;i&gt;</bdi>')
    """
    parts = _UNSEEN.split(str(text))
    marks = [Markup('<span class="unseen">U+{}</span>').format(f"{ord(c):04X}") for c in _UNSEEN.findall(str(text))]
    body = escape(parts[0]) + Markup("").join(mark + escape(part) for mark, part in zip(marks, parts[1:], strict=True))
    return Markup("<bdi>{}</bdi>").format(body)
