"""What several commands share: options, consoles, progress bar, and the open library."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from qa_bot.console import SafeConsole, cell

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

    from qa_bot.config import Config
    from qa_bot.documents import Progress, Scope
    from qa_bot.library import Library, ScopeFilters

out = SafeConsole(soft_wrap=True)
err = SafeConsole(errors=True, soft_wrap=True)

# Below 10 a second, show one decimal.
_DECIMAL_BELOW: Final = 10
# Characters of a title beside a progress bar: half of a terminal of 80 columns.
_TITLE_WIDTH: Final = 40

PATH: Final = click.Path(path_type=Path)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


@dataclass(frozen=True, slots=True)
class Options:
    """The global options, which stand before the command."""

    config: Path | None
    index: Path | None


@dataclass(frozen=True, slots=True)
class Filters:
    """The options that select articles, as typed."""

    articles: Sequence[str]
    tags: Sequence[str]
    since: str
    until: str

    def scope(self, library: "Library") -> "Scope":
        """Return the selected articles.

        Raises ArticleNotFound, DateUnreadable or NoMatchingArticles.
        """
        filters: ScopeFilters = {"tags": self.tags, "since": self.since, "until": self.until}
        if self.articles:
            filters["articles"] = self.articles
        return library.scope(**filters)

    def __bool__(self) -> bool:
        return bool(self.articles or self.tags or self.since or self.until)


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that select articles to a command, which gets them as `filters`."""

    @click.option(
        "--article", multiple=True, metavar="ARTICLE", help="Only this one: id, title or source."
    )
    @click.option("--tag", multiple=True, metavar="TAG", help="Only those with this tag.")
    @click.option(
        "--since",
        default="",
        metavar="DATE",
        help="Only those published then or later: 2024-05-17, 2024.",
    )
    @click.option(
        "--until", default="", metavar="DATE", help="Only those published then or before."
    )
    @wraps(command)
    def with_filters(
        *args: Any, article: Sequence[str], tag: Sequence[str], since: str, until: str, **rest: Any
    ) -> None:
        command(*args, filters=Filters(article, tag, since, until), **rest)

    return with_filters


def fail(message: str) -> NoReturn:
    """Print an error and exit with status 1."""
    err.print(message, style="red")
    sys.exit(1)


def settings(options: Options) -> "Config":
    """Load the settings in force, and say what was not used; raises ConfigError."""
    from qa_bot.config import load_config

    config = load_config(options.config, index=options.index)
    if config.discovery.of_others:
        from qa_bot.library import notices_of_others

        for notice in notices_of_others(config):
            print_notice(notice)
    return config


def open_library(options: Options) -> "Library":
    """Open the library; its models are loaded when they are first used."""
    from qa_bot.library import Library

    return Library.open(settings(options), print_notice)


def print_notice(notice: str) -> None:
    """Print at once that something takes long."""
    err.print(notice, style="dim")


def print_notices(library: "Library") -> None:
    """Print what was repaired on the way, once."""
    for notice in library.take_notices():
        err.print(notice, style="yellow")


@contextlib.contextmanager
def progress_bar() -> Iterator["Progress"]:
    """Yield a callback (title, done, total) that drives a progress bar on standard error."""
    from rich.progress import Progress

    # Without a terminal, as under cron, not even an empty line is printed.
    is_hidden = not err.is_terminal
    with Progress(*_progress_columns(), console=err, transient=True, disable=is_hidden) as bars:
        task = bars.add_task("", visible=False)

        def show(title: str, done: int, total: int) -> None:
            bars.update(
                task,
                description=cell(title).plain[:_TITLE_WIDTH],
                completed=done,
                total=total,
                visible=done < total,
            )

        yield show


def _progress_columns() -> "Sequence[ProgressColumn]":
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Items a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            decimals = 1 if speed is not None and speed < _DECIMAL_BELOW else 0
            return Text("" if speed is None else f"{speed:.{decimals}f}/s")

    return (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
