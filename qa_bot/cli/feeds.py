"""Commands refresh and feeds: the feeds that are followed and the pages that were added."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from qa_bot.cli.articles import added_json, print_added
from qa_bot.cli.common import (
    Options,
    err,
    json_option,
    open_library,
    out,
    print_nothing,
    quiet_option,
)
from qa_bot.cli.progress_display import progress_display
from qa_bot.console import print_json
from qa_bot.i18n import terminal_wording
from qa_bot.table_output import Column, print_table

if TYPE_CHECKING:
    from qa_bot.storage.feeds import FollowedFeed


@click.command()
@json_option
@quiet_option
@click.pass_obj
def refresh(options: Options, as_json: bool, quiet: bool) -> None:
    """Fetch what is new in each feed, and the pages that changed."""
    counts: Counter[str] = Counter()
    with progress_display(quiet or as_json) as progress:
        library = open_library(options)
        for result in library.iter_refresh(progress):
            json = added_json(result, terminal_wording.add_note(result, library.model))
            counts[json["outcome"]] += 1
            if as_json:
                print_json(json)
            elif json["outcome"] != "unchanged" or json["note"]:
                print_added(result, json["note"] or "")
    if not counts and not as_json:
        out.print(terminal_wording.NOTHING_TO_REFRESH)
    elif not as_json:
        err.print(terminal_wording.tally(counts), style="dim")
    if counts["failed"]:
        sys.exit(1)


@click.command()
@json_option
@click.pass_obj
def feeds(options: Options, as_json: bool) -> None:
    """List the feeds that are followed."""
    followed = open_library(options).feeds()
    if as_json:
        print_json([_feed_json(feed) for feed in followed])
    elif not followed:
        print_nothing(terminal_wording.NO_FEEDS)
    else:
        print_table(out, _columns(followed))


def _feed_json(feed: "FollowedFeed") -> dict[str, Any]:
    return {
        "source": f"feed:{feed.url}",
        "title": feed.title,
        "articles": feed.articles,
        "added_at": feed.added_at,
        "checked_at": feed.checked_at or None,
        "problem": feed.problem or None,
    }


def _columns(followed: "Sequence[FollowedFeed]") -> Sequence[Column]:
    return (
        Column("title", [feed.title for feed in followed]),
        Column("articles", [feed.articles for feed in followed], rank=2),
        Column("read last", [_read_last(feed) for feed in followed], rank=3, is_whole=True),
        Column("source", [f"feed:{feed.url}" for feed in followed]),
        Column("problem", [feed.problem for feed in followed], rank=1),
    )


def _read_last(feed: "FollowedFeed") -> str:
    if not feed.checked_at:
        return ""
    return f"{datetime.fromtimestamp(feed.checked_at):%Y-%m-%d %H:%M}"
