"""Names in Chinese characters, kana and hangul, as Chinese, Hong Kong's people, Japanese and Koreans romanise them.

One character may be read in any of these countries. What a name's own characters tell is used: kana and Japan's family
names are Japanese, traditional characters are Hong Kong's or Taiwan's, where syllables are written apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import islice, product

from anyascii import anyascii

from kyc.screening.language.alphabets.systems import (
    CANTONESE,
    DOUBLE_SURNAMES,
    HANGUL_FINALS,
    HANGUL_INITIALS,
    HANGUL_SURNAMES,
    HANGUL_VOWELS,
    OTHER_READINGS,
)
from kyc.screening.language.tables import mapping

Words = list[list[str]]

_TABLE = "east_asian_names.txt"
_LONGEST_PERSON = 4  # characters of a person's name written as one word
_LONGEST_JAPANESE = 6
_VARIANTS = str.maketrans("髙﨑衞邉濵栁", "高崎衛辺浜柳")
_REPEATED = re.compile("(.)々")
_LONGEST_FAMILY = 3  # characters of a Japanese family's name
_MOST_FAMILIES = 2  # readings of it
_MOST_JAPANESE = 7  # readings of a Japanese given name
_LONG_VOWEL = re.compile(r"(?<=o)[uo](?!e)|(?<=u)u")
_ONE_NAME = re.compile("[\u3005\u4e00-\u9fff]{2,6}|[\uac00-\ud7a3]{2,4}")
_KANA = re.compile("[\u3040-\u30ff]")


def han(word: str, *, person: bool) -> Words:
    """Read Chinese characters: family name and given name of a person, two syllables at a time of anything else.

    >>> han("习近平", person=True)
    [['xi', 'hsi', 'chap'], ['jinping', 'chinping', 'kanpeng']]
    """
    word = _REPEATED.sub(r"\1\1", word.translate(_VARIANTS))
    if _KANA.search(word):
        return kana(word)
    if not person:
        return _organisation(word)
    if len(word) > _LONGEST_PERSON:
        pairs = [_joined(word[at : at + 2]) for at in range(0, len(word), 2)]
        return _with_japanese(word, pairs) if len(word) <= _LONGEST_JAPANESE else pairs
    family = 2 if word[:2] in DOUBLE_SURNAMES and len(word) > 2 else 1
    words = [_family(word[:family])]
    given = word[family:]
    if is_traditional(word):
        words += [_syllable(char) for char in given]
    elif given:
        words.append(_joined(given))
    return _with_japanese(word, words)


def _organisation(word: str) -> Words:
    """Read two syllables at a time, as China does, and beside that as Japan would; its families' names stay whole.

    >>> han("千葉", person=False)
    [['qianye', 'chienye', 'chinyip', 'chiba', 'senyo']]
    """
    if len(word) <= _LONGEST_FAMILY and word in _japanese_families():
        return [_as_part(word)]
    return [_as_part(word[at : at + 2]) for at in range(0, len(word), 2)]


def _as_part(chars: str) -> list[str]:
    """Read a part of an organisation's name as those countries do whose standard characters it is written in.

    >>> _as_part("东风"), _as_part("桜田"), _as_part("東風")
    (['dongfeng', 'tungfung'], ['sakurada', 'oden', 'yingtian'], ['dongfeng', 'tungfeng', 'tungfung', 'tofu'])
    """
    pinyin, wade, hong_kong = _systems(chars)
    families = _japanese_families().get(chars, ())[:_MOST_FAMILIES] if len(chars) > 1 else ()
    japanese = [*families, *_on_reading(chars)]
    if _is_only(chars, "gb2312"):
        return _unique([pinyin, hong_kong])
    if _is_only(chars, "shift_jis") and japanese:
        return _unique([*japanese, pinyin])
    return _unique([pinyin, wade, hong_kong, *japanese])


def _is_only(chars: str, standard: str) -> bool:
    """Whether a character is written so in one country alone: China (GB 2312), Taiwan (Big5) or Japan (JIS X 0208)."""
    others = [other for other in ("gb2312", "big5", "shift_jis") if other != standard]
    own = (char for char in chars if _is_encodable(char, standard))
    return any(not any(_is_encodable(char, other) for other in others) for char in own)


def _on_reading(chars: str) -> list[str]:
    """Read characters as Japanese words have them that came from China, by their commonest sounds."""
    sounds = [_on_sounds().get(char, "") for char in chars]
    return [_LONG_VOWEL.sub("", "".join(sounds))] if all(sounds) else []


@cache
def _on_sounds() -> dict[str, str]:
    return {char: sound for sound, (chars,) in mapping("on_readings.txt", "on").items() for char in chars}


def as_one(chunks: list[str]) -> list[str]:
    """Put together a family name and a given name that are written apart: 田中 健一, 김 정은.

    >>> as_one(["田中", "健一"]), as_one(["田中", "Kenichi"])
    (['田中健一'], ['田中', 'Kenichi'])
    """
    whole = "".join(chunks)
    return [whole] if len(chunks) == 2 and _ONE_NAME.fullmatch(whole) else chunks


def is_traditional(word: str) -> bool:
    """Whether a word has a character that China writes otherwise than Taiwan and Hong Kong.

    >>> is_traditional("鄧炳強"), is_traditional("邓炳强"), is_traditional("王小明")
    (True, False, False)
    """
    return not _is_encodable(word, "gb2312")


def _is_encodable(word: str, standard: str) -> bool:
    try:
        word.encode(standard)
    except UnicodeEncodeError:
        return False
    return True


def _family(chars: str) -> list[str]:
    own = CANTONESE.get(chars, ()) if len(chars) == 1 else ()
    pinyin, wade, hong_kong = _systems(chars)
    return [*OTHER_READINGS.get(chars, ()), pinyin, wade, *own, hong_kong]


def _syllable(char: str) -> list[str]:
    pinyin, wade, hong_kong = _systems(char)
    return [pinyin, wade, hong_kong, *CANTONESE.get(char, ())]


def _joined(chars: str) -> list[str]:
    return list(_systems(chars))


def _systems(chars: str) -> tuple[str, str, str]:
    """Pinyin, Wade-Giles, and as Hong Kong spells."""
    syllables = [anyascii(char).lower() for char in chars]
    known = _cantonese()
    cantonese = [known.get(char, syllable) for char, syllable in zip(chars, syllables, strict=True)]
    return "".join(syllables), "".join(map(wade_giles, syllables)), "".join(cantonese)


@cache
def _cantonese() -> dict[str, str]:
    table = mapping(_TABLE, "cantonese_characters")
    return {char: spelling for spelling, (chars,) in table.items() for char in chars}


@cache
def _japanese_families() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sound, names in mapping(_TABLE, "japanese_family").items():
        for name in names:
            found.setdefault(_REPEATED.sub(r"\1\1", name), []).append(sound)
    return found


@cache
def _japanese_given() -> dict[str, tuple[str, ...]]:
    return mapping(_TABLE, "japanese_given")


@cache
def _japanese_alone() -> dict[str, tuple[str, ...]]:
    return mapping(_TABLE, "japanese_alone")


def _with_japanese(word: str, chinese: Words) -> Words:
    """Add how Japan would read a name that begins with one of its family names; China's seldom have two characters."""
    for length in (3, 2, 1):
        families = _japanese_families().get(word[:length])
        given = _japanese_readings(word[length:]) if families else []
        if families and given:
            if length == 1:
                return [[*chinese[0], *families], [*chinese[1][:3], *given[:5]], *chinese[2:]]
            return [[*families, *chinese[0][:3]], [*given, *chinese[1]]]
    return chinese


@lru_cache(maxsize=4096)
def _japanese_readings(chars: str) -> list[str]:
    """Read a given name, the likeliest readings of its characters first."""
    if len(chars) == 1:
        return [*_japanese_alone().get(chars, ())]
    placed = [*chars[:1], *(f"-{char}" for char in chars[1:])]
    options = [_japanese_given().get(char, ()) for char in placed]
    if not options or not all(options):
        return []
    ranked = sorted(product(*map(enumerate, options)), key=lambda each: sum(at for at, _ in each))
    spelled = (_LONG_VOWEL.sub("", "".join(sound for _, sound in each)) for each in ranked)
    return list(islice(dict.fromkeys(spelled), _MOST_JAPANESE))


def kana(word: str) -> Words:
    """Read a word in hiragana or katakana; long vowels may be written or not.

    >>> kana("さとう")
    [['sato', 'satou']]
    """
    spelled = anyascii(word).lower()
    return [[_LONG_VOWEL.sub("", spelled), spelled]]


_WADE_GILES = (
    ("zhi", "chih"), ("chi", "chih"), ("shi", "shih"), ("zi", "tzu"), ("ci", "tzu"), ("si", "szu"), ("ri", "jih"),
    ("zh", "ch"), ("z", "ts"), ("c", "ts"), ("x", "hs"), ("q", "ch"), ("j", "ch"), ("b", "p"), ("d", "t"), ("g", "k"),
    ("r", "j"),
)  # fmt: skip


def wade_giles(syllable: str) -> str:
    """Respell a pinyin syllable the way Taiwan's passports do, aspiration marks left out.

    >>> wade_giles("xiong"), wade_giles("guo"), wade_giles("chen"), wade_giles("lian")
    ('hsiung', 'kuo', 'chen', 'lien')
    """
    if syllable.startswith(("ch", "sh")) and syllable not in ("chi", "shi"):
        return syllable
    spelled = syllable.replace("ong", "ung")
    if spelled.endswith("ian"):
        spelled = spelled[:-2] + "en"
    for pinyin, other in _WADE_GILES:
        whole = len(pinyin) > 1 and pinyin.endswith("i")
        if spelled == pinyin or (not whole and spelled.startswith(pinyin)):
            return other + spelled[len(pinyin) :]
    return spelled


def hangul(word: str, *, person: bool) -> Words:
    """Read hangul: of a person the family name and each syllable of the given one, as most lists write them apart.

    >>> hangul("김정은", person=True)
    [['kim', 'gim', 'geem'], ['jeong', 'chong', 'jong', 'jung'], ['eun', 'un']]
    """
    if not person or not 2 <= len(word) <= _LONGEST_PERSON:
        return [_unique("".join(_hangul_syllable(char, system) for char in word) for system in _SYSTEMS)]
    family = _unique([*HANGUL_SURNAMES.get(word[0], ()), *_hangul_spellings(word[0])])
    return [family, *([*_hangul_spellings(char)] for char in word[1:])]


# By initials, vowels and finals: the South's revised system; McCune-Reischauer as the North writes it; the mixtures
# of the two that passports have; and as English speakers spell them.
_SYSTEMS = ((0, 0, 0), (1, 1, 1), (0, 1, 0), (2, 1, 0), (0, 2, 0))


def _hangul_spellings(char: str) -> list[str]:
    return _unique(_hangul_syllable(char, system) for system in _SYSTEMS)


def _hangul_syllable(char: str, system: Sequence[int]) -> str:
    code = ord(char) - 0xAC00
    if not 0 <= code < 11172:
        return anyascii(char)
    places = code // 588, code % 588 // 28, code % 28
    tables = (HANGUL_INITIALS, HANGUL_VOWELS, HANGUL_FINALS)
    return "".join(table[own][at] for table, own, at in zip(tables, system, places, strict=True))


def _unique(spellings: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(spellings))
