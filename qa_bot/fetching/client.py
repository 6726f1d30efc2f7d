"""One GET request: redirects followed, every limit held.

Each hop's address is checked again, and the limits are for all hops together.
Knows nothing of robots.txt, delays and retries.
"""

import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import httpcore
import httpx

from qa_bot.errors import FetchFailed
from qa_bot.fetching.address_policy import AddressPolicy, AddressRefused, redact
from qa_bot.fetching.connections import CheckedBackend, CheckedTransport, Deadline
from qa_bot.fetching.content_encoding import ACCEPT_ENCODING, BodyTooLarge, decode_body
from qa_bot.fetching.fetch_errors import translate_errors

_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT_REDIRECTS = {301, 308}
_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"
# The name under which a response keeps its Location header.
_LOCATION = "location"
_DROPPED_SIGNS = re.compile(r"[\t\r\n]")
_SPACES_AND_CONTROLS = "".join(map(chr, range(0x21)))
_PATH = re.compile(r"([^?#]*+)(.*)", re.DOTALL)
# Characters of a redirect's target that an error message shows.
_MAX_SHOWN_CHARS = 100

# Called with each URL before it is requested.
RequestHook = Callable[[httpx.URL], None]


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """The limits of one fetch, redirects included; times in seconds.

    `timeout` is for the whole of one attempt, however slowly its bytes arrive, and
    `max_wait` for a delay that a site asks for. With `should_truncate`, a body longer
    than `max_bytes` is cut there and not refused. The numbers of redirects and attempts
    bound what a site that loops or fails costs.
    """

    max_bytes: int = 20_000_000
    should_truncate: bool = False
    timeout: float = 30.0
    max_redirects: int = 5
    max_attempts: int = 3
    max_wait: float = 30.0


@dataclass(frozen=True, slots=True)
class Response:
    """A site's response with its decoded body; header names are in lower case.

    `requested_url` is what was asked for, `url` where the response came from, and
    `permanent_url` where the page has moved permanently, None if it has not.
    """

    requested_url: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    permanent_url: str | None = None


def _no_hook(url: httpx.URL) -> None:
    """Do nothing before a request."""


def _off_the_clock(hook: RequestHook, deadline: Deadline) -> RequestHook:
    """Return the hook, its time added to the deadline."""

    def timed(url: httpx.URL) -> None:
        started = time.monotonic()
        hook(url)
        deadline.extend(time.monotonic() - started)

    return timed


def _set_location_aside(response: httpx.Response) -> None:
    """Take the Location header from httpx, which fails where it is malformed; the first counts."""
    if found := response.headers.get_list("location"):
        response.extensions[_LOCATION] = found[0]
        del response.headers["location"]


def _as_browsers_read(location: str) -> str:
    """Return a reference without line ends, backslashes as slashes (WHATWG URL, section 4.4)."""
    found = _PATH.match(_DROPPED_SIGNS.sub("", location).strip(_SPACES_AND_CONTROLS))
    return found[1].replace("\\", "/") + found[2] if found else location


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class Client:
    """Sends GET requests; keeps no connection or cookie between two calls."""

    def __init__(
        self,
        policy: AddressPolicy,
        limits: FetchLimits,
        user_agent: str,
        backend: httpcore.NetworkBackend | None = None,
    ) -> None:
        """`backend` opens connections to checked addresses, by default the system's sockets."""
        self._policy = policy
        self._limits = limits
        self._headers = {
            "User-Agent": user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        self._backend = backend

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        before_request: RequestHook = _no_hook,
    ) -> Response:
        """Return the response to a GET request, whatever its status, after redirects.

        `headers` are sent besides our own. `before_request` is called for each hop;
        its time does not count against the timeout. Raises LinkRefused for an address
        that is not allowed, FetchFailed where no whole response comes back, and what
        `before_request` raises.
        """
        limits = self._limits
        deadline = Deadline(limits.timeout)
        backend = CheckedBackend(self._policy, deadline, self._backend)
        transport = CheckedTransport(backend, _ssl_context())
        # Proxies from the environment stay out: through one, no address could be checked.
        with (
            translate_errors(url, max_bytes=limits.max_bytes, timeout=limits.timeout),
            httpx.Client(
                transport=transport,
                trust_env=False,
                headers=self._headers,
                timeout=limits.timeout,
                event_hooks={"response": [_set_location_aside]},
            ) as client,
        ):
            hook = _off_the_clock(before_request, deadline)
            return self._follow_redirects(client, url, headers or {}, hook)

    def _follow_redirects(
        self,
        client: httpx.Client,
        requested_url: str,
        headers: Mapping[str, str],
        before_request: RequestHook,
    ) -> Response:
        url = self._policy.check_url(requested_url)
        permanent_url, is_permanent = None, True
        for _ in range(self._limits.max_redirects + 1):
            before_request(url)
            with client.stream("GET", url, headers=dict(headers)) as response:
                location = response.extensions.get(_LOCATION)
                if response.status_code not in _REDIRECTS or not location:
                    return self._read(requested_url, url, response, permanent_url)
                url = self._redirect_target(url, location)
                is_permanent = is_permanent and response.status_code in _PERMANENT_REDIRECTS
                permanent_url = str(url) if is_permanent else permanent_url
        raise FetchFailed(
            requested_url,
            f"sends on more than {self._limits.max_redirects} times",
            "Open it in a browser and add the address where it ends.",
        )

    def _redirect_target(self, url: httpx.URL, location: str) -> httpx.URL:
        """Return the URL that a Location header names; raises AddressRefused."""
        try:
            return self._policy.check_url(str(url.join(_as_browsers_read(location))))
        except (httpx.InvalidURL, ValueError):
            problem, cure = "not an address", "Check the address."
        except AddressRefused as error:
            problem, cure = error.problem, error.cure
        raise AddressRefused(
            f"sends on to '{redact(location)[:_MAX_SHOWN_CHARS]}', {problem}", cure
        )

    def _read(
        self,
        requested_url: str,
        url: httpx.URL,
        response: httpx.Response,
        permanent_url: str | None,
    ) -> Response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        limits, length = self._limits, headers.get("content-length", "")
        if not limits.should_truncate and length.isdecimal() and int(length) > limits.max_bytes:
            raise BodyTooLarge
        encoding = headers.get("content-encoding", "")
        body = decode_body(response.iter_raw(), encoding, limits.max_bytes, limits.should_truncate)
        return Response(requested_url, str(url), response.status_code, headers, body, permanent_url)
