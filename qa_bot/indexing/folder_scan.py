"""Which article files stand in a folder now, and how to tell that one has changed.

Knows files and their stamps; never opens a file and knows nothing of libraries.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa_bot.errors import SourceUnreadable
from qa_bot.loading.discovery import files_below
from qa_bot.paths import path_to_text, resolve_links, text_to_path

# A file that was written to so lately may be written to again within the same
# tick of the file system's clock, or may not be whole yet.
SETTLED_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a change to a file's content cannot leave as it was; times in nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> "Stamp":
        """The stamp of the file that `path` leads to; raises OSError."""
        status = path.stat()
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)

    @property
    def settled(self) -> bool:
        """Whether the file was left alone for long enough to trust the stamp."""
        latest = max(self.modified, self.changed)
        return time.time_ns() - latest > SETTLED_SECONDS * 1e9


@dataclass(frozen=True, slots=True)
class Seen:
    """A file of the folder: where it was met, and what it truly is once links are followed."""

    path: Path
    source: str
    stamp: Stamp


def scan(folder: Path) -> Iterator[Seen]:
    """Every article file below `folder`, each once, in a stable order.

    Hidden files and folders are left out, loops of links are walked once, and
    a folder inside that may not be listed is passed by. Raises
    SourceUnreadable when `folder` itself is not a folder that can be listed.
    """
    try:
        for path in files_below(folder):
            try:
                yield Seen(path, path_to_text(resolve_links(path)), Stamp.of(path))
            except OSError:
                continue  # It went away since it was listed.
    except OSError as error:
        raise SourceUnreadable(
            path_to_text(folder),
            f"cannot be listed ({error.strerror or error})",
            "Name a folder that exists and that you may read.",
        ) from error


def is_gone(path: str) -> bool:
    """Whether there is certainly no such file; one that may not be looked at is not gone.

    `path` is as `names.spelled` spells it.
    """
    try:
        os.lstat(text_to_path(path))
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def is_bare(folder: Path) -> bool:
    """Whether a folder holds nothing whatever, as the place of a disk that is not mounted."""
    return not any(os.scandir(folder))
