"""Remove tokens from every log record.

Records are redacted where they are made, so that no handler sees a token. Knows
what a token looks like in a URL, an argument or a traceback.
"""

import logging
import re
import traceback
from collections.abc import Mapping
from typing import Any, Final

from qa_bot.channels.telegram.transport.bot_token import MASK, SecretStr

# Looser than a valid token: the colon may be percent-encoded, the secret cut short.
_ANY_TOKEN = re.compile(r"[0-9]{3,20}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
# These log every request's URL, which holds the token, at INFO.
_HTTP_LOGGERS: Final = ("httpx", "httpcore")


class Redactor:
    """Replaces secrets by stars: the known ones, and all that look like a token."""

    def __init__(self, *known: SecretStr) -> None:
        whole = [secret.reveal() for secret in known]
        halves = [secret.partition(":")[2] for secret in whole]
        self._known = [secret for secret in (*whole, *halves) if secret]

    def redact(self, text: str) -> str:
        """Return the text with its secrets replaced."""
        for secret in self._known:
            text = text.replace(secret, MASK)
        return _ANY_TOKEN.sub(MASK, text)


class RedactingFilter(logging.Filter):
    """Passes every record on, redacted."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the message, its arguments, the traceback and the stack; return True."""
        self._redact_message(record)
        self._redact_traceback(record)
        if record.stack_info:
            record.stack_info = self._redactor.redact(record.stack_info)
        return True

    def _redact_message(self, record: logging.LogRecord) -> None:
        message = _formatted_message(record)
        clean = self._redactor.redact(message)
        if clean != message or self._has_secret_arguments(record.args):
            record.msg, record.args = clean, ()

    def _has_secret_arguments(self, args: tuple[object, ...] | Mapping[str, object] | None) -> bool:
        # An argument may show more through repr than the message did through str.
        shown = repr(args)
        return self._redactor.redact(shown) != shown

    def _redact_traceback(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            shown = "".join(traceback.format_exception(record.exc_info[1])).rstrip("\n")
            if self._redactor.redact(shown) == shown:
                return
            # Formatters print exc_text where there is no exc_info to format again.
            record.exc_text, record.exc_info = shown, None
        if record.exc_text:
            record.exc_text = self._redactor.redact(record.exc_text)


def _formatted_message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:
        # A record whose arguments do not fit is reported by logging with both shown.
        return f"{record.msg!r} {record.args!r}"


class RedactingFactory:
    """A log record factory that redacts the records of another one, `make`."""

    def __init__(self, make: Any, redactor: Redactor) -> None:
        self.make = make
        self._filter = RedactingFilter(redactor)

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        """Return a redacted record."""
        record: logging.LogRecord = self.make(*args, **kwargs)
        self._filter.filter(record)
        return record


def install(*known: SecretStr) -> Redactor:
    """Redact every record of this process from now on, and quieten the HTTP client."""
    redactor = Redactor(*known)
    make = logging.getLogRecordFactory()
    if isinstance(make, RedactingFactory):
        make = make.make
    logging.setLogRecordFactory(RedactingFactory(make, redactor))
    for name in _HTTP_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    return redactor


def uninstall() -> None:
    """Restore the record factory that was set before `install`."""
    make = logging.getLogRecordFactory()
    if isinstance(make, RedactingFactory):
        logging.setLogRecordFactory(make.make)
