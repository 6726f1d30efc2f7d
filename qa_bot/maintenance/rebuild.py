"""A new index beside the old one, for another model or other chunks, and the switch to it.

The new one is a library of its own in a folder inside the old one's, so the old
one serves until the new is whole, and an interrupted rebuild goes on where it
was. The switch is one transaction. Numbers of chunks are never used twice, so
whoever searches the library sees that every chunk is another one.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import filelock
import numpy as np
from numpy.typing import NDArray

from qa_bot.errors import LibraryBusy, LibraryDamaged
from qa_bot.files import file_lock
from qa_bot.indexing.ingest import (
    Adder,
    Chunks,
    Embeds,
    ensure_model,
    is_built_by,
    is_of_former_release,
)
from qa_bot.storage.database import DATABASE
from qa_bot.storage.sqlite_errors import told
from qa_bot.storage.store import Store, text_key
from qa_bot.storage.writes import raise_generation

FOLDER = "rebuild"
LOCK = "rebuild.lock"
CHUNKING = "chunking"
# Told an article's title, how many articles are done, and of how many.
Progress = Callable[[str, int, int], None]


def needs_rebuild(store: Store, embedder: Embeds, chunking: str) -> bool:
    """Whether another model, release of it or chunking (or an unknown one) built the library."""
    if store.meta("probe") is None:
        return False
    kept = store.meta(CHUNKING)
    return not _is_current(store, embedder) or kept is None or kept.decode() != chunking


def _is_current(store: Store, embedder: Embeds) -> bool:
    """Whether the library's vectors are what this model makes now."""
    return is_built_by(store, embedder) and not is_of_former_release(store, embedder)


def rebuild(
    store: Store,
    chunker: Chunks,
    embedder: Embeds,
    chunking: str,
    progress: Progress = lambda title, done, total: None,
) -> int:
    """Chunk and embed every article anew and switch to the result; how many there are.

    `chunking` names the settings of `chunker`. Text that the same model has
    embedded before is not embedded again. Raises LibraryUnwritable or
    LibraryBusy; the library is then as it was, and what was done is kept for
    the next try.
    """
    with _alone(store.folder):
        while True:
            token = store.state().token
            count = _build_beside(store, chunker, embedder, chunking, progress)
            if _switch(store, token):
                discard(store.folder)
                return count


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One rebuild at a time; a dead one does not count."""
    lock = file_lock(folder / LOCK, timeout=0)
    with told(folder):
        try:
            lock.acquire()
        except filelock.Timeout:
            raise LibraryBusy(
                f"{folder}: another rebuild is running. Wait for it to finish, or stop it."
            ) from None
    try:
        yield
    finally:
        lock.release()


def _build_beside(
    store: Store, chunker: Chunks, embedder: Embeds, chunking: str, progress: Progress
) -> int:
    beside = _open_beside(store, embedder, chunking)
    try:
        reusing = _Reusing(store, embedder) if _is_current(store, embedder) else embedder
        return _bring_up(store, beside, Adder(beside, chunker, reusing), progress)
    finally:
        beside.close()


def discard(folder: Path) -> None:
    """Drop what a rebuild has left beside the library in `folder`."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def _open_beside(store: Store, embedder: Embeds, chunking: str) -> Store:
    """The library beside, begun anew unless it was begun for the same model and chunking."""
    folder = store.folder / FOLDER
    try:
        beside = Store(folder)
        if not needs_rebuild(beside, embedder, chunking) and beside.meta("probe") is not None:
            return beside
        beside.close()
    except LibraryDamaged:
        pass
    discard(store.folder)
    beside = Store(folder)
    try:
        ensure_model(beside, embedder, claim=True, chunking=chunking)
    except BaseException:
        beside.close()
        raise
    return beside


def _bring_up(store: Store, beside: Store, adder: Adder, progress: Progress) -> int:
    """Make the library beside hold the same articles; how many there are."""
    wanted = _digests(store)
    for number in _digests(beside).keys() - wanted.keys():
        beside.remove(number)
    for done, number in enumerate(wanted):
        if beside.digest(number) != wanted[number]:
            article = store.article(number)
            progress(article.title, done, len(wanted))
            adder.add(article)
    progress("", len(wanted), len(wanted))
    return len(wanted)


def _digests(store: Store) -> dict[str, str]:
    return dict(store.all("SELECT id, digest FROM articles ORDER BY rowid"))


def _switch(store: Store, token: str) -> bool:
    """Take up what was built beside, if the library is still in the state of `token`."""
    with store.attached(store.folder / FOLDER / DATABASE, "beside"), store.writing() as connection:
        same = store.state().token == token
        if same:
            _take_up(connection)
        return same


def _take_up(connection: sqlite3.Connection) -> None:
    (last,) = connection.execute(
        "SELECT coalesce(max(seq), 0) FROM main.sqlite_sequence WHERE name = 'chunks'"
    ).fetchone()
    (made,) = connection.execute(
        "SELECT sql FROM main.sqlite_master WHERE name = 'chunk_text'"
    ).fetchone()
    connection.execute("DROP TABLE main.chunk_text")
    connection.execute(made)
    connection.execute("DELETE FROM main.chunks")
    same = "(SELECT value FROM {}.meta WHERE key = 'probe')"
    connection.execute(
        f"DELETE FROM main.embeddings WHERE {same.format('main')} <> {same.format('beside')}"
    )
    connection.execute(
        "INSERT OR IGNORE INTO main.embeddings (key, vector) "
        "SELECT key, vector FROM beside.embeddings"
    )
    connection.execute(
        "INSERT INTO main.chunks (id, article_id, ordinal, start, end, key) "
        "SELECT id + ?, article_id, ordinal, start, end, key FROM beside.chunks",
        (last,),
    )
    connection.execute(
        "INSERT INTO main.chunk_text (rowid, title, text) "
        "SELECT rowid + ?, title, text FROM beside.chunk_text",
        (last,),
    )
    connection.execute(
        # Numbers of embeddings are not those of the library beside, so all are looked at.
        "INSERT OR REPLACE INTO main.meta "
        "SELECT key, CASE key WHEN 'ahead' THEN 0 ELSE value END FROM beside.meta "
        "WHERE key IN ('model', 'probe', 'chunking', 'ahead')"
    )
    raise_generation(connection)


class _Reusing:
    """An embedder that takes from the library what the same model embedded before."""

    def __init__(self, store: Store, embedder: Embeds) -> None:
        self._store = store
        self._embedder = embedder

    @property
    def name(self) -> str:
        return self._embedder.name

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        kept = self._store.embeddings([text_key(text) for text in texts])
        fresh = [text for text in texts if text_key(text) not in kept]
        vectors = dict(zip(fresh, self._embedder.embed(fresh), strict=True)) if fresh else {}
        return np.stack(
            [vectors[text] if text in vectors else kept[text_key(text)] for text in texts]
        )
