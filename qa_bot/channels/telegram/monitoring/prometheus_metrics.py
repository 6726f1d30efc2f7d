"""The bot's Prometheus metrics; they hold no text and no person."""

from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from telegram.error import TelegramError

from qa_bot.answers import WrittenAnswer

# Seconds; doubling buckets from a cached model's answer to one that is far too slow.
_ANSWER_BUCKETS_S: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)
# Seconds; doubling buckets up to twice the default of written.total_seconds.
_WRITTEN_BUCKETS_S: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)


class WrittenMetrics:
    """The counters of what a language model writes. Thread-safe."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._answers = Counter(
            "qa_bot_written_answers",
            "Answers that a language model was asked to write, by outcome.",
            ["outcome"],
            registry=registry,
        )
        self._dropped = Counter(
            "qa_bot_written_sentences_dropped",
            "Sentences that a language model wrote and nobody was shown, by reason.",
            ["reason"],
            registry=registry,
        )
        self._tokens = Counter(
            "qa_bot_written_tokens", "Tokens that were read and written.", registry=registry
        )
        self._seconds = Histogram(
            "qa_bot_written_seconds",
            "Seconds until the first supported sentence, and until the last.",
            ["until"],
            buckets=_WRITTEN_BUCKETS_S,
            registry=registry,
        )

    def count(self, written: WrittenAnswer, first_s: float | None, whole_s: float) -> None:
        """Count an answer, and observe the seconds to its first sentence and to its end.

        `first_s` is None for one without a sentence.
        """
        self._answers.labels(_outcome(written)).inc()
        for sentence in written.dropped:
            self._dropped.labels(sentence.reason).inc()
        self._tokens.inc(written.tokens)
        if first_s is not None:
            self._seconds.labels("first").observe(first_s)
            self._seconds.labels("last").observe(whole_s)


def _outcome(written: WrittenAnswer) -> str:
    if written.sentences:
        return "written"
    if written.is_refusal:
        return "refused"
    return "problem" if written.problem else "nothing supported"


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
        self._written = WrittenMetrics(self.registry)
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

    def count_written(self, written: WrittenAnswer, first_s: float | None, whole_s: float) -> None:
        """Count what a language model wrote; see `WrittenMetrics.count`."""
        self._written.count(written, first_s, whole_s)

    def count_error(self) -> None:
        """Count a logged error."""
        self._errors.inc()

    def count_failed_request(self, method: str, error: TelegramError) -> None:
        """Count a request to Telegram that failed."""
        self._failed_requests.labels(method, type(error).__name__).inc()

    def track_pending(self, pending: Callable[[], int]) -> None:
        """Call `pending` for the number of pending updates whenever the metrics are read."""
        self._pending.set_function(pending)

    def track_worker(
        self, version: str, is_receiving: Callable[[], bool], chats: Callable[[], int]
    ) -> None:
        """Tell of one of several workers: its version, whether it polls, the chats it handles."""
        Info("qa_bot_worker", "This worker.", registry=self.registry).info({"version": version})
        Gauge(
            "qa_bot_worker_receives",
            "Whether this worker, of all, polls for updates.",
            registry=self.registry,
        ).set_function(is_receiving)
        Gauge(
            "qa_bot_worker_chats", "Chats that this worker is handling.", registry=self.registry
        ).set_function(chats)
