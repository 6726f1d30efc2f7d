"""`qa-bot eval`: reads the set, asks, and prints the figures."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from qa_bot.app import App, Progress
from qa_bot.console import paragraph
from qa_bot.documents import Article
from qa_bot.errors import DatasetError, QaBotError
from qa_bot.escape import json_text
from qa_bot.evaluation.datasets import Dataset, read_dataset
from qa_bot.evaluation.plot import plot_curve
from qa_bot.evaluation.report import Figure, curve, figures, said, worst
from qa_bot.evaluation.run import Asked, Library, ask_all
from qa_bot.loading import load_file
from qa_bot.loading.discovery import iter_files
from qa_bot.paths import text_to_path

_SEED = 1


def load(app: App, file: Path, articles: Sequence[str], limit: int | None) -> Dataset:
    """The data set, with `limit` questions drawn evenly if given."""
    files = [path for source in articles for path in iter_files(text_to_path(source))]
    loaded: list[Article] = [load_file(path, app.limits) for path in files]
    dataset = read_dataset(file, loaded)
    if limit is not None and limit < 1:
        raise DatasetError(f"--limit is {limit}. Ask at least one question.")
    if limit is None or limit >= len(dataset.questions):
        return dataset
    chosen = random.Random(_SEED).sample(range(len(dataset.questions)), limit)  # noqa: S311
    return replace(dataset, questions=tuple(dataset.questions[i] for i in sorted(chosen)))


def measure(
    app: App, dataset: Dataset, library: Library, left_out: bool, progress: Progress
) -> tuple[list[Asked], bool]:
    """What was asked, and whether it ran to the end: Ctrl-C keeps what there is."""
    asked: list[Asked] = []
    try:
        for one in ask_all(app, dataset, library, left_out, progress):
            asked.append(one)
    except KeyboardInterrupt:
        return asked, False
    return asked, True


def show(asked: Sequence[Asked], out: Console, misses: int) -> None:
    """The figures as a table, then the worst misses."""
    table = Table("figure", "value", "what", box=None)
    for figure in figures(asked):
        table.add_row(figure.name, _value(figure), figure.what)
    out.print(table)
    for miss in worst(asked, misses):
        gold = " | ".join(miss.question.answers) or "(no answer)"
        shown = f"{said(miss) or '(declined)'}  [{miss.answer.confidence:.2f}]"
        out.print(paragraph(f"\n{miss.question.text}\n  gold: {gold}\n  said: {shown}"))
        if miss.answer.quote:
            out.print(paragraph(f"  quote: {miss.answer.quote.text}", "dim"))


def _value(figure: Figure) -> str:
    whole = float(figure.value).is_integer() and figure.value > 1
    return f"{figure.value:.0f}" if whole or "ms" in figure.name else f"{figure.value:.3f}"


def as_json(asked: Sequence[Asked]) -> dict[str, Any]:
    """The figures by name."""
    return {figure.name: round(figure.value, 4) for figure in figures(asked)}


def save_plot(asked: Sequence[Asked], path: Path) -> None:
    """The risk-coverage curve into a file."""
    plot_curve(curve(asked), path)


def save_answers(asked: Sequence[Asked], path: Path) -> None:
    """Short answers by question id, as SQuAD's official script takes them.

    Raises QaBotError when the file cannot be written.
    """
    own = {a.question.id: said(a) for a in asked if not a.left_out}
    try:
        path.write_text(json_text(own, indent=0), "utf-8")
    except OSError as error:
        raise QaBotError(
            f"{path}: cannot be written ({error.strerror}). Name a file in a folder that exists."
        ) from error
