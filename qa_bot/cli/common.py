"""What every command shares: the global options, the consoles, JSON and the bar."""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from qa_bot.printing import Printer, cell

if TYPE_CHECKING:
    from qa_bot.app import App, Progress
    from qa_bot.config import Config

out = Printer(soft_wrap=True)
err = Printer(errors=True, soft_wrap=True)

# Of so few a second a tenth is told.
_SLOW = 10

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


@dataclass(frozen=True, slots=True)
class Options:
    """The global options."""

    config: Path | None
    index: Path | None


def fail(message: str) -> NoReturn:
    """Say what went wrong and leave with status 1."""
    err.print(message, style="red")
    sys.exit(1)


def settings(options: Options) -> "Config":
    """The settings in force; raises ConfigError."""
    from qa_bot.config import load_config

    return load_config(options.config, index=options.index)


def open_app(options: Options) -> "App":
    """The library with its models, none of them loaded yet."""
    from qa_bot.app import App

    return App(settings(options), tell)


def tell(line: str) -> None:
    """Say at once what takes long."""
    err.print(line, style="dim")


def tell_notices(app: "App") -> None:
    """Say what was mended on the way, once."""
    for notice in app.notices:
        err.print(notice, style="yellow")
    app.notices.clear()


@contextlib.contextmanager
def progress_bar() -> Iterator["Progress"]:
    """A bar on standard error that appears when there is something to wait for."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many are done in a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:.{1 if speed < _SLOW else 0}f}/s")

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    # Where nobody watches, as under cron, not even an empty line is left.
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:
        task = bars.add_task("", visible=False)

        def show(title: str, done: int, total: int) -> None:
            bars.update(
                task,
                description=cell(title).plain[:40],
                completed=done,
                total=total,
                visible=done < total,
            )

        yield show
