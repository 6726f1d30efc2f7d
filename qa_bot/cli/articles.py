"""Commands add, list and remove: the articles of the library."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import click

from qa_bot.cli.common import (
    Filters,
    Options,
    complete_path,
    complete_title,
    err,
    filter_options,
    json_option,
    open_library,
    out,
    print_nothing,
    quiet_option,
)
from qa_bot.cli.progress_display import progress_display
from qa_bot.console import print_json, print_json_list
from qa_bot.errors import ArticleNotFound, FeedNotFound, LinkRefused
from qa_bot.i18n import terminal_wording
from qa_bot.identity import SHOWN_DIGITS
from qa_bot.table_output import Column, print_table

if TYPE_CHECKING:
    from qa_bot.documents import AddResult, Listing
    from qa_bot.library import Library

# The width of an outcome and the gap after it, so that a note stands below the title.
_NOTE_INDENT: Final = 11
# Lines that are written together: as many as are read together.
_LINES_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class AddOptions:
    """The options of what adds articles, as typed."""

    sources: Sequence[str]
    title: str
    author: str
    date: str
    tag: Sequence[str]
    verbose: bool
    as_json: bool
    quiet: bool


def _add_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the sources and the options of what adds articles; the command gets them as `adding`."""

    @click.argument(
        "sources", nargs=-1, required=True, metavar="SOURCE…", shell_complete=complete_path
    )
    @click.option("--title", default="", help="What to call it, whatever its file says.")
    @click.option("--author", default="", help="Who wrote it.")
    @click.option(
        "--date", default="", metavar="DATE", help="When it was published: 2024-05-17, 2024."
    )
    @click.option("--tag", multiple=True, help="A word to find it by.")
    @click.option("--verbose", is_flag=True, help="Say how much boilerplate was left out.")
    @json_option
    @quiet_option
    @wraps(command)
    def with_options(*args: Any, **typed: Any) -> None:
        names = AddOptions.__dataclass_fields__
        adding = AddOptions(**{name: typed.pop(name) for name in names})
        command(*args, adding=adding, **typed)

    return with_options


@click.command()
@_add_options
@click.pass_obj
def add(options: Options, adding: AddOptions) -> None:
    """Add articles, or bring changed ones up to date.

    A SOURCE is a file, a folder, a web address, feed:ADDRESS, or - for stdin.
    Text, Markdown, HTML, PDF, DOCX, ODT, RTF, EPUB, mail, subtitles and CSV are read.
    """
    from qa_bot.library import Library

    _add(options, adding, Library.iter_add)


@click.command()
@click.option(
    "--ray",
    required=True,
    metavar="ADDRESS",
    help="The Ray cluster: HOST:PORT, or 'local' for this machine alone.",
)
@_add_options
@click.pass_obj
def ingest(options: Options, ray: str, adding: AddOptions) -> None:
    """Add articles as `add` does, and embed them on many machines.

    The token of the cluster is Ray's: RAY_AUTH_TOKEN_PATH names its file. What comes
    from the web is embedded here. Interrupted, it goes on where it was when run again.
    """
    from qa_bot.library import Library

    def iter_ingest(library: Library, sources: Sequence[str], *rest: Any) -> "Iterator[AddResult]":
        return library.iter_ingest(sources, ray, *rest)

    _add(options, adding, iter_ingest)


def _add(
    options: Options, adding: AddOptions, results_of: "Callable[..., Iterator[AddResult]]"
) -> None:
    """Add the sources by that method of the library, and print the result of each."""
    from qa_bot.overrides import typed_overrides

    overrides = typed_overrides(adding.title, adding.author, adding.date, adding.tag)
    has_failed = False
    # A bar would run over what a person types.
    is_typed = "-" in adding.sources and sys.stdin.isatty()
    with progress_display(adding.quiet or adding.as_json or is_typed) as progress:
        library = open_library(options)
        for result in results_of(library, adding.sources, progress, overrides):
            has_failed |= result.error is not None
            note = terminal_wording.add_note(result, library.model)
            if adding.as_json:
                print_json(added_json(result, note))
            else:
                left_out = result.remarks.left_out if adding.verbose else ()
                notes = (note, terminal_wording.left_out(left_out) if adding.verbose else "")
                print_added(result, " ".join(filter(None, notes)))
    if has_failed:
        sys.exit(1)


@click.command("list")
@filter_options
@json_option
@click.pass_obj
def list_articles(options: Options, filters: Filters, as_json: bool) -> None:
    """List the articles in the library."""
    library = open_library(options)
    listings = library.iter_list(filters.scope(library)) if filters else library.iter_list()
    if as_json:
        print_json_list(map(_listing_json, listings))
        return
    # The columns of a table are as wide as all of its rows need; lines come as they are read.
    at_once = None if out.is_terminal else _LINES_AT_ONCE
    is_empty = True
    while rows := [*islice(listings, at_once)]:
        print_table(out, _columns(rows))
        is_empty = False
    if is_empty:
        print_nothing(library.components.empty_library())
    if feeds := library.feeds():
        err.print(terminal_wording.feeds_followed(len(feeds)), style="dim")


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="ARTICLE…", shell_complete=complete_title)
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


def _listing_json(listing: "Listing") -> dict[str, Any]:
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


def _columns(listings: "Sequence[Listing]") -> Sequence[Column]:
    refs = [listing.ref for listing in listings]
    return (
        # Half an id would name no article.
        Column("id", [ref.id[:SHOWN_DIGITS] for ref in refs], is_whole=True),
        Column("title", [ref.title for ref in refs]),
        Column("about", [" · ".join(_details(each)) for each in listings], rank=2),
        Column("characters", [each.characters for each in listings], rank=3),
        Column("chunks", [each.chunks for each in listings], rank=4),
        Column("source", [ref.source for ref in refs], rank=1),
    )


def _details(listing: "Listing") -> Iterator[str]:
    ref = listing.ref
    details = (listing.author, ref.published[:10], listing.language, *listing.tags, ref.collection)
    return filter(None, details)
