"""The one door to the web: a page, asked for politely and within limits.

Knows robots, pace and retries; not what a page holds. Only GET is ever asked,
so asking again is harmless.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import httpcore
import httpx
import tenacity

from qa_bot.errors import FetchFailed, LinkRefused
from qa_bot.fetching.address_policy import Gate
from qa_bot.fetching.client import Client, Response
from qa_bot.fetching.fetch_errors import refuse_status, spoken, told
from qa_bot.fetching.fetch_limits import FetchLimits
from qa_bot.fetching.politeness import Pace
from qa_bot.fetching.robots import Robots

# Told a host and for how many seconds it is waited for.
Waiting = Callable[[str, float], None]
# As much of a robots.txt as its standard asks us to read.
_ROBOTS_BYTES = 512_000
_FIRST_WAIT = 1.0
_WORTH_TELLING = 2.0


def _silent(host: str, seconds: float) -> None:
    """A wait that nobody watches."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site marked a page with, to ask whether it has changed since."""

    etag: str = ""
    last_modified: str = ""

    @classmethod
    def of(cls, response: Response) -> "Validators":
        """The marks that came with a response."""
        headers = response.headers
        return cls(headers.get("etag", ""), headers.get("last-modified", ""))

    def conditions(self) -> Mapping[str, str]:
        """The headers that ask for a page only if it has changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


class Fetcher:
    """Fetches pages. Safe to share between threads."""

    def __init__(
        self,
        gate: Gate,
        limits: FetchLimits,
        *,
        agent: str,
        delay: float = 1.0,
        pause: Callable[[float], None] = time.sleep,
        inner: httpcore.NetworkBackend | None = None,
    ) -> None:
        """`agent` is the User-Agent, whose first word robots.txt may name.

        `delay` is the seconds between two requests to one host.
        """
        self._gate = gate
        self._limits = limits
        self._name = agent.partition("/")[0]
        self._pause = pause
        self._pace = Pace(delay)
        self._client = Client(gate, limits, agent, inner)
        few = replace(limits, max_bytes=_ROBOTS_BYTES, cut=True)
        self._robots = Robots(Client(gate, few, agent, inner).get)

    def fetch(
        self, address: str, validators: Validators | None = None, waiting: Waiting = _silent
    ) -> Response:
        """What is at a web address; status 304 where `validators` say it is as before.

        Raises LinkRefused for an address that is not asked, and FetchFailed.
        """
        url = self._checked(address)
        conditions = validators.conditions() if validators else {}
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._worth_another_try),
            stop=tenacity.stop_after_attempt(self._limits.tries),
            wait=self._wait,
            sleep=lambda seconds: self._rest(url.host, seconds, waiting),
            reraise=True,
        )
        return retrying(self._try, url, conditions, waiting)

    def address(self, text: str) -> str:
        """A web address in the one form that it is known by; raises LinkRefused."""
        return str(self._checked(text))

    def _checked(self, text: str) -> httpx.URL:
        with told(text, self._limits):
            return self._gate.check(text)

    def _try(self, url: httpx.URL, conditions: Mapping[str, str], waiting: Waiting) -> Response:
        response = self._client.get(str(url), conditions, partial(self._enter, waiting))
        try:
            refuse_status(str(url), response.status, response.headers)
        except FetchFailed as error:
            self._pace.hold(url.host, error.wait or 0.0)
            raise
        return response

    def _enter(self, waiting: Waiting, url: httpx.URL) -> None:
        """Return when `url` may be asked, by its site's rules and pace."""
        self._refuse_held(url)
        rules = self._robots.rules(url)
        if not rules.allow(str(url), self._name):
            raise LinkRefused(
                str(url),
                f"the robots.txt of {url.host} asks programs to leave this page alone",
                "Open it in a browser, save the page, and add that file.",
            )
        delay = min(rules.delay(self._name) or 0.0, self._limits.patience)
        self._rest(url.host, self._pace.turn(url.host, delay), waiting)

    def _refuse_held(self, url: httpx.URL) -> None:
        held = self._pace.held(url.host)
        if held > self._limits.patience:
            raise FetchFailed(
                str(url),
                f"{url.host} asks to be left alone for a while",
                f"Try again in {spoken(held)}.",
            )

    def _worth_another_try(self, error: BaseException) -> bool:
        return (
            isinstance(error, FetchFailed)
            and error.passing
            and (error.wait or 0.0) <= self._limits.patience
        )

    @staticmethod
    def _wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, FetchFailed) else None
        backing_off = tenacity.wait_exponential_jitter(initial=_FIRST_WAIT, max=10)(state)
        return backing_off if asked is None else asked

    def _rest(self, host: str, seconds: float, waiting: Waiting) -> None:
        if seconds <= 0:
            return
        if seconds >= _WORTH_TELLING:
            waiting(host, seconds)
        self._pause(seconds)
