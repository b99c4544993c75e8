"""Words that stand in names without naming anybody, as `words.txt` gives them."""

from __future__ import annotations

from kyc.screening.language.tables import entries, mapping

_TABLE = "words.txt"

TITLES = frozenset(entries(_TABLE, "titles"))
DOTTED_TITLES = TITLES | frozenset(entries(_TABLE, "dotted_titles"))
PARTICLES = frozenset(entries(_TABLE, "particles"))
GLUED_PARTICLES = entries(_TABLE, "glued_particles")
GLUED_TYPES = entries(_TABLE, "glued_types")
ORGANISATION_TYPES = {name: kind for kind, names in mapping(_TABLE, "organisation_types").items() for name in names}
SAME_NAMES = {other: name for name, others in mapping(_TABLE, "same_names").items() for other in others}
ORGANISATION_WORDS = {other: word for word, others in mapping(_TABLE, "organisation_words").items() for other in others}
