"""add, list, remove: what the library holds."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa_bot import wording
from qa_bot.cli.base import Json, err, open_app, out, print_json, progress_bar

if TYPE_CHECKING:
    from qa_bot.app import Added


def add(
    context: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…", help="Files, folders, web addresses, feed:ADDRESS, or - for stdin."
        ),
    ],
    as_json: Json = False,
) -> None:
    """Add articles, or bring changed ones up to date.

    Text, Markdown, HTML, PDF, DOCX, ODT, RTF, EPUB, mail and subtitles are read.
    """
    failed = False
    with progress_bar() as progress:
        for added in open_app(context).add(sources, progress):
            failed |= added.error is not None
            if as_json:
                print_json(added_json(added))
            else:
                tell(added)
    if failed:
        raise typer.Exit(1)


def list_articles(context: typer.Context, as_json: Json = False) -> None:
    """List the articles in the library."""
    app = open_app(context)
    listings = app.listings()
    if as_json:
        print_json([_listing_json(listing) for listing in listings])
        return
    if not listings:
        out.print(wording.EMPTY_LIBRARY_CURE, markup=False)
    else:
        out.print(_table(listings))
    if feeds := app.feeds():
        out.print(wording.feeds_followed(len(feeds)), style="dim", markup=False)


def remove(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(metavar="ARTICLE…", help="Id, title or source; feed:ADDRESS for a feed."),
    ],
    with_articles: Annotated[
        bool, typer.Option("--with-articles", help="Remove a feed's articles too.")
    ] = False,
) -> None:
    """Remove articles from the library, or follow a feed no longer."""
    app = open_app(context)
    for name in names:
        if name.lower().startswith("feed:"):
            gone = app.unfollow(name, with_articles)
            out.print(wording.unfollowed(name, len(gone)), markup=False)
        else:
            out.print(wording.outcome("removed", app.remove(name).title), markup=False)


def tell(added: "Added") -> None:
    """Print what became of one source, for a person."""
    if added.error:
        err.print(str(added.error), style="red", markup=False)
    elif added.article and added.outcome:
        out.print(wording.outcome(added.outcome.value, added.article.title), markup=False)
    if added.note:
        out.print(f"{' ' * 11 if added.article else ''}{added.note}", style="dim", markup=False)


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
