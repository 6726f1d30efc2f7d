"""Downloads of the files that people send: streamed, stopped at the size limit, retried.

Knows Telegram's file addresses and how a download fails. Does not know what a
file holds, nor who waits for it.
"""

import asyncio
import json
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final

import httpx
from telegram import Audio, Document, PhotoSize, Voice
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from qa_bot.channels.telegram.transport.delivery import retry
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.files import open_regular

SentFile = Document | PhotoSize | Voice | Audio
# Downloads at once, each of which holds a file of at most the limit in memory.
_AT_ONCE: Final = 4
# Seconds of one attempt: 20 MB arrive over a line of 1.4 Mbit/s.
_ATTEMPT_S: Final = 120.0
# Seconds without a byte after which an attempt has failed.
_READ_TIMEOUT_S: Final = 20.0
# Seconds to wait where a refusal for flooding does not say how many.
_DEFAULT_RETRY_AFTER_S: Final = 5
# Bytes of the text of a refusal; more is no answer of the Bot API.
_MAX_REFUSAL_BYTES: Final = 10_000


class FileTooLarge(Exception):
    """A file is larger than the bot or Telegram allows; `size` in bytes, 0 where unknown."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


class FileIncomplete(Exception):
    """Telegram did not give a file, or only a part of it."""


class FileDownloads:
    """Fetches files, a few at once. `close` it in the loop that fetched."""

    def __init__(
        self,
        max_bytes: int,
        threads: WorkerThreads,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`threads` read the files that a Bot API server on this machine keeps on its disk.

        `transport` takes the place of the network.
        """
        self._transport = transport
        self._max_bytes = max_bytes
        self._threads = threads
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._client: httpx.AsyncClient | None = None

    async def fetch(self, file: SentFile) -> bytes:
        """Return the bytes of a file, retrying for as long as `delivery.retry` does.

        Raises FileTooLarge, as soon as more than `max_bytes` have come or when the Bot
        API gives it to no bot, and FileIncomplete.
        """
        expected = file.file_size
        if (expected or 0) > self._max_bytes:
            raise FileTooLarge(expected or 0)
        try:
            data = await retry(partial(self._attempt, file), idempotent=True)
        except TelegramError as error:
            if isinstance(error, BadRequest) and "too big" in error.message.lower():
                raise FileTooLarge(expected or 0) from error
            raise FileIncomplete from error
        if expected is not None and len(data) < expected:
            raise FileIncomplete
        return data

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _attempt(self, file: SentFile) -> bytes:
        async with self._slots:
            path = (await file.get_file()).file_path or ""
            if Path(path).is_absolute():
                return await self._threads.run(self._read, Path(path))
            try:
                async with asyncio.timeout(_ATTEMPT_S):
                    return await self._stream(path)
            except TimeoutError as error:
                raise NetworkError("a download took too long") from error

    def _read(self, path: Path) -> bytes:
        """Return a file that a Bot API server on this machine has stored. Blocks."""
        try:
            with open_regular(path) as file:
                data = file.read(self._max_bytes + 1)
        except OSError as error:
            raise NetworkError("a file of the Bot API server cannot be read") from error
        if len(data) > self._max_bytes:
            raise FileTooLarge(0)
        return data

    async def _stream(self, address: str) -> bytes:
        """Return what lies at an address, which holds the token and so is in no error."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=_READ_TIMEOUT_S, transport=self._transport)
        data = bytearray()
        try:
            async with self._client.stream("GET", address) as response:
                if response.status_code != HTTPStatus.OK:
                    raise await _refusal(response)
                async for part in response.aiter_bytes():
                    data += part
                    if len(data) > self._max_bytes:
                        raise FileTooLarge(_announced_size(response))
        except httpx.HTTPError as error:
            raise NetworkError("a download broke off") from error
        return bytes(data)


async def _refusal(response: httpx.Response) -> TelegramError:
    """Return the error that a refused download means."""
    if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
        return NetworkError(f"a download was refused with status {response.status_code}")
    text = bytearray()
    async for part in response.aiter_bytes():
        text += part
        if len(text) > _MAX_REFUSAL_BYTES:
            break
    try:
        seconds = int(json.loads(text)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        seconds = _DEFAULT_RETRY_AFTER_S
    return RetryAfter(seconds)


def _announced_size(response: httpx.Response) -> int:
    """Return the size that the server announced, in bytes; 0 where it said none."""
    announced = response.headers.get("Content-Length", "")
    return int(announced) if announced.isdigit() else 0
