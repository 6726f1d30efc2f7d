"""The bot's token: read, checked and kept out of what is printed.

Knows what a token looks like. Does not know whether Telegram accepts it.
"""

import re
from pathlib import Path
from typing import Final

from qa_bot.errors import TelegramSetupError
from qa_bot.files import read_secret_lines

ENVIRONMENT_VARIABLE: Final = "QA_BOT_TELEGRAM_TOKEN"
MASK: Final = "**********"
# Telegram documents no limits; tokens seen have 8 to 10 digits and a secret of 35 characters.
_TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{30,64}")

TOKEN_CURE: Final = (
    "Ask @BotFather on Telegram for one with /newbot, then put it in the environment variable "
    f"{ENVIRONMENT_VARIABLE} or in the file named by the setting telegram.token_file."
)


class SecretStr:
    """A string that prints as stars; only `reveal` returns it."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def reveal(self) -> str:
        """Return the secret itself, for a request to Telegram."""
        return self._secret

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return f"{type(self).__name__}('{MASK}')"


class BotToken(SecretStr):
    """A bot token, `<bot id>:<secret>`."""

    __slots__ = ()

    @property
    def bot_id(self) -> int:
        """The bot's user id, which is public."""
        return int(self._secret.partition(":")[0])


def parse_token(text: str) -> BotToken:
    """Return the token in `text`, ignoring spaces, quotes and a byte order mark around it.

    Raises TelegramSetupError, which never contains `text`, when it is malformed.
    """
    plain = text.strip().strip("\ufeff'\"").strip()
    if not plain:
        raise TelegramSetupError(f"The Telegram token is empty. {TOKEN_CURE}")
    if not _TOKEN.fullmatch(plain):
        raise TelegramSetupError(
            "The Telegram token is malformed: expected digits, a colon and a long secret. "
            + TOKEN_CURE
        )
    return BotToken(plain)


def load_token(environ_value: str | None, token_file: Path | None) -> BotToken:
    """Return the token from the environment's value, or else from the file.

    Raises TelegramSetupError when neither has one, or it is malformed.
    """
    if environ_value is not None and environ_value.strip():
        return parse_token(environ_value)
    if token_file is None:
        raise TelegramSetupError(f"There is no Telegram token. {TOKEN_CURE}")
    return parse_token(_first_line(token_file))


def _first_line(path: Path) -> str:
    """Return the first line that is not empty or a comment, without `VARIABLE=`."""
    try:
        lines = read_secret_lines(path, ENVIRONMENT_VARIABLE)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise TelegramSetupError(
            f"The Telegram token file {path} cannot be read: {reason}. {TOKEN_CURE}"
        ) from None
    return next(iter(lines), "")
