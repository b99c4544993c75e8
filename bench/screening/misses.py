"""What was answered wrongly, for whoever builds the screener: of the half that may be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bench.screening.figures import Run
from bench.screening.material import Material


def misses(run: Run, material: Material, count: int) -> str:
    """List up to `count` wrong answers of each kind: missed at 1 % false positives, or flagged as shipped."""
    captions = {entity.id: entity.caption for entity in material.entities}
    shown: Counter[str] = Counter()
    lines = [f"\nlimit at 1 % {run.limit:.3f}, threshold as shipped {run.threshold:.3f}"]
    for kind, line in _wrong(run, captions):
        shown[kind] += 1
        if shown[kind] <= count:
            lines.append(line)
    return "\n".join((*lines, *(f"{kind}: {total} wrong" for kind, total in shown.items())))


def _wrong(run: Run, captions: dict[str, str]) -> Iterator[tuple[str, str]]:
    for question, answer in zip(run.questions, run.answers, strict=True):
        found = f"{captions[answer.hits[0][0]]} {answer.best:.3f}" if answer.hits else "nobody"
        asked = f"{question.kind}: {question.query.name} {question.query.birth_date or ''}"
        score = answer.score_of(question.right)
        if not question.right and answer.best >= run.threshold:
            yield question.kind, f"FLAGGED {asked} -> {found}"
        elif question.kind == "namesake":
            if score >= run.threshold:
                yield question.kind, f"FLAGGED {asked} -> {score:.3f}"
        elif question.right and (score <= run.limit or not answer.is_top(question.right)):
            meant = captions[min(question.right)]
            yield question.kind, f"MISSED {asked} = {meant} {score:.3f}; best: {found}"
