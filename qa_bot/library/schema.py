"""The tables of the library and how an older file becomes a current one.

Knows SQLite only. `articles` and `chunks` are the record of truth;
`embeddings` is keyed by the digest of the embedded text, so that text which
did not change is never embedded twice; `chunk_text` is the full-text index
and also keeps each chunk's text.
"""

import sqlite3
import uuid

from qa_bot.errors import LibraryDamaged

VERSION = 1

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


def prepare(connection: sqlite3.Connection) -> None:
    """Create the tables in an empty file, or check that this program reads them.

    Raises LibraryDamaged when the file was written by a newer program.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == VERSION:
        return
    if version > VERSION:
        raise LibraryDamaged(
            f"The library has schema version {version}, this program reads up to {VERSION}. "
            "Install a newer qa-bot, or use another --index folder."
        )
    _create(connection)


def _create(connection: sqlite3.Connection) -> None:
    connection.executescript(
        f"BEGIN IMMEDIATE; {_TABLES}"
        f"INSERT INTO meta VALUES ('library', '{uuid.uuid4().hex}'), ('generation', 0);"
        f"PRAGMA user_version = {VERSION}; COMMIT;"
    )
