"""What the bot did, in numbers for Prometheus.

Knows counters and their names. Does not know questions: no text and no person is in it.
"""

from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from telegram.error import TelegramError

_SECONDS: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)


class Metrics:
    """The numbers of one bot, since its start."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._questions = Counter(
            "qa_bot_questions", "Questions by outcome.", ["outcome"], registry=self.registry
        )
        self._seconds = Histogram(
            "qa_bot_answer_seconds",
            "How long finding an answer took.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._errors = Counter("qa_bot_errors", "Errors logged.", registry=self.registry)
        self._refusals = Counter(
            "qa_bot_telegram_errors",
            "Requests that failed, by method and kind.",
            ["method", "kind"],
            registry=self.registry,
        )
        self._waiting = Gauge(
            "qa_bot_waiting", "Updates being handled or waiting for it.", registry=self.registry
        )

    def asked(self, answered: bool, took_s: float) -> None:
        """Count a question, and how long its answer took."""
        self._questions.labels("answered" if answered else "declined").inc()
        self._seconds.observe(took_s)

    def error(self) -> None:
        """Count an error."""
        self._errors.inc()

    def refused(self, method: str, error: TelegramError) -> None:
        """Count a request to Telegram that failed."""
        self._refusals.labels(method, type(error).__name__).inc()

    def watch_waiting(self, waiting: Callable[[], int]) -> None:
        """Ask `waiting` for the length of the queue whenever the numbers are read."""
        self._waiting.set_function(waiting)
