"""Opening files that others may have put there, and files that nobody else may read.

Knows the operating system's kinds of files and their permissions; nothing of
what is in them.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, cast

import filelock

# Where a shell puts what it hands over as a file: `qa-bot add <(pdftotext book.pdf -)`.
_HANDED_OVER = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def is_handed_over(path: Path) -> bool:
    """Whether the path stands for an open stream of this process, as `<(…)` in a shell does."""
    return str(path).startswith(_HANDED_OVER)


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading; raises OSError for what is no regular file.

    A named pipe would be waited for without end, and a device may never end.
    Pipes that a shell hands over under /dev/fd are read, and so is /dev/null.
    """
    # O_NONBLOCK lets a pipe that nobody writes to be opened, and be told from a file.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            _check_special(path, descriptor, mode)
            os.set_blocking(descriptor, True)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _check_special(path: Path, descriptor: int, mode: int) -> None:
    if is_handed_over(path) and not stat.S_ISDIR(mode):
        return
    if stat.S_ISCHR(mode) and os.fstat(descriptor).st_rdev == Path(os.devnull).stat().st_rdev:
        return
    kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "no regular file")
    code = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
    raise OSError(code, f"it is {kind}, not a file", str(path))


def read_bounded(path: Path, most: int) -> bytes:
    """The bytes of a small file; raises OSError when there are more than `most`.

    The size that the system tells is not relied on: a file may grow meanwhile.
    """
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most:,} bytes", str(path))
    return data


def make_private_folder(folder: Path) -> None:
    """Create a folder that its owner alone may enter; one that is there stays as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Create an empty file that its owner alone may read; one that is there stays as it is."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, PRIVATE_FILE))


def open_private(path: Path, mode: str, like: Path | None = None) -> BinaryIO:
    """Open for writing a file that, when it is new, its owner alone may read.

    Where a file `like` it exists, whoever may use that may use this one too: a
    library that is shared on purpose stays shared.
    """

    def opener(name: str, flags: int) -> int:
        fresh = not path.exists()
        descriptor = os.open(name, flags, PRIVATE_FILE)
        if fresh and like is not None and like.exists() and hasattr(os, "fchmod"):
            os.fchmod(descriptor, stat.S_IMODE(like.stat().st_mode))
        return descriptor

    # Path.open takes no opener.
    return cast(BinaryIO, open(path, mode, opener=opener))


def lock_of(path: Path, timeout: float = -1) -> filelock.BaseFileLock:
    """Return a lock that the operating system drops when its holder dies.

    Acquiring it raises filelock.Timeout after `timeout` seconds (never, if
    negative), and OSError where the file system has no such locks: a file that
    stands for a lock would be left behind by a kill.
    """
    return filelock.FileLock(path, timeout, mode=PRIVATE_FILE, fallback_to_soft=False)


def open_to_others(folder: Path) -> list[str]:
    """The names of the files in a folder that other users of this machine may read or write."""
    if os.name != "posix" or not _is_open(folder):
        return []
    return sorted(path.name for path in folder.iterdir() if path.is_file() and _is_open(path))


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)
