"""What the values of an Indonesian identity card may be: text as read, turned into the canonical value or None."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from rapidfuzz.distance import Levenshtein

from kyc.documents.regions import letters

SEXES = ("LAKI-LAKI", "PEREMPUAN")
RELIGIONS = (
    "ISLAM",
    "KRISTEN",
    "KATHOLIK",
    "KATOLIK",
    "HINDU",
    "BUDHA",
    "BUDDHA",
    "KHONGHUCU",
    "KONGHUCU",
    "KEPERCAYAAN TERHADAP TUHAN YME",
    "KEPERCAYAAN",
)
MARITAL_STATUSES = (
    "BELUM KAWIN",
    "KAWIN",
    "KAWIN TERCATAT",
    "KAWIN BELUM TERCATAT",
    "BELUM TERCATAT",
    "CERAI HIDUP",
    "CERAI MATI",
    "CERAI HIDUP TERCATAT",
    "CERAI MATI TERCATAT",
)
NATIONALITIES = ("WNI", "WNA")
BLOOD_TYPES = ("A", "B", "AB", "O", "A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-", "-")
FOR_LIFE = "SEUMUR HIDUP"

_DIGITS = str.maketrans("OQDUoILl|!iZzSsBbGgAT", "00000111111225586" + "6947")
_DASHES = str.maketrans("–—−_~‐", "------")
_DATE = re.compile(r"([0-9OQDIlZSB]{2})\s*[-./ ]{0,3}\s*([0-9OQDIlZSB]{2})\s*[-./ ]{0,3}\s*([0-9OQDIlZSB]{4})(?![0-9])")


def digits(text: str) -> str:
    """Read a number: letters that resemble a digit count as it, everything else is dropped.

    >>> digits("32730I O1O19O0O01")
    '3273010101900001'
    """
    return re.sub(r"[^0-9]", "", text.translate(_DIGITS))


def choice(text: str, choices: Iterable[str]) -> str | None:
    """The only choice that differs by no more than one letter in four, or of which half is left.

    >>> choice("LAKHLAKI", SEXES), choice("BELUMKAWIN", MARITAL_STATUSES), choice("X", SEXES)
    ('LAKI-LAKI', 'BELUM KAWIN', None)
    >>> choice("MPUAN", SEXES)
    'PEREMPUAN'
    """
    wanted = letters(text)
    scored = sorted((Levenshtein.distance(wanted, letters(one)), one) for one in choices)
    errors, best = scored[0]
    is_only = len(scored) == 1 or scored[1][0] > errors
    if wanted and is_only and errors <= len(letters(best)) // 4:
        return best
    parts = [one for _, one in scored if letters(one).endswith(wanted) or letters(one).startswith(wanted)]
    is_half = len(parts) == 1 and len(wanted) >= max(3, len(letters(parts[0])) / 2)
    return parts[0] if is_half else None


def blood_type(text: str) -> str | None:
    """A, B, AB or O with or without its sign; a dash where none is printed.

    >>> blood_type("0"), blood_type("AB +"), blood_type("—"), blood_type("RH")
    ('O', 'AB+', '-', None)
    """
    plain = re.sub(r"[\s:：.]", "", text.upper().translate(_DASHES)).replace("0", "O").replace("8", "B")
    return plain if plain in BLOOD_TYPES else None


def day(text: str) -> str | None:
    """Read DD-MM-YYYY and give YYYY-MM-DD.

    >>> day("17-08-1985"), day("I7-O8-1985"), day("17081985"), day("31-02-1985")
    ('1985-08-17', '1985-08-17', '1985-08-17', None)
    """
    found = _DATE.search(text.translate(_DASHES))
    if not found:
        return None
    day_, month, year = (int(digits(part)) for part in found.groups())
    try:
        return date(year, month, day_).isoformat() if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def split_birth(text: str) -> tuple[str, str | None]:
    """Split `PLACE, DD-MM-YYYY`.

    >>> split_birth("BANDUNG,09-03-1984")
    ('BANDUNG', '09-03-1984')
    """
    found = _DATE.search(text.translate(_DASHES))
    place = text[: found.start()] if found else re.sub(r"[\d\-. ]+$", "", text)
    return place.strip(" ,.;:-"), found[0] if found else None


def valid_until(text: str) -> str | None:
    """A date, or SEUMUR HIDUP: for life."""
    return day(text) or choice(text, (FOR_LIFE,))


def rt_rw(text: str) -> str | None:
    """Neighbourhood numbers, three digits each.

    >>> rt_rw("009/ O12"), rt_rw("009012"), rt_rw("9")
    ('009/012', '009/012', None)
    """
    numbers = digits(re.sub(r"[/|\\]", "/", text).replace("/", " "))
    parts = [digits(part) for part in re.split(r"[/\\]", text)]
    if len(parts) == 2 and all(1 <= len(part) <= 3 for part in parts):
        return "/".join(part.zfill(3) for part in parts)
    return f"{numbers[:3]}/{numbers[3:]}" if len(numbers) == 6 else None


def free_text(text: str) -> str | None:
    """Capitals and single spaces; a space behind a comma or full stop stays as it was read."""
    return " ".join(text.upper().split()) or None
