"""The bot's Prometheus metrics; they hold no text and no person."""

from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from telegram.error import TelegramError

# Seconds; doubling buckets from a cached model's answer to one that is far too slow.
_ANSWER_BUCKETS_S: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)


class PrometheusMetrics:
    """The counters of one bot since its start, in a registry of their own. Thread-safe."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._questions = Counter(
            "qa_bot_questions", "Questions by outcome.", ["outcome"], registry=self.registry
        )
        self._answer_seconds = Histogram(
            "qa_bot_answer_seconds",
            "How long finding an answer took.",
            buckets=_ANSWER_BUCKETS_S,
            registry=self.registry,
        )
        self._errors = Counter("qa_bot_errors", "Errors logged.", registry=self.registry)
        self._failed_requests = Counter(
            "qa_bot_telegram_errors",
            "Requests that failed, by method and kind.",
            ["method", "kind"],
            registry=self.registry,
        )
        self._pending = Gauge(
            "qa_bot_waiting", "Updates being handled or waiting for it.", registry=self.registry
        )

    def count_question(self, answered: bool, seconds: float) -> None:
        """Count a question, and observe how many seconds its answer took."""
        self._questions.labels("answered" if answered else "declined").inc()
        self._answer_seconds.observe(seconds)

    def count_error(self) -> None:
        """Count a logged error."""
        self._errors.inc()

    def count_failed_request(self, method: str, error: TelegramError) -> None:
        """Count a request to Telegram that failed."""
        self._failed_requests.labels(method, type(error).__name__).inc()

    def track_pending(self, pending: Callable[[], int]) -> None:
        """Call `pending` for the number of pending updates whenever the metrics are read."""
        self._pending.set_function(pending)
