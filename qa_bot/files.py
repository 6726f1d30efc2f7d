"""Open files that are not trusted, create files that only their owner can read, and lock.

Knows the kinds of files of an operating system and their permissions, not their content.
"""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, cast

import filelock

# Where a shell puts the pipe of `qa-bot add <(pdftotext book.pdf -)`.
_DESCRIPTOR_PATHS: Final = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
# Far more than a secret and its comments need, so that a wrong file is not read whole.
_MAX_SECRET_BYTES: Final = 65_536
# The user id of root, who can change what anybody runs.
_ROOT: Final = 0
# Permissions: for the owner alone.
_PRIVATE_FILE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700
_ALL_BUT_OWNER: Final = 0o077


def is_open_descriptor(path: Path) -> bool:
    """Return whether a path names an open stream of this process, as `<(…)` in a shell does."""
    return str(path).startswith(_DESCRIPTOR_PATHS)


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading; raises OSError if it is not a regular file.

    Opening a named pipe could block for ever, and a device may never end. A pipe
    that a shell passes under /dev/fd may be read, and so may /dev/null.
    """
    # With O_NONBLOCK a pipe without a writer opens at once, so that its kind can be seen.
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
    if is_open_descriptor(path) and not stat.S_ISDIR(mode):
        return
    if stat.S_ISCHR(mode) and os.fstat(descriptor).st_rdev == Path(os.devnull).stat().st_rdev:
        return
    kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "no regular file")
    code = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
    raise OSError(code, f"it is {kind}, not a file", str(path))


def read_bounded(path: Path, max_bytes: int) -> bytes:
    """Return the bytes of a small file; raises OSError if there are more than `max_bytes`.

    The size that the system reports is not used: a file may grow meanwhile.
    """
    with open_regular(path) as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise OSError(errno.EFBIG, f"it is larger than {max_bytes:,} bytes", str(path))
    return data


def read_secret_lines(path: Path, variable: str) -> list[str]:
    """Return the lines of a file of secrets, without comments, blanks and `VARIABLE=`.

    Raises OSError, and UnicodeError for what is no text; neither holds any of the content.
    """
    try:
        lines = read_bounded(path, _MAX_SECRET_BYTES).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        is_text = False
    else:
        is_text = True
    if not is_text:
        # The error of the decoder holds the bytes, also as the context of another.
        raise UnicodeError("not text")
    stripped = (line.strip() for line in lines)
    return [
        line.removeprefix(f"{variable}=") for line in stripped if line and not line.startswith("#")
    ]


def make_private_folder(folder: Path) -> None:
    """Create a folder that only its owner can enter; an existing one stays as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Create an empty file that only its owner can read; an existing one stays as it is."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE_FILE))


def open_private(path: Path, mode: str, like: Path | None = None) -> BinaryIO:
    """Open a file for writing; a new one gets permissions for its owner only.

    Where the file `like` exists, a new one gets the permissions of that instead, so
    that a library that is shared on purpose stays shared.
    """

    def opener(name: str, flags: int) -> int:
        is_new = not path.exists()
        descriptor = os.open(name, flags, _PRIVATE_FILE)
        if is_new and like is not None and like.exists() and hasattr(os, "fchmod"):
            os.fchmod(descriptor, stat.S_IMODE(like.stat().st_mode))
        return descriptor

    # Path.open takes no opener.
    return cast(BinaryIO, open(path, mode, opener=opener))


def belongs_to_user(path: Path) -> bool:
    """Return whether a path, and what it leads to, belong to this user or to root.

    For root who came by sudo, also whether they belong to the one who called it. Where
    files have no owner's number, as on Windows, whether the path is in the home folder.
    """
    try:
        if not hasattr(os, "geteuid"):
            return path.is_relative_to(Path.home())
        users = {os.geteuid(), _ROOT}
        caller = os.environ.get("SUDO_UID", "")
        if os.geteuid() == _ROOT and caller.isdecimal():
            users.add(int(caller))
        owners = {path.lstat().st_uid}
        # A link that leads nowhere is judged by itself.
        with suppress(FileNotFoundError):
            owners.add(path.stat().st_uid)
        return owners <= users
    except (OSError, RuntimeError):
        return False


def file_lock(path: Path, timeout: float = -1) -> filelock.BaseFileLock:
    """Return a lock that the operating system releases when its holder dies.

    Acquiring it raises filelock.Timeout after `timeout` seconds (never, if
    negative), and OSError where the file system has no locks: a lock that is a
    file's mere existence would outlast a killed process.
    """
    return filelock.FileLock(path, timeout, mode=_PRIVATE_FILE, fallback_to_soft=False)


def files_open_to_others(folder: Path) -> list[str]:
    """Return the names of the files in a folder that other users can read or write."""
    if os.name != "posix" or not _is_open(folder):
        return []
    return sorted(path.name for path in folder.iterdir() if path.is_file() and _is_open(path))


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & _ALL_BUT_OWNER)
