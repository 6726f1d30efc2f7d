"""What `doctor`, `verify`, `stats` and answers say of servers that are there, away or at fault."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.errors import LibraryUnavailable
from qa_bot.library import Library
from qa_bot.postgres.problems import ProblemKind, describe
from qa_bot.retrieval.milvus import connection
from qa_bot.storage.postgres.store import PostgresStore
from tests.fakes import FakeEmbedder, WordReader
from tests.servers import LocalMilvus
from tests.shell import Shell

QUESTION = "Where does tea grow?"
# Nobody listens at this port.
AWAY = "127.0.0.1:1"


@pytest.fixture
def milvus(tmp_path: Path) -> Iterator[LocalMilvus]:
    """A server without anything in it."""
    server = LocalMilvus(tmp_path / "milvus")
    yield server
    server.stop()


@pytest.fixture
def sql(database_url: str) -> Callable[[str], None]:
    """Execute statements as an administrator of the library's database."""

    def execute(statements: str) -> None:
        with psycopg.connect(database_url, autocommit=True) as administrator:
            administrator.execute(f"SET search_path = qa_bot, public; {statements}")

    return execute


def open_library(library: str, search: str = "") -> Library:
    """A library in a database, which a server may search."""
    variables = {"QA_BOT_LIBRARY_URL": library, "QA_BOT_SEARCH_URL": search}
    return Library(Components(load_config(None, variables), None, FakeEmbedder(), WordReader()))


def test_a_damaged_embedding_stops_no_other_answer(
    database_url: str, milvus: LocalMilvus, sql: Callable[[str], None]
) -> None:
    """A search server that cannot be filled: a notice, and the library's own search answers."""
    with closing(open_library(database_url)) as library:
        for text in ("Tea grows in Assam.", "Rice grows in Bihar."):
            library.add_text(text, f"{text}.txt")
    sql(
        "UPDATE embeddings SET vector = array_fill(0.9::real, ARRAY[vector_dims(vector)])::vector "
        "WHERE key = (SELECT key FROM chunks ORDER BY id DESC LIMIT 1)"
    )
    with closing(open_library(database_url, milvus.url)) as library:
        for _ in range(2):
            assert library.ask(QUESTION).text == "Assam"
        (notice,) = library.take_notices()
        assert "an embedding is damaged" in notice and "own search answers" in notice
        library.add_text("Coffee grows in Kerala.", "coffee.txt")
        assert len(library.list()) == 3


def test_doctor_names_the_servers(
    shell: Shell, database_url: str, milvus: LocalMilvus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Versions and connections of PostgreSQL, and the version of Milvus; nothing of SQLite."""
    shell.index = None
    monkeypatch.setenv("QA_BOT_LIBRARY_URL", database_url)
    monkeypatch.setenv("QA_BOT_SEARCH_URL", milvus.url)
    said = shell("doctor")
    with psycopg.connect(database_url) as administrator:
        row = administrator.execute("SHOW server_version").fetchone()
    assert row is not None
    assert f"library server: PostgreSQL {row[0].split()[0]} with pgvector 0." in said
    assert "connections in use" in said and "SQLite" not in said
    assert "search server: Milvus" in said and milvus.url in said


def test_doctor_says_which_server_is_away(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with its own cure, and neither stands in the way of the rest."""
    shell.index = None
    monkeypatch.setattr(connection, "_CONNECTING", 0.1)
    monkeypatch.setenv("QA_BOT_LIBRARY_URL", f"postgresql://qa@{AWAY}/lib")
    monkeypatch.setenv("QA_BOT_SEARCH_URL", f"http://{AWAY}")
    said = " ".join(shell("doctor").split())
    assert shell.status == 1
    for line in ("library server: cannot be used", "search server: cannot be used", "telegram:"):
        assert line in said
    assert said.count("or correct library.url") == 1 and "or leave search.url empty" in said
    assert "library: cannot be used, as the library server" in said


def test_doctor_looks_at_the_state_of_the_bot(
    shell: Shell, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it has a server of its own: the version and the workers, or what is wrong with it."""
    monkeypatch.setenv("QA_BOT_TELEGRAM_STATE_URL", database_url)
    assert "✓ telegram state: PostgreSQL" in (said := shell("doctor"))
    assert "0 running workers" in said
    monkeypatch.setenv("QA_BOT_TELEGRAM_STATE_URL", f"postgresql://qa@{AWAY}/bot")
    said = " ".join(shell("doctor").split())
    assert shell.status == 1
    assert "✗ telegram state: cannot be used" in said and "telegram.state_url" in said


def test_verify_says_that_a_library_does_not_know_its_state(
    shell: Shell, database_url: str, sql: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As asking does, though all else agrees."""
    shell.index = None
    monkeypatch.setenv("QA_BOT_LIBRARY_URL", database_url)
    shell("verify")
    assert shell.status == 0
    sql("DELETE FROM meta WHERE key = 'library'")
    for command in (("verify",), ("ask", QUESTION)):
        said = shell(*command) + shell.errors
        assert shell.status == 1 and "does not say which state it is in" in said, command


def test_the_schema_that_is_not_granted_is_named_in_the_cure(
    shell: Shell, database_url: str, sql: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader of the library and not of the votes sees what to grant."""
    shell.index = None
    monkeypatch.setenv("QA_BOT_LIBRARY_URL", database_url)
    role = f"{urlsplit(database_url).path.strip('/')}_reader"
    shell("stats")
    sql(
        f"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA qa_bot TO {role}; "
        f"GRANT SELECT ON ALL TABLES IN SCHEMA qa_bot TO {role}"
    )
    parts = urlsplit(database_url)
    reader = parts._replace(netloc=f"{role}@{parts.netloc.rpartition('@')[2]}").geturl()
    try:
        monkeypatch.setenv("QA_BOT_LIBRARY_URL", reader)
        shell("stats")
        assert shell.status == 1
        assert "GRANT USAGE ON SCHEMA qa_bot_feedback" in " ".join(shell.errors.split())
    finally:
        sql(f"DROP OWNED BY {role}; DROP ROLE {role}")


@pytest.mark.parametrize(
    ("parameters", "cure"),
    [("?sslmode=bogus", "parameters after the ?"), ("?connect_timeout=soon", "parameters")],
)
def test_a_wrong_parameter_of_an_address_is_named(parameters: str, cure: str) -> None:
    """The cure is to correct it, and not to start a server."""
    with pytest.raises(LibraryUnavailable) as caught:
        PostgresStore(f"postgresql://qa@{AWAY}/lib{parameters}")
    assert cure in str(caught.value) and "Start the server" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        'FATAL:  could not write init file "base/5/pg_internal.init": No space left on device',
        'connection failed: FATAL:  could not write init file "global/pg_internal.init"',
    ],
)
def test_a_full_disk_of_the_server_is_said_on_connecting(text: str) -> None:
    """The server is there: it is space that it needs."""
    problem = describe(psycopg.OperationalError(text), "postgresql://h/lib", "library.url", "s")
    assert problem.kind is ProblemKind.UNWRITABLE and "Free some space" in problem.message
