"""The files in a library's folder, and the errors of that folder."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa_bot.errors import LibraryUnwritable

# The record of truth.
DATABASE = "library.sqlite"
WRITER_LOCK = "writer.lock"
# Votes and counts, and the state of the Telegram bot, where earlier votes are.
FEEDBACK, TELEGRAM_STATE = "feedback.sqlite", "telegram.sqlite"
# Derived from the record: their presence tells that there was one.
VECTOR_SNAPSHOT, VECTOR_LOG = "vectors.faiss", "vectors.since"
# A library of its own while a rebuild is running, and the lock of that.
REBUILD_FOLDER, REBUILD_LOCK = "rebuild", "rebuild.lock"

# The error codes of flock(2) on a file system without locks.
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}


@contextmanager
def folder_errors(folder: Path) -> Iterator[None]:
    """Translate errors of the file system within into LibraryUnwritable."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_LOCKS:
            raise LibraryUnwritable(
                f"{folder}: its file system has no locks, without which two programs could write "
                f"at once ({error.strerror}). Keep the library on a local disk: --index DIR."
            ) from error
        raise LibraryUnwritable(
            f"{folder}: the library cannot be written ({error.strerror or error}). "
            "Free some space or make the folder writable, or choose another with --index DIR."
        ) from error
