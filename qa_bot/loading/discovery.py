"""The files that a path names: itself, or every file of a known kind below a folder.

Knows file names and folders; never opens a file.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from qa_bot.errors import NoArticlesFound, SourceUnreadable
from qa_bot.loading.kinds import SUFFIX_LIST, SUFFIXES
from qa_bot.paths import expand_home, path_to_text, resolve_links

# Of hidden files, among them LibreOffice's locks and macOS's companions, and of the locks
# that Word, Excel and PowerPoint keep beside an open document.
_HIDDEN_PREFIXES = (".", "~$")


def iter_files(source: Path) -> list[Path]:
    """List the files to load for a path, each once, in a stable order.

    A file is listed whatever its suffix; of a folder, all files of a known kind
    below it except hidden ones and locks. Raises SourceUnreadable where the path is
    missing or a folder may not be listed, NoArticlesFound where a folder holds
    no file of a known kind.
    """
    source = expand_home(source)
    try:
        if source.is_dir():
            return _in_folder(source)
        source.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceUnreadable(
            path_to_text(source),
            f"cannot be read ({reason})",
            "Check the path and its permissions.",
        ) from error
    return [source]


def _in_folder(folder: Path) -> list[Path]:
    files = files_below(folder)
    if not files:
        raise NoArticlesFound(
            path_to_text(folder),
            "holds no article files",
            f"Put {SUFFIX_LIST} files there, or name a file.",
        )
    return files


def files_below(folder: Path) -> list[Path]:
    """List the files of a known kind below a folder, each once however many links lead to it.

    Raises OSError where the folder itself may not be listed.
    """
    files: dict[Path, Path] = {}
    for path in _walk(folder):
        files.setdefault(resolve_links(path), path)
    return list(files.values())


def _walk(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        """Skip a subfolder that may not be listed, but fail for the folder itself."""
        if error.filename == str(folder):
            raise error

    seen: set[Path] = set()
    for root, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        real = resolve_links(Path(root))
        folders[:] = [] if real in seen else sorted(filter(_is_visible, folders))
        if real not in seen:
            yield from _files_of_known_kinds(Path(root), names)
        seen.add(real)


def _files_of_known_kinds(root: Path, names: list[str]) -> Iterator[Path]:
    for name in sorted(filter(_is_visible, names)):
        path = root / name
        if path.suffix.lower() in SUFFIXES and _is_file(path):
            yield path


def _is_file(path: Path) -> bool:
    """Return whether the path is a file; False where permissions hide it."""
    try:
        return path.is_file()
    except OSError:
        return False


def _is_visible(name: str) -> bool:
    return not name.startswith(_HIDDEN_PREFIXES)
