"""Connects httpx to addresses that the policy allows, within a deadline.

A host is resolved once, its addresses checked, and one of those connected to, so that
DNS rebinding gains nothing. TLS still verifies the host's name.
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, cast, runtime_checkable

import httpcore
import httpx

from qa_bot.fetching.address_policy import AddressPolicy

# Seconds; a timeout of 0 would make a socket non-blocking.
_MIN_TIMEOUT = 0.001


class Deadline:
    """The time by which a request must be done, on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Move the deadline by time that does not count."""
        self._end += seconds

    @property
    def is_past(self) -> bool:
        """Whether the deadline is over."""
        return time.monotonic() >= self._end

    def remaining(self, timeout: float | None = None) -> float:
        """Return the seconds that remain, at least _MIN_TIMEOUT and at most `timeout`."""
        remaining = max(_MIN_TIMEOUT, self._end - time.monotonic())
        return remaining if timeout is None else min(timeout, remaining)


class _DeadlineStream(httpcore.NetworkStream):
    """A stream whose reads and writes time out at the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._deadline.is_past:
            raise httpcore.ReadTimeout("the deadline passed")
        return self._inner.read(max_bytes, self._deadline.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.remaining(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        remaining = self._deadline.remaining(timeout)
        inner = self._inner.start_tls(ssl_context, server_hostname, remaining)
        return _DeadlineStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that the policy allows, and to no others."""

    def __init__(
        self,
        policy: AddressPolicy,
        deadline: Deadline,
        inner: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._policy = policy
        self._deadline = deadline
        self._inner = inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address of `host` that accepts.

        Raises AddressRefused, or httpcore's ConnectError and ConnectTimeout.
        """
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port):
            try:
                remaining = self._deadline.remaining(timeout)
                stream = self._inner.connect_tcp(str(address), port, remaining, local_address)
                return _DeadlineStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> list[Any]:
        try:
            return list(self._policy.resolve_checked(host, port))
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"there is no host called {host}") from error


class _ResponseStream(httpx.SyncByteStream):
    """The raw bytes of httpcore's response, as httpx reads them."""

    def __init__(self, inner: Iterable[bytes]) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        if isinstance(self._inner, _Closeable):
            self._inner.close()


@runtime_checkable
class _Closeable(Protocol):
    def close(self) -> None: ...


class CheckedTransport(httpx.BaseTransport):
    """An httpx transport: one connection pool over a checked backend.

    It raises httpcore's errors and AddressRefused as they are, for `translate_errors`.
    """

    def __init__(self, backend: CheckedBackend, context: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; raises AddressRefused and httpcore's errors."""
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        stream = _ResponseStream(cast("Iterable[bytes]", response.stream))
        return httpx.Response(response.status, headers=response.headers, stream=stream)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
