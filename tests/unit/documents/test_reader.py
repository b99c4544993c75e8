"""Finding the card, its way up and its type; the engines here know one card and answer only when it is upright."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from fixtures.ktp import draw_ktp
from fixtures.passport import draw_passport
from fixtures.people import invent_ktp, invent_passport
from fixtures.photograph import photograph
from kyc.documents.reader import read_document
from kyc.engines.protocols import Image
from kyc.engines.rapidocr import RapidOcr
from kyc.engines.tesseract import Tesseract
from kyc.model.document import FieldStatus, TextLine
from kyc.model.errors import InputError
from kyc.model.geometry import Box
from kyc.settings import Settings
from tests.unit.documents.cards import CARD, TRUTH, Recorded, lines_of

RED = (200, 20, 20)
PORTRAIT = np.full((400, 300, 3), 150, np.uint8)


class Upright(Recorded):
    """Sees the recorded card when the red mark stands at the top left, else rubbish."""

    def read(self, image: Image, *, mode: str = "card") -> Sequence[TextLine]:
        if mode != "card":
            return super().read(image, mode=mode)
        self.asked.append(mode)
        if int(image[10:20, 10:20, 0].mean()) > 150 > int(image[10:20, 10:20, 1].mean()):
            return lines_of(CARD)
        return lines_of([(100, 100, 300, "ISNIAOHd"), (100, 300, 200, "VWVN")])


def marked_card() -> Image:
    image = np.full((766, 1214, 3), 140, np.uint8)
    image[:40, :40] = RED
    return image


@pytest.mark.parametrize(
    ("turns", "issues"), [(0, ()), (2, ("IMG.ROTATED",)), (1, ("IMG.ROTATED",)), (3, ("IMG.ROTATED",))]
)
def test_a_card_is_read_whichever_way_up_it_lies(turns: int, issues: tuple[str, ...]) -> None:
    image = np.ascontiguousarray(np.rot90(marked_card(), turns))
    found = read_document(image, [Upright({"digits": [TRUTH["nik"]]})], reference_year=2026)
    assert found.document_type == "idn_ktp"
    assert {key: field.value for key, field in found.fields.items()} == TRUTH
    assert tuple(issue for issue in found.issues if issue == "IMG.ROTATED") == issues


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_quads_lead_back_to_the_picture(turns: int) -> None:
    image = np.ascontiguousarray(np.rot90(marked_card(), turns))
    found = read_document(image, [Upright()], reference_year=2026)
    assert found.quad is not None
    corner = found.quad[0]  # the card's own top-left, where the mark is
    x, y = (
        min(max(0, round(at) - 5 if at > 10 else 5), side - 1)
        for at, side in zip(corner, image.shape[1::-1], strict=True)
    )
    assert tuple(image[y, x]) == RED
    nik = found.fields["nik"].quad
    assert nik is not None
    box = Box.around(nik)
    assert max(box.width, box.height) > 500
    assert found.portrait is not None


def test_an_upright_card_costs_one_reading() -> None:
    reader = Upright({"digits": [TRUTH["nik"]]})
    read_document(marked_card(), [reader], reference_year=2026)
    assert reader.asked.count("card") == 1


def test_what_no_type_recognises_has_no_type() -> None:
    found = read_document(marked_card(), [Recorded()], reference_year=2026)
    assert found.document_type is None
    assert found.issues == ("DOC.UNSUPPORTED",)
    assert dict(found.fields) == {}


def test_an_unknown_type_is_the_callers_to_mend() -> None:
    with pytest.raises(InputError) as caught:
        read_document(marked_card(), [Recorded()], document_type="nonesuch")
    assert caught.value.code == "DOC.UNSUPPORTED"


@pytest.mark.engines
def test_a_real_engine_reads_a_drawn_card_upside_down() -> None:
    rng = np.random.default_rng(11)
    card = invent_ktp(rng)
    shot = photograph(draw_ktp(card, PORTRAIT, rng), rng, 2, half_turned=True)
    settings = Settings(isolate=False)
    found = read_document(shot.image, [RapidOcr(settings), Tesseract(settings)], reference_year=2026)
    assert {key: field.value for key, field in found.fields.items()} == card.truth()
    assert found.fields["nik"].status is FieldStatus.VERIFIED
    assert found.quad is not None
    assert np.abs(np.array(found.quad) - shot.corners).max() < 12


@pytest.mark.engines
def test_a_real_engine_reads_a_drawn_passport() -> None:
    rng = np.random.default_rng(12)
    page = invent_passport(rng)
    settings = Settings(isolate=False)
    shot = photograph(draw_passport(page, PORTRAIT, rng), rng, 1)
    found = read_document(shot.image, [RapidOcr(settings), Tesseract(settings)], reference_year=2026)
    assert {key: field.value for key, field in found.fields.items()} == page.truth()
    assert found.mrz is not None
    assert found.mrz.lines == page.mrz
    assert found.issues == ()
