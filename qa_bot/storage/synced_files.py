"""The files that were synced from a folder, as the store keeps them.

While a file still has its stamp, its article is what the file says; the record
is dropped with its article. Folders and paths are texts as `path_to_text`
writes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What no change to a file's content leaves as it was; times in nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int


@dataclass(frozen=True, slots=True)
class SyncedFile:
    """A file as it was when its article was taken from it."""

    path: str
    article_id: str
    stamp: FileStamp


class SyncedFileStore(Protocol):
    """The synced files of one library."""

    def files(self, folder: str) -> dict[str, SyncedFile]:
        """Return the files of a folder by path, as they were last synced."""
        ...

    def record(self, folder: str, files: Iterable[SyncedFile]) -> None:
        """Record files; one whose article is gone is left out."""
        ...

    def forget(self, folder: str, paths: Iterable[str]) -> None:
        """Drop the records of files that are gone."""
        ...

    def paths_of(self, article_id: str) -> list[str]:
        """Return the paths, in whichever folders, that an article was taken from."""
        ...

    def articles_below(self, folder: str) -> dict[str, str]:
        """Return the ids of the articles whose source is below a folder, by source."""
        ...
