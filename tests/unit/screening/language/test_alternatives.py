"""Texts that give several names, and what forms write before one."""

from __future__ import annotations

import pytest

from kyc.screening.language.alternatives import called, unlabelled
from kyc.screening.language.names import read_names


def first_spellings(text: str, *, person: bool = False) -> list[set[str]]:
    return [{word[0] for word in name.words} for name in read_names(text, person=person)]


KENCANA, MELATI = {"kencana", "abadi"}, {"melati", "niaga"}


@pytest.mark.parametrize(
    "text",
    [
        "Kencana Abadi (formerly Melati Niaga)",
        "Kencana Abadi, formerly known as Melati Niaga",
        "Kencana Abadi f/k/a Melati Niaga",
        "Kencana Abadi (F.K.A. Melati Niaga)",
        "KENCANA ABADI AKA MELATI NIAGA",
        "Kencana Abadi t/a Melati Niaga",
        "Kencana Abadi trading as Melati Niaga",
        "Kencana Abadi d/b/a Melati Niaga",
        "Kencana Abadi (ex-Melati Niaga)",
        "Kencana Abadi (ex Melati Niaga)",
        "Kencana Abadi, now Melati Niaga",
    ],
)
def test_a_former_name_and_one_to_trade_under_are_names_of_their_own(text: str) -> None:
    assert first_spellings(text) == [KENCANA, MELATI]


@pytest.mark.parametrize(
    "text",
    [
        "Kencana Exim Abadi",
        "Ex Libris Kencana",
        "Aka Kencana",
        "Kencana Formerly",  # nothing follows
        "Kencana Import-Export",
        "Kencana (Aka",
        "",
    ],
)
def test_what_only_looks_like_another_name_is_a_word(text: str) -> None:
    assert called(text) == (text,)


def test_a_person_has_one_name_in_a_text() -> None:
    assert len(first_spellings("Siti Kencana aka Melati Niaga", person=True)) == 1


def test_an_address_that_somebody_else_lends_is_no_name() -> None:
    assert first_spellings("Kencana Abadi c/o Melati Niaga, Jalan Abadi") == [KENCANA]
    assert called("c/o Kencana") == ("c/o Kencana",)


@pytest.mark.parametrize(
    "label",
    ["SHIPPER:", "Beneficiary :", "ORDERING CUSTOMER: ", "FIELD 59:", "Notify party:", "field 50K:", "Bill to:"],
)
@pytest.mark.parametrize("person", [True, False])
def test_what_a_form_writes_before_a_name_is_no_part_of_it(label: str, *, person: bool) -> None:
    assert first_spellings(f"{label}Kencana Abadi", person=person) == [KENCANA]


@pytest.mark.parametrize(
    "text", ["Kencana: Abadi", "Beneficiary Kencana", "Beneficiary:", "Customer Care Kencana: Abadi"]
)
def test_only_a_label_with_a_name_behind_it_is_left_out(text: str) -> None:
    assert unlabelled(text) == text
