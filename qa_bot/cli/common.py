"""What several commands share: options, consoles, and the open library."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from qa_bot.console import SafeConsole
from qa_bot.escape import is_safe

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from qa_bot.config import Config
    from qa_bot.documents import Scope
    from qa_bot.library import Library, ScopeFilters

out = SafeConsole(soft_wrap=True)
err = SafeConsole(errors=True, soft_wrap=True)

PATH: Final = click.Path(path_type=Path)
# By which click is asked for completions; scripts that are installed name it.
COMPLETE_VARIABLE: Final = "_QA_BOT_COMPLETE"
# Titles that are looked through, the latest first, and completions of one word.
_MOST_TITLES, _MOST_COMPLETED = 100_000, 50
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


def complete_title(
    context: click.Context, _: click.Parameter, incomplete: str
) -> "list[CompletionItem[str]]":
    """Return the titles that begin with what was typed, in its case or else in any.

    None where the library cannot be read: there is nobody to tell.
    """
    from click.shell_completion import CompletionItem

    from qa_bot.errors import QaBotError

    typed = context.find_root().params
    options = Options(typed.get("config"), typed.get("index"))
    try:
        library = settings(options).library
        if not library.url and not library.folder.is_dir():
            return []
        refs = open_library(options).latest(_MOST_TITLES)
    except QaBotError:
        return []
    titles = [title for title in dict.fromkeys(ref.title for ref in refs) if is_safe(title)]
    found = [title for title in titles if title.startswith(incomplete)] or [
        title for title in titles if title.casefold().startswith(incomplete.casefold())
    ]
    return [CompletionItem(title) for title in found[:_MOST_COMPLETED]]


def complete_path(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem[str]]":
    """Leave the completion of a path to the shell."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that select articles to a command, which gets them as `filters`."""

    @click.option(
        "--article",
        multiple=True,
        metavar="ARTICLE",
        shell_complete=complete_title,
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


def print_nothing(message: str) -> None:
    """Print that a list is empty; off a terminal beside standard output, which has a line a row."""
    (out if out.is_terminal else err).print(message)


def print_notice(notice: str) -> None:
    """Print at once that something takes long."""
    err.print(notice, style="dim")


def print_notices(library: "Library") -> None:
    """Print what was repaired on the way, once."""
    for notice in library.take_notices():
        err.print(notice, style="yellow")
