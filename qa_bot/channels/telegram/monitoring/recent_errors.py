"""The latest errors, for the operators to see.

Knows log records, from which tokens have been taken. Does not know who asks.
"""

import logging
import time
from collections import deque
from typing import Final

from qa_bot.channels.telegram.monitoring.metrics import Metrics

_KEPT: Final = 5
_LONGEST: Final = 200


class ErrorsSeen(logging.Handler):
    """Counts errors, and keeps the first line of each of the latest."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.ERROR)
        self._metrics = metrics
        self._lines: deque[str] = deque(maxlen=_KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep when it happened and what was said of it."""
        self._metrics.error()
        first, *_ = record.getMessage().splitlines() or [""]
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(record.created))
        self._lines.append(f"{when} UTC {first[:_LONGEST]}")

    @property
    def lines(self) -> list[str]:
        """The errors, the latest first."""
        return list(reversed(self._lines))
