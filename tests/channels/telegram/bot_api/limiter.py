"""Telegram's limits on what a bot sends: 30 a second, 1 a second a chat, 20 a minute a group.

Knows methods, chats and times. Does not know messages. Off until it is switched
on; then a request too many is counted, and refused with a time to wait.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.channels.telegram.bot_api.errors import ApiError

_COUNTED = ("send", "edit", "copy", "forward")
_FREE = ("sendChatAction",)


@dataclass
class Window:
    """At most `most` requests within `seconds`; short bursts are what `most` allows."""

    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait_for(self, now: float) -> float:
        """How long the next request must wait, 0 if not at all."""
        while self.times and now - self.times[0] >= self.seconds:
            self.times.popleft()
        return self.seconds - (now - self.times[0]) if len(self.times) >= self.most else 0.0


class Limiter:
    """Counts what is sent; `exceeded` holds the rule and the chat of each request too many."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, burst: int = 3) -> None:
        self.on = False
        self.exceeded: list[tuple[str, int]] = []
        self._clock = clock
        self._all = Window(30, 1.0)
        # One a second on average, a few at once.
        self._chats: dict[int, Window] = defaultdict(lambda: Window(burst, float(burst)))
        self._groups: dict[int, Window] = defaultdict(lambda: Window(20, 60.0))

    def count(self, method: str, chat_id: object) -> None:
        """Count a request; raises ApiError when it is one too many."""
        if not self.on or not method.startswith(_COUNTED) or method in _FREE:
            return
        if not isinstance(chat_id, int):
            return
        now = self._clock()
        windows = {"overall": self._all, "chat": self._chats[chat_id]}
        if chat_id < 0:
            windows["group"] = self._groups[chat_id]
        waits = {rule: window.wait_for(now) for rule, window in windows.items()}
        rule = max(waits, key=lambda each: waits[each])
        if waits[rule] > 0:
            self.exceeded.append((rule, chat_id))
            seconds = int(waits[rule]) + 1
            text = f"Too Many Requests: retry after {seconds}"
            raise ApiError(429, text, retry_after=seconds)
        for window in windows.values():
            window.times.append(now)
