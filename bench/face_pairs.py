"""Every photograph as card and as selfie, seen once by each engine, then all pairs scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.face_material import CONDITIONS, Photograph, card_of
from kyc.engines.protocols import Embedding, Engines
from kyc.faces.embed import embed, similarity
from kyc.faces.find import find_face
from kyc.faces.fusion import DLIB_WEIGHT

PLAIN = "plain"
SCALES = ("sface", "dlib", "fused")


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the embedders made of one picture; none where no face was found."""

    photograph: Photograph
    condition: str
    embeddings: Mapping[str, tuple[Embedding, ...]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A card and a selfie; `scores` is empty where a face was missing."""

    is_same: bool
    collection: str
    condition: str
    scores: Mapping[str, float]


def looks(photographs: Sequence[Photograph], engines: Engines, *, cards: int) -> Iterator[Look]:
    """See each photograph as it is, and up to `cards` of each person in every card condition."""
    for photograph in photographs:
        yield _look(photograph, PLAIN, engines)
    for photograph, condition in drawn_as_cards(photographs, cards):
        yield _look(photograph, condition, engines)


def drawn_as_cards(photographs: Iterable[Photograph], cards: int) -> Iterator[tuple[Photograph, str]]:
    """Up to `cards` photographs of each person, each in every card condition."""
    drawn: Counter[tuple[str, str]] = Counter()
    for photograph in photographs:
        who = (photograph.collection, photograph.person)
        drawn[who] += 1
        if drawn[who] <= cards:
            yield from ((photograph, condition) for condition in CONDITIONS)


def pairs(seen: Sequence[Look], engines: Engines) -> Iterator[Pair]:
    """Pair each card, and each plain photograph, with every other plain photograph of its collection."""
    selfies = [look for look in seen if look.condition == PLAIN]
    for card in seen:
        for selfie in selfies:
            if are_a_pair(card.photograph, card.condition, selfie.photograph):
                yield _pair(card, selfie, engines)


def are_a_pair(card: Photograph, condition: str, selfie: Photograph) -> bool:
    """Whether two photographs are paired: never with itself, and two plain ones only once."""
    if card == selfie or card.collection != selfie.collection:
        return False
    return condition != PLAIN or card.path < selfie.path


def _pair(card: Look, selfie: Look, engines: Engines) -> Pair:
    one, other = card.photograph, selfie.photograph
    scores = {
        embedder.used.name: similarity(
            embedder, card.embeddings[embedder.used.name], selfie.embeddings[embedder.used.name]
        )
        for embedder in engines.embedders
        if card.embeddings and selfie.embeddings
    }
    if {"sface", "dlib"} <= scores.keys():
        scores["fused"] = scores["sface"] + DLIB_WEIGHT * scores["dlib"]
    return Pair(one.person == other.person, one.collection, card.condition, scores)


def _look(photograph: Photograph, condition: str, engines: Engines) -> Look:
    is_card = condition != PLAIN
    image = card_of(photograph, condition) if is_card else photograph.load()
    found = find_face(image, engines.detector)
    embeddings = (
        {embedder.used.name: embed(found, embedder, printed=is_card) for embedder in engines.embedders} if found else {}
    )
    return Look(photograph, condition, embeddings)
