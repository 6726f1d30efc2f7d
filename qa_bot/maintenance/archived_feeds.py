"""What a library follows on the web, out of it and into another.

What sites marked their pages with stays behind: the library that takes this in
may hold another text, and asks for each page whole once.
"""

from typing import Any

from msgspec import Struct

from qa_bot.maintenance.plausibility import tidied_line
from qa_bot.storage.store import Store


class _Line(Struct, forbid_unknown_fields=True):
    pass


class FeedLine(_Line):
    """A line of feeds.jsonl."""

    url: str
    title: str
    added_at: float


class GivenLine(_Line):
    """A line of feed_given.jsonl."""

    feed: str
    field: str
    value: str


class EntryLine(_Line):
    """A line of entries.jsonl."""

    feed: str
    key: str
    mark: str
    article_id: str | None
    own_text: int


class PageLine(_Line):
    """A line of pages.jsonl."""

    article_id: str
    url: str


# Each part's table, its lines, and what is written for what they leave out.
PARTS: dict[str, tuple[str, type[_Line], dict[str, Any]]] = {
    "feeds.jsonl": ("feeds", FeedLine, {}),
    "feed_given.jsonl": ("feed_given", GivenLine, {}),
    "entries.jsonl": ("entries", EntryLine, {}),
    "pages.jsonl": ("pages", PageLine, {"etag": "", "last_modified": "", "checked_at": 0.0}),
}


def columns(part: str) -> tuple[str, ...]:
    """What a line of the part says, in order."""
    return PARTS[part][1].__struct_fields__


def query(part: str) -> str:
    """The SQL that gives the lines of the part."""
    table, line, _ = PARTS[part]
    return f"SELECT {', '.join(line.__struct_fields__)} FROM {table}"


def take(store: Store, part: str, lines: list[dict[str, Any]]) -> None:
    """Put checked lines beside what is there; a page without its article is left out."""
    table, _, rest = PARTS[part]
    names = [*columns(part), *rest]
    marks = ", ".join(f":{name}" for name in names)
    there = "WHERE EXISTS (SELECT 1 FROM articles WHERE id = :article_id)"
    condition = there if table == "pages" else ""
    with store.writing() as connection:
        connection.executemany(
            f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) SELECT {marks} {condition}",
            [tidied_line(line) | rest for line in lines],
        )
