"""The same name in another spelling: transliteration habits, short forms and particles."""

from __future__ import annotations

import re
from random import Random

# Groups of spellings that passports and newspapers use for one word.
_WORDS = (
    "muhammad mohammed mohammad mohamed muhammed mohamad mehmet muhamad mahomed",
    "ahmad ahmed achmad ahmet akhmad",
    "hussein husayn hussain husain hossein huseyin hosein",
    "hassan hasan hassen",
    "abdullah abdallah abdulla abdoullah abdolla",
    "abdulrahman abdurrahman abdelrahman abdul-rahman abdirahman abdrrahman",
    "abdul abdel abd-al abdal abdoul",
    "yusuf youssef yousef yousuf yosef yusef jusuf",
    "ibrahim ebrahim ibraheem ibragim brahim",
    "ismail ismael isma'il esmail ismayil",
    "umar omar omer oumar",
    "uthman osman othman usman ousmane",
    "said sayed saeed saïd saeid sa'id",
    "khalid khaled chalid halid",
    "mustafa mostafa moustafa mustapha",
    "mahmud mahmoud mehmood mahmood makhmud",
    "qasim kassem qassem kasim ghassem ghasem",
    "qadir kader qader kadir",
    "jamal gamal djamel cemal jamaal",
    "faisal faysal feisal fayçal",
    "salih saleh salah salikh",
    "karim kareem kerim",
    "sulaiman suleiman soleiman sulayman suleyman",
    "aleksandr alexander alexandr aleksander oleksandr",
    "aleksei alexei alexey aleksey oleksii",
    "sergei sergey serhii serguei",
    "andrei andrey andriy",
    "dmitry dmitri dmitrii dmytro dimitri",
    "nikolai nikolay mykola nicolai",
    "mikhail mihail mykhailo michail",
    "vladimir volodymyr wladimir",
    "yuri yury yurii iurii juri",
    "evgeny yevgeny evgenii yevgeniy jewgeni",
    "igor ihor",
    "kim gim", "pak park bak", "ri lee yi rhee", "choe choi", "jong chong jung", "chol cheol", "yong young",
    "zhang chang", "wang wong", "xu hsu", "zhou chou", "chen chan", "huang hwang", "liu lau",
    "juan joan", "jose josé", "gonzalez gonzales", "rodriguez rodrigues", "sanchez sanches", "luis luiz",
)  # fmt: skip
_SPELLINGS = {
    word: tuple(other for other in group.split() if other != word) for group in _WORDS for word in group.split()
}

# Habits of transliteration, both ways; applied to whole words.
_HABITS = (
    ("kh", "h"), ("kh", "ch"), ("q", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ou", "u"), ("oo", "u"), ("u", "ou"),
    ("ee", "i"), ("ei", "ey"), ("ay", "ai"), ("ai", "ay"), ("aw", "au"), ("sh", "ch"), ("sh", "sch"), ("j", "dj"),
    ("zh", "j"), ("ts", "tz"), ("ks", "x"), ("x", "ks"), ("w", "v"), ("v", "w"), ("iy", "y"), ("yy", "y"), ("ii", "i"),
    ("ph", "f"), ("f", "ph"), ("ss", "s"), ("ll", "l"), ("mm", "m"), ("dd", "d"), ("z", "dh"), ("yev", "ev"),
    ("ev", "yev"), ("ya", "ia"), ("yu", "iu"), ("i", "y"), ("e", "i"), ("o", "u"), ("c", "k"), ("ck", "k"), ("'", ""),
)  # fmt: skip
_ENDINGS = (("eh", "ah"), ("ah", "a"), ("eva", "ewa"), ("ov", "off"), ("sky", "ski"), ("skiy", "skii"), ("i", "y"))

_NICKNAMES = {
    "muhammad": "Moh.", "mohammed": "Mohd", "mohammad": "Md.", "mohamed": "M.", "ahmad": "A.", "abdul": "Abd.",
    "aleksandr": "Sasha", "alexander": "Alex", "aleksei": "Alyosha", "sergei": "Seryozha", "vladimir": "Vova",
    "dmitry": "Dima", "mikhail": "Misha", "nikolai": "Kolya", "evgeny": "Zhenya", "ivan": "Vanya", "yuri": "Yura",
    "viktor": "Vitya", "konstantin": "Kostya", "anatoly": "Tolya", "pavel": "Pasha", "william": "Bill",
    "robert": "Bob", "richard": "Dick", "james": "Jim", "michael": "Mike", "joseph": "Joe", "thomas": "Tom",
    "charles": "Charlie", "john": "Jack", "jose": "Pepe", "francisco": "Paco", "jesus": "Chuy", "manuel": "Manolo",
    "guillermo": "Memo", "eduardo": "Lalo", "rafael": "Rafa", "enrique": "Quique", "antonio": "Tony",
    "juan": "Juancho", "carlos": "Carlitos", "luis": "Lucho", "ignacio": "Nacho", "roberto": "Beto",
    "alejandro": "Alex", "fernando": "Nando", "gabriel": "Gabo", "ricardo": "Ricky", "daniel": "Dani",
}  # fmt: skip
_PARTICLES = ("al", "el", "bin", "ibn", "bint", "de", "del", "la", "van", "von", "da", "dos", "ould", "ul", "ad", "abu")


def respelled(name: str, rng: Random) -> str | None:
    """One to three spellings exchanged for others that mean the same sounds."""
    words = name.split()
    wanted, changed = rng.choice((1, 1, 2, 3)), 0
    for at in rng.sample(range(len(words)), len(words)):
        other = _other_spelling(words[at], rng)
        if other and changed < wanted:
            words[at], changed = other, changed + 1
    return " ".join(words) if changed else None


def with_nickname(name: str, rng: Random) -> str | None:
    """A given name in its short form."""
    words = name.split()
    known = [at for at, word in enumerate(words) if word.lower() in _NICKNAMES]
    if not known:
        return None
    at = rng.choice(known)
    words[at] = _NICKNAMES[words[at].lower()]
    return " ".join(words)


def with_particle_changed(name: str, rng: Random) -> str | None:
    """A particle left out or tied to its word in another way."""
    words = re.sub(r"\b(al|el|ul|ad)-", r"\1 ", name, flags=re.IGNORECASE).split()
    found = [at for at, word in enumerate(words[:-1]) if word.lower() in _PARTICLES]
    if not found:
        return None
    at = rng.choice(found)
    way = rng.random()
    if way < 0.4:
        return " ".join((*words[:at], *words[at + 1 :]))
    tie = "-" if way < 0.6 else "" if way < 0.8 else " "
    particle = {"al": "el", "bin": "ibn", "ibn": "bin", "el": "al"}.get(words[at].lower(), words[at])
    return " ".join((*words[:at], f"{particle if way > 0.5 else words[at]}{tie}{words[at + 1]}", *words[at + 2 :]))


def _other_spelling(word: str, rng: Random) -> str | None:
    """Another spelling of one word in its own case, a known one where there is one; None when none applies."""
    plain = word.lower().strip(",.")
    if plain in _SPELLINGS:
        return _cased(rng.choice(_SPELLINGS[plain]), word)
    habits = [(old, new) for old, new in _HABITS if old in plain[1:] or (plain.startswith(old) and len(old) > 1)]
    endings = [(old, new) for old, new in _ENDINGS if plain.endswith(old)]
    if len(plain) < 4 or not habits + endings:
        return None
    old, new = rng.choice(habits + endings)
    at = plain.rfind(old)
    return _cased(plain[:at] + new + plain[at + len(old) :], word)


def _cased(text: str, like: str) -> str:
    return text.upper() if like.isupper() else text.title() if like[:1].isupper() else text
