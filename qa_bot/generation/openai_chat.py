"""A language model on a server that speaks the API of OpenAI, asked with its own client library.

The library is imported when a model is first asked. It would take settings from variables named
OPENAI_…; nothing of them has any effect here.
"""

import importlib.util
import json
import logging
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from types import ModuleType
from typing import Any, Final

import httpx

from qa_bot.errors import WritingNotInstalled, WritingUnavailable
from qa_bot.escape import replace_surrogates
from qa_bot.generation.chat_model import Prompt
from qa_bot.generation.chunk_reader import ChunkReader
from qa_bot.generation.http_exchange import HttpExchange
from qa_bot.generation.server_address import ServerAddress, parse_address
from qa_bot.generation.server_errors import ServerErrors
from qa_bot.generation.server_key import HeldSecret, load_key
from qa_bot.generation.streamed_completion import Patience, StreamedCompletion

# What the extra `written` brings.
_LIBRARIES: Final = ("openai", "pybreaker")
# Variables that would have the library set up logging, or fail on a header. What it takes from
# others is given, or is a header that an exchange does not keep.
_HIDDEN: Final = ("OPENAI_LOG", "OPENAI_CUSTOM_HEADERS")
_HIDING: Final = threading.Lock()
# These log addresses at INFO, and headers with the key at DEBUG.
_LOGGERS: Final = ("openai", "httpx", "httpcore")
# What some servers or models refuse, and what takes its place, if anything.
_OPTIONAL: Final = {
    "stream_options": "",
    "max_tokens": "max_completion_tokens",
    "temperature": "",
}
# Tokens, for the bytes that a list of models may be: servers with hundreds of models have lists of
# a few hundred kilobytes.
_LIST_TOKENS: Final = 1000


class OpenAIChat:
    """Implements ChatModel."""

    def __init__(
        self,
        base_url: str,
        model: str,
        key: HeldSecret | str | None = None,
        *,
        first_token_seconds: float,
        between_tokens_seconds: float,
        retries: int = 2,
    ) -> None:
        """`retries` is how often the library asks again before a completion has begun.

        Raises WritingNotInstalled, and WritingRefused for an address that is not asked.
        """
        if any(importlib.util.find_spec(name) is None for name in _LIBRARIES):
            raise WritingNotInstalled
        self.address: ServerAddress = parse_address(base_url)
        self._model = model
        self._key = load_key(key, None)
        self._first_token_seconds = first_token_seconds
        self._between_tokens_seconds = between_tokens_seconds
        self._retries = retries
        self._errors = ServerErrors(self.address, model, self._key)
        # The optional fields that this server was seen to refuse.
        self._refused: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        # Without the key.
        return f"{type(self).__name__}({self.address.host!r}, {self._model!r})"

    @property
    def name(self) -> str:
        """As ChatModel says."""
        return self._model

    def complete(
        self, prompt: Prompt, max_tokens: int, seconds: float, person: str = ""
    ) -> StreamedCompletion:
        """As ChatModel says; the server does not learn who the person is."""
        # Imported before the time runs, as that takes a second.
        _library()
        exchange = HttpExchange(self._key, max_tokens, seconds)
        client = self._client(exchange)
        return StreamedCompletion(
            self.address.host,
            partial(self._open_stream, client, prompt, max_tokens),
            exchange,
            ChunkReader(self.address.host, prompt, max_tokens),
            self._errors,
            Patience(self._first_token_seconds, self._between_tokens_seconds, seconds),
        )

    def listed_models(self, seconds: float) -> list[str]:
        """Return the names of the models that the server lists, within `seconds`.

        Raises WritingError; many servers that complete prompts list nothing.
        """
        exchange = HttpExchange(self._key, _LIST_TOKENS, seconds, is_stream=False)
        client = self._client(exchange)
        found: list[str] = []
        failed: list[Exception] = []

        def read() -> None:
            try:
                names = [getattr(each, "id", None) for each in client.models.list().data]
                found.extend(name for name in names if isinstance(name, str))
            except Exception as error:
                failed.append(self._errors.of(error))
            exchange.close()

        reading = threading.Thread(target=read, name="qa-bot-models", daemon=True)
        reading.start()
        reading.join(seconds)
        if reading.is_alive():
            exchange.cut()
            host = self.address.host
            raise WritingUnavailable(f"{host} does not list its models in time. Try again later.")
        if failed:
            raise failed[0]
        return found

    def _client(self, exchange: HttpExchange) -> Any:
        """Return a client for one exchange; what it would read from the environment is given."""
        silence = max(self._first_token_seconds, self._between_tokens_seconds)
        http_client = exchange.client(self._tls, silence, self.address.is_this_machine)
        openai = _library()
        with _hidden_variables():
            # The exchange sets the headers, among them the one with the key, which the library
            # need not know; without any it would look for one in the environment.
            return openai.OpenAI(
                api_key="none",
                organization="",
                project="",
                webhook_secret="",
                base_url=self.address.url,
                max_retries=self._retries,
                timeout=http_client.timeout,
                http_client=http_client,
            )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        # Reading the certificates takes longer than a connection does, so it is done once.
        return httpx.create_ssl_context()

    def _open_stream(self, client: Any, prompt: Prompt, max_tokens: int) -> Any:
        """Ask, once more without an optional field where the server refuses it."""
        openai = _library()
        refused = self._refused
        while True:
            fields = self._fields(prompt, max_tokens, refused)
            try:
                stream = client.chat.completions.create(**fields)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                field = _refused_field(error.body, refused)
                if field is None:
                    raise
                refused |= {field}
            else:
                self._refused = refused
                return stream

    def _fields(self, prompt: Prompt, max_tokens: int, refused: frozenset[str]) -> dict[str, Any]:
        texts = {"system": prompt.instructions, "user": prompt.request}
        optional: dict[str, Any] = {
            "stream_options": {"include_usage": True},
            "max_tokens": max_tokens,
            "temperature": 0,
        }
        for field in refused:
            value = optional.pop(field)
            if _OPTIONAL[field]:
                optional[_OPTIONAL[field]] = value
        return {
            "model": self._model,
            "messages": [
                {"role": role, "content": replace_surrogates(text)} for role, text in texts.items()
            ],
            "stream": True,
            **optional,
        }


def _refused_field(body: object, refused: frozenset[str]) -> str | None:
    """Return the optional field that a server's error is about; None where it is none of them."""
    try:
        said = json.dumps(body)
    except (TypeError, ValueError):
        said = ""
    left = [field for field in _OPTIONAL if field not in refused]
    named = next((field for field in left if field in said), None)
    if named is not None or "stream_options" in refused:
        return named
    # Some say only that there is a field that they do not know; this is the one that is rare.
    return "stream_options"


@contextmanager
def _hidden_variables() -> Iterator[None]:
    """Hide what the library would take from the environment and cannot be given instead."""
    with _HIDING:
        given = {name: os.environ.pop(name) for name in _HIDDEN if name in os.environ}
        try:
            yield
        finally:
            os.environ.update(given)


def _library() -> ModuleType:
    """Import the client library, and keep its loggers from writing addresses and headers."""
    with _hidden_variables():
        import openai
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
    return openai
