"""A completion as it streams in, within its deadlines whatever the server does.

A thread reads, and the one that asked waits for it on a queue, never on the server: the
time-outs of HTTP clients are for the next byte, so that bytes that trickle, comments that keep
a connection alive, slow headers and slow names would each outlast them. At a deadline the
connection is cut, which ends the thread too.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Final

from qa_bot.errors import WritingError, WritingUnavailable
from qa_bot.generation.chat_model import Usage
from qa_bot.generation.chunk_reader import ChunkReader
from qa_bot.generation.http_exchange import ExchangeCut, HttpExchange
from qa_bot.generation.server_errors import ServerErrors, causes

# Seconds; once the text is whole, only its count of tokens is still waited for.
_USAGE_WAIT_S: Final = 2.0
# Seconds after which whoever waits for text may stop: below what a person notices.
_MOMENT_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds to wait: for the first token, between two, and altogether."""

    first_token: float
    between_tokens: float
    altogether: float


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A piece of text, and when it came; or the end, where `text` is None."""

    at: float
    text: str | None
    error: WritingError | None = None


class StreamedCompletion:
    """Implements Completion. It may be closed from any thread."""

    def __init__(
        self,
        server: str,
        open_stream: Callable[[], Any],
        exchange: HttpExchange,
        reader: ChunkReader,
        errors: ServerErrors,
        patience: Patience,
    ) -> None:
        self._server = server
        self._open_stream = open_stream
        self._exchange = exchange
        self._reader = reader
        self._errors = errors
        self._patience = patience
        self._arrivals: SimpleQueue[_Arrival] = SimpleQueue()
        self._is_closed = False
        self._began = time.monotonic()
        # It ends with the exchange; a process that ends does not wait for it.
        threading.Thread(target=self._read, name="qa-bot-completion", daemon=True).start()

    def __iter__(self) -> Iterator[str]:
        """As Completion says."""
        last: float | None = None
        try:
            while True:
                arrival = self._next(last)
                if arrival is None:
                    yield ""
                    continue
                if arrival.error is not None:
                    raise arrival.error
                if arrival.text is None:
                    return
                last = arrival.at
                yield arrival.text
        finally:
            self.close()

    @property
    def usage(self) -> Usage:
        """As Completion says."""
        return self._reader.usage(self._exchange.is_read)

    @property
    def is_counted(self) -> bool:
        """Whether the server has counted the tokens itself."""
        return self._reader.counted is not None

    def close(self) -> None:
        """As Completion says; whoever waits for its text is then at the end of it."""
        self._is_closed = True
        self._exchange.cut()

    def _next(self, last: float | None) -> _Arrival | None:
        """Wait a moment for what comes next, None for nothing yet; `last` came before.

        At a deadline, what comes next is the end.
        """
        left = self._limit(last) - time.monotonic()
        try:
            return self._arrivals.get(timeout=max(0.0, min(left, _MOMENT_S)))
        except Empty:
            # The text may have ended meanwhile, which shortens the wait for more of it.
            until = self._limit(last)
        if time.monotonic() < until:
            return None
        if self._is_closed:
            return _Arrival(until, None)
        if self._reader.is_finished:
            return _Arrival(until, None, self._reader.ending())
        is_over = time.monotonic() >= self._began + self._patience.altogether
        return _Arrival(until, None, self._too_slow(last, is_over))

    def _limit(self, last: float | None) -> float:
        if last is None:
            limit = self._began + self._patience.first_token
        elif self._reader.is_finished:
            limit = last + min(_USAGE_WAIT_S, self._patience.between_tokens)
        else:
            limit = last + self._patience.between_tokens
        return min(limit, self._began + self._patience.altogether)

    def _read(self) -> None:
        """Read the stream to its end, in a thread; whatever happens is an arrival."""
        error: WritingError | None
        try:
            with closing(self._open_stream()) as stream:
                for chunk in stream:
                    text = self._reader.feed(chunk)
                    if text is not None:
                        self._arrivals.put(_Arrival(time.monotonic(), text))
            error = self._reader.ending()
        except Exception as failure:
            error = self._error_of(failure)
        self._exchange.close()
        self._arrivals.put(_Arrival(time.monotonic(), None, error))

    def _error_of(self, failure: Exception) -> WritingError | None:
        """Return what a failure means to whoever waits; None where it is no failure to them."""
        if self._is_closed:
            return None
        if self._reader.is_finished:
            return self._reader.ending()
        if any(isinstance(each, ExchangeCut) for each in causes(failure)):
            return self._too_slow(self._began, is_over=True)
        return self._errors.of(failure)

    def _too_slow(self, last: float | None, is_over: bool) -> WritingError:
        status = self._exchange.status
        if status is not None and not self._exchange.is_read:
            # Between the tries of the client library.
            return self._errors.of_status(status)
        if not self._exchange.is_connected:
            return WritingUnavailable(
                f"{self._server} has accepted no connection in time. Check that it runs, and "
                "http or https in written.base_url."
            )
        patience = self._patience
        if is_over:
            # The time may be what earlier steps of the answer left of the setting.
            problem = "takes longer for an answer than written.total_seconds allows"
            setting = "written.total_seconds"
        elif last is None:
            problem = f"has not begun to answer within {patience.first_token:g} s"
            setting = "written.first_token_seconds"
        else:
            problem = f"has stopped for {patience.between_tokens:g} s in the midst of an answer"
            setting = "written.between_tokens_seconds"
        return WritingUnavailable(
            f"{self._server} {problem}. Raise {setting}, or choose a smaller model."
        )
