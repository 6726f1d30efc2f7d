"""The folder inside a library's own where its index is built anew."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from qa_bot.errors import LibraryBusy
from qa_bot.files import file_lock
from qa_bot.storage.locations import REBUILD_FOLDER, REBUILD_LOCK, folder_errors

if TYPE_CHECKING:
    from qa_bot.storage.sqlite.store import SqliteStore


class RebuildFolder:
    """Implements RebuildPlace."""

    def __init__(self, folder: Path, lock_timeout: float) -> None:
        self._folder = folder
        self._lock_timeout = lock_timeout

    @contextmanager
    def locked(self) -> Iterator[None]:
        """As RebuildPlace says."""
        lock = file_lock(self._folder / REBUILD_LOCK, timeout=0)
        with folder_errors(self._folder):
            try:
                lock.acquire()
            except filelock.Timeout:
                raise LibraryBusy(
                    f"{self._folder}: another rebuild is running. Wait for it to finish, or stop "
                    "it."
                ) from None
        try:
            yield
        finally:
            lock.release()

    def open(self) -> "SqliteStore":
        """As RebuildPlace says."""
        from qa_bot.storage.sqlite.store import SqliteStore

        return SqliteStore(self._folder / REBUILD_FOLDER, self._lock_timeout)

    def discard(self) -> None:
        """As RebuildPlace says."""
        shutil.rmtree(self._folder / REBUILD_FOLDER, ignore_errors=True)
