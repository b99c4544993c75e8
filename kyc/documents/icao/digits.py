"""Check digits of the machine-readable zone (ICAO Doc 9303-3, section 4.9)."""

from __future__ import annotations

from itertools import cycle

from kyc.documents.icao.errors import MrzError
from kyc.model.document import DigitStatus

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FILLER = "<"


def value_of(character: str) -> int:
    """Give the value of an MRZ character: 0 to 9, A=10 to Z=35, the filler 0.

    >>> value_of("A"), value_of("<")
    (10, 0)
    """
    if character == FILLER:
        return 0
    value = ALPHABET.find(character) if len(character) == 1 else -1
    if value < 0:
        raise MrzError("expected A-Z, 0-9 or < in the machine-readable zone")
    return value


def check_digit(field: str) -> int:
    """Compute the check digit of an MRZ field: weights 7, 3, 1, modulo 10.

    >>> check_digit("D23145890")
    7

    Raises:
        MrzError: on a character other than A-Z, 0-9 and <.
    """
    return sum(value_of(character) * weight for character, weight in zip(field, cycle((7, 3, 1)), strict=False)) % 10


def judge(field: str, digit: str) -> DigitStatus:
    """Say what a printed check digit says of its field.

    A filler in the digit's place is allowed only where the field is empty (Doc 9303-4, 4.2.2.2).

    >>> judge("740812", "2"), judge("<<<<<<<<<<<<<<", "<")
    (<DigitStatus.VERIFIED: 'verified'>, <DigitStatus.ABSENT: 'absent'>)
    """
    if digit == FILLER:
        return DigitStatus.REFUTED if field.strip(FILLER) else DigitStatus.ABSENT
    return DigitStatus.VERIFIED if digit == str(check_digit(field)) else DigitStatus.REFUTED
