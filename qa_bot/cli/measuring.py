"""eval and doctor: how good the answers are, and whether all is in place."""

from pathlib import Path
from typing import Annotated

import typer

from qa_bot.cli.base import Json, err, open_app, out, print_json, progress_bar, settings


def evaluate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="SQuAD JSON, or questions as JSON Lines.")],
    articles: Annotated[
        list[str] | None, typer.Option(help="Files that a JSON Lines set is asked of.")
    ] = None,
    library: Annotated[
        str, typer.Option(help="one: all in one; group: each subject; paragraph: each text.")
    ] = "one",
    left_out: Annotated[
        bool, typer.Option("--left-out", help="Ask each again with its own subject left out.")
    ] = False,
    limit: Annotated[int | None, typer.Option(help="Ask only so many, drawn evenly.")] = None,
    misses: Annotated[int, typer.Option(help="How many of the worst misses to print.")] = 0,
    plot: Annotated[Path | None, typer.Option(help="Draw risk against coverage here.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Write answers by id here.")] = None,
    as_json: Json = False,
) -> None:
    """Measure the answers on a set of questions whose answers are known."""
    from qa_bot.evaluation import command
    from qa_bot.evaluation.run import Library

    if library not in {kind.value for kind in Library}:
        raise typer.BadParameter("--library is one, group or paragraph")
    app = open_app(context)
    dataset = command.load(app, file, articles or [], limit)
    for warning in dataset.warnings:
        err.print(warning, style="yellow", markup=False)
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


def doctor(context: typer.Context) -> None:
    """Check the settings, models, library and token, and say what to do."""
    from qa_bot.doctor import examine

    sound = True
    for finding in examine(settings(context)):
        sound &= finding.sound
        mark, style = ("✓", "green") if finding.sound else ("✗", "red")
        out.print(f"{mark} {finding.what}", style=style, markup=False)
        if finding.cure:
            out.print(f"  {finding.cure}", style="dim", markup=False)
    if not sound:
        raise typer.Exit(1)
