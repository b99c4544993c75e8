"""What labelled pairs say of each screener, as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

from bench.screening.metrics import auc, best_f1, f1
from bench.screening.pairs import Pair


def pair_table(pairs: Sequence[Pair], name: str, threshold: float, scores: Sequence[float]) -> list[str]:
    """One line for all pairs, and one for each category; one, too, for all categories of a kind, `kind: …`."""
    categories = {pair.category for pair in pairs}
    titles = sorted(categories | {each.partition(":")[0] for each in categories})
    chosen = [(name, list(range(len(pairs))))]
    if len(categories) > 1:
        chosen += [(f"– {each}", [at for at, pair in enumerate(pairs) if _is_of(pair, each)]) for each in titles]
    return [
        _line(title, [scores[at] for at in own], [pairs[at].label for at in own], threshold) for title, own in chosen
    ]


def _is_of(pair: Pair, category: str) -> bool:
    return pair.category == category or pair.category.startswith(f"{category}:")


def head() -> str:
    """The head of the table."""
    columns = "peer | pairs | one and the same | precision | recall | F1 as shipped | best F1 (at) | AUC"
    return f"| {columns} |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"


def wrong(pairs: Sequence[Pair], threshold: float, scores: Sequence[float]) -> list[str]:
    """What was judged otherwise than labelled, of pairs that may be looked at."""
    return [
        f"{'MISSED' if pair.label else 'FLAGGED'} {score:.3f} {pair.category} {pair.entity.schema}: "
        f"{pair.query.name} | {'; '.join(name.text for name in pair.entity.names)}"
        for pair, score in sorted(zip(pairs, scores, strict=True), key=lambda each: (each[0].label, each[1]))
        if (score >= threshold) is not pair.label
    ]


def _line(title: str, scores: Sequence[float], labels: Sequence[bool], threshold: float) -> str:
    at, best = best_f1(scores, labels)
    shipped = " | ".join(f"{value:.3f}" for value in f1(scores, labels, threshold))
    return (
        f"| {title} | {len(labels)} | {sum(labels)} | {shipped} | {best:.3f} ({at:.2f}) | {auc(scores, labels):.3f} |"
    )
