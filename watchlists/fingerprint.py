"""What screening compares of an entity, as one digest: alerts and exceptions hang on it.

A list that only rewords its remarks, adds an address line or reorders its aliases leaves the fingerprint as it
was, and nobody is screened again for it.
"""

from __future__ import annotations

import json
from hashlib import sha256

from watchlists.model import ListedEntity

VERSION = 1  # of the choice of fields below; another one makes every fingerprint new


def fingerprint(entity: ListedEntity) -> str:
    """Digest of the fields that screening compares, whatever their order.

    >>> from dataclasses import replace
    >>> from watchlists.model import ListedName, Schema
    >>> one = ListedEntity("local-1", "local", Schema.PERSON, (ListedName("Ani Contoh"),))
    >>> fingerprint(one) == fingerprint(replace(one, remarks="reworded"))
    True
    >>> fingerprint(one) == fingerprint(replace(one, gender="female"))
    False
    """
    compared = [
        VERSION,
        entity.id,
        entity.schema,
        sorted([name.text, name.kind, name.family or "", name.given or ""] for name in entity.names),
        sorted(map(str, entity.birth_dates)),
        sorted(entity.birth_places),
        sorted(entity.nationalities),
        sorted(entity.countries),
        entity.gender,
        sorted([document.kind, document.number, document.country or ""] for document in entity.documents),
        sorted(entity.topics),
    ]
    return sha256(json.dumps(compared, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
