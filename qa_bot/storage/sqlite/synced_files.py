"""The synced files in the table `files`."""

from collections.abc import Iterable

from qa_bot.paths import path_to_uri, text_to_path
from qa_bot.storage.sqlite.database import Database
from qa_bot.storage.synced_files import FileStamp, SyncedFile


class SqliteSyncedFiles:
    """Implements SyncedFileStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def files(self, folder: str) -> dict[str, SyncedFile]:
        """Return the files of a folder by path, as they were last synced."""
        rows = self._database.all(
            "SELECT path, article_id, size, modified, changed, inode FROM files WHERE folder = ?",
            folder,
        )
        return {row[0]: SyncedFile(row[0], row[1], FileStamp(*row[2:])) for row in rows}

    def record(self, folder: str, files: Iterable[SyncedFile]) -> None:
        """Record files; one whose article is gone is left out."""
        rows = [(folder, file.path, file.article_id, *_numbers(file.stamp)) for file in files]
        if rows:
            with self._database.writing() as connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO files (folder, path, article_id, size, modified, "
                    "changed, inode) SELECT ?1, ?2, id, ?4, ?5, ?6, ?7 FROM articles WHERE id = ?3",
                    rows,
                )

    def forget(self, folder: str, paths: Iterable[str]) -> None:
        """Drop the records of files that are gone."""
        rows = [(folder, path) for path in paths]
        if rows:
            with self._database.writing() as connection:
                connection.executemany("DELETE FROM files WHERE folder = ? AND path = ?", rows)

    def paths_of(self, article_id: str) -> list[str]:
        """Return the paths, in whichever folders, that an article was taken from."""
        rows = self._database.all("SELECT path FROM files WHERE article_id = ?", article_id)
        return [row[0] for row in rows]

    def articles_below(self, folder: str) -> dict[str, str]:
        """Return the ids of the articles whose source is below a folder, by source."""
        found: dict[str, str] = {}
        # The names in a folder may be spelt as URIs though its own is not.
        for above in {folder, path_to_uri(text_to_path(folder))}:
            prefix = above.rstrip("/") + "/"
            found |= self._database.all(
                "SELECT source, id FROM articles "
                "WHERE collection = '' AND substr(source, 1, ?) = ?",
                len(prefix),
                prefix,
            )
        return found


def _numbers(stamp: FileStamp) -> tuple[int, int, int, int]:
    return stamp.size, stamp.modified, stamp.changed, stamp.inode
