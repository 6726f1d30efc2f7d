"""feedback: what people on Telegram thought of the answers."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_bot.cli.common import Options, fail, json_option, open_app, out
from qa_bot.escaping import json_text
from qa_bot.i18n import wording
from qa_bot.printing import paragraph, print_json

if TYPE_CHECKING:
    from qa_bot.evaluation.feedback import Judged


@click.command()
@click.option(
    "--export",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the good answers as a set that eval reads.",
)
@json_option
@click.pass_obj
def feedback(options: Options, export: Path | None, as_json: bool) -> None:
    """List the answers judged on Telegram, the latest first."""
    from qa_bot.evaluation import feedback as votes

    judged = votes.judged(open_app(options))
    if export is not None:
        _export(export, judged)
    elif as_json:
        print_json([votes.as_json(each) for each in judged])
    else:
        _show(judged)


def _export(file: Path, judged: "list[Judged]") -> None:
    from qa_bot.evaluation.feedback import as_questions

    if file.suffix != ".jsonl":
        raise click.UsageError("--export takes a file that ends in .jsonl")
    questions = list(as_questions(judged))
    lines = "".join(json_text(each) + "\n" for each in questions)
    try:
        file.write_text(lines, encoding="utf-8")
    except OSError as error:
        fail(f"{file}: cannot be written ({error.strerror}). Choose another file.")
    out.print(wording.questions_exported(len(questions), str(file)))


def _show(judged: "list[Judged]") -> None:
    if not judged:
        out.print(wording.NO_FEEDBACK)
    for each in judged:
        mark = "+" if each.vote.good else "-"
        day = datetime.fromtimestamp(each.vote.at).astimezone().date()
        answer = each.answer
        said = wording.ARTICLE_GONE if answer is None else answer.text or wording.DECLINED
        out.print(f"{mark} {day}  {each.vote.resolved}", style="bold")
        out.print(paragraph(f"  {said}"))
