"""Who may do what with a case."""

from __future__ import annotations

from kyc.model.errors import AccessError
from kyc.model.user import Right, User
from kyc.storage.unit import Unit


def require(unit: Unit, user: User, right: Right) -> None:
    """Let a user of this tenant pass who has a right.

    Raises:
        AccessError: ACCESS.RIGHT.
    """
    if user.tenant != unit.tenant or not user.may(right):
        raise AccessError("ACCESS.RIGHT", f"This needs the right {right}, which your role does not include.")
