"""The article files in a folder, and their stamps, which tell whether one has changed.

Never opens a file and knows nothing of libraries.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa_bot.errors import SourceUnreadable
from qa_bot.loading.discovery import files_below
from qa_bot.paths import path_to_text, resolve_links, text_to_path
from qa_bot.storage.synced_files import FileStamp

# A file that was written to so lately may be written to again within the same tick of the file
# system's clock (2 s on FAT), or may not be whole yet.
SETTLED_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A file of the folder: its path there, and its source once links are followed."""

    path: Path
    source: str
    stamp: FileStamp

    @property
    def is_settled(self) -> bool:
        """Whether the file was left alone for long enough to trust its stamp."""
        latest = max(self.stamp.modified, self.stamp.changed)
        return time.time_ns() - latest > SETTLED_SECONDS * 1e9


def stamp_of(path: Path) -> FileStamp:
    """Return the stamp of the file that `path` leads to; raises OSError."""
    status = path.stat()
    return FileStamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def scan(folder: Path) -> Iterator[ScannedFile]:
    """Yield every article file below `folder`, each once, in a stable order.

    Hidden files and folders are left out, loops of links are walked once, and
    a folder inside that cannot be listed is skipped. Raises SourceUnreadable
    when `folder` itself is not a folder that can be listed.
    """
    try:
        for path in files_below(folder):
            try:
                yield ScannedFile(path, path_to_text(resolve_links(path)), stamp_of(path))
            except OSError:
                continue  # It went away since it was listed.
    except OSError as error:
        raise SourceUnreadable(
            path_to_text(folder),
            f"cannot be listed ({error.strerror or error})",
            "Name a folder that exists and that you may read.",
        ) from error


def is_gone(path: str) -> bool:
    """Return whether there is certainly no such file; one that may not be looked at is not gone.

    `path` is as `path_to_text` writes it.
    """
    try:
        os.lstat(text_to_path(path))
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def is_empty(folder: Path) -> bool:
    """Return whether a folder holds nothing at all, like the mount point of an absent disk."""
    return not any(os.scandir(folder))
