"""The address of a database server, which may hold a password that nobody is shown."""

import re
from typing import Final
from urllib.parse import unquote

# How to write what would else end the name or the password of an address.
ENCODED_SIGNS: Final = "with signs such as @, / or a space in the password as %40, %2F or %20"
_UNREADABLE: Final = "an address that cannot be read"
# Narrower than what the clients of the servers read, so that no sign of a password can be taken
# for the end of it, and what follows for a host: "@" stands once, and "#" nowhere.
_ADDRESS: Final = re.compile(
    r"(?P<scheme>postgresql|postgres|https?)://"
    # An empty password stands before a host from the parameters alone.
    r"(?:(?P<name>[^\s:/?#@]*)(?::(?:[^\s/?#@]+|(?=@(?:[/?]|$))))?@)?"
    r"(?P<hosts>[^\s/?#@]*)(?P<path>/[^\s?#@]*)?(?:\?[^\s#@]*)?"
)
# What its parts are once decoded: a name with its ":", or a whole address that was encoded, is
# none of them. A host may be the folder of a socket.
_NAME: Final = re.compile(r"[^\s:/?#=;]*")
_HOST: Final = re.compile(r"(?:\[[\w:.%]+\]|/?[\w./-]*)(?::(?P<port>\d{1,5}))?")
_PATH: Final = re.compile(r"(?:/[^/:@?#=;&\x00-\x1f]*/?)?")
_GREATEST_PORT: Final = 65535


class ServerUrl:
    """A URL that prints without its password."""

    __slots__ = ("_url",)

    def __init__(self, url: str = "") -> None:
        self._url = url.strip()

    def reveal(self) -> str:
        """Return the URL itself, with any password, for the client of that server."""
        return self._url

    @property
    def scheme(self) -> str:
        """The scheme, such as "postgresql"; "" where the URL cannot be read."""
        parts = self._parts()
        return parts["scheme"] if parts else ""

    def __bool__(self) -> bool:
        return bool(self._url)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ServerUrl) and self._url == other._url

    def __hash__(self) -> int:
        return hash(self._url)

    def __str__(self) -> str:
        """Return the URL as it may be shown: without password, parameters and fragment.

        The name of a web server's address is not shown either, as it may be a key.
        """
        if not self._url:
            return ""
        parts = self._parts()
        if parts is None:
            return _UNREADABLE
        has_name = parts["name"] and parts["scheme"].startswith("postgres")
        name = f"{parts['name']}@" if has_name else ""
        return f"{parts['scheme']}://{name}{parts['hosts']}{parts['path'] or ''}"

    def __repr__(self) -> str:
        return f"ServerUrl('{self}')"

    def _parts(self) -> "re.Match[str] | None":
        """Return the parts of the URL; None where it is not certain which part is which."""
        parts = _ADDRESS.fullmatch(self._url)
        if parts is None or not _NAME.fullmatch(unquote(parts["name"] or "")):
            return None
        hosts = [_HOST.fullmatch(unquote(host)) for host in parts["hosts"].split(",")]
        if not all(host and _is_port(host["port"]) for host in hosts):
            return None
        return parts if _PATH.fullmatch(unquote(parts["path"] or "")) else None


def _is_port(port: str | None) -> bool:
    return port is None or 0 < int(port) <= _GREATEST_PORT
