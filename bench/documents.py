"""How exactly cards are read, by field and level, beside plain tesseract with the same parser.

python -m bench.documents [--cards 6] [--seed 1] [--levels 0123] [--plain] [--passports]
"""

from __future__ import annotations

import argparse
import resource
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from bench.cards import LEVELS, Picture, draw_shot
from fixtures.passport import draw_passport
from fixtures.people import invent_passport
from fixtures.photograph import photograph
from kyc.documents.reader import read_document
from kyc.documents.scan import Scan
from kyc.documents.types import TYPES
from kyc.engines.protocols import TextReader
from kyc.engines.rapidocr import RapidOcr
from kyc.engines.tesseract import Tesseract
from kyc.imaging.rectify import whole
from kyc.model.document import FieldReading
from kyc.settings import Settings

Fields = Mapping[str, FieldReading]
Reading = Callable[[Picture], Fields]
YEAR = 2026


@dataclass
class Tally:
    """What was right, over the cards of one level."""

    cards: int = 0
    fields: int = 0
    exact: int = 0
    numbers: int = 0
    silent: int = 0  # fields accepted, and wrong
    silent_numbers: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    cpu: float = 0.0

    def add(self, truth: Mapping[str, str | None], fields: Fields, number: str) -> None:
        """Count one card; `number` is the key of the document's number."""
        self.cards += 1
        for key, value in truth.items():
            reading = fields.get(key)
            is_right = reading is not None and reading.value == value
            is_wrong = reading is not None and reading.status.is_accepted and not is_right
            self.fields += 1
            self.exact += is_right
            self.silent += is_wrong
            self.missed[key] += not is_right
            if key == number:
                self.numbers += is_right
                self.silent_numbers += is_wrong

    def __str__(self) -> str:
        worst = ", ".join(f"{key} {count}" for key, count in self.missed.most_common(6) if count)
        return (
            f"fields {self.exact / self.fields:.3f}  number {self.numbers / self.cards:.3f}"
            f"  accepted though wrong: numbers {self.silent_numbers}, fields {self.silent}"
            f"  {self.cpu / self.cards:.1f} CPU-s   {worst}"
        )


def cpu_seconds() -> float:
    """Of this process and the programs it called."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def plain(reader: TextReader) -> Reading:
    """The whole picture given to one engine as it is, and its lines to the same parser."""

    def read(image: Picture) -> Fields:
        scan = Scan(whole(image), tuple(reader.read(image, mode="card")), (reader,), YEAR)
        return TYPES["idn_ktp"].read(scan).fields

    return read


def ours(readers: tuple[TextReader, ...]) -> Reading:
    return lambda image: read_document(image, readers, reference_year=YEAR).fields


def ktp_shots(level: int, cards: int, seed: int) -> Iterator[tuple[Picture, Mapping[str, str | None]]]:
    for at in range(cards):
        shot = draw_shot(seed * 1000 + at, level)
        yield shot.image, shot.truth


def passport_shots(level: int, cards: int, seed: int) -> Iterator[tuple[Picture, Mapping[str, str | None]]]:
    portrait = np.full((400, 300, 3), 150, np.uint8)
    for at in range(cards):
        rng = np.random.default_rng((seed, level, at))
        page = invent_passport(rng)
        turned = level == 3 and at % 3 == 0
        yield photograph(draw_passport(page, portrait, rng), rng, level, half_turned=turned).image, page.truth()


def tally(read: Reading, shots: Iterator[tuple[Picture, Mapping[str, str | None]]], number: str, show: bool) -> Tally:
    result = Tally()
    for image, truth in shots:
        before = cpu_seconds()
        fields = read(image)
        result.cpu += cpu_seconds() - before
        result.add(truth, fields, number)
        for key, value in truth.items() if show else ():
            reading = fields.get(key)
            if reading is None or reading.value != value or (key == number and not reading.status.is_accepted):
                print("     ", key, repr(value), *((reading.value, reading.raw, reading.status) if reading else ()))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=6, help="cards a level")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--levels", default="0123")
    parser.add_argument("--plain", action="store_true", help="measure plain tesseract too")
    parser.add_argument("--passports", action="store_true", help="passports instead of cards")
    parser.add_argument("--show", action="store_true", help="print what was missed (invented people)")
    asked = parser.parse_args()
    settings = Settings(isolate=False)
    tesseract = Tesseract(settings)
    ways: dict[str, Reading] = {"ours": ours((RapidOcr(settings), tesseract))}
    if asked.plain:
        ways["plain tesseract"] = plain(tesseract)
    shots, number = (passport_shots, "document_number") if asked.passports else (ktp_shots, "nik")
    for name, read in ways.items():
        for level in map(int, asked.levels):
            result = tally(read, shots(level, asked.cards, asked.seed), number, asked.show)
            print(f"{name:15} {LEVELS[level]:22} n={result.cards}  {result}", flush=True)


if __name__ == "__main__":
    main()
