"""Question sets with gold paragraphs, as the evaluation reads them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.text import best_f1, exact_match


@dataclass(frozen=True, slots=True)
class Item:
    """A question on its gold paragraph; no gold answers means that it has none."""

    question: str
    context: str
    golds: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """EM and F1 in per cent: over all questions, the answerable and the unanswerable ones."""

    exact: float
    f1: float
    has_answer_f1: float
    has_answer_exact: float
    no_answer: float
    count: int

    def __str__(self) -> str:
        return (
            f"EM {self.exact:.2f}  F1 {self.f1:.2f}  HasAns {self.has_answer_f1:.2f} "
            f"(EM {self.has_answer_exact:.2f})  NoAns {self.no_answer:.2f}  n={self.count}"
        )


def read_items(path: Path, limit: int = 0) -> list[Item]:
    """A file in SQuAD 1.1 or 2.0 format; with a limit, that many questions spread over it."""
    items = [
        Item(
            qa["question"].strip(),
            paragraph["context"],
            tuple(answer["text"] for answer in qa["answers"]),
            article.get("title", ""),
        )
        for article in json.loads(path.read_text("utf-8"))["data"]
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    ]
    step = max(1, len(items) // limit) if limit else 1
    return items[::step][: limit or None]


def mean(values: Iterable[float]) -> float:
    """The mean in per cent, 0 of nothing."""
    found = list(values)
    return 100 * sum(found) / len(found) if found else 0.0


def score(items: Sequence[Item], answers: Sequence[str]) -> Scores:
    """Compare answers (an empty one declines) with the golds, as the official scripts do."""
    rows = []
    for item, answer in zip(items, answers, strict=True):
        golds = item.golds or ("",)
        rows.append((bool(item.golds), exact_match(answer, golds), best_f1(answer, golds)))
    return Scores(
        exact=mean(row[1] for row in rows),
        f1=mean(row[2] for row in rows),
        has_answer_f1=mean(row[2] for row in rows if row[0]),
        has_answer_exact=mean(row[1] for row in rows if row[0]),
        no_answer=mean(row[2] for row in rows if not row[0]),
        count=len(rows),
    )


def best_threshold(
    items: Sequence[Item], answers: Sequence[str], confidence: Sequence[float]
) -> tuple[float, float]:
    """The confidence below which declining gives the best total F1, and that F1."""
    gains = [
        best_f1(answer, item.golds) if item.golds else -1.0
        for item, answer in zip(items, answers, strict=True)
    ]
    total = best = float(sum(not item.golds for item in items))
    threshold = float("inf")
    for at in sorted(range(len(items)), key=lambda i: -confidence[i]):
        total += gains[at]
        if total > best:
            best, threshold = total, confidence[at]
    return threshold, 100 * best / len(items)
