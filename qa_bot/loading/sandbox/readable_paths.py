"""Which files Python may still have to open once what reads a document is imported.

Libraries import parts of themselves, codecs and their data when a document
first needs them. Knows where Python keeps these; nothing of how the rest is
closed off.
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
_INSTALLED = {"site-packages", "dist-packages"}
_CODE = {".py", ".so", ".zip"}
# Beside a package: what its distribution says of itself, and the libraries of its wheel.
_BESIDE = (".dist-info", ".egg-info", ".libs")


def readable() -> dict[Path, int]:
    """Paths, with the rights of Landlock on each and on all beneath."""
    whole = READ_FILE | READ_DIR
    rights = {path: whole for path in _installations() if not _holds_home(path)}
    for path in map(Path, sys.path):
        if not path.is_absolute() or path in rights:
            continue
        if path.name in _INSTALLED:
            rights[path] = whole
        elif path.is_dir() and not _holds_home(path):
            # A checkout or a folder of PYTHONPATH, which may hold more than code: its names
            # are needed to import from it, of its contents the code alone.
            rights[path] = READ_DIR
            rights |= dict.fromkeys(_code_in(path), whole)
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
        if is_package or part.suffix in _CODE or part.name.endswith(_BESIDE):
            yield part


def _holds_home(path: Path) -> bool:
    """Whether it is the person's own folder, or above that."""
    try:
        return Path.home().resolve().is_relative_to(path.resolve())
    except (OSError, RuntimeError):
        return len(path.parts) == 1
