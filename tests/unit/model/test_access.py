"""Keys: valid until they expire or are revoked, and never for more than their client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kyc.model.access import ApiClient, ApiKey, Credential

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("expires", "key_revoked", "client_revoked", "valid"),
    [
        (None, None, None, True),
        (LATER, None, None, True),
        (NOON, None, None, False),
        (None, NOON, None, False),
        (None, None, NOON, False),
    ],
)
def test_validity(
    expires: datetime | None, key_revoked: datetime | None, client_revoked: datetime | None, valid: bool
) -> None:
    client = ApiClient("cli_1", "acme", "backend", ("a", "b"), NOON, client_revoked)
    key = ApiKey("key_1", "acme", "cli_1", "kyc_1", "0" * 64, ("b", "c"), NOON, expires, key_revoked)
    credential = Credential(client, key)
    assert credential.is_valid(NOON) is valid
    assert credential.scopes == {"b"}
    assert "0" * 64 not in repr(credential)
