"""Libraries of any size to measure on, made of question sets' paragraphs.

The paragraphs of the asked set are in each of them, as they are. All other chunks
are paragraphs of other sets (of the same one, where no other is given) with their words
in another order, and with vectors that are those of their originals, a little turned:
real words as often as people use them and real directions, but no new ones. An
article's sketch is drawn at random, as such articles resemble none.
"""

import shutil
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.evaluation.datasets import make_article, read_dataset
from qa_bot.identity import embedding_key

_SEED = 4
_TURN = 0.03
_PER_ARTICLE = 10
_BLOCK = 20_000
_LONGEST = 1000
_BANDS = 16


@dataclass(frozen=True, slots=True)
class Chunks:
    """Texts of at most 1,000 characters and their vectors, (n, dimension)."""

    texts: list[str]
    vectors: NDArray[np.float32]

    def __getitem__(self, part: slice) -> "Chunks":
        return Chunks(self.texts[part], self.vectors[part])


def fill(folder: Path, squad: Path, count: int, others: Sequence[Path] = ()) -> Components:
    """The library in `folder` with `count` chunks, ten to an article; made when it is not there."""
    if not folder.exists():
        draft = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(draft, ignore_errors=True)
        _make(draft, squad, count, others or [squad])
        draft.rename(folder)
    return Components(load_config(None, {}, index=folder))


def _make(folder: Path, squad: Path, count: int, others: Sequence[Path]) -> None:
    app = Components(load_config(None, {}, index=folder))
    app.adder.add(make_article("The library that figures are measured on.", "Seed"))
    connection = app.store._connection
    # Quick, as whatever is broken off is begun anew.
    for pragma in ("journal_mode = DELETE", "synchronous = OFF", "cache_size = -2000000"):
        connection.execute(f"PRAGMA {pragma}")
    _hold(connection, 64)
    choose = np.random.default_rng(_SEED)
    own, rest = _read(app, [squad], folder), _read(app, others, folder)
    done = 0
    while done < count:
        size = min(_BLOCK, count - done)
        block = own[done : done + size]
        turned = _turned(rest, size - len(block.texts), done, choose)
        both = np.concatenate([block.vectors, turned.vectors])
        _write(connection, Chunks(block.texts + turned.texts, both), choose, done)
        done += size
    _hold(connection, 1)
    connection.execute("PRAGMA journal_mode = WAL")
    app.finish_writing()
    app.store.close()


def _hold(connection: sqlite3.Connection, megabytes: int) -> None:
    """How much of the full text is held in memory before it is written; 1 is usual."""
    connection.execute(
        "INSERT INTO chunk_text (chunk_text, rank) VALUES ('hashsize', ?)", (megabytes << 20,)
    )


def _read(app: Components, sets: Sequence[Path], folder: Path) -> Chunks:
    """The paragraphs of question sets; the vectors of each are kept beside the libraries."""
    every = [_one(app, path, folder.parent) for path in sets]
    texts = [text for chunks in every for text in chunks.texts]
    return Chunks(texts, np.concatenate([chunks.vectors for chunks in every]))


def _one(app: Components, path: Path, beside: Path) -> Chunks:
    texts = [article.text[:_LONGEST] for article in read_dataset(path).articles]
    kept = beside / f"{path.stem}.npy"
    if not kept.exists():
        np.save(kept, app.embedder.embed(texts))
    return Chunks(texts, np.load(kept))


def _turned(chunks: Chunks, count: int, first: int, choose: np.random.Generator) -> Chunks:
    originals = np.arange(first, first + count) % len(chunks.texts)
    texts = []
    for number, original in enumerate(originals, first):
        words = chunks.texts[original].split()
        shuffled = " ".join(words[i] for i in choose.permutation(len(words)))
        texts.append(f"{number}. {shuffled}")
    noise = choose.standard_normal((count, chunks.vectors.shape[1]), np.float32)
    vectors = chunks.vectors[originals] + _TURN * noise
    return Chunks(texts, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _write(
    connection: sqlite3.Connection, block: Chunks, choose: np.random.Generator, first: int
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    keys = [embedding_key(text) for text in block.texts]
    connection.executemany(
        "INSERT OR IGNORE INTO embeddings (key, vector) VALUES (?, ?)",
        [(key, vector.tobytes()) for key, vector in zip(keys, block.vectors, strict=True)],
    )
    for at in range(0, len(keys), _PER_ARTICLE):
        part = slice(at, at + _PER_ARTICLE)
        _write_article(connection, first + at, block.texts[part], keys[part])
    articles = range(first, first + len(keys), _PER_ARTICLE)
    drawn = choose.integers(0, 2**62, (len(articles), _BANDS)).tolist()
    connection.executemany(
        "INSERT INTO sketches VALUES (?, ?)",
        [(band, f"a{n}") for n, bands in zip(articles, drawn, strict=True) for band in bands],
    )
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    connection.execute("COMMIT")


def _write_article(
    connection: sqlite3.Connection, number: int, texts: Sequence[str], keys: Sequence[bytes]
) -> None:
    body, title = "\n\n".join(texts), f"Article {number}"
    connection.execute(
        "INSERT INTO articles (id, title, source, text, digest, added_at, updated_at) "
        "VALUES (?, ?, ?, ?, ?, 0, 0)",
        (f"a{number}", title, f"{number}.txt", body, str(zlib.crc32(body.encode()))),
    )
    start = 0
    for ordinal, (text, key) in enumerate(zip(texts, keys, strict=True)):
        row = connection.execute(
            "INSERT INTO chunks (article_id, ordinal, start, end, key) VALUES (?, ?, ?, ?, ?)",
            (f"a{number}", ordinal, start, start + len(text), key),
        )
        connection.execute(
            "INSERT INTO chunk_text (rowid, title, text) VALUES (?, ?, ?)",
            (row.lastrowid, title, text),
        )
        start += len(text) + 2
