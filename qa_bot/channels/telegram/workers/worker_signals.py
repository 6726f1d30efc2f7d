"""What reaches a worker from the others: that an update was recorded, and who receives updates.

A thread that waits at the server, so that nothing else has to. One worker of all is the
receiver: it alone polls. Does not know claims.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from qa_bot.channels.telegram.storage.worker_claims import RECEIVER
from qa_bot.errors import StateError

_LOG = logging.getLogger(__name__)
# Seconds between two tries to become the receiver, and the longest that a stop waits.
_TRY_EVERY_S: Final = 2.0


class AnnouncementListener(Protocol):
    """One connection that waits for announcements and may hold a lock; raises StateError."""

    def wait(self, seconds: float) -> bool:
        """Wait for an announcement, no longer than so many seconds; return whether one came."""

    def try_lock(self, purpose: str) -> bool:
        """Take a lock if nobody has it; return whether it is held here."""

    def close(self) -> None:
        """Close the connection, and so let go of the lock."""


class WorkerSignals:
    """Calls `on_announcement` and `on_receiver` in the event loop in which it was started."""

    def __init__(self, listener: AnnouncementListener) -> None:
        self._listener = listener
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._receives = asyncio.Event()

    @property
    def is_receiver(self) -> bool:
        """Whether this worker is the one that polls."""
        return self._receives.is_set()

    def start(
        self,
        on_announcement: Callable[[], None],
        on_receiver: Callable[[], None],
        may_receive: Callable[[], bool],
    ) -> None:
        """Begin to listen, and to try to become the receiver for as long as it may be."""
        self._on_announcement, self._on_receiver = on_announcement, on_receiver
        self._may_receive = may_receive
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._follow, name="signals", daemon=True)
        self._thread.start()

    async def wait_receiver(self, seconds: float) -> bool:
        """Wait until this worker is the receiver, no longer than so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._receives.wait(), seconds)
        return self.is_receiver

    def end(self) -> None:
        """Stop to listen: at the next announcement, or soon."""
        self._closing.set()

    async def wait_ended(self) -> None:
        """Wait until the connection is closed."""
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    def _follow(self) -> None:
        is_away = False
        while not self._closing.is_set():
            try:
                self._step()
                is_away = False
            except StateError as error:
                self._tell(self._set_receiver, False)
                if not is_away:
                    _LOG.warning("This worker hears nothing of the others. %s", error)
                is_away = True
                self._closing.wait(_TRY_EVERY_S)
        self._listener.close()

    def _step(self) -> None:
        if self._may_receive():
            self._tell(self._set_receiver, self._listener.try_lock(RECEIVER))
        elif self.is_receiver:
            self._listener.close()
            self._tell(self._set_receiver, False)
        if self._listener.wait(_TRY_EVERY_S):
            self._tell(self._on_announcement)

    def _tell(self, callback: Callable[..., None], *args: object) -> None:
        # The loop may be closed, where a bot ends that could not start.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(callback, *args)

    def _set_receiver(self, receives: bool) -> None:
        if receives and not self.is_receiver:
            _LOG.info("This worker receives the updates now.")
            self._receives.set()
            self._on_receiver()
        elif not receives:
            self._receives.clear()
