"""eval and doctor: how good the answers are, and whether all is in place."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from qa_bot.cli.common import (
    Options,
    err,
    json_option,
    open_app,
    out,
    progress_bar,
    settings,
)
from qa_bot.printing import print_json

_PATH = click.Path(path_type=Path)


@click.command("eval")
@click.argument("file", type=_PATH, metavar="FILE")
@click.option("--articles", multiple=True, help="Files that a JSON Lines set is asked of.")
@click.option(
    "--library",
    type=click.Choice(["one", "group", "paragraph"]),
    default="one",
    help="one: all in one; group: each subject; paragraph: each text.",
)
@click.option("--left-out", is_flag=True, help="Ask each again with its own subject left out.")
@click.option("--limit", type=int, help="Ask only so many, drawn evenly.")
@click.option("--misses", default=0, help="How many of the worst misses to print.")
@click.option("--plot", type=_PATH, help="Draw risk against coverage here.")
@click.option("--answers", type=_PATH, help="Write answers by id here.")
@json_option
@click.pass_obj
def evaluate(
    options: Options,
    file: Path,
    articles: Sequence[str],
    library: str,
    left_out: bool,
    limit: int | None,
    misses: int,
    plot: Path | None,
    answers: Path | None,
    as_json: bool,
) -> None:
    """Measure the answers to questions whose answers are known.

    FILE is SQuAD JSON, or questions as JSON Lines.
    """
    from qa_bot.evaluation import command
    from qa_bot.evaluation.run import Library

    app = open_app(options)
    dataset = command.load(app, file, articles, limit)
    for warning in dataset.warnings:
        err.print(warning, style="yellow")
    with progress_bar() as progress:
        asked, whole = command.measure(app, dataset, Library(library), left_out, progress)
    if as_json:
        print_json(command.as_json(asked))
    else:
        command.show(asked, out, misses)
    if plot:
        command.save_plot(asked, plot)
    if answers:
        command.save_answers(asked, answers)
    if not whole:
        raise KeyboardInterrupt


@click.command()
@click.pass_obj
def doctor(options: Options) -> None:
    """Check settings, models, library and token; say what to do."""
    from qa_bot.doctor import examine

    sound = True
    for finding in examine(settings(options)):
        sound &= finding.sound
        mark, style = ("✓", "green") if finding.sound else ("✗", "red")
        out.print(f"{mark} {finding.what}", style=style)
        if finding.cure:
            out.print(f"  {finding.cure}", style="dim")
    if not sound:
        sys.exit(1)
