"""What a client may ask us to score with: one algorithm, under its own name and those of yente's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import HTTPException

from kyc.screening.screener import NAME

_BEST = "best"
# Of yente 5.5 and before. Programs name them in their settings; all are answered by ours.
_THEIRS = (
    "logic-v2",
    "logic-v1",
    "name-based",
    "name-qualified",
    "name-matcher",
    "regression-v1",
    "regression-v2",
    "ofac",
)
_CONFIG = frozenset({
    "nm_name_property",
    "nm_number_mismatch",
    "nm_extra_query_name",
    "nm_extra_result_name",
    "nm_family_name_weight",
    "nm_fuzzy_cutoff_factor",
})  # fmt: skip
_DESCRIPTION = (
    "Evidence in bits: every telling word of a name, the birth date, countries, gender and document numbers add to it "
    "or take away from it; the sum becomes a score that never saturates. A pair's score does not depend on what else "
    "is listed."
)
_FEATURES = {
    "name": "The listed name that resembles most, word by word, each by how telling it is.",
    "name_kind": "The name is one that the publisher itself does not stand behind.",
    "schema": "The entity is of another kind than the one asked about.",
    "birth_date": "Birth dates agree, agree in part, or contradict.",
    "countries": "A country is shared, or none is.",
    "gender": "Genders agree or contradict.",
    "birth_place": "A town or district of birth is shared, or another is given.",
    "id_numbers": "A document number is shared, nearly shared, or all are others.",
}


def is_known(algorithm: str) -> bool:
    """Whether an algorithm of this name may be asked for."""
    return algorithm.lower().strip() in (_BEST, NAME, *_THEIRS)


def check_config(config: Iterable[str], algorithm: str) -> None:
    """Refuse settings that yente does not know either.

    Raises:
        HTTPException: 400, naming the first.
    """
    for key in config:
        if key not in _CONFIG:
            raise HTTPException(400, detail=f"Invalid configuration parameter: {key[:64]} for algorithm {algorithm}")


def algorithms_json() -> dict[str, Any]:
    """What /algorithms answers."""
    others = (_one(name, f"Accepted for programs that name it; answered by {NAME}.") for name in _THEIRS)
    return {"algorithms": [_one(NAME, _DESCRIPTION), *others], "default": _BEST, "best": NAME}


def _one(name: str, description: str) -> dict[str, Any]:
    features = {name: {"description": text, "coefficient": 1.0, "url": ""} for name, text in _FEATURES.items()}
    docs = {"name": name, "description": description, "config": {}, "features": features}
    return {"name": name, "description": description, "features": features, "docs": docs}
