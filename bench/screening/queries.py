"""The questions of a run: listed people as they might present themselves, namesakes, and people nobody lists."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from random import Random

from bench.screening.ambiguity import Words
from bench.screening.disguise import DISGUISES
from bench.screening.material import Material, half_of, natural, words_of
from bench.screening.people import birth_date, pools, unrelated
from bench.screening.variations import OF_COMPANIES, OF_PEOPLE, Variation
from kyc.model.screening import ScreeningQuery
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity, ListedName, NameKind, Schema

NATIVE, NATIVE_FIRM = "native script", "native script, organisation"
ALIAS, NAMESAKE = "published alias", "namesake"
_DISGUISED_FROM = ("as listed", "typo", "other spelling", "word dropped")
_YEARS_APART = 6  # of a namesake's birth date from any listed one


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """One query and its right answer.

    `right` holds the ids of all entries that mean the person asked about: empty for the unrelated. `twin` names the
    question that this one is a disguise of.
    """

    id: str
    kind: str
    query: ScreeningQuery
    identity: str
    right: frozenset[str] = frozenset()
    twin: str | None = None

    def __repr__(self) -> str:
        return f"Question({self.id}, {self.kind})"

    @property
    def name_only(self) -> Question:
        """The same question without birth date and country."""
        return replace(self, query=replace(self.query, birth_date=None, countries=()))


def questions(material: Material, half: str, count: int, seed: str = "1") -> list[Question]:
    """Make about `count` varied questions about listed identities, and three times as many about the unrelated.

    Disguises of the varied ones, held out aliases and native names, and namesakes come on top.
    """
    mine = sorted(identity for identity in material.members if half_of(identity) == half)
    positives = list(_varied(material, mine, count, seed))
    published = [*_aliases(material, mine, count // 8, seed), *_natives(material, mine, count // 6, seed)]
    return [
        *positives,
        *_disguised(positives, count // 8, seed),
        *published,
        *_namesakes(material, mine, count // 6, seed),
        *_unrelated(material, mine, half, 3 * count, seed),
    ]


def _varied(material: Material, identities: Sequence[str], count: int, seed: str) -> Iterator[Question]:
    """Go round the variations, each on its own identities, three of four of them people."""
    people = [identity for identity in identities if _schema(material, identity) is Schema.PERSON]
    firms = [identity for identity in identities if _schema(material, identity) is Schema.ORGANIZATION]
    words = Words(material)
    for pool, variations, share in ((people, OF_PEOPLE, 0.78), (firms, OF_COMPANIES, 0.22)):
        wanted = round(count * share / len(variations))
        for kind, variation in variations.items():
            order = Random(f"{seed} {kind} {len(pool)}").sample(pool, len(pool))
            made = (_changed(material, identity, kind, variation, seed) for identity in order)
            yield from islice((each for each in made if each and not _fits_others(words, each)), wanted)


def _fits_others(words: Words, question: Question) -> bool:
    return words.fit_others(question.query.name, question.identity, question.query.schema)


def _changed(material: Material, identity: str, kind: str, variation: Variation, seed: str) -> Question | None:
    rng = Random(f"{seed} {identity} {kind}")
    entity = rng.choice(material.members[identity])
    strong = [name for name in entity.names if name.kind is not NameKind.WEAK_ALIAS] or entity.names
    name = strong[0] if rng.random() < 0.7 else rng.choice(strong)
    before = natural(name)
    changed = variation(before, rng) if len(before) > 3 else None
    if not changed or (kind != "as listed" and changed.casefold() == before.casefold()):
        return None
    return asked_about(material, identity, kind, changed, rng)


def asked_about(material: Material, identity: str, kind: str, name: str, rng: Random) -> Question:
    """Ask for an identity under a name, with a birth date and a country that fit what is listed."""
    entities = material.members[identity]
    person = entities[0].schema is Schema.PERSON
    query = ScreeningQuery(
        name=name,
        schema=Schema.PERSON if person else Schema.ORGANIZATION,
        birth_date=_born(entities, rng) if person else None,
        countries=(_country(entities, rng),),
    )
    right = frozenset(entity.id for entity in entities)
    return Question(f"{kind} {identity}", kind, query, identity, right)


def _aliases(material: Material, identities: Iterable[str], count: int, seed: str) -> Iterator[Question]:
    for identity in _some(identities, material.aliases, count, f"{seed} alias"):
        rng = Random(f"{seed} alias {identity}")
        yield asked_about(material, identity, ALIAS, natural(material.aliases[identity]), rng)


def _natives(material: Material, identities: Iterable[str], count: int, seed: str) -> Iterator[Question]:
    for identity in _some(identities, material.natives, count, f"{seed} native"):
        rng = Random(f"{seed} native {identity}")
        names: Sequence[ListedName] = material.natives[identity]
        kind = NATIVE if _schema(material, identity) is Schema.PERSON else NATIVE_FIRM
        yield asked_about(material, identity, kind, names[0].text, rng)


def _disguised(positives: Sequence[Question], count: int, seed: str) -> Iterator[Question]:
    """Disguise questions of several kinds, so that the cost shows against the same ones undisguised."""
    rng = Random(f"{seed} disguise")
    found = [question for question in positives if question.kind in _DISGUISED_FROM]
    for question in rng.sample(found, min(count, len(found))):
        for kind, disguise in DISGUISES.items():
            query = replace(question.query, name=disguise(question.query.name, rng))
            yield replace(question, id=f"{kind} {question.id}", kind=kind, query=query, twin=question.id)


def _namesakes(material: Material, identities: Iterable[str], count: int, seed: str) -> Iterator[Question]:
    """People who share a whole listed name and the country, and were born years away from every listed date."""
    dated = {
        identity: entities
        for identity, entities in material.members.items()
        if all(entity.birth_dates for entity in entities) and len(words_of(entities[0].caption)) > 1
    }
    for identity in _some(identities, dated, count, f"{seed} namesake"):
        rng = Random(f"{seed} namesake {identity}")
        name = natural(rng.choice([name for name in dated[identity][0].names if name.kind is not NameKind.WEAK_ALIAS]))
        asked = asked_about(material, identity, NAMESAKE, name, rng)
        yield replace(asked, query=replace(asked.query, birth_date=_born_apart(dated[identity], rng)))


def _unrelated(material: Material, identities: Iterable[str], half: str, count: int, seed: str) -> Iterator[Question]:
    listed = [
        (natural(name), (entity.nationalities or entity.countries or ("",))[0])
        for identity in identities
        for entity in material.members[identity]
        if entity.schema is Schema.PERSON
        for name in entity.names[:1]
    ]
    known = frozenset(words_of(name.text) for entity in material.entities for name in entity.names)
    politicians = [name for name in material.politicians if half_of(name) == half]
    words = Words(material)
    strangers = (
        each for each in unrelated(listed, politicians, known, f"{seed} {half}") if not words.fit_somebody(each.name)
    )
    for customer in islice(strangers, count):
        rng = Random(f"{seed} {customer.name}")
        countries = (customer.country or rng.choice(sorted(pools())),)
        query = ScreeningQuery(customer.name, customer.schema, customer.birth_date, countries)
        yield Question(f"{customer.sort} {customer.name}", customer.sort, query, customer.name)


def _some(identities: Iterable[str], having: Iterable[str], count: int, seed: str) -> list[str]:
    found = sorted(set(identities) & set(having))
    return Random(seed).sample(found, min(count, len(found)))


def _schema(material: Material, identity: str) -> Schema:
    return material.members[identity][0].schema


def _born(entities: Sequence[ListedEntity], rng: Random) -> PartialDate:
    """A full date within what the list says; any where it says nothing, as an applicant always has one."""
    spans = [span for entity in entities for span in entity.birth_dates]
    return _day_within(rng.choice(spans), rng) if spans else birth_date(rng)


def _day_within(span: DateSpan, rng: Random) -> PartialDate:
    year, month, day = span.start.year, span.start.month, span.start.day
    if span.end:
        year, month, day = rng.randint(year, span.end.year), None, None
    elif span.circa:
        year, month, day = year + rng.choice((-1, 0, 1)), None, None
    month = month or rng.randint(1, 12)
    return PartialDate(year, month, day or rng.randint(1, monthrange(year, month)[1]))


def _born_apart(entities: Sequence[ListedEntity], rng: Random) -> PartialDate:
    years = {
        year
        for entity in entities
        for span in entity.birth_dates
        for year in range(span.start.year, (span.end or span.start).year + 1)
    }
    far = [year for year in range(1935, 2007) if all(abs(year - known) >= _YEARS_APART for known in years)]
    return PartialDate(rng.choice(far), rng.randint(1, 12), rng.randint(1, 28))


def _country(entities: Sequence[ListedEntity], rng: Random) -> str:
    said = sorted(set(chain.from_iterable((*entity.nationalities, *entity.countries) for entity in entities)))
    return rng.choice(said) if said else rng.choice(sorted(pools()))
