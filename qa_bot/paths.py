"""Paths as text that SQLite and JSON can hold: as they are, or as file URIs (RFC 8089).

On Linux a name is bytes, and Python represents those that are not UTF-8 as lone
surrogates, which neither SQLite nor JSON can hold. Such a path becomes "file://"
and its bytes, percent-encoded; any other stays as it is. No absolute path begins
with "file:", so no two files share a text, and `text_to_path` inverts `path_to_text`.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

from qa_bot.escape import replace_surrogates

_SCHEME: Final = "file://"


def path_to_text(path: Path) -> str:
    """Return a path as text that can be stored; one that is no text becomes an absolute URI."""
    text = str(path)
    return text if replace_surrogates(text) == text else path_to_uri(path.absolute())


def path_to_uri(path: Path) -> str:
    """Return an absolute path as a file URI."""
    return _SCHEME + quote_from_bytes(str(path).encode("utf-8", _error_handler(str(path))))


def text_to_path(text: str) -> Path:
    """Return the path that `path_to_text` was given; other URIs count as relative paths."""
    return _decode(text) if is_path_uri(text) else Path(text)


def is_path_uri(text: str) -> bool:
    """Return whether a text is a URI that `path_to_text` returns for some path."""
    if not text.startswith(_SCHEME) or not text.isascii():
        return False
    path = _decode(text)
    return path.is_absolute() and path_to_text(path) == text


def resolve_links(path: Path) -> Path:
    """Return an absolute path with its links followed, where they can be."""
    with suppress(OSError, RuntimeError, ValueError):
        return path.resolve()
    return path.absolute()


def expand_home(path: Path) -> Path:
    """Expand "~", unless the path exists as it stands or the user is unknown."""
    if not os.path.lexists(path):
        with suppress(RuntimeError):
            return path.expanduser()
    return path


def _decode(uri: str) -> Path:
    data = unquote_to_bytes(uri.removeprefix(_SCHEME))
    return Path(data.decode("utf-8", "surrogateescape"))


def _error_handler(text: str) -> str:
    """Return the error handler that encodes a path; a surrogate may stand for no byte."""
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return "surrogatepass"
    return "surrogateescape"
