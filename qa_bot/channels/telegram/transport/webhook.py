"""Receive updates by webhook instead of polling.

Knows addresses and the secret that proves a request to be Telegram's; secret and
path are stored nowhere. They are new at each start, but where several workers stand
behind one address: there they follow from the bot's token. Does not know what updates mean.
"""

import hashlib
import hmac
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

from qa_bot.channels.telegram.transport.bot_token import BotToken, SecretStr
from qa_bot.errors import TelegramSetupError, install_extra

_PLAIN_PATH: Final = re.compile(r"[A-Za-z0-9/_.-]*")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
# The logger that logs the body of an update that cannot be parsed.
_UPDATER_LOGGER: Final = "telegram.ext.Updater"
# Random bytes; Telegram takes a secret of up to 256 characters.
_SECRET_BYTES: Final = 32


@dataclass(frozen=True)
class WebhookSettings:
    """The public address of the webhook, and the address to listen on.

    A proxy terminates the TLS of `url` and forwards requests to `listen`:`port`
    with their path unchanged. 8443 is one of the ports that Telegram connects to directly.
    """

    url: str
    listen: str = "127.0.0.1"
    port: int = 8443


class Webhook:
    """The webhook of one start, with its secret and path."""

    def __init__(self, settings: WebhookSettings, shared_by: BotToken | None = None) -> None:
        """Check the settings; raise TelegramSetupError when they cannot work.

        With `shared_by` every worker with that token has the same secret and path.
        """
        _check_url(settings.url)
        self._settings = settings
        if shared_by is None:
            self._secret = secrets.token_urlsafe(_SECRET_BYTES)
            self._path = secrets.token_urlsafe(_SECRET_BYTES)
        else:
            self._secret = _derived("secret", shared_by)
            self._path = _derived("path", shared_by)

    @property
    def secrets(self) -> tuple[SecretStr, ...]:
        """The strings that no log may show."""
        return SecretStr(self._secret), SecretStr(self._path)

    def run_arguments(self) -> dict[str, Any]:
        """Return the keyword arguments for `Application.run_webhook`."""
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
        """Listen during the block; raise TelegramSetupError when the address cannot be used."""
        receiver = logging.getLogger(_UPDATER_LOGGER)
        receiver.addFilter(_drop_body)
        try:
            # Before Telegram gets an address on which nobody would listen.
            _check_address(self._settings.listen, self._settings.port)
            yield
        except OSError as error:
            raise TelegramSetupError(
                f"The bot cannot listen on {self._settings.listen}, port {self._settings.port}: "
                f"{error.strerror or error}. Change telegram.webhook_listen or "
                "telegram.webhook_port, or stop what listens there."
            ) from error
        finally:
            receiver.removeFilter(_drop_body)


def _derived(purpose: str, token: BotToken) -> str:
    """Return what nobody without the token can guess, and of which nobody can tell the token."""
    message = f"qa-bot webhook {purpose}".encode()
    return hmac.new(token.reveal().encode(), message, hashlib.sha256).hexdigest()


def _drop_body(record: logging.LogRecord) -> bool:
    """Remove a person's text from the record of an update that cannot be parsed."""
    if "received" in record.msg.lower() and "data" in record.msg.lower():
        record.msg, record.args, record.exc_info = "A brought update cannot be read.", (), None
        return record.levelno >= logging.ERROR
    return True


def _check_address(host: str, port: int) -> None:
    """Raise OSError when the address is wrong or the port is taken."""
    family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family) as test_socket:
        test_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        test_socket.bind((host, port))


def _check_url(url: str) -> None:
    if importlib.util.find_spec("tornado") is None:
        raise TelegramSetupError(
            "telegram.webhook_url is set, but the part that receives webhooks is missing. "
            f"{install_extra('webhook')}. Or remove the setting to poll."
        )
    parts = urlsplit(url)
    is_secure = parts.scheme == "https" or parts.hostname in _LOOPBACK
    is_plain = parts.hostname and not parts.query and not parts.fragment and not parts.username
    if not (is_secure and is_plain and _PLAIN_PATH.fullmatch(parts.path)):
        raise TelegramSetupError(
            f"telegram.webhook_url is {url!r}; expected https://, a host and at most a plain path, "
            "such as https://bot.example.org/qa. Correct it, or remove it to poll."
        )
