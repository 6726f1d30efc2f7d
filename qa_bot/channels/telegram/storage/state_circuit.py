"""A circuit breaker before the server of the bot's state.

Once a call has found that the server is away, calls fail at once, so that whoever waits for
the bot hears so soon; a thread looks meanwhile whether the server is back.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from pybreaker import CircuitBreaker, CircuitBreakerError

from qa_bot.errors import StateError, StateUnavailable

_LOG = logging.getLogger(__name__)
# One failure shows it: the client has then waited for the server as long as for a restart.
_FAILURES: Final = 1
# Seconds between two looks at whether the server is back.
_LOOK_EVERY_S: Final = 1.0
# Seconds after the last look until a call tries by itself: looks take no longer than a connection.
_RESET_S: Final = 60.0


class StateCircuit:
    """Lets calls pass to a server that is there. Safe to share between threads."""

    def __init__(self, look: Callable[[], None], every_s: float = _LOOK_EVERY_S) -> None:
        """`look` raises StateError while the server is away, and may block."""
        self._look = look
        self._every_s = every_s
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._looking: threading.Thread | None = None
        self._problem = ""
        self._breaker = CircuitBreaker(
            _FAILURES,
            _RESET_S,
            exclude=[lambda error: not isinstance(error, StateUnavailable)],
            throw_new_error_on_trip=False,
        )

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Let a call within pass; raise StateUnavailable at once while the server is away."""
        try:
            with self._breaker.calling():
                yield
        except CircuitBreakerError:
            raise StateUnavailable(self._problem) from None
        except StateUnavailable as error:
            self._begin_looking(str(error))
            raise

    def close(self) -> None:
        """Look no longer."""
        self._closing.set()

    def _begin_looking(self, problem: str) -> None:
        with self._lock:
            self._problem = problem
            if self._looking is None and not self._closing.is_set():
                self._looking = threading.Thread(
                    target=self._look_until_back, name="state-circuit", daemon=True
                )
                self._looking.start()

    def _look_until_back(self) -> None:
        while not self._closing.wait(self._every_s):
            try:
                self._look()
            except StateError:
                self._breaker.open()
                continue
            with self._lock:
                self._looking = None
                self._breaker.close()
            _LOG.info("The bot's state can be used again.")
            return
