"""One page asked for once: redirects followed, every bound kept.

Knows HTTP and nothing of politeness, retries or articles. Each hop's address
is checked again, and the limits are for all hops together.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import httpcore
import httpx

from qa_bot.errors import FetchFailed
from qa_bot.fetching.address_policy import AddressRefused, Gate, shown
from qa_bot.fetching.connections import CheckedBackend, CheckedTransport, Deadline
from qa_bot.fetching.content_encoding import ACCEPTED, TooLarge, read_bounded
from qa_bot.fetching.fetch_errors import told
from qa_bot.fetching.fetch_limits import FetchLimits

_MOVED = {301, 302, 303, 307, 308}
_FOR_GOOD = {301, 308}
_KINDS = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"


# Told each address that is about to be asked.
Before = Callable[[httpx.URL], None]


def _at_once(url: httpx.URL) -> None:
    """Nothing to do before an address is asked."""


def _timed(before: Before, deadline: Deadline) -> Before:
    """The same, its time added to the deadline."""

    def timed(url: httpx.URL) -> None:
        started = time.monotonic()
        before(url)
        deadline.extend(time.monotonic() - started)

    return timed


@dataclass(frozen=True, slots=True)
class Response:
    """What a site answered; `headers` are in lower case.

    `url` is where the answer came from, and `moved` where the address that
    was asked has moved to for good, if it has.
    """

    asked: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved: str | None = None


@cache
def _context() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class Client:
    """Asks sites for pages; nothing is kept between two calls."""

    def __init__(
        self,
        gate: Gate,
        limits: FetchLimits,
        agent: str,
        inner: httpcore.NetworkBackend | None = None,
    ) -> None:
        """`agent` names us to sites; `inner` opens connections, the system's unless given."""
        self._gate = gate
        self._limits = limits
        self._headers = {"User-Agent": agent, "Accept": _KINDS, "Accept-Encoding": ACCEPTED}
        self._inner = inner

    def get(
        self,
        address: str,
        conditions: Mapping[str, str] | None = None,
        before: Before = _at_once,
    ) -> Response:
        """What the site answers, whatever its status; redirects are followed.

        `conditions` are further headers. `before` is called with each address
        before it is asked; what it takes does not count as the site's time.
        Raises LinkRefused for an address that is not asked, FetchFailed where
        nothing whole comes back, and what `before` raises.
        """
        deadline = Deadline(self._limits.seconds)
        transport = CheckedTransport(CheckedBackend(self._gate, deadline, self._inner), _context())
        # Proxies from the environment stay out: through one, no address could be checked.
        with (
            told(address, self._limits),
            httpx.Client(
                transport=transport,
                trust_env=False,
                headers=self._headers,
                timeout=self._limits.seconds,
            ) as client,
        ):
            return self._follow(client, address, conditions or {}, _timed(before, deadline))

    def _follow(
        self,
        client: httpx.Client,
        address: str,
        conditions: Mapping[str, str],
        before: Before,
    ) -> Response:
        url = self._gate.check(address)
        moved, for_good = None, True
        for _ in range(self._limits.redirects + 1):
            before(url)
            with client.stream("GET", url, headers=dict(conditions)) as answer:
                target = answer.headers.get("location")
                if answer.status_code not in _MOVED or not target:
                    return self._response(address, url, answer, moved)
                url = self._next(url, target)
                for_good = for_good and answer.status_code in _FOR_GOOD
                moved = str(url) if for_good else moved
        raise FetchFailed(
            address,
            f"sends on more than {self._limits.redirects} times",
            "Open it in a browser and add the address where it ends.",
        )

    def _next(self, url: httpx.URL, target: str) -> httpx.URL:
        """Where a redirect leads; raises AddressRefused."""
        try:
            return self._gate.check(str(url.join(target)))
        except (httpx.InvalidURL, ValueError):
            problem, cure = "not an address", "Check the address."
        except AddressRefused as error:
            problem, cure = error.problem, error.cure
        raise AddressRefused(f"sends on to '{shown(target)[:100]}', {problem}", cure)

    def _response(
        self, asked: str, url: httpx.URL, answer: httpx.Response, moved: str | None
    ) -> Response:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        limits, length = self._limits, headers.get("content-length", "")
        if not limits.cut and length.isdecimal() and int(length) > limits.max_bytes:
            raise TooLarge
        encoding = headers.get("content-encoding", "")
        body = read_bounded(answer.iter_raw(), encoding, limits.max_bytes, limits.cut)
        return Response(asked, str(url), answer.status_code, headers, body, moved)
