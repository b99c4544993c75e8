"""Cards to measure the reader with: drawn and photographed otherwise than the fixtures it was written beside.

Layout after the blank that circulates as a 720 x 463 template; longer names, wrapped addresses, other lenses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from fixtures.ktp import Ktp
from fixtures.people import invent_ktp

Picture = NDArray[np.uint8]
Rng = np.random.Generator

LEVELS = ("scan", "mild perspective", "clutter and blur", "glare, turned, noise")

_FONTS = Path("/usr/share/fonts/truetype")
_SANS = "liberation/LiberationSans-Regular.ttf"
_OCR_A = "ocr-a/OCRA.ttf"
_SCALE: float = 2.0  # pixels of the drawn card for each of the template's
_WIDTH, _HEIGHT = 720, 454
_MORE_NAMES = (
    "MUHAMMAD FIRMANSYAH PRASETYO",
    "NI LUH PUTU AYU SURYANINGSIH",
    "SUHARTI",
    "ABD. RAHMAN",
    "R. BAMBANG SULISTYO, S.H.",
    "MARIA GORETTI D'ORNAY",
    "TJOKORDA GDE RAKA",
    "SITI NURHALIZAH",
    "YOHANES PAULUS KRISTIAN WAMBRAUW",
    "IDA AYU-LESTARI",
)
_MORE_STREETS = (
    "JL. KH. WAHID HASYIM NO. 12 RUKO BLOK B7",
    "KP. CIKAREO",
    "JL. RAYA BOGOR KM. 28 GG. H. SALEH NO. 4A",
    "DUSUN II SIMPANG EMPAT",
    "PERUMAHAN BUKIT CEMARA TIDAR BLOK F4 NO. 17",
    "JL. GATOT SUBROTO KAV. 36-38",
)
_MORE_VILLAGES = ("KAMPUNG BARU", "SEI KERA HILIR I", "PULO GEBANG", "TANAH TINGGI", "KEBON JERUK", "BATU IX")


@dataclass(frozen=True, slots=True)
class Shot:
    """A photograph of a card, and what a perfect reader answers."""

    image: Picture
    truth: dict[str, str]


def draw_shot(seed: int, level: int) -> Shot:
    """Invent, draw and photograph one card; the same seed gives the same picture."""
    rng = np.random.default_rng((seed, level))
    card = _varied(invent_ktp(rng), rng)
    return Shot(_photographed(_drawn(card, rng), level, rng), card.truth())


def _varied(card: Ktp, rng: Rng) -> Ktp:
    changes: dict[str, object] = {}
    if rng.random() < 0.6:
        changes["name"] = _one(_MORE_NAMES, rng)
    if rng.random() < 0.6:
        changes["address"] = _one(_MORE_STREETS, rng)
    if rng.random() < 0.5:
        changes["village"] = _one(_MORE_VILLAGES, rng)
    if rng.random() < 0.3:
        changes["valid_until"] = date(2012 + int(rng.integers(8)), card.birth_date.month, min(28, card.birth_date.day))
    return replace(card, **changes)  # type: ignore[arg-type]


def _drawn(card: Ktp, rng: Rng) -> Picture:
    image = Image.fromarray(_paper(rng))
    pen = ImageDraw.Draw(image)
    for y, text in ((25.0, card.province), (49.0, card.regency)):
        _write(pen, (_WIDTH / 2, y), text, 21, anchor="mm")
    _write(pen, (18, 100), "NIK", 24)
    _write(pen, (166, 100), ":", 24)
    _write(pen, (182, 100), card.nik, 31, face=_OCR_A)
    row_y = 141.0
    for x, label, value in _rows(card):
        _write(pen, (x, row_y), label, 16)
        _write(pen, (181, row_y), ":" if label else "", 16)
        _write(pen, (191, row_y), value, 16)
        if label == "Jenis kelamin":
            _write(pen, (358, row_y), f"Gol. Darah :  {card.blood_type}", 16)
        row_y += 22.0 if len(_rows(card)) <= 13 else 20.6
    _portrait(image, rng)
    for y, text in ((383, card.issue_place), (402, f"{card.issue_date:%d-%m-%Y}")):
        _write(pen, (615, y), text, 14, anchor="mm")
    _write(pen, (18, 440), "SPESIMEN", 12)
    return np.asarray(image)


def _rows(card: Ktp) -> list[tuple[float, str, str]]:
    until = "SEUMUR HIDUP" if card.valid_until is None else f"{card.valid_until:%d-%m-%Y}"
    address = _wrapped(card.address)
    return [
        (18, "Nama", card.name),
        (18, "Tempat/Tgl Lahir", f"{card.birth_place}, {card.birth_date:%d-%m-%Y}"),
        (18, "Jenis kelamin", card.sex),
        (18, "Alamat", address[0]),
        *((18, "", line) for line in address[1:]),
        (58, "RT/RW", card.rt_rw),
        (58, "Kel/Desa", card.village),
        (58, "Kecamatan", card.district),
        (18, "Agama", card.religion),
        (18, "Status Perkawinan", card.marital_status),
        (18, "Pekerjaan", card.occupation),
        (18, "Kewarganegaraan", card.nationality),
        (18, "Berlaku Hingga", until),
    ]


def _wrapped(address: str) -> list[str]:
    lines = [""]
    for word in address.split():
        if lines[-1] and len(lines[-1]) + len(word) > 30:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _write(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: float, *, face: str = _SANS, anchor: str = "lm"
) -> None:
    place = (at[0] * _SCALE, at[1] * _SCALE)
    pen.text(place, text, font=ImageFont.truetype(str(_FONTS / face), size * _SCALE), fill=(26, 28, 34), anchor=anchor)


def _paper(rng: Rng) -> Picture:
    height, width = round(_HEIGHT * _SCALE), round(_WIDTH * _SCALE)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    waves = 5 * np.sin(x / 17 + 3 * np.sin(y / 61)) + 4 * np.sin((x + 2 * y) / 41)
    base = np.array((176, 206, 226), np.float32) + rng.uniform(-8, 8, 3)
    paper = base + waves[..., None] - 14 * (y / height)[..., None]
    return np.asarray(paper.clip(0, 255), dtype=np.uint8)


def _portrait(image: Image.Image, rng: Rng) -> None:
    box = [round(_SCALE * edge) for edge in (525, 160, 706, 352)]
    pen = ImageDraw.Draw(image)
    pen.rectangle(tuple(box), fill=(178, 30, 38) if rng.random() < 0.5 else (40, 70, 170))
    middle, width = (box[0] + box[2]) / 2, box[2] - box[0]
    pen.ellipse((middle - 0.45 * width, box[1] + 0.75 * width, middle + 0.45 * width, box[3] + 40), fill=(60, 60, 70))
    pen.ellipse((middle - 0.22 * width, box[1] + 0.2 * width, middle + 0.22 * width, box[1] + 0.82 * width),
                fill=(206, 164, 132))  # fmt: skip


def _photographed(card: Picture, level: int, rng: Rng) -> Picture:
    if level == 0:
        return _seen(card, blur=0.6, noise=2, light=0.0, rng=rng)
    frame = (1500, 1125)
    corners = _corners(card, level, frame, rng)
    ground = _table(frame, level, rng)
    height, width = card.shape[:2]
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(flat, corners)
    shiny = _shiny(card, rng) if level == 3 else card
    cv2.warpPerspective(
        cv2.GaussianBlur(shiny, (0, 0), 0.8), warp, frame, dst=ground, borderMode=cv2.BORDER_TRANSPARENT
    )
    blur, noise, light = ((0.7, 3, 0.1), (1.5, 4, 0.25), (1.1, 9, 0.35))[level - 1]
    return _seen(ground, blur=blur, noise=noise, light=light, rng=rng)


def _corners(card: Picture, level: int, frame: tuple[int, int], rng: Rng) -> NDArray[np.float32]:
    aspect, width = card.shape[0] / card.shape[1], frame[0] * rng.uniform(0.66, 0.8)
    half = np.array([[-1, -aspect], [1, -aspect], [1, aspect], [-1, aspect]]) * width / 2
    half += rng.uniform(-1, 1, (4, 2)) * width * (0.015, 0.04, 0.05)[level - 1]
    angle = np.deg2rad(rng.uniform(-1, 1) * (2, 6, 15)[level - 1]) + (np.pi if level == 3 and rng.random() < 0.3 else 0)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray(half @ turn + np.array(frame) / 2 + rng.uniform(-15, 15, 2), np.float32)


def _table(frame: tuple[int, int], level: int, rng: Rng) -> Picture:
    colour = rng.uniform(40, 130, 3)
    small = rng.normal(0, 10, (24, 32, 1)) + colour
    table = cv2.resize(small.clip(0, 255).astype(np.uint8), frame, interpolation=cv2.INTER_CUBIC)
    for _ in range(7 if level > 1 else 0):
        box = cv2.boxPoints((tuple(rng.uniform((0, 0), frame)), tuple(rng.uniform(50, 380, 2)), rng.uniform(0, 180)))
        cv2.fillPoly(table, [box.astype(np.int32)], rng.uniform(20, 240, 3).tolist())
    return np.asarray(table, dtype=np.uint8)


def _shiny(card: Picture, rng: Rng) -> Picture:
    lit = card.astype(np.float32)
    height, width = card.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    for _ in range(2):
        cx, cy = rng.uniform(0.1, 0.9) * width, rng.uniform(0.1, 0.9) * height
        sx, sy = rng.uniform(0.03, 0.09) * width, rng.uniform(0.02, 0.05) * width
        lit += (380 * np.exp(-(((x - cx) / sx) ** 2) - ((y - cy) / sy) ** 2))[..., None]
    return np.asarray(lit.clip(0, 255), dtype=np.uint8)


def _seen(image: Picture, *, blur: float, noise: float, light: float, rng: Rng) -> Picture:
    seen = cv2.GaussianBlur(image.astype(np.float32), (0, 0), blur)
    x = np.linspace(-0.5, 0.5, image.shape[1], dtype=np.float32)[None, :, None]
    seen = seen * (1 - light * (x * rng.choice((-1, 1)) + 0.5)) + rng.normal(0, noise, image.shape)
    _, packed = cv2.imencode(".jpg", seen.clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 85])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8)


def _one(things: tuple[str, ...], rng: Rng) -> str:
    return things[int(rng.integers(len(things)))]
