"""Where the settings and the library are: in this folder, in one above it, or in the user's own.

A folder above may be anybody's, such as /tmp, and a settings file or a library put there
by somebody else would decide what is answered. So they are used only if they belong to
this user or to root, as git uses repositories (safe.directory in its git-config(1)).
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import platformdirs
from msgspec import Struct

from qa_bot.errors import ConfigError
from qa_bot.files import belongs_to_user

CONFIG_FILE: Final = Path("config") / "qa_bot.toml"
LIBRARY_FOLDER: Final = Path("index") / "built"
# The record, and what is left where only that is lost, which is not to pass for no library.
_LIBRARY_FILES: Final = ("library.sqlite", "vectors.faiss", "vectors.since")
_APPLICATION: Final = "qa-bot"


class Discovery(Struct, frozen=True, kw_only=True):
    """What was looked for, in absolute paths.

    `without_library` are the folders looked in before the one in force, and
    `of_others` what was found and not used, since it belongs to another user.
    """

    settings_file: Path | None = None
    without_library: tuple[Path, ...] = ()
    of_others: tuple[Path, ...] = ()

    def options_of_others(self) -> Iterator[tuple[Path, str, Path]]:
        """Yield what belongs to another user, with the option and its value that use it."""
        for file in self.of_others:
            is_library = file.name in _LIBRARY_FILES
            yield file, *(("--index", file.parent) if is_library else ("--config", file))


class Search:
    """The search from a folder upward. `of_others` grows with what is not used."""

    def __init__(self, folder: Path) -> None:
        self._folders = (folder, *folder.parents)
        self.of_others: list[Path] = []
        self.without_library: list[Path] = []

    def settings_file(self) -> Path | None:
        """Return the nearest settings file, else the user's own, else None."""
        for folder in self._folders:
            if _exists(folder / CONFIG_FILE) and self._is_ones_own(folder, CONFIG_FILE):
                return folder / CONFIG_FILE
        own = user_settings_file()
        return own if own is not None and _exists(own) else None

    def library(self, also: Iterable[Path] = ()) -> Path:
        """Return the folder of the nearest library, then of those below `also`, else the user's.

        Raises ConfigError where there is neither one nor a home folder.
        """
        for folder in dict.fromkeys((*self._folders, *also)):
            names = (LIBRARY_FOLDER / name for name in _LIBRARY_FILES)
            if (first := next((n for n in names if _exists(folder / n)), None)) and (
                self._is_ones_own(folder, first)
            ):
                return folder / LIBRARY_FOLDER
            self.without_library.append(folder / LIBRARY_FOLDER)
        return user_library()

    def _is_ones_own(self, folder: Path, name: Path) -> bool:
        """Return whether all on the way from a folder to a file below it belongs to the user."""
        way = [folder / name, *(folder / parent for parent in name.parents if parent.name)]
        if all(belongs_to_user(path) for path in way):
            return True
        self.of_others.append(folder / name)
        return False


def is_users_own(file: Path | None) -> bool:
    """Return whether a settings file is the one in the user's configuration folder."""
    return file is not None and file == user_settings_file()


def user_settings_file() -> Path | None:
    """Return where the user's own settings are; None without a home folder."""
    try:
        path = platformdirs.user_config_path(_APPLICATION, appauthor=False) / CONFIG_FILE.name
    except RuntimeError:
        return None
    return path if path.is_absolute() else None


def user_library() -> Path:
    """Return the library in the user's data folder; raises ConfigError without a home folder."""
    with suppress(RuntimeError):
        path = platformdirs.user_data_path(_APPLICATION, appauthor=False) / "library"
        if path.is_absolute():
            return path
    raise ConfigError(
        "No library is here, and there is no home folder to have your own in. "
        "Set HOME, or name a folder with --index DIR."
    )


def _exists(path: Path) -> bool:
    """Return whether there is a file or a link by that name, as far as this user may look."""
    try:
        return path.is_symlink() or path.is_file()
    except OSError:
        return False
