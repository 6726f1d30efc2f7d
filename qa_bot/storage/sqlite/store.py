"""A library in one SQLite file: the engine behind the store's protocol."""

import os
from contextlib import AbstractContextManager
from pathlib import Path

from qa_bot.storage.locations import DATABASE
from qa_bot.storage.rows import to_index_model
from qa_bot.storage.sqlite.audit import SqliteAudit
from qa_bot.storage.sqlite.chunks import ChunkQueries
from qa_bot.storage.sqlite.citations import Citations
from qa_bot.storage.sqlite.database import Database
from qa_bot.storage.sqlite.feeds import SqliteFeeds
from qa_bot.storage.sqlite.full_text import FullText
from qa_bot.storage.sqlite.index_adoption import adopt
from qa_bot.storage.sqlite.index_writes import IndexWrites
from qa_bot.storage.sqlite.orphans import delete_orphans
from qa_bot.storage.sqlite.rebuild_folder import RebuildFolder
from qa_bot.storage.sqlite.statistics import SqliteStatistics
from qa_bot.storage.sqlite.synced_files import SqliteSyncedFiles
from qa_bot.storage.sqlite.transfer import SqliteTransfer
from qa_bot.storage.store import IndexModel, Store, StoreState


class SqliteStore(ChunkQueries, FullText, IndexWrites, Citations):
    """Implements Store. Safe to share between threads: each gets its own connection."""

    def __init__(self, folder: Path, lock_timeout: float = 60.0) -> None:
        """Open the library in `folder`, creating it when there is none.

        Writers wait at most `lock_timeout` seconds for each other. Raises
        LibraryUnwritable, LibraryDamaged or LibraryBusy.
        """
        super().__init__(Database(folder, lock_timeout))
        self.folder = folder
        self._lock_timeout = lock_timeout
        self.feeds = SqliteFeeds(self._database)
        self.synced_files = SqliteSyncedFiles(self._database)
        self.audit = SqliteAudit(self._database)
        self.transfer = SqliteTransfer(self._database)
        self.statistics = SqliteStatistics(self._database)

    @property
    def location(self) -> str:
        """The folder of the library, as it is named in messages."""
        return str(self.folder)

    def close(self) -> None:
        """Close the connections of all threads."""
        self._database.close()

    def snapshot(self) -> AbstractContextManager[None]:
        """Let this thread read the state of one moment within, whatever others write."""
        return self._database.snapshot()

    def try_lock(self) -> AbstractContextManager[bool]:
        """Hold the writers' lock within if nobody does, without waiting; yield whether it is."""
        return self._database.try_lock()

    def state(self) -> StoreState:
        """Return the present state; every change makes it another."""
        return self._database.state()

    def had_state(self, generation: int, token: str) -> bool:
        """Return whether the library once was in that state."""
        return self._database.had_state(generation, token)

    def index_model(self) -> IndexModel | None:
        """Return the model that the library is built with; None before anything was added."""
        meta = self._database.meta
        return to_index_model(meta("model"), meta("probe"), meta("chunking"))

    def claim_index_model(self, model: IndexModel) -> None:
        """Record the model that the library is built with from now on."""
        chunking = (model.chunking or "").encode()
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)",
                [
                    ("model", model.name.encode()),
                    ("chunking", chunking),
                    ("probe", model.fingerprint),
                ],
            )

    def vector_search(self, dimension: int) -> None:
        """Return None, as SQLite compares no vectors."""
        return

    def rebuild_place(self) -> RebuildFolder:
        """Return the folder where the index is built anew."""
        return RebuildFolder(self.folder, self._lock_timeout)

    def delete_orphans(self) -> None:
        """Delete what is derived from articles that are gone, and embeddings of no chunk."""
        delete_orphans(self._database)

    def adopt_index(self, other: Store, token: str) -> bool:
        """Take over the chunks, embeddings and model of another SQLite store, in one transaction.

        Return False when this store is no longer in the state of `token`.
        """
        if not isinstance(other, SqliteStore):
            raise TypeError(f"{other.location}: not a SQLite library")
        path = os.fsencode(other.folder / DATABASE)
        return adopt(self._database, path, token)
