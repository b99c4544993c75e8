"""The page speaks Indonesian or English, and nothing of the other."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kyc.model.reasons import CATALOGUE
from kyc.model.report import Recommendation, Report
from kyc.model.submission import DeclaredData
from kyc.reporting.document import as_json, from_json
from kyc.reporting.page import page, render
from kyc.reporting.views import reasons_of
from kyc.services.batches.summary import summed_up
from kyc.services.batches.work import Row
from kyc.texts.catalogue import LANGUAGES, read_catalogue
from kyc.texts.translator import Language
from kyc.web.pages import client_page
from tests.unit.reporting import samples
from tests.unit.reporting.markup import Page
from watchlists.dates import PartialDate

GOLDEN = sorted(Path("fixtures/golden").glob("*.report.json"))
SPOKEN = pytest.mark.parametrize("language", LANGUAGES)
EVERY = pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name.partition(".")[0])
SEEN = re.compile(r'\b(?:alt|title|aria-label|data-label|content)="([^"]*)"')
NAMES = {"fmr", "indonesia"}  # the same in both
CODE = re.compile(r"\b[A-Z]{2,}\.[A-Z_]+\b")  # of a reason
WORD = re.compile(r"[a-z]{2,}")


def heard(html: str) -> str:
    """What a reader sees or hears of a page that is not data; labels and sentences are read in their `bdi`, too."""
    body = html.partition("<body>")[2]
    said = " ".join((*SEEN.findall(body), re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(code|pre)\b.*?</\1>", " ", body))))
    return " ".join(CODE.sub(" ", said).split())


@cache
def words_of(language: Language) -> frozenset[str]:
    """Every word of the catalogues in a language, reasons included."""
    said = [getattr(reason, language) for reason in CATALOGUE.values()]
    for message in read_catalogue("id"):
        texts = message.id if language == "en" else message.string
        said += [texts] if isinstance(texts, str) else list(texts or ())
    return frozenset(word for text in said for word in WORD.findall(re.sub(r"%\(\w+\)s", " ", text.lower())))


def foreign(html: str, language: Language, *, data: str) -> set[str]:
    """Words of the other language only, which are in none of the report's own data."""
    (other,) = (each for each in LANGUAGES if each != language)
    only_theirs = words_of(other) - words_of(language) - set(WORD.findall(data.lower())) - NAMES
    return set(WORD.findall(heard(html).lower())) & only_theirs


def golden(path: Path) -> tuple[Report, str]:
    """A golden report, and the words that are its own: names, lists, engines, policies of somebody else's."""
    document = json.loads(path.read_text("utf-8")) | {"integrity": None}
    document["policy"]["sha256"] = "70" * 32
    for check in document["checks"]:
        check |= {"engine": None, "inputs": [], "duration_ms": 1.0}
        for ref in (ref for group in check["breakdown"] for item in group["items"] for ref in item["evidence"]):
            ref |= {"sha256": "c1" * 32}
    screening = document["screening"]
    for source in screening["lists"] if screening else ():
        source |= {"sha256": "0a" * 32, "fetched_at": document["created_at"]}
    hits = screening["hits"] if screening else []
    own = [[hit[key] for key in ("entity_id", "caption", "list", "name", "programmes", "url")] for hit in hits]
    points = [
        item["operating_point"] or {}
        for check in document["checks"]
        for group in check["breakdown"]
        for item in group["items"]
    ]
    own += [point["source"].partition(",")[0] for point in points if point.get("fmr")]  # the calibration of faces
    own += [[part["applicant"], part["entry"]] for hit in hits for part in hit["fields"] if part["field"] == "name"]
    return from_json(document), json.dumps(
        [
            own,
            document["subject"],
            document["policy"],
            screening and [screening["query"]["name"], screening["algorithm"]],
        ]
    )


@SPOKEN
@EVERY
def test_a_page_has_no_word_of_the_other_language(path: Path, language: Language) -> None:
    report, data = golden(path)
    assert foreign(render(report, {}, language=language), language, data=data) == set()


@SPOKEN
def test_what_was_read_is_told_in_the_readers_language_too(language: Language) -> None:
    report, data = golden(Path("fixtures/golden/sanctioned.report.json"))
    own = f"{data} {list(samples.FIELDS.values())} {samples.DECLARED.name} sface dlib photos"
    html = render(report, samples.images(), samples.evidence(), language=language)
    assert foreign(html, language, data=own) == set()


@SPOKEN
def test_indexes_and_summaries_and_the_clients_page_too(language: Language) -> None:
    report = samples.review()
    rows = [("ani", "ani/report.html", report, reasons_of(report))]
    done = [Row("ani", "sub-1", Recommendation.REVIEW, 72, report.outcome.reasons, 1.0)]
    pages = (
        page("index.html", language, rows=rows, counts={"review": 1}),
        page("batch.html", language, summary=summed_up(done, seconds=1.0, at=samples.AT), rows=[(done[0], None)]),
        client_page(as_json(replace(samples.reject(), limits=()), "client"), language),
    )
    for html in pages:
        assert html.startswith(f'<!doctype html>\n<html lang="{language}">')
        assert foreign(html, language, data="ani onboarding app id") == set()


@SPOKEN
def test_the_page_names_its_language(language: Language) -> None:
    shown = Page(render(samples.review(), {}, language=language))
    assert shown.values("lang") == [language]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", ("22 November 2026, 16.30 WIB", "17 Maret 1992", "17.204", "0,947", "1 dari 1.000", "+9,4")),
        ("en", ("22 November 2026, 16:30 WIB", "17 March 1992", "17,204", "0.947", "1 in 1,000", "+9.4")),
    ],
)  # fmt: skip
def test_dates_and_numbers_are_written_as_the_reader_writes_them(language: Language, said: tuple[str, ...]) -> None:
    text = Page(render(samples.review(), samples.images(), samples.evidence(), language=language)).text
    assert [each for each in said if each not in text] == []


def test_a_name_in_arabic_letters_stands_in_its_own_direction() -> None:
    evidence = samples.evidence(declared=DeclaredData(name="محمد أحمد", birth_date=PartialDate(1990)))
    arabic = replace(samples.hit(), caption="محمد علي")
    html = render(replace(samples.review(), screening=samples.screening(arabic)), {}, evidence, language="id")
    assert "<bdi>محمد علي</bdi>" in html
    assert "<bdi>محمد أحمد</bdi>" in html


@SPOKEN
def test_every_head_of_a_table_says_what_it_heads(language: Language) -> None:
    html = render(samples.review(), samples.images(), samples.evidence(), language=language)
    assert [head for head in re.findall(r"<th\b[^>]*>", html) if "scope=" not in head] == []
