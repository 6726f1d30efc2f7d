"""The command line: what is typed, what is printed, and the exit status.

0: done, 1: something could not be done, 2: used wrongly, 130: interrupted.
Nothing heavy is imported until a command needs it.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from qa_bot import __version__, wording
from qa_bot.config import Config, debugging, load_config
from qa_bot.errors import QaBotError, QuestionError

if TYPE_CHECKING:
    from qa_bot.app import App, Progress

_cli = typer.Typer(
    name="qa-bot",
    help="Ask questions of your own articles, offline, and get the sentence that answers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


@dataclass(frozen=True, slots=True)
class _Options:
    """The global options."""

    config: Path | None
    index: Path | None


def main() -> None:
    """Run the command line; a known error is one line and status 1."""
    try:
        _cli(standalone_mode=True)
    except QaBotError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _err.print("Stopped.", style="yellow")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output left; that is not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _fail(message: str) -> None:
    _err.print(message, style="red", markup=False)
    sys.exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        _out.print(f"qa-bot {__version__}")
        raise typer.Exit


@_cli.callback()
def _global(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(envvar="QA_BOT_CONFIG", help="Settings file.", metavar="FILE")
    ] = None,
    index: Annotated[
        Path | None, typer.Option(envvar="QA_BOT_INDEX", help="Library folder.", metavar="DIR")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print version.")
    ] = False,
) -> None:
    context.obj = _Options(config, index)


def _config(context: typer.Context) -> Config:
    options: _Options = context.obj
    return load_config(options.config, index=options.index)


def _app(context: typer.Context) -> "App":
    from qa_bot.app import App

    return App(_config(context))


@_cli.command()
def add(
    context: typer.Context,
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE…", help="Files, folders, or - for stdin.")
    ],
    as_json: Json = False,
) -> None:
    """Add articles, or bring changed ones up to date."""
    failed = False
    with _progress() as progress:
        for added in _app(context).add(sources, progress):
            failed |= added.error is not None
            if as_json:
                _print_json(_added_json(added))
            elif added.article and added.outcome:
                _out.print(wording.outcome(added.outcome.value, added.article.title), markup=False)
            else:
                _err.print(str(added.error), style="red", markup=False)
    if failed:
        raise typer.Exit(1)


@_cli.command("list")
def list_articles(context: typer.Context, as_json: Json = False) -> None:
    """List the articles in the library."""
    listings = _app(context).listings()
    if as_json:
        _print_json([_listing_json(listing) for listing in listings])
        return
    if not listings:
        _out.print(wording.EMPTY_LIBRARY_CURE, markup=False)
    else:
        _out.print(_table(listings))


@_cli.command()
def remove(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="ARTICLE…", help="Id, title or source.")],
) -> None:
    """Remove articles from the library."""
    app = _app(context)
    for name in names:
        _out.print(wording.outcome("removed", app.remove(name).title), markup=False)


@_cli.command()
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    questions: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="A file of questions, one a line; - for stdin."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Answer one question, or with --questions a file of them."""
    if (question is None) == (questions is None):
        raise typer.BadParameter("give a QUESTION or --questions FILE")
    app = _app(context)
    if question is not None:
        _show(app, question, as_json)
    elif not _show_all(app, _lines(questions or "-"), as_json):
        raise typer.Exit(1)


def _show(app: "App", question: str, as_json: bool) -> None:
    from qa_bot.answer_json import answer_as_json
    from qa_bot.channels.terminal import rendering
    from qa_bot.dialogue import reply_to

    answer = app.answerer.answer(question)
    _tell_notices(app)
    if as_json:
        _print_json(answer_as_json(answer))
    else:
        _out.print(rendering.reply(reply_to(answer)))


def _show_all(app: "App", lines: Iterable[str], as_json: bool) -> bool:
    """Answer line by line; whether every one of them could be asked."""
    from qa_bot.answer_json import answer_as_json
    from qa_bot.documents import Answer

    fine = True
    for line in lines:
        try:
            if as_json:
                _print_json(answer_as_json(app.answerer.answer(line)))
            else:
                _out.print(line, style="bold", markup=False)
                _show(app, line, as_json)
        except QuestionError as error:
            fine = False
            _err.print(str(error), style="red", markup=False)
            if as_json:
                _print_json(answer_as_json(Answer(line, answered=False, confidence=0.0)))
    return fine


def _lines(source: str) -> Iterator[str]:
    with contextlib.ExitStack() as stack:
        try:
            file = (
                sys.stdin
                if source == "-"
                else stack.enter_context(Path(source).open(encoding="utf-8-sig"))
            )
            yield from (line.rstrip("\r\n") for line in file)
        except (OSError, UnicodeDecodeError) as error:
            _fail(
                f"{source}: cannot be read ({error}). Give a UTF-8 file with one question a line."
            )


@_cli.command()
def chat(context: typer.Context, as_json: Json = False) -> None:
    """Ask in a conversation, in the terminal."""
    config = _config(context)
    if as_json:
        _chat_json(config)
        return
    from qa_bot.channels.terminal.repl import run_repl

    raise typer.Exit(run_repl(lambda: _desk(config), config.chat.history_file, debug=debugging()))


def _chat_json(config: Config) -> None:
    from qa_bot.answer_json import answer_as_json
    from qa_bot.app import App
    from qa_bot.channels.terminal.json_lines import run_json_turns

    dialogue = App(config).dialogue()
    run_json_turns(dialogue, sys.stdin, lambda text: print(text, flush=True), answer_as_json)  # noqa: T201


def _desk(config: Config) -> Any:
    from qa_bot.desk import Desk

    return Desk.open(config)


@_cli.command()
def telegram(context: typer.Context) -> None:
    """Serve the library as a Telegram bot until stopped."""
    from qa_bot.app import App
    from qa_bot.channels.telegram.bot import BotSettings, run_bot
    from qa_bot.channels.telegram.token import find_token

    _log_to_stderr()
    config = _config(context)
    secret = config.telegram.token.get_secret_value() if config.telegram.token else None
    token = find_token(secret, config.telegram.token_file)
    app = App(config)
    _err.print("Loading the models…", style="dim")
    app.dialogue()
    _tell_notices(app)
    run_bot(BotSettings(token, config.telegram.base_url or None), app.dialogue, app.articles)


@_cli.command("eval")
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
    app = _app(context)
    dataset = command.load(app, file, articles or [], limit)
    for warning in dataset.warnings:
        _err.print(warning, style="yellow", markup=False)
    with _progress() as progress:
        asked, whole = command.measure(app, dataset, Library(library), left_out, progress)
    if as_json:
        _print_json(command.as_json(asked))
    else:
        command.show(asked, _out, misses)
    if plot:
        command.save_plot(asked, plot)
    if answers:
        command.save_answers(asked, answers)
    if not whole:
        raise KeyboardInterrupt


@_cli.command()
def doctor(context: typer.Context) -> None:
    """Check the settings, models, library and token, and say what to do."""
    from qa_bot.doctor import examine

    sound = True
    for finding in examine(_config(context)):
        sound &= finding.sound
        mark, style = ("✓", "green") if finding.sound else ("✗", "red")
        _out.print(f"{mark} {finding.what}", style=style, markup=False)
        if finding.cure:
            _out.print(f"  {finding.cure}", style="dim", markup=False)
    if not sound:
        raise typer.Exit(1)


def _tell_notices(app: "App") -> None:
    for notice in app.notices:
        _err.print(notice, style="yellow", markup=False)
    app.notices.clear()


def _log_to_stderr() -> None:
    """A line for the operator on what happens; other commands need none."""
    import logging

    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.INFO, format=form)


@contextlib.contextmanager
def _progress() -> Iterator["Progress"]:
    """A bar on standard error that appears when there is something to wait for."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_err, transient=True) as bars:
        task = bars.add_task("", visible=False)

        def show(title: str, done: int, total: int) -> None:
            bars.update(
                task, description=title[:40], completed=done, total=total, visible=done < total
            )

        yield show


def _print_json(value: object) -> None:
    # Written at once: the reader may be waiting for this line.
    print(json.dumps(value, ensure_ascii=False), flush=True)  # noqa: T201


def _added_json(added: Any) -> dict[str, Any]:
    article = added.article
    return {
        "source": added.source,
        "outcome": added.outcome.value if added.outcome else "failed",
        "id": article.id if article else None,
        "title": article.title if article else None,
        "error": str(added.error) if added.error else None,
    }


def _listing_json(listing: Any) -> dict[str, Any]:
    return {
        "id": listing.ref.id,
        "title": listing.ref.title,
        "source": listing.ref.source,
        "characters": listing.characters,
        "chunks": listing.chunks,
        "added_at": listing.added_at,
    }


def _table(listings: Iterable[Any]) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table("id", "title", "characters", "chunks", "source", box=None)
    for listing in listings:
        row = (
            listing.ref.id,
            listing.ref.title,
            f"{listing.characters:,}",
            listing.chunks,
            listing.ref.source,
        )
        table.add_row(*(Text(str(cell)) for cell in row))
    return table
