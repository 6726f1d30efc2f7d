"""Connections to the very address that was checked, none of them past its deadline.

Knows sockets and deadlines. A name is resolved once, its addresses checked,
and one of those connected to, so that a second answer of the name server
changes nothing. TLS still verifies the name.
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, cast, runtime_checkable

import httpcore
import httpx

from qa_bot.fetching.address_policy import Gate

_AT_ONCE = 0.001


class Deadline:
    """A moment by which all must be done, on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Leave out time that was spent on purpose."""
        self._end += seconds

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end

    def left(self, timeout: float | None = None) -> float:
        """The seconds that remain, at most `timeout`, and never none."""
        remaining = max(_AT_ONCE, self._end - time.monotonic())
        return remaining if timeout is None else min(timeout, remaining)


class _DeadlineStream(httpcore.NetworkStream):
    """A stream whose every wait ends at the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._deadline.passed:
            raise httpcore.ReadTimeout("the deadline passed")
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        inner = self._inner.start_tls(ssl_context, server_hostname, left)
        return _DeadlineStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that the gate lets pass, and to no others."""

    def __init__(
        self, gate: Gate, deadline: Deadline, inner: httpcore.NetworkBackend | None = None
    ) -> None:
        self._gate = gate
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
        """A connection to the first checked address of `host` that takes one.

        Raises AddressRefused, or httpcore's ConnectError and ConnectTimeout.
        """
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port):
            try:
                left = self._deadline.left(timeout)
                stream = self._inner.connect_tcp(str(address), port, left, local_address)
                return _DeadlineStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> list[Any]:
        try:
            return list(self._gate.addresses(host, port))
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"there is no host called {host}") from error


class _Body(httpx.SyncByteStream):
    """The bytes of a response as they arrive."""

    def __init__(self, inner: Iterable[bytes]) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        if isinstance(self._inner, Closes):
            self._inner.close()


@runtime_checkable
class Closes(Protocol):
    """Something that can be closed."""

    def close(self) -> None: ...


class CheckedTransport(httpx.BaseTransport):
    """What httpx sends its requests through: one pool over a checked backend."""

    def __init__(self, backend: CheckedBackend, context: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; raises AddressRefused and httpcore's errors."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        body = _Body(cast("Iterable[bytes]", answer.stream))
        return httpx.Response(answer.status, headers=answer.headers, stream=body)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
