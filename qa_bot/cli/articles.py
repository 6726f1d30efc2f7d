"""add, list, remove: what the library holds."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from qa_bot.cli.common import Options, err, json_option, open_app, out, progress_bar
from qa_bot.cli.scope import Filters, filtered
from qa_bot.errors import ArticleNotFound, FeedNotFound, LinkRefused
from qa_bot.escaping import encodable
from qa_bot.i18n import wording
from qa_bot.printing import cell as shown_cell
from qa_bot.printing import print_json

if TYPE_CHECKING:
    from qa_bot.app import Added, App
    from qa_bot.overrides import Given


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--title", default="", help="What to call it, whatever its file says.")
@click.option("--author", default="", help="Who wrote it.")
@click.option("--date", default="", metavar="DATE", help="When it was published: 2024-05-17, 2024.")
@click.option("--tag", multiple=True, help="A word to find it by.")
@json_option
@click.pass_obj
def add(
    options: Options,
    sources: Sequence[str],
    title: str,
    author: str,
    date: str,
    tag: Sequence[str],
    as_json: bool,
) -> None:
    """Add articles, or bring changed ones up to date.

    A SOURCE is a file, a folder, a web address, feed:ADDRESS, or - for stdin.
    Text, Markdown, HTML, PDF, DOCX, ODT, RTF, EPUB, mail and subtitles are read.
    """
    given = _given(title, author, date, tag)
    failed = False
    with progress_bar() as progress:
        for added in open_app(options).add(sources, progress, given):
            failed |= added.error is not None
            if as_json:
                print_json(added_json(added))
            else:
                tell(added)
    if failed:
        sys.exit(1)


def _given(title: str, author: str, date: str, tags: Sequence[str]) -> "Given":
    from qa_bot.overrides import Given
    from qa_bot.text.dates import iso_date

    plain = map(_words, tags)
    return Given(
        _words(title),
        _words(author),
        iso_date(date) if date else "",
        tuple(tag for tag in plain if tag),
    )


def _words(typed: str) -> str:
    """What was typed, cleaned, and with a mark for each byte that is no UTF-8."""
    from qa_bot.text.normalisation import one_line

    return one_line(encodable(typed))


@click.command("list")
@filtered
@json_option
@click.pass_obj
def list_articles(options: Options, filters: Filters, as_json: bool) -> None:
    """List the articles in the library."""
    app = open_app(options)
    listings = app.listings(filters.scope(app)) if filters else app.listings()
    if as_json:
        print_json([_listing_json(listing) for listing in listings])
        return
    if not listings:
        out.print(wording.EMPTY_LIBRARY_CURE)
    else:
        out.print(_table(listings))
    if feeds := app.feeds():
        out.print(wording.feeds_followed(len(feeds)), style="dim")


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

    app = open_app(options)
    failed = False
    for name in names:
        try:
            out.print(_removed(app, name, with_articles))
        except (ArticleNotFound, FeedNotFound, SourceError) as error:
            # What one name is wrong about does not keep the others.
            failed = True
            err.print(str(error), style="red")
    if failed:
        sys.exit(1)


def _removed(app: "App", name: str, with_articles: bool) -> str:
    """Remove what goes by that name; what became of it, in words."""
    if not name.lower().startswith("feed:"):
        return wording.outcome("removed", app.remove(name).title)
    try:
        return wording.unfollowed(name, len(app.unfollow(name, with_articles)))
    except (FeedNotFound, LinkRefused) as error:
        # A title or a file may begin like a feed.
        try:
            return wording.outcome("removed", app.remove(name).title)
        except ArticleNotFound:
            raise error from None


def tell(added: "Added") -> None:
    """Print what became of one source, for a person."""
    if added.error:
        err.print(str(added.error), style="red")
    elif added.article and added.outcome:
        out.print(wording.outcome(added.outcome.value, added.article.title))
    if added.note:
        out.print(f"{' ' * 11 if added.article else ''}{added.note}", style="dim")


def added_json(added: "Added") -> dict[str, Any]:
    """What became of one source, for a script; a feed itself has the outcome "feed"."""
    article = added.article
    done = added.outcome.value if added.outcome else "feed"
    return {
        "source": added.source,
        "outcome": "failed" if added.error else done,
        "id": article.id if article else None,
        "title": article.title if article else None,
        "error": str(added.error) if added.error else None,
        "note": added.note or None,
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


# As much of an id as tells any two articles apart, unless somebody has searched for such a pair.
_SHOWN = 12
# What `list` shows of an article; a column that would be empty is left out.
_COLUMNS: dict[str, Callable[[Any], str]] = {
    "id": lambda listing: listing.ref.id[:_SHOWN],
    "title": lambda listing: listing.ref.title,
    "about": lambda listing: " · ".join(_facts(listing)),
    "characters": lambda listing: f"{listing.characters:,}",
    "chunks": lambda listing: str(listing.chunks),
    "source": lambda listing: listing.ref.source,
}


def _facts(listing: Any) -> Iterator[str]:
    """What is known of an article beside its title and source."""
    ref = listing.ref
    facts = (listing.author, ref.published[:10], listing.language, *listing.tags, ref.collection)
    return filter(None, facts)


def _table(listings: Sequence[Any]) -> Any:
    from rich.table import Table

    cells = {name: [cell(listing) for listing in listings] for name, cell in _COLUMNS.items()}
    shown = {name: column for name, column in cells.items() if any(column)}
    table = Table(box=None)
    for name in shown:
        # Half an id is of no use.
        table.add_column(name, no_wrap=name == "id", overflow="fold")
    for row in zip(*shown.values(), strict=True):
        table.add_row(*map(shown_cell, row))
    return table
