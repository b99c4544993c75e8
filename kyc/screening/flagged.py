"""Every hit that reaches the threshold, however many: what re-screening compares from one version to the next."""

from __future__ import annotations

from dataclasses import replace
from sys import maxsize

from kyc.model.screening import Hit, ScreeningQuery
from kyc.screening.language.names import read_names
from kyc.screening.ranking import FLOORS, best_of
from kyc.screening.scoring.calibration import bits_of, score_of
from kyc.screening.scoring.weighing import Candidate
from kyc.screening.screener import ListScreener
from watchlists.model import ListedEntity, Schema

HAIR = 1e-4  # bits, or score: nearer to an edge than this, the order of adding up 32-bit numbers may decide


def flagged(screener: ListScreener, query: ScreeningQuery) -> tuple[Hit, ...]:
    """Find every flagged hit, best first; see `flagged_entities`."""
    return tuple(hit for hit, _ in flagged_entities(screener, query))


def flagged_entities(screener: ListScreener, query: ScreeningQuery) -> tuple[tuple[Hit, ListedEntity], ...]:
    """Find every flagged hit with its entity, best first.

    A pair is here if and only if it is where that entity alone is listed: one so near an edge that rounding could
    decide is asked for by itself.
    """
    names = read_names(query.name, person=query.schema is Schema.PERSON)
    if not names:
        return ()
    least = bits_of(screener.algorithm.threshold - HAIR)
    found = best_of(screener.listing, query, names, limit=maxsize, least=least)
    reaching = [candidate for candidate in found if _is_flagged(screener, query, candidate)]
    explained = (replace(screener.explained(query, candidate), flagged=True) for candidate in reaching)
    return tuple(zip(explained, (candidate.listed.entity for candidate in reaching), strict=True))


def _is_flagged(screener: ListScreener, query: ScreeningQuery, candidate: Candidate) -> bool:
    over = score_of(candidate.bits) - screener.algorithm.threshold
    if over < -HAIR:
        return False
    if over > HAIR and min(abs(candidate.name_bits - floor) for floor in FLOORS) > HAIR:
        return True
    alone = ListScreener([candidate.listed.entity], (), threshold=screener.algorithm.threshold, limit=1)
    return bool(alone.screen(query).flagged)
