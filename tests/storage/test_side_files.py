"""The files beside the record are spoiled while a program has them open: no answer is wrong.

A `-shm` that is cut short in place is left out: SQLite has it mapped, and the system ends the
process (SIGBUS).
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_bot.errors import QaBotError
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.retriever import Retriever
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import FakeEmbedder, SentenceChunker, article

SPOILS: dict[str, Callable[[Path], object]] = {
    "deleted": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "cut short": lambda path: os.truncate(path, path.stat().st_size // 2),
    "overwritten": lambda path: path.write_bytes(b"junk" * 100),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "a pipe": lambda path: (path.unlink(), os.mkfifo(path)),
}
NAMES = ["vectors.faiss", "vectors.since", "writer.lock", "library.sqlite-wal"]
CASES = [(name, how) for name in NAMES for how in SPOILS] + [
    ("library.sqlite-shm", how) for how in ("deleted", "a folder", "a pipe")
]


def retriever(store: SqliteStore, embedder: FakeEmbedder) -> Retriever:
    """Searches the library as it is."""
    return Retriever(store, VectorIndex(store, store.folder, embedder.dimension), embedder, 0.5)


@pytest.mark.parametrize(("name", "how"), CASES, ids=[f"{n} {h}" for n, h in CASES])
def test_what_is_found_is_right_or_refused(
    tmp_path: Path, embedder: FakeEmbedder, name: str, how: str
) -> None:
    """For the program that has it open, for one that comes, and once both are closed."""
    folder = tmp_path / "built"
    store = SqliteStore(folder, lock_timeout=5)
    adder = Ingester(store, SentenceChunker(), embedder)
    adder.add_all([article(f"Tea{n} grows in Assam{n}.", source=f"{n}") for n in range(5)])
    # So that there are vectors since the whole file, too.
    adder.add(article("Tea5 grows in Assam5.", source="5"))
    running = retriever(store, embedder)
    path = folder / name
    path.touch()
    SPOILS[how](path)

    def found(question: str, search: Retriever) -> str:
        return search.retrieve(question, 1)[0].chunk.text

    assert found("Tea3 grows", running) == "Tea3 grows in Assam3."
    try:
        adder.add(article("Rice grows in Java.", source="rice"))
        added = True
    except QaBotError:
        added = False
    expected = "Rice grows in Java." if added else "Tea"
    assert found("Rice grows", running).startswith(expected)
    store.close()
    for _ in range(2):
        try:
            fresh = SqliteStore(folder, lock_timeout=5)
        except QaBotError as error:
            assert str(folder) in str(error)
            continue
        try:
            assert found("Rice grows", retriever(fresh, embedder)).startswith(expected)
        except QaBotError as error:
            assert str(folder) in str(error)
        finally:
            fresh.close()
