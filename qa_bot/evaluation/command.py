"""The parts of `qa-bot eval`: load the data set, ask it, print and save the figures."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa_bot.components import Components
from qa_bot.console import SafeConsole, paragraph
from qa_bot.documents import Article, Progress
from qa_bot.errors import DatasetError, QaBotError
from qa_bot.escape import json_text
from qa_bot.evaluation.datasets import Dataset, read_dataset
from qa_bot.evaluation.figures import (
    Figure,
    compute_figures,
    risk_coverage_curve,
    short_answer,
    worst_misses,
)
from qa_bot.evaluation.judging import KindFigures, figures_by_kind
from qa_bot.evaluation.plotting import load_pyplot, save_figure
from qa_bot.evaluation.run import AskedQuestion, LibraryMode, ask_all
from qa_bot.evaluation.written_figures import written_figures
from qa_bot.loading import load_file
from qa_bot.loading.discovery import iter_files
from qa_bot.paths import text_to_path
from qa_bot.table_output import Column, print_table

# Any constant: it makes --limit draw the same questions each time.
_SAMPLE_SEED = 1
# Inches of the picture, width and height.
_PLOT_INCHES = (6, 4)


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was asked; `is_complete` is False after Ctrl-C."""

    asked: Sequence[AskedQuestion]
    is_complete: bool


def load(components: Components, file: Path, articles: Sequence[str], limit: int | None) -> Dataset:
    """Load the data set, sampled without replacement to `limit` questions if given.

    `articles` are the sources that a JSON Lines set is asked of. Raises DatasetError
    and SourceError.
    """
    files = [path for source in articles for path in iter_files(text_to_path(source))]
    loaded: list[Article] = [load_file(path, components.load_limits) for path in files]
    dataset = read_dataset(file, loaded)
    if limit is not None and limit < 1:
        raise DatasetError(f"--limit is {limit}. Ask at least one question.")
    if limit is None or limit >= len(dataset.questions):
        return dataset
    generator = random.Random(_SAMPLE_SEED)  # noqa: S311
    chosen = generator.sample(range(len(dataset.questions)), limit)
    return replace(dataset, questions=tuple(dataset.questions[i] for i in sorted(chosen)))


def measure(
    components: Components,
    dataset: Dataset,
    mode: LibraryMode,
    should_leave_out: bool,
    progress: Progress,
    should_write: bool = False,
) -> Measurement:
    """Ask every question, as `ask_all` does; Ctrl-C keeps what was asked so far."""
    asked: list[AskedQuestion] = []
    try:
        for one in ask_all(components, dataset, mode, should_leave_out, progress, should_write):
            asked.append(one)
    except KeyboardInterrupt:
        return Measurement(asked, is_complete=False)
    return Measurement(asked, is_complete=True)


def check_language_model(components: Components) -> None:
    """Raise QaBotError where no language model is set up, before anything is measured."""
    if components.chat_model is None:
        raise QaBotError(
            "--written asks a language model, and written.base_url is empty. Set written.base_url "
            "and written.model to a server and a model there, or leave --written out."
        )


def show(asked: Sequence[AskedQuestion], out: SafeConsole, misses: int) -> None:
    """Print the figures as a table, then as many of the worst misses."""
    figures = [*compute_figures(asked), *written_figures(asked)]
    print_table(
        out,
        (
            Column("figure", [figure.name for figure in figures]),
            Column("value", [_format_value(figure) for figure in figures], is_whole=True),
            Column("what", [figure.what for figure in figures], rank=1),
        ),
    )
    if kinds := figures_by_kind(asked):
        print_table(out, _kinds(kinds))
    for miss in worst_misses(asked, misses):
        gold = " | ".join(miss.question.answers) or "(no answer)"
        shown = f"{short_answer(miss) or '(declined)'}  [{miss.answer.confidence:.2f}]"
        out.print(paragraph(f"\n{miss.question.text}\n  gold: {gold}\n  said: {shown}"))
        if miss.answer.quote:
            out.print(paragraph(f"  quote: {miss.answer.quote.text}", "dim"))


def _kinds(kinds: Mapping[str, KindFigures]) -> Sequence[Column]:
    figures = kinds.values()
    return (
        Column("\nkind", list(kinds)),
        Column("\nasked", [of.count for of in figures], rank=2),
        Column("quote\nright", [f"{of.quote_right:.2f}" for of in figures], is_whole=True),
        Column("answer\nright", [f"{of.answer_right:.2f}" for of in figures], is_whole=True),
        Column("\nwrong", [f"{of.wrong:.2f}" for of in figures], rank=1, is_whole=True),
    )


def _format_value(figure: Figure) -> str:
    is_count = float(figure.value).is_integer() and figure.value > 1
    return f"{figure.value:.0f}" if is_count or "ms" in figure.name else f"{figure.value:.3f}"


def as_json(asked: Sequence[AskedQuestion]) -> dict[str, Any]:
    """Return the figures by name, rounded to four decimals, and those by kind of question."""
    found = [*compute_figures(asked), *written_figures(asked)]
    figures: dict[str, Any] = {figure.name: round(figure.value, 4) for figure in found}
    kinds = {
        kind: {
            "count": of.count,
            "quote right": round(of.quote_right, 4),
            "answer right": round(of.answer_right, 4),
            "wrong": round(of.wrong, 4),
        }
        for kind, of in figures_by_kind(asked).items()
    }
    return figures | ({"kinds": kinds} if kinds else {})


def save_plot(asked: Sequence[AskedQuestion], path: Path) -> None:
    """Draw the risk-coverage curve into an image file.

    Raises QaBotError without matplotlib, or when the file cannot be written.
    """
    pyplot = load_pyplot()
    points = risk_coverage_curve(asked)
    figure, axes = pyplot.subplots(figsize=_PLOT_INCHES, layout="constrained")
    axes.plot([100 * point.coverage for point in points], [100 * point.risk for point in points])
    axes.set(xlabel="questions answered, %", ylabel="of these wrong, %", xlim=(0, 100))
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    save_figure(figure, path)


def save_answers(asked: Sequence[AskedQuestion], path: Path) -> None:
    """Write short answers by question id, as SQuAD's official script takes them.

    Raises QaBotError when the file cannot be written.
    """
    answers = {a.question.id: short_answer(a) for a in asked if not a.is_left_out}
    try:
        path.write_text(json_text(answers, indent=0), "utf-8")
    except OSError as error:
        raise QaBotError(
            f"{path}: cannot be written ({error.strerror}). Name a file in a folder that exists."
        ) from error
