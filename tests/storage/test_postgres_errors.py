"""Whatever a PostgreSQL server does, the error names what is wrong and the cure."""

import logging
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.errors import (
    ConfigError,
    LibraryError,
    LibraryUnavailable,
    LibraryUnwritable,
)
from qa_bot.indexing.ingest import Ingester
from qa_bot.postgres import database as postgres_database
from qa_bot.storage.postgres.feedback import PostgresFeedback
from qa_bot.storage.postgres.store import SCHEMA, PostgresStore
from tests.fakes import FakeEmbedder, SentenceChunker, article

PASSWORD = "correct-horse-9"
TEXT = "Tea grows in Assam. Coffee grows in Kerala."


@pytest.fixture
def store(database_url: str) -> Iterator[PostgresStore]:
    """An empty library in PostgreSQL."""
    opened = PostgresStore(database_url)
    yield opened
    opened.close()


def run(server: str, *statements: str) -> None:
    """As an administrator of the server, or of one of its databases."""
    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@contextmanager
def closed_to_all(server: str, url: str) -> Iterator[None]:
    """Let nobody into a database within, and end who is there."""
    name = urlsplit(url).path.strip("/")
    run(
        server,
        f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    try:
        yield
    finally:
        run(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_a_server_that_goes_and_comes_back_loses_nothing(
    postgres: str,
    database_url: str,
    store: PostgresStore,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Meanwhile each call says so, once; afterwards the same program reads and writes again."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(postgres_database, "_PATIENCE_S", 1.0)
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    adder.add(article(TEXT))
    feedback = PostgresFeedback(database_url)
    feedback.count_question(answered=True)
    with closed_to_all(postgres, database_url):
        for act in (store.count_articles, lambda: adder.add(article("Rice.", source="b.txt"))):
            with pytest.raises(LibraryUnavailable, match=r"[Tt]ry again|Start the server"):
                act()
        feedback.count_question(answered=True)
    adder.add(article("Rice grows in Bengal.", source="b.txt"))
    assert store.count_articles() == 2
    feedback.close()
    assert [day.answered for day in PostgresFeedback(database_url).day_counts()] == [2]
    assert not [each for each in caplog.records if each.name.startswith("psycopg")]


def test_a_connection_that_breaks_within_a_write_leaves_the_old_state(
    postgres: str, database_url: str, store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was there before the transaction is there after it, and nothing else."""
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    adder.add(article(TEXT))
    before = store.state()

    def fall_silent(*arguments: object) -> None:
        with closed_to_all(postgres, database_url):
            pass

    monkeypatch.setattr("qa_bot.storage.postgres.index_writes._delete_unused", fall_silent)
    with pytest.raises(LibraryUnavailable):
        adder.add(article("Nothing grows here."))
    assert store.state() == before
    assert store.article(article(TEXT).id).text == TEXT
    assert len(store.chunk_ids()) == 2


@pytest.mark.parametrize(
    ("code", "cure"),
    [("53100", "Free some space"), ("53200", "more memory"), ("40001", "Try again")],
)
def test_a_write_that_the_server_refuses_leaves_the_old_state(
    database_url: str, store: PostgresStore, code: str, cure: str
) -> None:
    """A disk that is full, memory that is short: told with the cure, and nothing is half done."""
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    adder.add(article(TEXT))
    run(
        database_url,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '{code}'; END $$",
        f"CREATE TRIGGER refuse BEFORE INSERT ON {SCHEMA}.history EXECUTE FUNCTION refuse()",
    )
    with pytest.raises(LibraryError, match=f"no room.*{cure}"):
        adder.add(article("Nothing grows here."))
    assert store.article(article(TEXT).id).text == TEXT
    assert len(store.chunk_ids()) == 2


def test_a_replica_is_read_and_writing_says_where_to(
    postgres: str, database_url: str, store: PostgresStore
) -> None:
    """A server that only reads answers questions; who adds is sent to the primary one."""
    Ingester(store, SentenceChunker(), FakeEmbedder()).add(article(TEXT))
    store.close()
    name = urlsplit(database_url).path.strip("/")
    run(postgres, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    replica = PostgresStore(database_url)
    assert replica.article(article(TEXT).id).text == TEXT
    with pytest.raises(LibraryUnwritable, match=r"primary server in library\.url"):
        Ingester(replica, SentenceChunker(), FakeEmbedder()).add(article("Rice."))
    replica.close()


def test_of_several_servers_the_one_that_takes_writes_is_used(database_url: str) -> None:
    """An address may name the servers that a failover chooses from; one of them is away."""
    given = conninfo_to_dict(database_url)
    hosts = f"host=127.0.0.1,{given['host']}&port=1,{given.get('port', 5432)}"
    user = f"{quote(str(given['user']))}:{quote(str(given.get('password', '')))}"
    attributes = "target_session_attrs=read-write"
    found = PostgresStore(f"postgresql://{user}@/{given['dbname']}?{hosts}&{attributes}")
    Ingester(found, SentenceChunker(), FakeEmbedder()).add(article(TEXT))
    assert found.article(article(TEXT).id).text == TEXT
    found.close()


def test_a_schema_of_a_newer_release_is_refused(database_url: str, store: PostgresStore) -> None:
    """An unknown revision is named, and nothing is touched."""
    run(database_url, f"UPDATE {SCHEMA}.alembic_version SET version_num = '9999'")
    with pytest.raises(LibraryUnavailable, match=r"revision 9999.*Install a newer qa-bot"):
        PostgresStore(database_url)


def test_what_an_administrator_has_to_do_is_said(postgres: str, database_url: str) -> None:
    """A database without pgvector, one of another encoding, one that is not there, no rights."""
    name = urlsplit(database_url).path.strip("/")
    run(
        postgres,
        f"CREATE ROLE {name}_reader LOGIN PASSWORD '{PASSWORD}'",
        f"CREATE DATABASE {name}_ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' "
        "TEMPLATE template0",
    )
    try:
        parts = urlsplit(database_url)
        reader = parts._replace(
            netloc=f"{name}_reader:{PASSWORD}@{parts.netloc.rpartition('@')[2]}"
        ).geturl()
        with pytest.raises(LibraryUnwritable, match="GRANT CREATE ON DATABASE") as caught:
            PostgresStore(reader)
        assert PASSWORD not in str(caught.value)
        with pytest.raises(LibraryUnavailable, match="encoding UTF8"):
            PostgresStore(database_url.replace(name, f"{name}_ascii"))
        with pytest.raises(LibraryUnavailable, match="createdb"):
            PostgresStore(database_url.replace(name, f"{name}_missing"))
        run(database_url, "DROP EXTENSION vector")
        with pytest.raises(LibraryUnavailable, match="CREATE EXTENSION vector"):
            PostgresStore(database_url)
    finally:
        run(postgres, f"DROP ROLE {name}_reader", f"DROP DATABASE {name}_ascii WITH (FORCE)")


@contextmanager
def refusing(message: str) -> Iterator[int]:
    """A server that lets nobody in; yields its port."""
    body = b"SFATAL\0C28P01\0M" + message.encode() + b"\0\0"
    answer = b"E" + (len(body) + 4).to_bytes(4, "big") + body

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                asked = connection.recv(1000)
                # A request for TLS or GSS encryption has this length and comes first.
                while len(asked) == 8:
                    connection.sendall(b"N")
                    asked = connection.recv(1000)
                connection.sendall(answer)

    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def refused(port: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Addresses with a password that nobody can use, and what is said."""
    for place in (f"127.0.0.1:{port}", "127.0.0.1:1", "[127.0.0.1", "127.0.0.1:port"):
        yield f"postgresql://bot:{PASSWORD}@{place}/library"
    yield f"postgresql://bot:%zz{PASSWORD}@127.0.0.1/library"
    yield f"mysql://bot:{PASSWORD}@127.0.0.1/library"


def test_a_password_is_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    """Neither an error with all its causes, nor the log, nor any setting holds it."""
    caplog.set_level(logging.DEBUG)
    said = []
    with refusing('password authentication failed for user "bot"') as port:
        for url in refused(port):
            config = load_config(environment={"QA_BOT_LIBRARY_URL": url})
            components = Components(config)
            for open_ in (lambda c=components: c.store, lambda u=url: PostgresStore(u)):
                with pytest.raises((LibraryError, ConfigError)) as caught:
                    open_()
                said.append(str(caught.value))
                shown = "".join(traceback.format_exception(caught.value))
                seen: BaseException | None = caught.value
                while seen is not None:
                    shown += f"{seen!r} {seen} {seen.__dict__}"
                    seen = seen.__cause__ or seen.__context__
                assert PASSWORD not in shown
            assert PASSWORD not in f"{config!r} {config} {components.location}"
    assert PASSWORD not in caplog.text
    assert "Correct the password in library.url" in said[0]
    assert all("library.url" in each for each in said)
