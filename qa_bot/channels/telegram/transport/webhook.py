"""Letting Telegram bring the updates, in place of asking for them.

Knows addresses, the secret that proves a request to be Telegram's, and where to
listen. Does not know what updates mean. Secret and path are new at each start,
and kept nowhere.
"""

import importlib.util
import logging
import re
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from qa_bot.channels.telegram.transport.token import Token
from qa_bot.errors import TelegramSetupError

_PATH: Final = re.compile(r"[A-Za-z0-9/_.-]*")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_RECEIVER: Final = "telegram.ext.Updater"


@dataclass(frozen=True)
class WebhookSettings:
    """Where Telegram brings updates, and where the bot takes them.

    `url` is the public address, whose TLS a proxy ends; the proxy passes
    requests on to `listen`:`port` with their path as it is.
    """

    url: str
    listen: str = "127.0.0.1"
    port: int = 8443


class Webhook:
    """One start's secret and path."""

    def __init__(self, settings: WebhookSettings) -> None:
        """Raises TelegramSetupError when the settings cannot work."""
        _check(settings.url)
        self._settings = settings
        self._secret = secrets.token_urlsafe(32)
        self._path = secrets.token_urlsafe(32)

    @property
    def hidden(self) -> tuple[Token, Token]:
        """What no log may show."""
        return Token(self._secret), Token(self._path)

    def arguments(self) -> dict[str, Any]:
        """What `Application.run_webhook` is to be told."""
        settings = self._settings
        prefix = urlsplit(settings.url).path.strip("/")
        return {
            "listen": settings.listen,
            "port": settings.port,
            "url_path": f"{prefix}/{self._path}".lstrip("/"),
            "webhook_url": f"{settings.url.rstrip('/')}/{self._path}",
            "secret_token": self._secret,
        }

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Tell what keeps the bot from listening; raises TelegramSetupError."""
        receiver = logging.getLogger(_RECEIVER)
        receiver.addFilter(_without_text)
        try:
            # Before Telegram is told of an address on which nobody would listen.
            _try_to_listen(self._settings.listen, self._settings.port)
            yield
        except OSError as error:
            raise TelegramSetupError(
                f"The bot cannot listen on {self._settings.listen}, port {self._settings.port}: "
                f"{error.strerror or error}. Change telegram.webhook_listen or "
                "telegram.webhook_port, or stop what listens there."
            ) from error
        finally:
            receiver.removeFilter(_without_text)


def _without_text(record: logging.LogRecord) -> bool:
    """Keep what a person wrote out of the log of updates that cannot be read."""
    if "received" in record.msg.lower() and "data" in record.msg.lower():
        record.msg, record.args, record.exc_info = "A brought update cannot be read.", (), None
        return record.levelno >= logging.ERROR
    return True


def _try_to_listen(host: str, port: int) -> None:
    """Raises OSError when the address is wrong or the port is taken."""
    family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def _check(url: str) -> None:
    if importlib.util.find_spec("tornado") is None:
        raise TelegramSetupError(
            "telegram.webhook_url is set, but the part that receives webhooks is missing. "
            "Install it: pip install 'qa-bot[webhook]'. Or remove the setting to poll."
        )
    parts = urlsplit(url)
    is_secure = parts.scheme == "https" or parts.hostname in _LOOPBACK
    plain = parts.hostname and not parts.query and not parts.fragment and not parts.username
    if not (is_secure and plain and _PATH.fullmatch(parts.path)):
        raise TelegramSetupError(
            f"telegram.webhook_url is {url!r}; expected https://, a host and at most a plain path, "
            "such as https://bot.example.org/qa. Correct it, or remove it to poll."
        )
