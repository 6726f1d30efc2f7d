"""Keeps tokens out of every log record.

Knows what a token looks like inside a URL, an argument or a traceback. Does not
know where records go: it works where they are made, so that no handler, present
or future, sees a token.
"""

import logging
import re
import traceback
from collections.abc import Mapping
from typing import Any, Final

from qa_bot.channels.telegram.transport.token import STARS, Token

_ANY_TOKEN = re.compile(r"[0-9]{3,20}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
_CHATTY: Final = ("httpx", "httpcore")


class Redactor:
    """Replaces tokens by stars: any that looks like one, and those it is told of."""

    def __init__(self, *known: Token) -> None:
        whole = [token.reveal() for token in known]
        halves = [secret.partition(":")[2] for secret in whole]
        self._known = [secret for secret in (*whole, *halves) if secret]

    def redact(self, text: str) -> str:
        """The text without a token."""
        for secret in self._known:
            text = text.replace(secret, STARS)
        return _ANY_TOKEN.sub(STARS, text)


class RedactingFilter(logging.Filter):
    """Lets every record pass, without its tokens."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the message, its arguments, the traceback and the stack."""
        self._clean_message(record)
        self._clean_traceback(record)
        if record.stack_info:
            record.stack_info = self._redactor.redact(record.stack_info)
        return True

    def _clean_message(self, record: logging.LogRecord) -> None:
        message = _message(record)
        clean = self._redactor.redact(message)
        if clean != message or self._hidden_in_arguments(record.args):
            record.msg, record.args = clean, ()

    def _hidden_in_arguments(self, args: tuple[object, ...] | Mapping[str, object] | None) -> bool:
        # An argument may show more through repr than the message did through str.
        shown = repr(args)
        return self._redactor.redact(shown) != shown

    def _clean_traceback(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            shown = "".join(traceback.format_exception(record.exc_info[1])).rstrip("\n")
            if self._redactor.redact(shown) == shown:
                return
            # Formatters print exc_text where there is no exc_info to format again.
            record.exc_text, record.exc_info = shown, None
        if record.exc_text:
            record.exc_text = self._redactor.redact(record.exc_text)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:
        # A record whose arguments do not fit is reported by logging with both shown.
        return f"{record.msg!r} {record.args!r}"


class RedactingFactory:
    """Makes log records as another factory does, then takes the tokens out."""

    def __init__(self, make: Any, redactor: Redactor) -> None:
        self.make = make
        self._filter = RedactingFilter(redactor)

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        """A clean record."""
        record: logging.LogRecord = self.make(*args, **kwargs)
        self._filter.filter(record)
        return record


def install(*known: Token) -> Redactor:
    """Redact every record of this process from now on, and quieten the HTTP client."""
    redactor = Redactor(*known)
    make = logging.getLogRecordFactory()
    if isinstance(make, RedactingFactory):
        make = make.make
    logging.setLogRecordFactory(RedactingFactory(make, redactor))
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    return redactor


def uninstall() -> None:
    """Make records as before `install`."""
    make = logging.getLogRecordFactory()
    if isinstance(make, RedactingFactory):
        logging.setLogRecordFactory(make.make)
