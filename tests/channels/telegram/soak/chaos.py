"""Faults at random, by a seed: of every kind, in a share of the requests.

Knows which ways each sort of request can fail. Does not know what they carry.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from tests.channels.telegram.bot_api import Fault
from tests.channels.telegram.bot_api.specification import Json

# Longer than the bot waits for an answer.
_TOO_LONG_S = 21.0
_FIRST = "getMe"
_NEVER_FAIL = (_FIRST, "deleteWebhook", "setMyCommands", "")

Make = Callable[[str], Fault]
ANY: dict[str, Make] = {
    "429": lambda method: Fault.flood(method, 1),
    "500": lambda method: Fault.error(method, 500, "Internal Server Error: restart"),
    "502": Fault.gateway,
    "reset before": lambda method: Fault(method, cut=True),
    "reset after": lambda method: Fault(method, cut=True, applied=True),
    "slow, then reset": lambda method: Fault(method, applied=True, hang_s=1.0, cut=True),
}
POLLS: dict[str, Make] = {
    "401": lambda method: Fault.error(method, 401, "Unauthorized"),
    "404": lambda method: Fault.error(method, 404, "Not Found"),
    "409": lambda method: Fault.error(method, 409, "Conflict: terminated by other getUpdates"),
}
DOWNLOADS: dict[str, Make] = {
    "drip": lambda method: Fault(method, drip_s=0.1),
    "cut in the middle": lambda method: Fault(method, drip_s=0.0, cut=True),
}
SENDS: dict[str, Make] = {
    "no answer in time": lambda method: Fault(method, applied=True, hang_s=_TOO_LONG_S),
    "lost on its way": lambda method: Fault(method, hang_s=_TOO_LONG_S),
}


class Chaos:
    """Names the fault of a request, if it has one, and counts them.

    `starts` holds when each process made its first request.
    """

    def __init__(self, seed: int, share: float) -> None:
        self._random = random.Random(seed)
        self._share = share
        self._lock = threading.Lock()
        self.counts: Counter[str] = Counter()
        self.starts: list[float] = []

    def __call__(self, method: str) -> Fault | None:
        """The fault of the next request of a method."""
        if method == _FIRST:
            self.starts.append(time.monotonic())
        with self._lock:
            if method in _NEVER_FAIL or self._random.random() >= self._share:
                return None
            kinds = {**ANY, **_more(method)}
            kind = self._random.choice(sorted(kinds))
            self.counts[kind] += 1
            return replace(kinds[kind](method), name=kind)

    def disturb(self, batch: list[Json]) -> list[Json]:
        """Updates on their way out: now and then one comes twice, or two in the wrong order."""
        with self._lock:
            if not batch or self._random.random() >= self._share:
                return list(batch)
            kind = self._random.choice(["twice", "disorder"])
            self.counts[kind] += 1
            if kind == "twice":
                return [*batch, self._random.choice(batch)]
            return self._random.sample(batch, len(batch))


def _more(method: str) -> dict[str, Make]:
    if method == "getUpdates":
        return POLLS
    if method == "download":
        return DOWNLOADS
    return SENDS if method.startswith("send") else {}
