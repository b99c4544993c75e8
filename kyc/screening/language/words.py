"""Words that stand in names without naming anybody, as `words.txt` gives them."""

from __future__ import annotations

from kyc.screening.language.tables import entries, mapping

_TABLE = "words.txt"


def _same_names() -> dict[str, tuple[str, ...]]:
    """Other names of a name: what it is short for, and the spelling under which its other spellings stand."""
    found = {short: list(names) for short, names in mapping(_TABLE, "short_names").items()}
    for entry in entries(_TABLE, "same_names"):
        name, _, others = entry.partition("=")
        for other in others.split("|"):
            found.setdefault(other, []).append(name)
    for names in list(found.values()):
        names += [more for name in names for more in found.get(name, ()) if more not in names]
    return {other: tuple(names) for other, names in found.items()}


TITLES = frozenset(entries(_TABLE, "titles"))
DOTTED_TITLES = TITLES | frozenset(entries(_TABLE, "dotted_titles"))
PARTICLES = frozenset(entries(_TABLE, "particles"))
GLUED_PARTICLES = entries(_TABLE, "glued_particles")
GLUED_TYPES = entries(_TABLE, "glued_types")
ORGANISATION_TYPES = {name: kind for kind, names in mapping(_TABLE, "organisation_types").items() for name in names}
SAME_NAMES = _same_names()
ORGANISATION_WORDS = {other: word for word, others in mapping(_TABLE, "organisation_words").items() for other in others}
