"""Libraries of any size to measure on, made of the paragraphs of question sets.

Each contains the paragraphs of the set that is asked, as they are. All other chunks are
paragraphs of other sets (of the same one, where no other is given) with their words
shuffled, and with the vectors of the originals plus noise: word frequencies and
directions are real, but there are no new ones. The bands of an article's signature are
random, as such articles are near duplicates of none.
"""

import contextlib
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_bot.config import load_config
from qa_bot.evaluation.datasets import make_article, read_dataset
from qa_bot.identity import content_digest, embedding_key
from qa_bot.library import Library
from qa_bot.retrieval.embedder import Embedder
from qa_bot.sqlite_migrations import transaction
from qa_bot.storage.locations import DATABASE

_SEED = 4
# The standard deviation of the noise in each dimension of a unit vector of 384.
_NOISE = 0.03
_CHUNKS_PER_ARTICLE = 10
# Chunks written in one transaction.
_BLOCK = 20_000
_MAX_CHARACTERS = 1000
# Bands of a signature, as qa_bot.text.shingles has them.
_BANDS = 16


@dataclass(frozen=True, slots=True)
class Chunks:
    """Texts of at most 1,000 characters and their vectors, (n, dimension)."""

    texts: list[str]
    vectors: NDArray[np.float32]

    def __getitem__(self, part: slice) -> "Chunks":
        return Chunks(self.texts[part], self.vectors[part])


def build(folder: Path, squad: Path, count: int, others: Sequence[Path] = ()) -> None:
    """Write a library of `count` chunks, ten to an article, unless it is there already."""
    if folder.exists():
        return
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    with Library.open(load_config(None, {}, index=draft)) as library:
        article = make_article("The library that figures are measured on.", "Seed")
        library.components.ingester.add(article)
        embedder = library.components.embedder
    own = _read([squad], embedder, folder.parent)
    rest = _read(others or [squad], embedder, folder.parent)
    with contextlib.closing(sqlite3.connect(draft / DATABASE, isolation_level=None)) as connection:
        _fill(connection, count, own, rest)
    with Library.open(load_config(None, {}, index=draft)) as library:
        library.finish_writing()
    draft.rename(folder)


def _fill(connection: sqlite3.Connection, count: int, own: Chunks, rest: Chunks) -> None:
    # Without safety, as an interrupted library is built again from the beginning.
    for pragma in ("journal_mode = DELETE", "synchronous = OFF", "cache_size = -2000000"):
        connection.execute(f"PRAGMA {pragma}")
    _set_full_text_buffer(connection, 64)
    rng = np.random.default_rng(_SEED)
    done = 0
    while done < count:
        size = min(_BLOCK, count - done)
        block = own[done : done + size]
        noisy = _noisy(rest, size - len(block.texts), done, rng)
        both = np.concatenate([block.vectors, noisy.vectors])
        with transaction(connection):
            _write(connection, Chunks(block.texts + noisy.texts, both), rng, done)
        done += size
    _set_full_text_buffer(connection, 1)
    connection.execute("PRAGMA journal_mode = WAL")


def _set_full_text_buffer(connection: sqlite3.Connection, megabytes: int) -> None:
    """Set how much full text FTS5 buffers before it writes; its default is 1 MB."""
    connection.execute(
        "INSERT INTO chunk_text (chunk_text, rank) VALUES ('hashsize', ?)", (megabytes << 20,)
    )


def _read(sets: Sequence[Path], embedder: Embedder, cache: Path) -> Chunks:
    """Return the paragraphs of question sets; the vectors of each set are cached in a folder."""
    parts = [_paragraphs(path, embedder, cache) for path in sets]
    texts = [text for chunks in parts for text in chunks.texts]
    return Chunks(texts, np.concatenate([chunks.vectors for chunks in parts]))


def _paragraphs(path: Path, embedder: Embedder, cache: Path) -> Chunks:
    texts = [article.text[:_MAX_CHARACTERS] for article in read_dataset(path).articles]
    cached = cache / f"{path.stem}.npy"
    if not cached.exists():
        np.save(cached, embedder.embed(texts))
    return Chunks(texts, np.load(cached))


def _noisy(chunks: Chunks, count: int, first: int, rng: np.random.Generator) -> Chunks:
    """Return `count` of the chunks from number `first` on, shuffled and with noisy vectors."""
    originals = np.arange(first, first + count) % len(chunks.texts)
    texts = []
    for number, original in enumerate(originals, first):
        words = chunks.texts[original].split()
        shuffled = " ".join(words[i] for i in rng.permutation(len(words)))
        texts.append(f"{number}. {shuffled}")
    noise = rng.standard_normal((count, chunks.vectors.shape[1]), np.float32)
    vectors = chunks.vectors[originals] + _NOISE * noise
    return Chunks(texts, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _write(
    connection: sqlite3.Connection, block: Chunks, rng: np.random.Generator, first: int
) -> None:
    keys = [embedding_key(text) for text in block.texts]
    connection.executemany(
        "INSERT OR IGNORE INTO embeddings (key, vector) VALUES (?, ?)",
        [(key, vector.tobytes()) for key, vector in zip(keys, block.vectors, strict=True)],
    )
    for at in range(0, len(keys), _CHUNKS_PER_ARTICLE):
        part = slice(at, at + _CHUNKS_PER_ARTICLE)
        _write_article(connection, first + at, block.texts[part], keys[part])
    articles = range(first, first + len(keys), _CHUNKS_PER_ARTICLE)
    drawn = rng.integers(0, 2**62, (len(articles), _BANDS)).tolist()
    connection.executemany(
        "INSERT INTO sketches VALUES (?, ?)",
        [(band, f"a{n}") for n, bands in zip(articles, drawn, strict=True) for band in bands],
    )
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")


def _write_article(
    connection: sqlite3.Connection, number: int, texts: Sequence[str], keys: Sequence[bytes]
) -> None:
    body, title = "\n\n".join(texts), f"Article {number}"
    connection.execute(
        "INSERT INTO articles (id, title, source, text, digest, added_at, updated_at) "
        "VALUES (?, ?, ?, ?, ?, 0, 0)",
        (f"a{number}", title, f"{number}.txt", body, content_digest(title, body)),
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
