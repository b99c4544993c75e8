"""Reflections make open text doubtful, and only where they lie."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from kyc.documents.shine import is_touched, shine
from kyc.documents.types import idn_ktp
from kyc.engines.protocols import Image
from kyc.imaging.rectify import whole
from kyc.model.document import FieldStatus
from kyc.model.geometry import Box
from tests.unit.documents.cards import CARD, TRUTH, Recorded, scan_of

PAPER = np.full((766, 1214, 3), 150, np.uint8)


def with_reflection(x: int, y: int) -> Image:
    return np.asarray(cv2.ellipse(PAPER.copy(), (x, y), (90, 45), 0, 0, 360, (215, 215, 215), -1), dtype=np.uint8)


@pytest.mark.parametrize(("x", "touched"), [(600, True), (690, True), (1100, False)])
def test_a_reflection_touches_a_line_it_lies_on_or_beside(x: int, touched: bool) -> None:
    mask = shine(with_reflection(x, 250))
    assert is_touched(mask, Box(303, 234, 300, 30), width=1214) is touched


def test_light_from_one_side_is_no_reflection() -> None:
    light = np.linspace(0.6, 1.2, 1214, dtype=np.float32)[None, :, None]
    assert not shine((PAPER * light).astype(np.uint8)).any()


def test_an_open_field_under_a_reflection_is_doubtful_and_a_verified_number_stays() -> None:
    scan = replace(scan_of(CARD, Recorded({"digits": [TRUTH["nik"]]})), card=whole(with_reflection(600, 250)))
    fields = idn_ktp.read(scan).fields
    assert fields["name"].status is FieldStatus.DOUBTFUL
    assert fields["religion"].status is FieldStatus.READ
    assert fields["nik"].status is FieldStatus.VERIFIED
    assert {fields[key].status for key in ("birth_date", "sex", "district")} == {FieldStatus.VERIFIED}
