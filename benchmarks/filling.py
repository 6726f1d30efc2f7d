"""Libraries of any size to measure on, made of a question set's paragraphs.

The first chunks are the paragraphs themselves. Each further one is one of them
with its words in another order and a number of its own, and its vector is the
original's, a little turned: real words and real directions, but no new ones.
"""

import random
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_bot.app import App
from qa_bot.config import load_config
from qa_bot.evaluation.datasets import make_article, read_dataset
from qa_bot.library.store import text_key

_SEED = 4
_TURN = 0.03
_PER_ARTICLE = 10
_BLOCK = 5000


def texts(squad: Path, count: int) -> Iterator[tuple[str, int]]:
    """`count` texts of at most 1,000 characters, each with the number of its original."""
    choose = random.Random(_SEED)
    originals = [article.text[:1000] for article in read_dataset(squad).articles]
    for number in range(count):
        original = number % len(originals)
        text = originals[original]
        if number >= len(originals):
            words = text.split()
            choose.shuffle(words)
            text = f"{number}. {' '.join(words)}"
        yield text, original


def fill(folder: Path, squad: Path, count: int) -> App:
    """The library in `folder` with `count` chunks, ten to an article; made when it is not there."""
    app = App(load_config(None, {}, index=folder))
    if app.store.count_chunks() >= count:
        return app
    originals = [article.text[:1000] for article in read_dataset(squad).articles]
    known = app.embedder.embed(originals)
    app.adder.add(make_article("The library that figures are measured on.", "Seed"))
    connection = app.store._connection
    connection.execute("PRAGMA synchronous = OFF")
    choose = np.random.default_rng(_SEED)
    block: list[tuple[str, int]] = []
    done = 0
    for pair in texts(squad, count):
        block.append(pair)
        if len(block) == _BLOCK or done + len(block) == count:
            _write(connection, block, known, choose, done)
            done += len(block)
            block = []
    connection.execute("INSERT INTO chunk_text (chunk_text) VALUES ('optimize')")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    app.finish_writing()
    return app


def _write(
    connection: sqlite3.Connection,
    block: list[tuple[str, int]],
    known: NDArray[np.float32],
    choose: np.random.Generator,
    first: int,
) -> None:
    turned = known[[original for _, original in block]]
    turned = turned + choose.normal(0, _TURN, turned.shape).astype(np.float32)
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    keys = [text_key(text) for text, _ in block]
    connection.execute("BEGIN IMMEDIATE")
    for at in range(0, len(block), _PER_ARTICLE):
        part = [text for text, _ in block[at : at + _PER_ARTICLE]]
        number = first + at
        body = "\n\n".join(part)
        connection.execute(
            "INSERT INTO articles (id, title, source, text, digest, added_at, updated_at) "
            "VALUES (?, ?, ?, ?, ?, 0, 0)",
            (
                f"a{number}",
                f"Article {number}",
                f"{number}.txt",
                body,
                str(zlib.crc32(body.encode())),
            ),
        )
    connection.executemany(
        "INSERT OR IGNORE INTO embeddings (key, vector) VALUES (?, ?)",
        [(key, vector.tobytes()) for key, vector in zip(keys, turned, strict=True)],
    )
    start = 0
    for at, (text, _) in enumerate(block):
        start = 0 if at % _PER_ARTICLE == 0 else start
        article = first + at - at % _PER_ARTICLE
        row = connection.execute(
            "INSERT INTO chunks (article_id, ordinal, start, end, key) VALUES (?, ?, ?, ?, ?)",
            (f"a{article}", at % _PER_ARTICLE, start, start + len(text), keys[at]),
        )
        connection.execute(
            "INSERT INTO chunk_text (rowid, title, text) VALUES (?, ?, ?)",
            (row.lastrowid, f"Article {article}", text),
        )
        start += len(text) + 2
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    connection.execute("COMMIT")
