"""Commands add, list and remove: the articles of the library."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from qa_bot.cli.common import (
    Filters,
    Options,
    err,
    filter_options,
    json_option,
    open_library,
    out,
    progress_bar,
)
from qa_bot.console import cell, print_json
from qa_bot.errors import ArticleNotFound, FeedNotFound, LinkRefused
from qa_bot.i18n import terminal_wording

if TYPE_CHECKING:
    from qa_bot.documents import AddResult
    from qa_bot.library import Library

# The width of an outcome and the gap after it, so that a note stands below the title.
_NOTE_INDENT: Final = 11


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--title", default="", help="What to call it, whatever its file says.")
@click.option("--author", default="", help="Who wrote it.")
@click.option("--date", default="", metavar="DATE", help="When it was published: 2024-05-17, 2024.")
@click.option("--tag", multiple=True, help="A word to find it by.")
@click.option("--verbose", is_flag=True, help="Say how much boilerplate was left out.")
@json_option
@click.pass_obj
def add(
    options: Options,
    sources: Sequence[str],
    title: str,
    author: str,
    date: str,
    tag: Sequence[str],
    verbose: bool,
    as_json: bool,
) -> None:
    """Add articles, or bring changed ones up to date.

    A SOURCE is a file, a folder, a web address, feed:ADDRESS, or - for stdin.
    Text, Markdown, HTML, PDF, DOCX, ODT, RTF, EPUB, mail, subtitles and CSV are read.
    """
    from qa_bot.overrides import typed_overrides

    overrides = typed_overrides(title, author, date, tag)
    has_failed = False
    with progress_bar() as progress:
        library = open_library(options)
        for result in library.iter_add(sources, progress, overrides):
            has_failed |= result.error is not None
            note = terminal_wording.add_note(result, library.model)
            if as_json:
                print_json(added_json(result, note))
            else:
                left_out = terminal_wording.left_out(result.remarks.left_out) if verbose else ""
                print_added(result, " ".join(filter(None, (note, left_out))))
    if has_failed:
        sys.exit(1)


@click.command("list")
@filter_options
@json_option
@click.pass_obj
def list_articles(options: Options, filters: Filters, as_json: bool) -> None:
    """List the articles in the library."""
    library = open_library(options)
    listings = library.list(filters.scope(library)) if filters else library.list()
    if as_json:
        print_json([_listing_json(listing) for listing in listings])
        return
    if not listings:
        out.print(library.components.empty_library())
    else:
        out.print(_table(listings))
    if feeds := library.feeds():
        out.print(terminal_wording.feeds_followed(len(feeds)), style="dim")


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="ARTICLE…")
@click.option("--with-articles", is_flag=True, help="Remove a feed's articles too.")
@click.pass_obj
def remove(options: Options, names: Sequence[str], with_articles: bool) -> None:
    """Remove articles from the library, or follow a feed no longer.

    An ARTICLE is an id, a title or a source; feed:ADDRESS is a feed. One that
    is not found does not keep the others.
    """
    from qa_bot.errors import ArticleNotFound, FeedNotFound, SourceError

    library = open_library(options)
    has_failed = False
    for name in names:
        try:
            out.print(_remove(library, name, with_articles))
        except (ArticleNotFound, FeedNotFound, SourceError) as error:
            has_failed = True
            err.print(str(error), style="red")
    if has_failed:
        sys.exit(1)


def _remove(library: "Library", name: str, with_articles: bool) -> str:
    """Remove an article or a feed by its name and return a line about it."""
    if not name.lower().startswith("feed:"):
        return terminal_wording.outcome("removed", library.remove(name).title)
    try:
        return terminal_wording.unfollowed(name, len(library.unfollow(name, with_articles)))
    except (FeedNotFound, LinkRefused) as error:
        # A title or a file name may begin with "feed:" too.
        try:
            return terminal_wording.outcome("removed", library.remove(name).title)
        except ArticleNotFound:
            raise error from None


def print_added(result: "AddResult", note: str) -> None:
    """Print the result of one source, for people."""
    if result.error:
        err.print(str(result.error), style="red")
    elif result.article and result.outcome:
        out.print(terminal_wording.outcome(result.outcome.value, result.article.title))
    if note:
        out.print(f"{' ' * _NOTE_INDENT if result.article else ''}{note}", style="dim")


def added_json(result: "AddResult", note: str) -> dict[str, Any]:
    """Return the result of one source as JSON; the outcome of a feed itself is "feed"."""
    article = result.article
    outcome = result.outcome.value if result.outcome else "feed"
    return {
        "source": result.source,
        "outcome": "failed" if result.error else outcome,
        "id": article.id if article else None,
        "title": article.title if article else None,
        "error": str(result.error) if result.error else None,
        "note": note or None,
        "left_out": {left_out.kind: left_out.characters for left_out in result.remarks.left_out},
    }


def _listing_json(listing: Any) -> dict[str, Any]:
    return {
        "id": listing.ref.id,
        "title": listing.ref.title,
        "source": listing.ref.source,
        "author": listing.author or None,
        "published": listing.ref.published or None,
        "language": listing.language or None,
        "tags": list(listing.tags),
        "link": listing.ref.link or None,
        "collection": listing.ref.collection or None,
        "characters": listing.characters,
        "chunks": listing.chunks,
        "added_at": listing.added_at,
    }


# 48 bits of the digest: two articles alike in them are found on purpose, not by chance.
_ID_DIGITS: Final = 12
# The columns of `list`; one that would be empty is left out.
_COLUMNS: Final[dict[str, Callable[[Any], str]]] = {
    "id": lambda listing: listing.ref.id[:_ID_DIGITS],
    "title": lambda listing: listing.ref.title,
    "about": lambda listing: " · ".join(_details(listing)),
    "characters": lambda listing: f"{listing.characters:,}",
    "chunks": lambda listing: str(listing.chunks),
    "source": lambda listing: listing.ref.source,
}


def _details(listing: Any) -> Iterator[str]:
    ref = listing.ref
    details = (listing.author, ref.published[:10], listing.language, *listing.tags, ref.collection)
    return filter(None, details)


def _table(listings: Sequence[Any]) -> Any:
    from rich.table import Table

    cells = {name: [text(listing) for listing in listings] for name, text in _COLUMNS.items()}
    shown = {name: column for name, column in cells.items() if any(column)}
    table = Table(box=None)
    for name in shown:
        # Half an id would name no article.
        table.add_column(name, no_wrap=name == "id", overflow="fold")
    for row in zip(*shown.values(), strict=True):
        table.add_row(*map(cell, row))
    return table
