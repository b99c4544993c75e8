"""Writing a name so that people read it and machines do not."""

from __future__ import annotations

from random import Random

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u180e"
_LOOKALIKES = {
    "a": "аɑａ", "b": "Ьｂ", "c": "сϲｃ", "d": "ԁｄ", "e": "еｅ", "g": "ɡｇ", "h": "һｈ", "i": "іıｉ", "j": "јｊ",
    "k": "ｋ", "l": "ⅼｌ", "m": "ⅿｍ", "n": "ոｎ", "o": "оοｏ", "p": "рｐ", "q": "ԛｑ", "r": "ｒ", "s": "ѕｓ",
    "t": "ｔ", "u": "սｕ", "v": "ѵνｖ", "w": "ԝｗ", "x": "хｘ", "y": "уｙ", "z": "ｚ",
    "A": "АΑＡ", "B": "ВΒＢ", "C": "СＣ", "D": "Ｄ", "E": "ЕΕＥ", "F": "Ｆ", "G": "Ｇ", "H": "НΗＨ", "I": "ІΙＩ",
    "J": "ЈＪ", "K": "КΚＫ", "L": "Ｌ", "M": "МΜＭ", "N": "ΝＮ", "O": "ОΟＯ", "P": "РΡＰ", "Q": "Ｑ", "R": "Ｒ",
    "S": "ЅＳ", "T": "ТΤＴ", "U": "Ｕ", "V": "Ｖ", "W": "Ｗ", "X": "ХΧＸ", "Y": "ΥУＹ", "Z": "ΖＺ",
}  # fmt: skip


def zero_width(name: str, rng: Random) -> str:
    """One to four invisible characters inside the words."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(1, len(name)) if len(name) > 1 else 0
        name = name[:at] + rng.choice(INVISIBLE) + name[at:]
    return name


def lookalikes(name: str, rng: Random) -> str:
    """One to three letters of another alphabet, or fullwidth ones, that look the same."""
    places = [at for at, letter in enumerate(name) if letter in _LOOKALIKES]
    for at in rng.sample(places, min(len(places), rng.randint(1, 3))):
        name = name[:at] + rng.choice(_LOOKALIKES[name[at]]) + name[at + 1 :]
    return name


DISGUISES = {"zero-width": zero_width, "lookalikes": lookalikes}
