"""How long a report takes to become a signed PDF, and how large it is.

python -m bench.pdf [--rounds 5] [--story sanctioned]
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from fixtures.applicants import APPLICANTS
from fixtures.casework import GOLDEN, golden
from fixtures.make import make
from fixtures.portraits import available
from kyc.engines.replay import Tape, replaying
from kyc.pipeline import read
from kyc.reporting.document import seal
from kyc.reporting.pdf.content import Export, Material
from kyc.reporting.pdf.press import print_report
from kyc.reporting.pdf.signing import OperatorKey, make_key, read_key, sign
from kyc.services.onboarding.intake import from_folder
from kyc.texts.catalogue import LANGUAGES, Language

STORIES = tuple(applicant.key for applicant in APPLICANTS)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def main() -> None:
    """Print a line for each projection and language."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--story", choices=STORIES, default="sanctioned")
    options = asked.parse_args()
    key = read_key(make_key(datetime.now(UTC)))
    print(f"{'':14}{'print ms':>10}{'cpu ms':>9}{'sign ms':>9}{'KB':>7}   (medians of {options.rounds})")
    for material in materials(options.story, key.fingerprint):
        for language in LANGUAGES:
            print(f"{material.projection:10}{language:4}" + _line(material, key, options.rounds, language))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def materials(story: str, certificate: str) -> tuple[Material, Material]:
    """A fixture applicant for each projection; the engines' answers are recorded, the card is drawn."""
    report, export = seal(golden(story)), Export("bench", NOW, certificate, specimen=True)
    with TemporaryDirectory() as folder:
        drawn = next(path for path in make(Path(folder), available(None)) if path.name == story)
        submission = from_folder(drawn, story)
    evidence = read(submission, replaying(Tape.load(GOLDEN / f"{story}.answers.json")))
    images = {image.role: image.content for image in submission.images}
    return Material(report, "internal", export, evidence, images), Material(report, "client", export)


def _line(material: Material, key: OperatorKey, rounds: int, language: Language) -> str:
    printed = [_timed(lambda: print_report(material, language)) for _ in range(rounds)]
    pdf = printed[-1][2]
    signed = [_timed(lambda: sign(pdf, key, reason="bench")) for _ in range(rounds)]
    wall, cpu = median(each[0] for each in printed), median(each[1] for each in printed)
    return f"{wall:10.0f}{cpu:9.0f}{median(each[0] for each in signed):9.0f}{len(signed[-1][2]) / 1000:7.0f}"


def _timed(work: Callable[[], bytes]) -> tuple[float, float, bytes]:
    """Milliseconds on the wall and of the processor, and what came of it."""
    wall, cpu = perf_counter(), process_time()
    made = work()
    return 1000 * (perf_counter() - wall), 1000 * (process_time() - cpu), made


if __name__ == "__main__":
    main()
