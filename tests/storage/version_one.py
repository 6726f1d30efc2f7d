"""A library as the first version of the program wrote it."""

import sqlite3
from pathlib import Path

import numpy as np

from qa_bot.identity import embedding_key
from qa_bot.storage.locations import DATABASE
from tests.fakes import FakeEmbedder, SentenceChunker, article

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    source TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    digest TEXT NOT NULL,
    added_at REAL NOT NULL,
    updated_at REAL NOT NULL
);
CREATE TABLE embeddings (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL REFERENCES articles (id),
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    key BLOB NOT NULL REFERENCES embeddings (key),
    UNIQUE (article_id, ordinal)
);
CREATE INDEX chunks_by_key ON chunks (key);
CREATE VIRTUAL TABLE chunk_text USING fts5 (
    title, text, tokenize = "porter unicode61 remove_diacritics 2"
);
"""


def write(folder: Path, texts: dict[str, str]) -> None:
    """A library of articles by source, in the tables of version 1."""
    folder.mkdir(parents=True)
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(
        f"BEGIN; {_TABLES} INSERT INTO meta VALUES ('library', 'an-old-one'), "
        f"('generation', {len(texts)}); PRAGMA user_version = 1; COMMIT;"
    )
    embedder = FakeEmbedder()
    probe = embedder.embed(["The quick brown fox jumps over the lazy dog near the river bank."])[0]
    connection.execute("INSERT INTO meta VALUES ('model', ?)", (b"fake",))
    connection.execute("INSERT INTO meta VALUES ('probe', ?)", (probe.tobytes(),))
    for at, (source, text) in enumerate(texts.items()):
        _add(connection, embedder, source, text, float(at))
    connection.close()


def _add(
    connection: sqlite3.Connection, embedder: FakeEmbedder, source: str, text: str, at: float
) -> None:
    new = article(text, source=source)
    connection.execute(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)",
        (new.id, new.title, new.source, new.text, new.digest, at, at),
    )
    for chunk in SentenceChunker().chunk(new):
        vector = np.asarray(embedder.embed([chunk.text])[0])
        key = embedding_key(chunk.text)
        connection.execute(
            "INSERT OR IGNORE INTO embeddings VALUES (?, ?)", (key, vector.tobytes())
        )
        row = connection.execute(
            "INSERT INTO chunks (article_id, ordinal, start, end, key) VALUES (?, ?, ?, ?, ?)",
            (new.id, chunk.ordinal, chunk.start, chunk.end, key),
        )
        connection.execute(
            "INSERT INTO chunk_text (rowid, title, text) VALUES (?, ?, ?)",
            (row.lastrowid, new.title, chunk.text),
        )
