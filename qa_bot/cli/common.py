"""What several commands share: options, consoles, and the open library."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from qa_bot.console import SafeConsole

if TYPE_CHECKING:
    from qa_bot.config import Config
    from qa_bot.documents import Scope
    from qa_bot.library import Library, ScopeFilters

out = SafeConsole(soft_wrap=True)
err = SafeConsole(errors=True, soft_wrap=True)

PATH: Final = click.Path(path_type=Path)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Show no progress.")


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

        An article may be named by a part of its title. Raises ArticleAmbiguous,
        ArticleNotFound, DateUnreadable or NoMatchingArticles.
        """
        from qa_bot.documents import SHARED

        filters: ScopeFilters = {"tags": self.tags, "since": self.since, "until": self.until}
        if self.articles:
            filters["articles"] = [library.find(name, SHARED).id for name in self.articles]
        return library.scope(**filters)

    def __bool__(self) -> bool:
        return bool(self.articles or self.tags or self.since or self.until)


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that select articles to a command, which gets them as `filters`."""

    @click.option(
        "--article",
        multiple=True,
        metavar="ARTICLE",
        help="Only this one: id, source, title or a part of it.",
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
    """Load the settings in force; raises ConfigError."""
    from qa_bot.config import load_config

    return load_config(options.config, index=options.index)


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
