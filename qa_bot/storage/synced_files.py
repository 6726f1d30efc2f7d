"""What the library remembers of the files of a folder, so that none is read twice in vain.

A stamp is a promise: while the file still bears it, the article is what the
file says. It goes when its article goes. Knows SQL and stamps, no
files; folders and paths are given and kept as `names.spelled` spells them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from qa_bot.indexing.folder_scan import Seen, Stamp
from qa_bot.paths import path_to_text, path_to_uri, text_to_path
from qa_bot.storage.store import Store


@dataclass(frozen=True, slots=True)
class Stamped:
    """A file as it was when its article was taken from it."""

    path: str
    article_id: str
    stamp: Stamp


def stamped(store: Store, folder: str) -> dict[str, Stamped]:
    """The files of a folder by path, as they were last taken in."""
    rows = store.all(
        "SELECT path, article_id, size, modified, changed, inode FROM files WHERE folder = ?",
        folder,
    )
    return {row[0]: Stamped(row[0], row[1], Stamp(*row[2:])) for row in rows}


def remember(store: Store, folder: str, files: Iterable[tuple[Seen, str]]) -> None:
    """Keep the stamps of files with their articles' ids; one whose article is gone is left out."""
    rows = [
        (folder, path_to_text(seen.path), article_id, *_numbers(seen.stamp))
        for seen, article_id in files
    ]
    if rows:
        with store.writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO files (folder, path, article_id, size, modified, changed, "
                "inode) SELECT ?1, ?2, id, ?4, ?5, ?6, ?7 FROM articles WHERE id = ?3",
                rows,
            )


def forget(store: Store, folder: str, paths: Iterable[str]) -> None:
    """Drop what is remembered of files that are no more."""
    rows = [(folder, path) for path in paths]
    if rows:
        with store.writing() as connection:
            connection.executemany("DELETE FROM files WHERE folder = ? AND path = ?", rows)


def referring(store: Store, article_id: str) -> list[str]:
    """The paths, of whichever folders, that an article was taken from."""
    rows = store.all("SELECT path FROM files WHERE article_id = ?", article_id)
    return [row[0] for row in rows]


def taken_from_below(store: Store, folder: str) -> dict[str, str]:
    """The articles whose source stands below a folder: id by source."""
    found: dict[str, str] = {}
    # The names in a folder may be spelt as URIs though its own is not.
    for above in {folder, path_to_uri(text_to_path(folder))}:
        prefix = above.rstrip("/") + "/"
        found |= store.all(
            "SELECT source, id FROM articles WHERE collection = '' AND substr(source, 1, ?) = ?",
            len(prefix),
            prefix,
        )
    return found


def _numbers(stamp: Stamp) -> tuple[int, int, int, int]:
    return stamp.size, stamp.modified, stamp.changed, stamp.inode
