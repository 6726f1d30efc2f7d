"""The paths that Python must still open in the sandbox, to import lazily.

Libraries import parts of themselves, codecs and data when a document first
needs them. Knows where Python keeps these; not how the rest is closed off.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from qa_bot.loading.sandbox.landlock import READ_DIR, READ_FILE

_SYSTEM = (
    # Shared libraries, and the C library's tables of encodings and locales.
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    # Without its time zone a process would take another day for today.
    "/etc/localtime",
    "/usr/share/zoneinfo",
)
_PACKAGE_FOLDERS = {"site-packages", "dist-packages"}
_CODE_SUFFIXES = {".py", ".so", ".zip"}
# Beside a package: the metadata of its distribution, and the libraries of its wheel.
_WHEEL_SUFFIXES = (".dist-info", ".egg-info", ".libs")


def readable_paths() -> dict[Path, int]:
    """Return the paths with Landlock's rights on each and all beneath it."""
    all_rights = READ_FILE | READ_DIR
    rights = {path: all_rights for path in _installations() if not _contains_home(path)}
    for path in map(Path, sys.path):
        if not path.is_absolute() or path in rights:
            continue
        if path.name in _PACKAGE_FOLDERS:
            rights[path] = all_rights
        elif path.is_dir() and not _contains_home(path):
            # A checkout or a folder of PYTHONPATH may hold more than code: importing
            # needs the names in it, but of the contents only the code.
            rights[path] = READ_DIR
            rights |= dict.fromkeys(_code_in(path), all_rights)
        elif path.is_file():
            rights[path] = READ_FILE
    return rights


def _installations() -> Iterator[Path]:
    yield from map(Path, _SYSTEM)
    yield Path(sys.base_prefix) / "lib"
    yield Path(os.__file__).parent


def _code_in(folder: Path) -> Iterator[Path]:
    for part in folder.iterdir():
        is_package = part.name.isidentifier() and (part / "__init__.py").is_file()
        if is_package or part.suffix in _CODE_SUFFIXES or part.name.endswith(_WHEEL_SUFFIXES):
            yield part


def _contains_home(path: Path) -> bool:
    """Return whether the path is the user's home folder or above it."""
    try:
        return Path.home().resolve().is_relative_to(path.resolve())
    except (OSError, RuntimeError):
        # Without a home, only the root folder is ruled out.
        return len(path.parts) == 1
