"""Commands eval and feedback: answers measured on question sets, and judged by people."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_bot.cli.common import (
    PATH,
    Options,
    err,
    fail,
    json_option,
    open_library,
    out,
    print_nothing,
    quiet_option,
)
from qa_bot.cli.progress_display import progress_display
from qa_bot.console import paragraph, print_json
from qa_bot.escape import escape_line, json_text
from qa_bot.i18n import terminal_wording, wording
from qa_bot.table_output import write_row

if TYPE_CHECKING:
    from qa_bot.evaluation.judged_answers import JudgedAnswer
    from qa_bot.evaluation.run import AskedQuestion


@click.command("eval")
@click.argument("file", type=PATH, metavar="FILE")
@click.option("--articles", multiple=True, help="Files that a JSON Lines set is asked of.")
@click.option(
    "--library",
    type=click.Choice(["one", "group", "paragraph"]),
    default="one",
    help="one: all in one; group: each subject; paragraph: each text.",
)
@click.option("--left-out", is_flag=True, help="Ask each again with its own subject left out.")
@click.option("--written", is_flag=True, help="Have the language model write answers too.")
@click.option("--limit", type=int, help="Ask only so many, drawn evenly.")
@click.option("--misses", default=0, help="How many of the worst misses to print.")
@click.option("--plot", type=PATH, help="Draw risk against coverage here.")
@click.option("--answers", type=PATH, help="Write answers by id here.")
@json_option
@quiet_option
@click.pass_obj
def evaluate(
    options: Options,
    file: Path,
    articles: Sequence[str],
    library: str,
    left_out: bool,
    written: bool,
    limit: int | None,
    misses: int,
    plot: Path | None,
    answers: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Measure the answers to questions whose answers are known.

    FILE is SQuAD JSON, or questions as JSON Lines.
    """
    from qa_bot.evaluation import command
    from qa_bot.evaluation.plotting import check_picture
    from qa_bot.evaluation.run import LibraryMode

    if plot:
        check_picture(plot)
    components = open_library(options).components
    if written:
        command.check_language_model(components)
    with progress_display(quiet or as_json) as progress:
        dataset = command.load(components, file, articles, limit)
        for warning in dataset.warnings:
            err.print(warning, style="yellow")
        mode = LibraryMode(library)
        measured = command.measure(components, dataset, mode, left_out, progress, written)
    _report(measured.asked, misses, as_json)
    if plot:
        command.save_plot(measured.asked, plot)
    if answers:
        command.save_answers(measured.asked, answers)
    if not measured.is_complete:
        raise KeyboardInterrupt


def _report(asked: "Sequence[AskedQuestion]", misses: int, as_json: bool) -> None:
    from qa_bot.evaluation import command
    from qa_bot.evaluation.written_figures import problems_of

    for problem in problems_of(asked):
        err.print(escape_line(problem), style="yellow")
    if as_json:
        print_json(command.as_json(asked))
    else:
        command.show(asked, out, misses)


@click.command()
@click.option(
    "--export",
    type=PATH,
    metavar="FILE",
    help="Write the good answers as a set that eval reads.",
)
@click.option("--force", is_flag=True, help="Overwrite that file.")
@json_option
@click.pass_obj
def feedback(options: Options, export: Path | None, force: bool, as_json: bool) -> None:
    """List the answers judged in the chat and on Telegram.

    The latest comes first.
    """
    from qa_bot.evaluation import judged_answers

    judged = judged_answers.judged_answers(open_library(options))
    if export is not None:
        _export_questions(export, judged, force)
    elif as_json:
        print_json([judged_answers.as_json(each) for each in judged])
    else:
        _print_feedback(judged)


def _export_questions(file: Path, judged: "list[JudgedAnswer]", overwrite: bool) -> None:
    from qa_bot.evaluation.judged_answers import as_questions

    if file.suffix != ".jsonl":
        raise click.UsageError("--export takes a file that ends in .jsonl")
    questions = list(as_questions(judged))
    lines = "".join(json_text(each) + "\n" for each in questions)
    try:
        with file.open("w" if overwrite else "x", encoding="utf-8") as written:
            written.write(lines)
    except FileExistsError:
        fail(f"{file}: it is there already. Name another file, or give --force.")
    except OSError as error:
        fail(f"{file}: cannot be written ({error.strerror}). Choose another file.")
    out.print(terminal_wording.questions_exported(len(questions), str(file)))


def _print_feedback(judged: "list[JudgedAnswer]") -> None:
    if not judged:
        print_nothing(terminal_wording.NO_FEEDBACK)
        return
    marks = ["+" if each.vote.good else "-" for each in judged]
    days = [str(datetime.fromtimestamp(each.vote.at).astimezone().date()) for each in judged]
    answers = [_judged_text(each) for each in judged]
    if not out.is_terminal:
        questions = [each.vote.resolved for each in judged]
        for row in zip(marks, days, questions, answers, strict=True):
            write_row(out, row)
        return
    for mark, day, each, answer in zip(marks, days, judged, answers, strict=True):
        out.print(f"{mark} {day}  {each.vote.resolved}", style="bold")
        out.print(paragraph(f"  {answer}"))


def _judged_text(judged: "JudgedAnswer") -> str:
    answer = judged.answer
    return wording.ARTICLE_GONE if answer is None else answer.text or wording.DECLINED
