"""The address of a server: checked before anything is sent to it, and how people are shown it."""

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from qa_bot.errors import WritingRefused
from qa_bot.escape import escape_line

_CURE: Final = 'Set it to an address such as "http://localhost:11434/v1".'


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a server is: its URL without a slash at the end, and its host as people know it."""

    url: str
    host: str
    is_this_machine: bool
    is_encrypted: bool


def parse_address(url: str) -> ServerAddress:
    """Return the address; raises WritingRefused, without any password that it holds."""
    plain = url.strip().rstrip("/")
    try:
        parts = urlsplit(plain)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        # The parser's error holds the address, which may hold a password.
        parts, host, port = urlsplit(""), "", None
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise WritingRefused(
            "written.base_url holds a user name or a password, so nothing is sent there. Take it "
            "out; a key belongs in QA_BOT_WRITTEN_KEY or in the file that written.key_file names."
        )
    if parts.scheme not in ("http", "https") or not host:
        raise WritingRefused(f"written.base_url is no http or https address. {_CURE}")
    if parts.query or parts.fragment:
        raise WritingRefused(f"written.base_url has more than a host and a path. {_CURE}")
    shown = f"[{host}]" if ":" in host else host
    return ServerAddress(
        plain,
        escape_line(shown if port is None else f"{shown}:{port}"),
        _is_this_machine(host),
        parts.scheme == "https",
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
