"""Every document type found in the folder keeps the contract of `kyc.documents.template`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.documents.icao.layouts import LAYOUTS
from kyc.documents.template import DocumentType
from kyc.documents.types import TYPES
from kyc.model.document import FieldStatus
from kyc.model.reasons import CATALOGUE
from tests.unit.documents.cards import Row, scan_of

EACH = pytest.mark.parametrize("kind", TYPES.values(), ids=list(TYPES))

words = st.sampled_from(
    ["NIK", "Nama : A", "PROVINSI X", "3273024903840012", "P<UTOA<<B" + 35 * "<", "-", "Gol. Darah"]
)
rows = st.lists(
    st.tuples(st.integers(0, 1100), st.integers(0, 700), st.integers(1, 600), words | st.text(min_size=1, max_size=50))
)


def test_the_types_of_the_first_release_are_there() -> None:
    assert {"idn_ktp", "icao_td3"} <= set(TYPES)


@EACH
def test_its_template_makes_sense(kind: DocumentType) -> None:
    template = kind.TEMPLATE
    left, top, right, bottom = template.portrait
    assert 0 <= left < right <= 1
    assert 0 <= top < bottom <= 1
    assert template.width >= 1000, "an engine needs about 12 pixels a millimetre"
    assert template.mrz is None or template.mrz in LAYOUTS
    keys = [spec.key for spec in template.fields]
    assert len(keys) == len(set(keys))


@EACH
def test_nothing_on_a_card_is_no_hit(kind: DocumentType) -> None:
    assert kind.hits([]) == 0
    assert kind.hits(["SELAMAT PAGI", "12345", "HELLO WORLD"]) < kind.TEMPLATE.min_hits


@EACH
@settings(max_examples=60)
@given(rows=rows)
def test_it_reads_anything_and_answers_every_field(kind: DocumentType, rows: list[Row]) -> None:
    found = kind.read(scan_of(rows))
    assert list(found.fields) == [spec.key for spec in kind.TEMPLATE.fields]
    assert set(found.issues) <= set(CATALOGUE)
    for reading in found.fields.values():
        assert (reading.value is None) == (reading.status is FieldStatus.MISSING)
        assert 0 <= reading.confidence <= 1
