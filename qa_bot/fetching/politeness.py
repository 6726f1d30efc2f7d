"""Politeness policies of a web crawler: robots.txt, and the delay between two requests to a host.

See Manning et al., "Introduction to Information Retrieval", chapter 20. All
classes are safe to share between threads.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from qa_bot.errors import FetchFailed, LinkRefused
from qa_bot.fetching.client import Response

# Seconds; RFC 9309 allows a day at most.
_ROBOTS_TTL = 3600.0
# Sites; beyond it the rules fetched longest ago are dropped.
_MAX_ROBOTS = 100
# RFC 9309, section 2.5: a parser's limit must be at least 500 kibibytes.
MAX_ROBOTS_BYTES = 512_000


class HostDelay:
    """Spaces the requests to each host at least `delay` seconds apart."""

    def __init__(self, delay: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._delay = delay
        self._clock = clock
        self._next_request: dict[str, float] = {}
        self._blocked_until: dict[str, float] = {}
        self._lock = threading.Lock()

    def reserve(self, host: str, crawl_delay: float | None = None) -> float:
        """Reserve the next request to `host` and return the seconds to wait for it.

        `crawl_delay` is the site's own delay in seconds; the longer of both counts.
        """
        with self._lock:
            now = self._clock()
            moment = max(now, self._next_request.get(host, now))
            self._next_request[host] = moment + max(self._delay, crawl_delay or 0.0)
            self._next_request = _future(self._next_request, now)
            return moment - now

    def block(self, host: str, seconds: float) -> None:
        """Allow no request to `host` for so many seconds, as its Retry-After asks."""
        with self._lock:
            now = self._clock()
            self._blocked_until[host] = max(self._blocked_until.get(host, 0.0), now + seconds)
            self._blocked_until = _future(self._blocked_until, now)

    def blocked_for(self, host: str) -> float:
        """Return for how many more seconds `host` is blocked, 0 if it is not."""
        with self._lock:
            return max(0.0, self._blocked_until.get(host, 0.0) - self._clock())


def _future(moments: dict[str, float], now: float) -> dict[str, float]:
    return {host: moment for host, moment in moments.items() if moment > now}


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What one site's robots.txt allows; `parsed` None allows everything."""

    parsed: Protego | None = None

    def is_allowed(self, url: str, product: str) -> bool:
        """Return whether the crawler with the product token `product` may request `url`."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, product))

    def crawl_delay(self, product: str) -> float | None:
        """Return the seconds between two requests that the site asks `product` for."""
        delay = None if self.parsed is None else self.parsed.crawl_delay(product)
        return None if delay is None else float(delay)


@dataclass(frozen=True, slots=True)
class _CachedRules:
    expires_at: float
    rules: RobotsRules


class RobotsCache:
    """The robots.txt rules of the sites requested lately, each fetched once an hour (RFC 9309).

    A site without the file allows everything; one whose file cannot be fetched just
    now allows nothing.
    """

    def __init__(
        self, get: Callable[[str], Response], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._get = get
        self._clock = clock
        self._cache: dict[str, _CachedRules] = {}
        self._lock = threading.Lock()

    def rules(self, url: httpx.URL) -> RobotsRules:
        """Return the rules of the site of `url`; raises LinkRefused or FetchFailed."""
        robots_url = str(url.copy_with(raw_path=b"/robots.txt", fragment=None))
        with self._lock:
            cached = self._cache.get(robots_url)
        if cached is not None and self._clock() < cached.expires_at:
            return cached.rules
        rules = self._fetch(url, robots_url)
        with self._lock:
            self._cache.pop(robots_url, None)
            self._cache[robots_url] = _CachedRules(self._clock() + _ROBOTS_TTL, rules)
            if len(self._cache) > _MAX_ROBOTS:
                del self._cache[next(iter(self._cache))]
        return rules

    def _fetch(self, url: httpx.URL, robots_url: str) -> RobotsRules:
        try:
            response = self._get(robots_url)
        except LinkRefused as error:
            raise LinkRefused(str(url), error.problem, error.cure) from error
        except FetchFailed as error:
            raise FetchFailed(str(url), error.problem, error.cure, passing=error.passing) from error
        if response.status >= 500 or response.status == 429:
            problem = (
                f"the robots.txt of {url.host}, which says what may be asked for, "
                f"cannot be had just now ({response.status})"
            )
            raise FetchFailed(str(url), problem, "Try again later.", passing=True)
        if not 200 <= response.status < 300:
            return RobotsRules()
        text = response.body[:MAX_ROBOTS_BYTES].decode("utf-8", errors="replace")
        return RobotsRules(Protego.parse(text))
