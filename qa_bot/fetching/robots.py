"""What a site's robots.txt lets us ask for, and how fast.

Knows the rules of RFC 9309: a site without the file allows all, one whose
file cannot be had just now allows nothing until it can.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from qa_bot.errors import FetchFailed, LinkRefused
from qa_bot.fetching.client import Response

_KEPT_FOR = 3600.0
_MOST_KEPT = 100
# RFC 9309 asks that at least so much be read; what is beyond is nobody's rules.
_MOST_BYTES = 512_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site allows; `parsed` None allows all."""

    parsed: Protego | None = None

    def allow(self, url: str, name: str) -> bool:
        """Whether the program called `name` may ask for `url`."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, name))

    def delay(self, name: str) -> float | None:
        """The seconds between two requests that the site asks `name` for."""
        asked = None if self.parsed is None else self.parsed.crawl_delay(name)
        return None if asked is None else float(asked)


class Robots:
    """The rules of the sites asked lately, each fetched once an hour."""

    def __init__(
        self, get: Callable[[str], Response], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._get = get
        self._clock = clock
        self._kept: dict[str, tuple[float, Rules]] = {}
        self._lock = threading.Lock()

    def rules(self, url: httpx.URL) -> Rules:
        """The rules of the site that `url` is at; raises LinkRefused or FetchFailed."""
        site = str(url.copy_with(raw_path=b"/robots.txt", fragment=None))
        with self._lock:
            until, rules = self._kept.get(site, (0.0, Rules()))
        if self._clock() >= until:
            rules = self._fetched(url, site)
            with self._lock:
                self._kept.pop(site, None)
                self._kept[site] = (self._clock() + _KEPT_FOR, rules)
                if len(self._kept) > _MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
        return rules

    def _fetched(self, url: httpx.URL, site: str) -> Rules:
        try:
            answer = self._get(site)
        except LinkRefused as error:
            raise LinkRefused(str(url), error.problem, error.cure) from error
        except FetchFailed as error:
            raise FetchFailed(str(url), error.problem, error.cure, passing=error.passing) from error
        if answer.status >= 500 or answer.status == 429:
            problem = (
                f"the robots.txt of {url.host}, which says what may be asked for, "
                f"cannot be had just now ({answer.status})"
            )
            raise FetchFailed(str(url), problem, "Try again later.", passing=True)
        if not 200 <= answer.status < 300:
            return Rules()
        return Rules(Protego.parse(answer.body[:_MOST_BYTES].decode("utf-8", errors="replace")))
