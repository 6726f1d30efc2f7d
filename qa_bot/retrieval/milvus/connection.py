"""The connection to a Milvus server; its errors become the library's, and no token is shown."""

import logging
import os
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

from qa_bot.errors import (
    ConfigError,
    LibraryError,
    SearchNotInstalled,
    SearchRefused,
    SearchUnavailable,
)
from qa_bot.server_url import ENCODED_SIGNS, ServerUrl

if TYPE_CHECKING:
    from pymilvus import MilvusClient

_SCHEMES = ("http", "https")
# Seconds until a server that accepts no connection counts as away.
_CONNECTING = 5.0
# Milvus' codes for a collection that is not there or not loaded, and an alias that is not there.
_NOT_FOUND = (100, 101, 1600)
# How gRPC and Milvus (1400 to 1402) name a token that is wrong, or may not do this.
_REFUSALS = ("UNAUTHENTICATED", "PERMISSION_DENIED")
_REFUSAL_CODES = (1400, 1401, 1402)
# No longer name of what went wrong than that is shown.
_SHOWN_CHARACTERS = 300
_LOGGERS = ("pymilvus", "pymilvus.milvus_client", "pymilvus.bulk_writer")


class CollectionGone(Exception):
    """The collection that was asked is not there or not loaded: another program replaced it."""


class MilvusServer:
    """A Milvus server, connected to when it is first asked. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        """`url` is "http://user:password@host:19530/database"; raises ConfigError for another."""
        self.location = str(ServerUrl(url))
        parts = _split(url)
        if parts is None:
            raise ConfigError(
                "search.url: no address of a Milvus server. Give it as http://host:19530 or "
                f"http://user:password@host:19530, {ENCODED_SIGNS}, or leave search.url empty."
            )
        if parts.username and not parts.password:
            # Not shown, as it may be the key itself.
            raise ConfigError(
                "search.url: a name without a password. Give http://name:password@host:19530, or "
                "the key of a service as https://:key@host."
            )
        self._address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        names = (unquote(parts.username or ""), unquote(parts.password or ""))
        self._token = ":".join(filter(None, names))
        self._database = parts.path.strip("/")
        self._lock = threading.Lock()
        self._connected: list[MilvusClient] = []

    def __repr__(self) -> str:
        return f"MilvusServer('{self.location}')"

    def call(self, method: str, *values: Any, timeout: float, **named: Any) -> Any:
        """Return what a method of the client returns within `timeout` seconds.

        Raises SearchUnavailable, SearchRefused or CollectionGone.
        """
        problem: Exception
        try:
            return getattr(self._client(), method)(*values, timeout=timeout, **named)
        except LibraryError:
            raise
        except Exception as error:  # Of pymilvus, gRPC and protobuf, which share no base.
            problem = self._translated(error)
        # Outside, so that it brings along no error that may hold the token.
        raise problem

    def version(self) -> str:
        """Return the version of the server; raises SearchUnavailable or SearchRefused."""
        return str(self.call("get_server_version", timeout=_CONNECTING)).removeprefix("v")

    def close(self) -> None:
        """Close the connection, if there is one."""
        with self._lock:
            while self._connected:
                self._connected.pop().close()

    def _client(self) -> "MilvusClient":
        with self._lock:
            if not self._connected:
                client = _import_client()
                self._connected.append(
                    client(
                        self._address,
                        token=self._token,
                        db_name=self._database,
                        timeout=_CONNECTING,
                        dedicated=True,
                    )
                )
            return self._connected[0]

    def _translated(self, error: Exception) -> Exception:
        """Return the error to raise for one of the client, without the token."""
        code, causes = getattr(error, "code", None), _status_names(error)
        if code in _NOT_FOUND:
            return CollectionGone()
        if code in _REFUSAL_CODES or causes & {*_REFUSALS}:
            return SearchRefused(
                f"The Milvus server at {self.location} refuses the name, password or token of "
                "search.url. Put the right ones into QA_BOT_SEARCH_URL: "
                "http://user:password@host:19530"
            )
        text = str(getattr(error, "message", "") or error) or type(error).__name__
        # A password may stand in what a server repeats.
        for part in filter(None, (self._token, *self._token.split(":", 1)[1:])):
            text = text.replace(part, "…")
        text = " ".join(text.split())[:_SHOWN_CHARACTERS].rstrip(".")
        return SearchUnavailable(
            f"The Milvus server at {self.location} cannot be searched ({text}). Start it, or leave "
            "search.url empty to search without it."
        )


def _split(url: str) -> SplitResult | None:
    """Return the parts of the address of a server; None for what is none."""
    if ServerUrl(url).scheme not in _SCHEMES:
        return None
    try:
        parts = urlsplit(url)
        is_valid = parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if is_valid else None


def _status_names(error: BaseException | None) -> set[str]:
    """Return the names of the gRPC statuses of an error and of its causes."""
    names: set[str] = set()
    seen: list[BaseException] = []
    # The client raises errors that are their own cause.
    while error is not None and error not in seen:
        seen.append(error)
        code = getattr(error, "code", None)
        status = code() if callable(code) else code
        names.add(str(getattr(status, "name", "")))
        error = error.__cause__
    return names


def _import_client() -> Any:
    """Import the client without what it does beside: read .env files, and write logs."""
    switch, before = "PYTHON_DOTENV_DISABLED", os.environ.get("PYTHON_DOTENV_DISABLED")
    os.environ[switch] = "1"
    # gRPC writes to standard error when a server goes away.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    try:
        from pymilvus import MilvusClient
    except ImportError:
        raise SearchNotInstalled() from None
    finally:
        os.environ.pop(switch)
        if before is not None:
            os.environ[switch] = before
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        # Every error that it logs is raised as well.
        logger.setLevel(logging.CRITICAL + 1)
    return MilvusClient
