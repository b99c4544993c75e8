"""What the paper says, in both languages, and that foreign text stays text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from kyc.model.report import Report
from kyc.reporting.pdf.content import Alert, Casework, Material
from kyc.reporting.pdf.index import attachment
from kyc.reporting.pdf.paper import paper
from kyc.texts.translator import Language
from tests.unit.reporting import samples
from tests.unit.reporting.pdf.material import CASEWORK, DECISION, REVIEW, client, internal, specimen

HOSTILE = "<script>alert(1)</script>\u202e=HYPERLINK(\"http://x\")<img src='http://evil.example/x'>\x00{{ 7 * 7 }}"


def text_of(material: Material, language: Language = "en") -> str:
    """What a reader reads."""
    body = paper(material, attachment(material), language).split("</style>")[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Review", "Risk 72 of 100", "17 March 1992", "Sari Wulandari Agrees", "22 November 2026, 16:30 WIB",
                "Somebody on a terror list resembles the applicant.", "True hit : The identity was confirmed",
                "About 1 in 12,000 pairs of different people reach this score."]),
        ("id", ["Tinjau", "Risiko 72 dari 100", "17 Maret 1992", "Sari Wulandari", "22 November 2026, 16.30 WIB",
                "Pemohon menyerupai pihak dalam daftar terduga teroris.", "Temuan benar : Identitas telah dipastikan",
                "Sekitar 1 di antara 12.000 pasang orang berbeda mencapai skor ini."]),
    ],
)  # fmt: skip
def test_the_paper_speaks_its_language(language: Language, sentences: list[str]) -> None:
    text = text_of(internal(), language)
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_who_decided_and_who_agreed_stand_on_it_with_what_the_applicant_reads() -> None:
    text = text_of(internal())
    assert "Reject: Applied" in text
    assert "Decided by Rina Hartati" in text
    assert "Second person Dewi Lestari" in text
    assert "What the applicant reads Kami tidak dapat melanjutkan permohonan Anda." in text


def test_a_case_that_nobody_decided_says_so() -> None:
    text = text_of(internal(casework=Casework("KYC-7")))
    assert "No person has decided yet." in text
    assert "Nobody has reviewed this hit yet." in text


def test_what_rescreening_found_since_stands_under_its_own_case() -> None:
    found = replace(samples.hit(), entity_id="new-1", caption="SOMEBODY NEW")
    listed = replace(samples.LISTS[0], fetched_at=samples.AT + timedelta(days=9))
    alert = Alert("KYC-1099", samples.AT + timedelta(days=10), samples.screening(found, lists=(listed,)))
    text = text_of(internal(casework=replace(CASEWORK, alerts=(alert,))))
    told = text.split("Alert KYC-1099 of 2 December 2026")[1]
    assert "Somebody New" in told
    assert "1 day" in told
    assert "Somebody New" not in text.split("Alert KYC-1099")[0]


def test_a_second_person_who_is_awaited_is_named_as_such() -> None:
    proposed = replace(DECISION, checker=None, checked_at=None)
    assert "Second person awaited" in text_of(internal(casework=replace(CASEWORK, decisions=(proposed,))))


@pytest.mark.parametrize("report", samples.REPORTS.values())
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_of_report_can_be_written(report, language: Language) -> None:  # type: ignore[no-untyped-def]
    for material in (internal(report()), client(report()), replace(internal(report(), None), evidence=None, images={})):
        assert "SHA-256" in text_of(material, language)


def test_the_clients_paper_holds_nothing_that_is_withheld_from_them() -> None:
    review = samples.review()
    page = paper(client(review), attachment(client(review)), "en")
    assert "SCR." not in page
    assert "Sari" not in page
    assert str(review.outcome.risk_score) not in text_of(client(review)).split("Evidence index")[0]
    assert [hit.caption for hit in _hits(review) if hit.caption in page] == []


def test_the_clients_paper_depends_on_nothing_restricted() -> None:
    review = samples.review()
    quiet = replace(review.outcome, risk_score=1, reasons=("FACE.POOR",))
    other = replace(review, screening=None, outcome=quiet, trace=(), counterfactuals=(), limits=("another",))
    pages = {paper(client(report), attachment(client(report)), "id") for report in (review, other)}
    assert len(pages) == 1


def test_the_clients_paper_gives_the_reasons_that_are_theirs() -> None:
    assert "The selfie and the portrait show different people." in text_of(client())


def test_a_specimen_says_so_on_every_page() -> None:
    page = paper(specimen(), attachment(specimen()), "id")
    assert '@top-center { content: "SPESIMEN' in page
    assert "SPESIMEN" not in paper(client(), attachment(client()), "id")


def test_foreign_text_is_shown_as_text_and_never_made_part_of_the_page() -> None:
    hit = replace(samples.hit(), caption=HOSTILE, name=HOSTILE, programmes=(HOSTILE,), url=HOSTILE, source=HOSTILE)
    report = replace(samples.review(), screening=samples.screening(hit), limits=(HOSTILE,))
    casework = replace(
        CASEWORK,
        decisions=(replace(DECISION, note=HOSTILE, message=HOSTILE),),
        reviews=(replace(REVIEW, note=HOSTILE),),
        people={"usr_1": HOSTILE},
    )
    material = internal(report, casework)
    declared = replace(samples.DECLARED, name=HOSTILE, external_id=HOSTILE)
    page = paper(replace(material, evidence=samples.evidence(declared=declared)), attachment(material), "id")
    body = page.split("</style>")[1]
    assert "<script" not in body
    assert "<img src='http" not in body
    assert "\u202e" not in page
    assert "\x00" not in page
    assert "{{ 7 * 7 }}" in body
    assert body.count("U+202E") >= 8


def test_every_digest_behind_the_report_stands_in_the_index() -> None:
    index = text_of(internal()).split("Evidence index")[1]
    lists = samples.review().screening.lists  # type: ignore[union-attr]
    digests = [samples.CARD_DIGEST, samples.SELFIE_DIGEST, "70" * 32, *(each.sha256 for each in lists)]
    assert [digest for digest in digests if digest not in index] == []


def _hits(report: Report) -> tuple:  # type: ignore[type-arg]
    return report.screening.hits if report.screening else ()
