"""A hit: both sides beside one another, every figure with its meaning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kyc.model.screening import HitField, HitStatus, Verdict
from kyc.services.casework.hits import SeenHit
from kyc.texts.catalogue import Language
from kyc.texts.translator import translator
from kyc.web.console.case.views.hit import HitView, hit_view, tabs_of
from kyc.web.console.case.views.listed import Cell
from kyc.web.console.case.views.meaning import band, finding, weight
from kyc.web.console.case.views.publishers import publisher_link
from tests.unit.web.console.case.lived import KEYS, Lived, World, world
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema

ENGLISH = translator("en")
LISTED = "sdn-990001"


@pytest.fixture(scope="module")
def lived() -> World:
    return world()


@pytest.fixture(scope="module")
def hit(lived: World) -> HitView:
    return view_of(lived, "sanctioned", lived.entities[LISTED])


def seen_of(person: Lived) -> list[SeenHit]:
    """The hits of a report that nobody has looked at."""
    hits = person.report.screening.hits if person.report.screening else ()
    return [SeenHit(hit, None, hit.status, is_stale=False) for hit in hits]


def view_of(lived: World, key: str, entity: ListedEntity | None) -> HitView:
    person = lived.applicants[key]
    view = hit_view(person.report.screening, LISTED, entity, person.evidence)
    assert view is not None
    return view


@pytest.mark.parametrize("key", KEYS)
def test_every_hit_of_every_golden_report_has_a_page(lived: World, key: str) -> None:
    person = lived.applicants[key]
    for tab in tabs_of(seen_of(person)):
        for entity in (lived.entities.get(tab.entity_id), None):
            for evidence in (person.evidence, None):
                assert hit_view(person.report.screening, tab.entity_id, entity, evidence) is not None


def test_the_sides_stand_in_one_row(hit: HitView) -> None:
    row = {row.field: row for row in hit.rows}["birth_date"]
    assert (row.applicant[0].day, row.entry[0].day) == (PartialDate(1975, 8, 17), PartialDate(1975, 8, 17))
    assert row.verdict is Verdict.AGREES
    assert row.bits == 12.0


def test_the_number_that_agrees_is_pointed_at(hit: HitView) -> None:
    cells = {row.field: row for row in hit.rows}["id_numbers"].entry
    assert [cell.matched for cell in cells] == [False, True]


@pytest.mark.parametrize(
    ("kind", "country", "language", "told"),
    [
        ("national_id", "IDN", "en", "national identity number, IDN"),
        ("national_id", "IDN", "id", "nomor identitas nasional, IDN"),
        ("passport", None, "id", "paspor"),
        ("tail_number", None, "id", "tail number"),  # as the publisher has it
    ],
)
def test_what_a_listed_number_is_is_said_in_the_readers_language(
    lived: World, kind: str, country: str | None, language: Language, told: str
) -> None:
    listed = replace(lived.entities[LISTED], documents=(ListedDocument(kind, "A1", country),))
    (cell,) = {row.field: row for row in view_of(lived, "sanctioned", listed).rows}["id_numbers"].entry
    assert cell.remark is not None
    assert cell.remark.spoken(translator(language)) == told


def test_the_name_that_resembled_stands_first_among_the_aliases(lived: World) -> None:
    listed = lived.entities[LISTED]
    names = (ListedName("OTHER, Name"), ListedName("SURYAKENCANA, Bagus Hartanto", NameKind.WEAK_ALIAS))
    row = view_of(lived, "sanctioned", replace(listed, names=names)).rows[0]
    assert [_text(cell) for cell in row.entry] == ["SURYAKENCANA, Bagus Hartanto", "OTHER, Name"]
    assert [cell.matched for cell in row.entry] == [True, False]


def test_a_town_is_the_same_though_the_list_names_its_country_too(hit: HitView) -> None:
    row = {row.field: row for row in hit.rows}["birth_place"]
    assert [(run.text, run.mark.value) for run in row.applicant[0].runs] == [("MALANG", "same")]
    assert [run.mark.value for run in row.entry[0].runs] == ["same", "only"]


def test_terms_add_up_to_the_bits(hit: HitView) -> None:
    assert sum(term.bits for term in hit.terms) == pytest.approx(hit.hit.bits)
    assert max(term.reach for term in hit.terms) == 100.0


def test_what_was_compared_is_counted(hit: HitView) -> None:
    assert (hit.compared, hit.asked) == (6, 6)


def test_an_entity_that_left_its_list_is_shown_from_the_report(lived: World) -> None:
    view = view_of(lived, "sanctioned", None)
    rows = {row.field: row for row in view.rows}
    assert rows["birth_date"].entry[0].day == PartialDate(1975, 8, 17)
    assert [_text(cell) for cell in rows["programmes"].entry] == ["SDGT"]


def test_without_evidence_the_report_still_tells_what_was_asked(lived: World) -> None:
    view = hit_view(lived.applicants["sanctioned"].report.screening, LISTED, lived.entities[LISTED], None)
    assert view is not None
    assert view.rows[0].applicant


def test_a_hit_that_the_case_does_not_hold_has_no_page(lived: World) -> None:
    assert hit_view(lived.applicants["clear_ktp"].report.screening, LISTED, None, None) is None
    assert hit_view(None, LISTED, None, None) is None


@pytest.mark.parametrize(
    ("day", "remark"),
    [
        (PartialDate(1975), "year only"),
        (PartialDate(1975, 8), "month and year only"),
        (PartialDate(1975, 1, 1), "1 January often stands for a year alone"),
    ],
)
def test_a_birth_date_says_how_exact_it_is(lived: World, day: PartialDate, remark: str) -> None:
    entity = replace(lived.entities[LISTED], birth_dates=(DateSpan(day),))
    cell = {row.field: row for row in view_of(lived, "sanctioned", entity).rows}["birth_date"].entry[0]
    assert cell.remark is not None
    assert cell.remark.spoken(ENGLISH) == remark


def test_open_flagged_hits_are_those_to_judge(lived: World) -> None:
    (found,) = seen_of(lived.applicants["sanctioned"])
    assert [tab.to_judge for tab in tabs_of([found])] == [True]
    assert [tab.to_judge for tab in tabs_of([replace(found, status=HitStatus.FALSE_POSITIVE)])] == [False]
    assert [tab.to_judge for tab in tabs_of(seen_of(lived.applicants["namesake"]))] == [False]


@pytest.mark.parametrize(
    ("score", "begins"),
    [(0.93, "Strong"), (0.8, "Strong"), (0.75, "Notable"), (0.7, "Notable"), (0.6, "Similar"), (0.1, "Weak")],
)
def test_a_score_says_what_it_means(score: float, begins: str) -> None:
    assert band(score).spoken(ENGLISH).startswith(begins)


@pytest.mark.parametrize(
    ("bits", "means"),
    [
        (12.0, "4,100 times likelier that they are the same."),
        (-3.0, "8 times less likely that they are the same."),
        (0.5, "1.4 times likelier that they are the same."),
        (0.0, "Says nothing either way."),
        (40.0, "more than a billion times likelier that they are the same."),
    ],
)
def test_bits_are_told_as_odds(bits: float, means: str) -> None:
    assert weight(bits).spoken(ENGLISH) == means


def test_the_odds_are_told_in_indonesian_figures() -> None:
    assert "4.100" in weight(12.0).spoken(translator("id"))


@pytest.mark.parametrize(
    ("field", "alike", "verdict", "words"),
    [
        ("birth_date", 1.0, Verdict.AGREES, "The same day."),
        ("birth_date", 0.8, Verdict.PARTLY, "Day and month are swapped."),
        ("birth_date", 0.6, Verdict.PARTLY, "A year beside it."),
        ("birth_date", 0.0, Verdict.CONTRADICTS, "Another date"),
        ("countries", 0.0, Verdict.CONTRADICTS, "No country in common."),
        ("gender", 1.0, Verdict.AGREES, "The same."),
        ("id_numbers", 0.8, Verdict.PARTLY, "One character differs"),
        ("name_kind", 0.0, Verdict.PARTLY, "The publisher itself"),
        ("schema", 0.0, Verdict.CONTRADICTS, "A different kind"),
        ("countries", None, Verdict.NOT_COMPARED, "The entry does not say."),
        ("something_new", 0.4, Verdict.PARTLY, "The names are alike"),
    ],
)
def test_each_finding_is_a_sentence(field: str, alike: float | None, verdict: Verdict, words: str) -> None:
    assert finding(HitField(field, "a", "b", alike, 1.0, verdict)).spoken(ENGLISH).startswith(words)


@pytest.mark.parametrize(
    ("source", "url", "is_link"),
    [
        ("us_ofac_sdn", "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=36", True),
        ("un_sc", "https://www.un.org/", True),
        ("us_ofac_sdn", "http://sanctionssearch.ofac.treas.gov/", False),  # not encrypted
        ("un_sc", "https://sanctionssearch.ofac.treas.gov/", False),  # another publisher's
        ("local", "https://www.un.org/", False),  # a list of one's own has no publisher
        ("us_ofac_sdn", "javascript:alert(1)", False),
        ("us_ofac_sdn", "https://treas.gov@evil.example/", False),
        ("us_ofac_sdn", "https://eviltreas.gov/", False),
        ("us_ofac_sdn", "https://treas.gov:8443/", False),
        ("us_ofac_sdn", "https://treas.gov\\@evil.example/", False),
        ("us_ofac_sdn", "https://tre\u0430s.gov/", False),  # a Cyrillic letter
        ("us_ofac_sdn", "https://[treas.gov/", False),
        ("us_ofac_sdn", "https://treas.gov/\n", False),
        ("us_ofac_sdn", None, False),
    ],
)
def test_only_the_publishers_own_address_becomes_a_link(source: str, url: str | None, is_link: bool) -> None:
    assert (publisher_link(source, url) is not None) is is_link


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "\u202egnp.exe", "=cmd|' /C calc'!A0", "\x00\x1b[31m", "A" * 10_000]
)
def test_a_hostile_entry_is_laid_out_like_any_other(lived: World, name: str) -> None:
    entity = ListedEntity(LISTED, "local", Schema.PERSON, (ListedName(name),), remarks=name, addresses=(name,) * 500)
    view = view_of(lived, "sanctioned", entity)
    assert all(len(_text(cell)) <= 400 for row in view.rows for cell in row.entry)
    assert {row.field: row.left_out for row in view.rows}["addresses"] == 440


def _text(cell: Cell) -> str:
    return "".join(run.text for run in cell.runs)
