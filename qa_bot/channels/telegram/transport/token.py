"""The bot's token: how it is found, checked and kept from sight.

Knows what a token looks like. Does not know whether Telegram accepts it, nor
which setting or variable the caller read.
"""

import re
from pathlib import Path
from typing import Final

from qa_bot.errors import TelegramSetupError
from qa_bot.files import read_bounded

VARIABLE: Final = "QA_BOT_TELEGRAM_TOKEN"
STARS: Final = "**********"
_LONGEST: Final = 65_536
_SHAPE = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{30,64}")

CURE: Final = (
    "Ask @BotFather on Telegram for one with /newbot, then put it in the environment variable "
    f"{VARIABLE} or in the file named by the setting telegram.token_file."
)


class Token:
    """A bot token that prints as stars; only `reveal` gives it away."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def reveal(self) -> str:
        """The token itself, for the one who calls Telegram."""
        return self._secret

    @property
    def bot_id(self) -> int:
        """The bot's number, which is no secret."""
        return int(self._secret.partition(":")[0])

    def __str__(self) -> str:
        return STARS

    def __repr__(self) -> str:
        return f"Token('{STARS}')"


def parse_token(text: str) -> Token:
    """Check that `text` looks like a token.

    Raises TelegramSetupError, which never holds the text, when it does not.
    """
    plain = text.strip().strip("\ufeff'\"").strip()
    if not plain:
        raise TelegramSetupError(f"The Telegram token is empty. {CURE}")
    if not _SHAPE.fullmatch(plain):
        raise TelegramSetupError(
            "The Telegram token is malformed: expected digits, a colon and a long secret. " + CURE
        )
    return Token(plain)


def find_token(environ_value: str | None, token_file: Path | None) -> Token:
    """The token from the environment, or else from a file.

    Raises TelegramSetupError when neither gives one, or what they give is malformed.
    """
    if environ_value is not None and environ_value.strip():
        return parse_token(environ_value)
    if token_file is None:
        raise TelegramSetupError(f"There is no Telegram token. {CURE}")
    return parse_token(_first_line(token_file))


def _first_line(path: Path) -> str:
    try:
        lines = read_bounded(path, _LONGEST).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise TelegramSetupError(
            f"The Telegram token file {path} cannot be read: {reason}. {CURE}"
        ) from None
    said = (line.strip() for line in lines)
    line = next((line for line in said if line and not line.startswith("#")), "")
    return line.removeprefix(f"{VARIABLE}=")
