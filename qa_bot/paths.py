"""What a file is called in texts: its path, or where that is no text, a file URI.

Knows paths and their bytes. On Linux a name is bytes, and Python stands in for
those that are not UTF-8 with lone surrogates, which neither SQLite nor JSON
can hold. Such a path is spelt as "file://" and its bytes, percent-encoded; any
other is spelt as it is. No path that is absolute begins with "file:", so two
files never share a spelling, and `path_of` finds the file again.
"""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from qa_bot.escaping import encodable

_SCHEME = "file://"


def spelled(path: Path) -> str:
    """The path as a text that can be kept; an odd relative one is made absolute."""
    text = str(path)
    return text if encodable(text) == text else uri(path.absolute())


def uri(path: Path) -> str:
    """The absolute path as a file URI, whatever its characters."""
    return _SCHEME + quote_from_bytes(str(path).encode("utf-8", _errors(str(path))))


def path_of(spelling: str) -> Path:
    """The path that `spelled` made this of; a URI of an ordinary path is no spelling of it."""
    return _decoded(spelling) if is_spelling(spelling) else Path(spelling)


def is_spelling(text: str) -> bool:
    """Whether the text is a URI that `spelled` gives."""
    if not text.startswith(_SCHEME) or not text.isascii():
        return False
    path = _decoded(text)
    return path.is_absolute() and spelled(path) == text


def true_path(path: Path) -> Path:
    """The path with its links followed, as far as they lead anywhere."""
    with suppress(OSError, RuntimeError, ValueError):
        return path.resolve()
    return path.absolute()


def meant(path: Path) -> Path:
    """The path that a person means: "~" is home, unless something there is called so."""
    if not os.path.lexists(path):
        with suppress(RuntimeError):
            return path.expanduser()
    return path


def _decoded(spelling: str) -> Path:
    data = unquote_to_bytes(spelling.removeprefix(_SCHEME))
    return Path(data.decode("utf-8", "surrogateescape"))


def _errors(text: str) -> str:
    """How to encode a path: a surrogate that stands for no byte names no file on Linux."""
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return "surrogatepass"
    return "surrogateescape"
