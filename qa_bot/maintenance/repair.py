"""Makes again what is derived from the record, where a check found it wrong.

Never touches an article. What is mended gets new chunk numbers, so that
every process that searches the library takes it up.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Article, Chunk
from qa_bot.errors import LibraryDamaged
from qa_bot.maintenance.report import Report
from qa_bot.storage.store import Store, text_key
from qa_bot.storage.writes import delete_chunk, insert_chunk, raise_generation

Progress = Callable[[int, int], None]


class Cuts(Protocol):
    """Something that cuts an article into chunks."""

    def chunk(self, article: Article) -> list[Chunk]: ...


class Embeds(Protocol):
    """Something that turns texts into unit vectors (n, dimension)."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


def repair(
    store: Store,
    report: Report,
    tools: Callable[[], tuple[Cuts, Embeds]],
    progress: Progress = lambda done, total: None,
) -> None:
    """Mend what `report` found wrong, the vectors aside; `tools` are loaded if they are needed.

    Raises LibraryDamaged when the record itself is wrong, which nothing here
    can mend.
    """
    if not report.record.sound:
        raise LibraryDamaged(
            f"{store.folder}: the articles themselves are damaged ({report.record.examples[0]}). "
            "Restore the folder from a copy, or `qa-bot import` an export into a new one."
        )
    if not report.full_text.sound:
        rebuild_full_text(store)
    unsound = sorted(report.unsound)
    if not report.model.sound:
        unsound = [row[0] for row in store.all("SELECT id FROM articles ORDER BY rowid")]
    if unsound:
        _make_again(store, unsound, *tools(), progress)


def rebuild_full_text(store: Store) -> None:
    """Make the full-text index again from the articles, in one transaction."""
    with store.writing() as connection:
        (made,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'chunk_text'"
        ).fetchone()
        # Rows of a damaged index cannot be deleted; the table as a whole can.
        connection.execute("DROP TABLE chunk_text")
        connection.execute(made)
        for number, title, text in connection.execute("SELECT id, title, text FROM articles"):
            chunks = connection.execute(
                "SELECT id, start, end FROM chunks WHERE article_id = ?", (number,)
            )
            connection.executemany(
                "INSERT INTO chunk_text (rowid, title, text) VALUES (?, ?, ?)",
                [(chunk, title, text[start:end]) for chunk, start, end in chunks.fetchall()],
            )
        raise_generation(connection)


def _make_again(
    store: Store, articles: Sequence[str], cuts: Cuts, embeds: Embeds, progress: Progress
) -> None:
    for done, number in enumerate(articles):
        progress(done, len(articles))
        article = store.article(number)
        chunks = cuts.chunk(article)
        _replace_chunks(store, article, chunks, embeds.embed([chunk.text for chunk in chunks]))
    progress(len(articles), len(articles))


def _replace_chunks(
    store: Store, article: Article, chunks: Sequence[Chunk], vectors: NDArray[np.float32]
) -> None:
    with store.writing() as connection:
        if connection.execute(
            "SELECT digest FROM articles WHERE id = ?", (article.id,)
        ).fetchone() != (article.digest,):
            return  # Edited or removed meanwhile, and so made again already.
        connection.executemany(
            "INSERT INTO embeddings (key, vector) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET vector = excluded.vector",
            [(text_key(c.text), v.tobytes()) for c, v in zip(chunks, vectors, strict=True)],
        )
        old = connection.execute("SELECT id FROM chunks WHERE article_id = ?", (article.id,))
        for (number,) in old.fetchall():
            delete_chunk(connection, number)
        for chunk in chunks:
            insert_chunk(connection, article.title, chunk)
        raise_generation(connection)
