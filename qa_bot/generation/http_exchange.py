"""One exchange with the server over HTTP, bounded in bytes and time, that any thread can cut.

Each exchange has a connection of its own: closing a socket while another thread waits on
it is not safe, but shutting it down is, and ends the wait at once. A server then also sees
that nobody listens, and stops its model.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import httpx

# The headers that a request keeps, whatever the client library or the environment adds: names of
# the operating system and of accounts are none of a server's business.
_KEPT: Final = frozenset(
    ("host", "content-length", "content-type", "transfer-encoding", "accept", "connection")
)
# Bytes; what comes beside the text: headers of chunks, comments, a page that reports an error.
_BYTES_BESIDE: Final = 262_144
# Bytes; the JSON around each token is about 300.
_BYTES_A_TOKEN: Final = 4096


class ExchangeCut(Exception):
    """The exchange was cut, by close() or at its deadline; nothing more is sent or read."""


class UnusableResponse(Exception):
    """The response is nothing that can be read; the message says what it is."""


class HttpExchange:
    """One request and its response, with those that are tried before it."""

    def __init__(self, key: str, max_tokens: int, seconds: float, is_stream: bool = True) -> None:
        """`max_tokens` bounds the size of the response, which may have to be a stream."""
        self._key = key
        self._is_stream = is_stream
        self._bytes_left = _BYTES_BESIDE + max_tokens * _BYTES_A_TOKEN
        self._deadline = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._is_cut = False
        self._client: httpx.Client | None = None
        self._socket: socket.socket | None = None
        self._is_encrypted = False
        self.is_connected = False
        """Whether the server has accepted a connection, and with https its encryption."""
        self.status: int | None = None

    def __repr__(self) -> str:
        # Without the key.
        return f"{type(self).__name__}(status={self.status})"

    @property
    def is_read(self) -> bool:
        """Whether the server has had the request, and has not refused it."""
        return self.is_connected and (self.status is None or httpx.codes.is_success(self.status))

    def client(self, tls: ssl.SSLContext, silence: float, is_this_machine: bool) -> httpx.Client:
        """Return an HTTP client for this exchange alone.

        `silence` is the longest wait for a byte. A proxy of the environment is used,
        but for this machine, which it would not reach, and which sends nothing out.
        """
        direct: Mapping[str, None] = {"http://": None, "https://": None}
        self._client = httpx.Client(
            verify=tls,
            timeout=httpx.Timeout(silence),
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            mounts=direct if is_this_machine else None,
            event_hooks={"request": [self._prepare], "response": [self._check]},
        )
        return self._client

    def close(self) -> None:
        """Release the client; for the thread that uses it."""
        if self._client is not None:
            self._client.close()
        with self._lock:
            self._follow_socket(None)

    def cut(self) -> None:
        """Send and read nothing more; may be called from any thread, more than once."""
        with self._lock:
            self._is_cut = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _follow_socket(self, used: socket.socket | None) -> None:
        """Hold a second handle to a connection, and none to the one before.

        Encryption moves the first handle into another object, from its handshake on.
        """
        if self._socket is not None:
            self._socket.close()
        self._socket = None if used is None else used.dup()

    def check_time(self) -> None:
        """Raise ExchangeCut where the exchange was cut or its time is over."""
        if self._is_cut or time.monotonic() > self._deadline:
            raise ExchangeCut

    def received(self, size: int) -> None:
        """Count bytes that came; raises ExchangeCut and UnusableResponse."""
        self.check_time()
        self._bytes_left -= size
        if self._bytes_left < 0:
            raise UnusableResponse("sends far more than was asked for")

    def _prepare(self, request: httpx.Request) -> None:
        # The client library waits between its tries, and does not know of the deadline.
        self.check_time()
        for name in set(request.headers) - _KEPT:
            del request.headers[name]
        request.headers["user-agent"] = "qa-bot"
        # A few compressed bytes may be gigabytes of text.
        request.headers["accept-encoding"] = "identity"
        if self._key:
            request.headers["authorization"] = f"Bearer {self._key}"
        self._is_encrypted = request.url.scheme == "https"
        request.extensions["trace"] = self._follow
        self.status = None

    def _follow(self, event: str, details: Mapping[str, Any]) -> None:
        if event.endswith("connect_tcp.complete"):
            with self._lock:
                self._follow_socket(details["return_value"].get_extra_info("socket"))
                if self._is_cut:
                    self._shut_down()
        done = "start_tls.complete" if self._is_encrypted else "connect_tcp.complete"
        self.is_connected = self.is_connected or event.endswith(done)

    def _check(self, response: httpx.Response) -> None:
        self.status = response.status_code
        if response.headers.get("content-encoding", "identity") != "identity":
            raise UnusableResponse("compresses its response, which was not asked for")
        kind = response.headers.get("content-type", "")
        if response.is_success and kind.startswith("text/html"):
            raise UnusableResponse("responded with a web page")
        if response.is_success and self._is_stream and kind.startswith("application/json"):
            raise UnusableResponse("responded all at once, though asked for a stream")
        response.stream = _BoundedStream(response.stream, self)


class _BoundedStream(httpx.SyncByteStream):
    def __init__(self, inner: Any, exchange: HttpExchange) -> None:
        self._inner = inner
        self._exchange = exchange

    def __iter__(self) -> Iterator[bytes]:
        for data in self._inner:
            self._exchange.received(len(data))
            yield data

    def close(self) -> None:
        self._inner.close()
