"""Fetches pages politely and within limits: robots.txt, delays, conditional requests, retries.

Only GET is ever sent, so that a retry is harmless.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import httpcore
import httpx
import tenacity

from qa_bot.errors import FetchFailed, LinkRefused
from qa_bot.fetching.address_policy import AddressPolicy
from qa_bot.fetching.client import Client, FetchLimits, Response
from qa_bot.fetching.fetch_errors import format_duration, raise_for_status, translate_errors
from qa_bot.fetching.politeness import MAX_ROBOTS_BYTES, HostDelay, RobotsCache

# Called with a host and for how many seconds it is waited for.
WaitCallback = Callable[[str, float], None]
# Seconds before the second attempt, doubled for each further one, and their bound.
_FIRST_BACKOFF, _MAX_BACKOFF = 1.0, 10.0
# Seconds; shorter waits are not announced.
_MIN_ANNOUNCED_WAIT = 2.0


def _ignore_wait(host: str, seconds: float) -> None:
    """Announce a wait to nobody."""


@dataclass(frozen=True, slots=True)
class Validators:
    """The HTTP validators of a response (RFC 9110, section 8.8), empty where it has none."""

    etag: str = ""
    last_modified: str = ""

    @classmethod
    def of(cls, response: Response) -> "Validators":
        """Return the validators of a response."""
        headers = response.headers
        return cls(headers.get("etag", ""), headers.get("last-modified", ""))

    def conditional_headers(self) -> Mapping[str, str]:
        """Return the headers that request a page only if it has changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


class Fetcher:
    """Fetches pages. Safe to share between threads."""

    def __init__(
        self,
        policy: AddressPolicy,
        limits: FetchLimits,
        *,
        user_agent: str,
        delay: float,
        sleep: Callable[[float], None] = time.sleep,
        backend: httpcore.NetworkBackend | None = None,
    ) -> None:
        """`user_agent` begins with the product token that robots.txt may name.

        `delay` is the seconds between two requests to one host, and `backend` as for
        `Client`.
        """
        self._policy = policy
        self._limits = limits
        self._product = user_agent.partition("/")[0]
        self._sleep = sleep
        self._host_delay = HostDelay(delay)
        self._client = Client(policy, limits, user_agent, backend)
        robots_limits = replace(limits, max_bytes=MAX_ROBOTS_BYTES, should_truncate=True)
        self._robots = RobotsCache(Client(policy, robots_limits, user_agent, backend).get)

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        on_wait: WaitCallback = _ignore_wait,
    ) -> Response:
        """Return the page at a URL; its status is 304 if `validators` say it is unchanged.

        Raises LinkRefused for an address that is not allowed, and FetchFailed.
        """
        checked = self._check_url(url)
        headers = validators.conditional_headers() if validators else {}
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._should_retry),
            stop=tenacity.stop_after_attempt(self._limits.max_attempts),
            wait=self._backoff,
            sleep=lambda seconds: self._wait(checked.host, seconds, on_wait),
            reraise=True,
        )
        return retrying(self._attempt, checked, headers, on_wait)

    def canonical_url(self, text: str) -> str:
        """Return a URL in the normalised form that identifies it; raises LinkRefused."""
        return str(self._check_url(text))

    def _check_url(self, text: str) -> httpx.URL:
        limits = self._limits
        with translate_errors(text, max_bytes=limits.max_bytes, timeout=limits.timeout):
            return self._policy.check_url(text)

    def _attempt(
        self, url: httpx.URL, headers: Mapping[str, str], on_wait: WaitCallback
    ) -> Response:
        response = self._client.get(str(url), headers, partial(self._await_permission, on_wait))
        try:
            raise_for_status(str(url), response.status, response.headers)
        except FetchFailed as error:
            self._host_delay.block(url.host, error.wait or 0.0)
            raise
        if response.status == 304 and not headers:
            problem = "the site says that it is unchanged, without being asked (304)"
            raise FetchFailed(str(url), problem, "Try again later.")
        return response

    def _await_permission(self, on_wait: WaitCallback, url: httpx.URL) -> None:
        """Return when `url` may be requested; raise LinkRefused or FetchFailed if not."""
        self._refuse_blocked(url)
        rules = self._robots.rules(url)
        if not rules.is_allowed(str(url), self._product):
            raise LinkRefused(
                str(url),
                f"the robots.txt of {url.host} asks programs to leave this page alone",
                "Open it in a browser, save the page, and add that file.",
            )
        crawl_delay = min(rules.crawl_delay(self._product) or 0.0, self._limits.max_wait)
        self._wait(url.host, self._host_delay.reserve(url.host, crawl_delay), on_wait)

    def _refuse_blocked(self, url: httpx.URL) -> None:
        seconds = self._host_delay.blocked_for(url.host)
        if seconds > self._limits.max_wait:
            raise FetchFailed(
                str(url),
                f"{url.host} asks to be left alone for a while",
                f"Try again in {format_duration(seconds)}.",
            )

    def _should_retry(self, error: BaseException) -> bool:
        return (
            isinstance(error, FetchFailed)
            and error.passing
            and (error.wait or 0.0) <= self._limits.max_wait
        )

    @staticmethod
    def _backoff(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        retry_after = error.wait if isinstance(error, FetchFailed) else None
        backoff = tenacity.wait_exponential_jitter(initial=_FIRST_BACKOFF, max=_MAX_BACKOFF)(state)
        return backoff if retry_after is None else retry_after

    def _wait(self, host: str, seconds: float, on_wait: WaitCallback) -> None:
        if seconds <= 0:
            return
        if seconds >= _MIN_ANNOUNCED_WAIT:
            on_wait(host, seconds)
        self._sleep(seconds)
