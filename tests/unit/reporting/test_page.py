"""The page: complete, self-contained, and safe whatever a card or a list says."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kyc.model.check import Outcome
from kyc.model.document import FieldReading, FieldStatus
from kyc.model.evidence import Evidence
from kyc.model.reasons import CATALOGUE
from kyc.model.report import Recommendation, Report, RiskLevel
from kyc.model.submission import DeclaredData
from kyc.reporting.document import seal
from kyc.reporting.page import render
from kyc.texts.catalogue import LANGUAGES
from kyc.texts.told import change, told
from kyc.texts.translator import Language, translator
from tests.unit.reporting import samples
from tests.unit.reporting.markup import Page

EVERY = pytest.mark.parametrize("make", samples.REPORTS.values(), ids=samples.REPORTS)
SPOKEN = pytest.mark.parametrize("language", LANGUAGES)
HOSTILE = "<script>alert(1)</script>\"'&{{ 7 * 7 }}"


def page_of(report: Report, evidence: Evidence | None = None, language: Language = "en") -> Page:
    return Page(render(seal(report), samples.images(), evidence or samples.evidence(), language=language))


@EVERY
def test_the_page_needs_nothing_but_itself(make: Callable[[], Report]) -> None:
    page = page_of(make())
    assert page.tags["script"] == page.tags["link"] == page.tags["iframe"] == page.tags["form"] == 0
    assert all(value.startswith(("data:image/jpeg;base64,", "#")) for value in page.values("src") + page.values("href"))
    assert not page.values("style")
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert "@import" not in page.style
    assert "url(" not in page.style


def test_the_policy_lets_in_the_one_style_sheet_and_no_script() -> None:
    page = page_of(samples.clear())
    (policy,) = [value for value in page.values("content") if value.startswith("default-src")]
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none';")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script" not in policy


@SPOKEN
@EVERY
def test_the_page_tells_everything_the_report_knows(make: Callable[[], Report], language: Language) -> None:
    report, speaker = make(), translator(language)
    text = page_of(report, language=language).text
    assert speaker.label(report.outcome.recommendation) in text
    for code in report.outcome.reasons:
        assert code in text
        assert getattr(CATALOGUE[code], language) in text
    for hit in report.screening.hits if report.screening else ():
        assert hit.entity_id in text
        assert str(hit.caption) in text
    for said in (
        *(told(limit, speaker) for limit in report.limits),
        *(change(entry.change, speaker, speaker.number) for entry in report.counterfactuals),
        *(step.rule for step in report.trace),
    ):
        assert said in text
    assert report.policy.sha256 in text
    assert (seal(report).integrity or samples.AT).sha256 in text  # type: ignore[union-attr]


def test_each_check_links_from_the_first_screen_to_its_part() -> None:
    page = page_of(samples.review())
    anchors = [value[1:] for value in page.values("href") if value.startswith("#check-")]
    assert set(anchors) <= set(page.values("id"))
    assert {f"check-{result.check}" for result in samples.review().checks} <= set(anchors)


def test_every_id_is_unique() -> None:
    ids = page_of(samples.review()).values("id")
    assert len(ids) == len(set(ids))


def test_each_box_and_its_row_point_at_one_another() -> None:
    page = page_of(samples.clear())
    for key in samples.FIELDS:
        assert {f"#field-{key}", f"#box-{key}"} <= set(page.values("href"))
        assert {f"field-{key}", f"box-{key}"} <= set(page.values("id"))
    assert "field-issue_place" in page.values("id")
    assert "box-issue_place" not in page.values("id")


def test_a_row_shows_what_was_seen_only_where_it_differs() -> None:
    text = page_of(samples.clear()).text
    assert "seen as K0TA AMBON" in text
    assert "seen as SARI WULANDARI" not in text


def test_the_likeness_is_told_in_words() -> None:
    assert "About 1 in 12,000 pairs of different people reach this score." in page_of(samples.clear()).text


def test_faces_that_were_not_compared_have_no_likeness() -> None:
    text = page_of(samples.unable(), samples.evidence(samples.pair(None, None, "FACE.NONE"))).text
    assert "could not be compared" in text
    assert "reach this score" not in text


def test_nothing_screened_is_not_told_as_clear() -> None:
    assert "Nothing was screened" in page_of(samples.unable()).text
    searched = replace(samples.clear(), screening=samples.screening(lists=()))
    assert "No list was active" in page_of(searched).text


def test_a_persons_decision_is_not_told_as_the_policys() -> None:
    base = samples.review()
    decided = replace(base, outcome=replace(base.outcome, decided_by="analyst-7"))
    assert "A person decided" in page_of(decided).text
    assert "The policy recommends" not in page_of(decided).text


@pytest.mark.parametrize("gone", [("document",), ("selfie",), ("document", "selfie")])
def test_a_picture_that_is_none_leaves_a_gap_and_no_error(gone: tuple[str, ...]) -> None:
    images = samples.images() | dict.fromkeys(gone, b"GIF89a not a picture")
    page = Page(render(samples.clear(), images, samples.evidence(), language="en"))
    assert "No picture" in page.text
    assert translator("en").label(Recommendation.APPROVE) in page.text


def test_a_report_without_its_evidence_still_shows_the_boxes_its_checks_point_at() -> None:
    page = Page(render(samples.clear(), samples.images(), language="en"))
    assert "box-name" in page.values("id")
    assert "What was read is not kept" in page.text


def test_a_report_without_pictures_or_evidence_is_still_a_page() -> None:
    assert "Approve" in Page(render(samples.clear(), {}, language="en")).text


def test_a_code_and_a_check_that_are_no_longer_known_are_shown_bare() -> None:
    checks = (samples.check("palm_reading", Outcome.CONSIDER, "OLD.CODE"),)
    text = page_of(samples.report(Recommendation.REVIEW, 50, RiskLevel.MEDIUM, "OLD.CODE", checks=checks)).text
    assert "Palm reading" in text
    assert "OLD.CODE" in text


def hostile(text: str) -> tuple[Report, Evidence]:
    """A report and evidence with the text wherever a card, a list, an applicant or a policy could put one."""
    base = samples.review()
    hit = samples.hit()
    fields = tuple(replace(part, field=text, applicant=text, entry=text) for part in hit.fields)
    hit = replace(
        hit,
        caption=text,
        entity_id=text,
        source=text,
        topics=(text,),
        fields=fields,
        name=text,
        programmes=(text,),
        url=text,
    )
    report = replace(
        base,
        subject=replace(base.subject, external_id=text),
        screening=replace(samples.screening(hit), query=replace(samples.QUERY, name=text)),
        checks=(*base.checks, samples.check("age", items=(replace(samples.field_item(text), value=text),))),
        trace=(replace(base.trace[0], rule=text, effect=text, inputs={text: text}),),
        counterfactuals=(replace(base.counterfactuals[0], change=text),),
        limits=(text,),
    )
    reading = samples.reading()
    read = FieldReading(text, text + "x", 0.9, text, FieldStatus.READ, samples.box_of(3))
    declared = DeclaredData(name=text, address=text, phone=text, email=text)
    seen = replace(
        samples.evidence(declared=declared), document=replace(reading, fields={**reading.fields, "name": read})
    )
    return report, seen


def test_hostile_text_is_shown_and_never_obeyed() -> None:
    report, seen = hostile(HOSTILE)
    page = page_of(report, seen)
    assert page.tags["script"] == 0
    assert HOSTILE in page.text
    assert "49" not in [piece.strip("\"'&") for piece in page.texts]


def test_marks_that_turn_text_around_are_made_visible() -> None:
    report, seen = hostile("\u202eGNUTAH\u2066 \u200b")
    html = render(report, samples.images(), seen, language="en")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", html)
    assert "U+202E" in html


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=30))
def test_no_text_adds_an_element_to_the_page(text: str) -> None:
    plain, odd = (Page(render(report, {}, seen, language="id")) for report, seen in (hostile("plain"), hostile(text)))
    marks = odd.values("class").count("unseen")
    assert odd.tags - Counter(span=marks) == plain.tags


def test_the_same_report_gives_the_same_page() -> None:
    one, other = (render(samples.review(), samples.images(), samples.evidence(), language="id") for _ in range(2))
    assert one == other


TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6})")
PAIRS = [
    *((ink, "sheet") for ink in ("ink", "soft", "link", "good", "look", "bad", "none", "strong")), ("soft", "page"),
    ("good", "good-bg"), ("look", "look-bg"), ("bad", "bad-bg"), ("none", "none-bg"), ("soft", "sunk"), ("ink", "sunk"),
]  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(ink: str, ground: str, dark: bool) -> None:
    style = page_of(samples.clear()).style
    light_part, dark_part = style.split("@media (prefers-color-scheme: dark)")[:2]
    tokens = dict(TOKEN.findall(dark_part if dark else light_part))
    assert contrast(tokens[ink], tokens[ground]) >= 4.5  # WCAG 2.2, 1.4.3 AA


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two #rrggbb colours."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
