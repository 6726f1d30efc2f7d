"""The synced files in the table `files`."""

from collections.abc import Iterable

from qa_bot.paths import path_to_uri, text_to_path
from qa_bot.storage.postgres.database import LibraryDatabase
from qa_bot.storage.synced_files import FileStamp, SyncedFile


class PostgresSyncedFiles:
    """Implements SyncedFileStore."""

    def __init__(self, database: LibraryDatabase) -> None:
        self._database = database

    def files(self, folder: str) -> dict[str, SyncedFile]:
        """Return the files of a folder by path, as they were last synced."""
        rows = self._database.all(
            "SELECT path, article_id, size, modified, changed, inode FROM files "
            "WHERE md5(folder) = md5(%s) AND folder = %s",
            *(folder, folder),
        )
        return {row[0]: SyncedFile(row[0], row[1], FileStamp(*map(int, row[2:]))) for row in rows}

    def record(self, folder: str, files: Iterable[SyncedFile]) -> None:
        """Record files; one whose article is gone is left out."""
        rows = [
            {
                "folder": folder,
                "path": file.path,
                "id": file.article_id,
                "size": file.stamp.size,
                "modified": file.stamp.modified,
                "changed": file.stamp.changed,
                "inode": file.stamp.inode,
            }
            for file in files
        ]
        if not rows:
            return
        with self._database.writing() as connection, connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO files (folder, path, article_id, size, modified, changed, inode) "
                "SELECT %(folder)s, %(path)s, id, %(size)s, %(modified)s, %(changed)s, %(inode)s "
                "FROM articles WHERE id = %(id)s "
                "ON CONFLICT (md5(folder), md5(path)) DO UPDATE SET "
                "article_id = excluded.article_id, size = excluded.size, "
                "modified = excluded.modified, changed = excluded.changed, "
                "inode = excluded.inode",
                rows,
            )

    def forget(self, folder: str, paths: Iterable[str]) -> None:
        """Drop the records of files that are gone."""
        gone = list(paths)
        if gone:
            with self._database.writing() as connection:
                connection.execute(
                    "DELETE FROM files WHERE md5(folder) = md5(%s) AND folder = %s "
                    "AND path = ANY(%s)",
                    (folder, folder, gone),
                )

    def paths_of(self, article_id: str) -> list[str]:
        """Return the paths, in whichever folders, that an article was taken from."""
        sql = "SELECT path FROM files WHERE article_id = %s ORDER BY folder, path"
        return [row[0] for row in self._database.all(sql, article_id)]

    def articles_below(self, folder: str) -> dict[str, str]:
        """Return the ids of the articles whose source is below a folder, by source."""
        found: dict[str, str] = {}
        # The names in a folder may be spelt as URIs though its own is not.
        for above in {folder, path_to_uri(text_to_path(folder))}:
            prefix = above.rstrip("/") + "/"
            rows = self._database.all(
                "SELECT source, id FROM articles WHERE collection = '' AND starts_with(source, %s)",
                prefix,
            )
            found |= {row[0]: row[1] for row in rows}
        return found
