"""The latest logged errors, for the operators' /status command.

Knows log records, whose tokens are redacted already. Does not know who reads them.
"""

import logging
import time
from collections import deque
from typing import Final

from qa_bot.channels.telegram.monitoring.prometheus_metrics import PrometheusMetrics

# Errors and characters of each: together they fit in one message of 4096 characters.
_MAX_ERRORS: Final = 5
_MAX_CHARACTERS: Final = 200


class RecentErrors(logging.Handler):
    """Counts errors, and stores the first line of each of the latest."""

    def __init__(self, metrics: PrometheusMetrics) -> None:
        super().__init__(logging.ERROR)
        self._metrics = metrics
        self._lines: deque[str] = deque(maxlen=_MAX_ERRORS)

    def emit(self, record: logging.LogRecord) -> None:
        """Count an error and store its time and first line."""
        self._metrics.count_error()
        first, *_ = record.getMessage().splitlines() or [""]
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(record.created))
        self._lines.append(f"{when} UTC {first[:_MAX_CHARACTERS]}")

    @property
    def lines(self) -> list[str]:
        """The stored lines, the latest first."""
        return list(reversed(self._lines))
