"""Recorded lines of cards, and a reader that answers with them: no engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kyc.documents.scan import Scan
from kyc.engines.protocols import Image, TextReader
from kyc.imaging.rectify import whole
from kyc.model.check import EngineUsed
from kyc.model.document import TextLine
from kyc.model.geometry import Box

Row = tuple[int, int, int, str]  # x, y, width, text

# As RapidOCR 3.10 read a drawn card of nobody, set straight to 1214 x 766.
CARD: tuple[Row, ...] = (
    (432, 41, 351, "PROVINSI MALUKU"),
    (280, 87, 653, "KABUPATEN MALUKU BARAT DAYA"),
    (26, 166, 82, "NIK"),
    (285, 159, 625, ":8108092612780024"),
    (28, 233, 83, "Nama"),
    (303, 234, 389, ": MUHAMMAD ARIF WIBOWO"),
    (29, 268, 216, "Tempat/Tgl Lahir"),
    (303, 268, 440, ": JAKARTA SELATAN, 26-12-1978"),
    (28, 300, 181, "Jenis Kelamin"),
    (303, 302, 154, ": LAKI-LAKI"),
    (601, 302, 185, "Gol. Darah : O"),
    (28, 335, 94, "Alamat"),
    (303, 336, 531, ": JL. MERDEKA NO. 250 BLOK C2 GANG"),
    (322, 371, 385, "MELATI PERUMAHAN INDAH"),
    (81, 403, 100, "RT/RW"),
    (303, 404, 126, ":009/012"),
    (81, 438, 121, "Kel/Desa"),
    (303, 439, 184, ": SUKA MAJU"),
    (81, 473, 147, "Kecamatan"),
    (302, 472, 238, ": PULAU MASELA"),
    (26, 506, 96, "Agama"),
    (304, 506, 108, ": ISLAM"),
    (29, 541, 238, "Status Perkawinan"),
    (304, 541, 216, ": BELUM KAWIN"),
    (27, 572, 134, "Pekerjaan"),
    (304, 576, 304, ": KARYAWAN SWASTA"),
    (27, 607, 233, "Kewarganegaraan"),
    (303, 607, 80, ": WNI"),
    (894, 602, 287, "MALUKU BARAT DAYA"),
    (26, 638, 200, "Berlaku Hingga"),
    (304, 644, 237, ": SEUMUR HIDUP"),
    (967, 633, 140, "04-03-2019"),
    (30, 713, 366, "SPESIMEN - BUKAN DOKUMEN RESMI"),
)
TRUTH: Mapping[str, str] = {
    "province": "PROVINSI MALUKU",
    "regency": "KABUPATEN MALUKU BARAT DAYA",
    "nik": "8108092612780024",
    "name": "MUHAMMAD ARIF WIBOWO",
    "birth_place": "JAKARTA SELATAN",
    "birth_date": "1978-12-26",
    "sex": "LAKI-LAKI",
    "blood_type": "O",
    "address": "JL. MERDEKA NO. 250 BLOK C2 GANG MELATI PERUMAHAN INDAH",
    "rt_rw": "009/012",
    "village": "SUKA MAJU",
    "district": "PULAU MASELA",
    "religion": "ISLAM",
    "marital_status": "BELUM KAWIN",
    "occupation": "KARYAWAN SWASTA",
    "nationality": "WNI",
    "valid_until": "SEUMUR HIDUP",
    "issue_place": "MALUKU BARAT DAYA",
    "issue_date": "2019-03-04",
}


@dataclass
class Recorded:
    """A `TextReader` that answers each mode in turn with what was recorded; nothing where nothing was."""

    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    name: str = "recorded"
    asked: list[str] = field(default_factory=list)

    @property
    def used(self) -> EngineUsed:
        return EngineUsed(self.name, "1")

    def read(self, image: Image, *, mode: str = "card") -> Sequence[TextLine]:
        given = self.answers.get(mode, ())
        at = self.asked.count(mode)
        self.asked.append(mode)
        box = Box(0.0, 0.0, float(image.shape[1]), float(image.shape[0]))
        text = given[min(at, len(given) - 1)] if given else ""
        return [TextLine(text, box.quad, 0.99)] if text else []


def lines_of(rows: Iterable[Row], *, confidence: float = 0.99) -> tuple[TextLine, ...]:
    return tuple(TextLine(text, Box(x, y, width, 32).quad, confidence) for x, y, width, text in rows)


def scan_of(rows: Iterable[Row], *readers: TextReader, confidence: float = 0.99) -> Scan:
    image = np.full((766, 1214, 3), 200, np.uint8)
    return Scan(whole(image), lines_of(rows, confidence=confidence), readers or (Recorded(),), 2026)


def with_text(old: str, new: str, rows: Iterable[Row] = CARD) -> tuple[Row, ...]:
    """The card with one line read otherwise; an empty text leaves it out."""
    changed = tuple((x, y, width, new if text == old else text) for x, y, width, text in rows)
    assert changed != tuple(rows), old
    return tuple(row for row in changed if row[3])


__all__ = ["CARD", "TRUTH", "Recorded", "lines_of", "scan_of", "with_text"]
