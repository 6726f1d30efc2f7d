"""Verifying finds whatever does not agree, and repairing makes it agree."""

from pathlib import Path

import numpy as np
import pytest

from qa_bot.errors import LibraryDamaged
from qa_bot.indexing.chunking import Chunker
from qa_bot.indexing.ingest import Ingester
from qa_bot.integrity.repair import repair
from qa_bot.integrity.report import Report
from qa_bot.integrity.verify import verify
from qa_bot.retrieval import vector_file
from qa_bot.retrieval.embedder import DEFAULT_MODEL, load_embedder
from qa_bot.retrieval.fingerprint import stored_dimension
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.words import FullTextQuery
from tests.fakes import FakeEmbedder, SentenceChunker, article

TEXT = "Tea grows in Assam. Coffee grows in Kerala. Crêpes 🥞 are made in Brittany."

# What can go wrong, as SQL, and the checks that must notice.
FAULTS = {
    "a word lost from the index": (
        "DELETE FROM chunk_text_data WHERE id > 100",
        {"full text"},
    ),
    "another text in the full text": (
        "UPDATE chunk_text_content SET c1 = 'Tea grows in Ceylon.' WHERE id = 1",
        {"full text"},
    ),
    "full text of a chunk lost": ("DELETE FROM chunk_text WHERE rowid = 2", {"full text"}),
    "a stray text": (
        "INSERT INTO chunk_text (rowid, title, text) VALUES (99, 'A', 'Stray.')",
        {"full text"},
    ),
    "an offset moved": ("UPDATE chunks SET start = start + 1 WHERE id = 2", {"chunks"}),
    "a chunk lost": ("DELETE FROM chunks WHERE id = 2", {"chunks", "full text"}),
    "an embedding lost": (
        "DELETE FROM embeddings WHERE key = (SELECT key FROM chunks WHERE id = 2)",
        {"embeddings"},
    ),
    "an embedding cut short": (
        "UPDATE embeddings SET vector = substr(vector, 1, 101) "
        "WHERE key = (SELECT key FROM chunks WHERE id = 2)",
        {"embeddings"},
    ),
    "an embedding of no length": (
        "UPDATE embeddings SET vector = zeroblob(256) "
        "WHERE key = (SELECT key FROM chunks WHERE id = 2)",
        {"embeddings"},
    ),
    "two embeddings exchanged": (
        "UPDATE embeddings SET vector = (SELECT vector FROM embeddings e JOIN chunks c "
        "USING (key) WHERE c.id = 1) WHERE key = (SELECT key FROM chunks WHERE id = 2)",
        {"model"},
    ),
}


def checked(store: SqliteStore, embedder: FakeEmbedder) -> Report:
    """Everything checked, every chunk embedded again."""
    dimension = stored_dimension(store)
    return verify(
        store,
        lambda: VectorIndex(store, store.folder, dimension) if dimension else None,
        embedder,
    )


def unsound(report: Report) -> set[str]:
    """The names of the checks that found something."""
    return {check.name for check in report.all() if not check.is_sound}


@pytest.fixture
def full(store: SqliteStore, adder: Ingester) -> SqliteStore:
    """A library of two articles whose vectors are on disk."""
    adder.add(article(TEXT))
    adder.add(article("Rice grows in Bengal. Tea grows in Assam.", source="b.txt"))
    VectorIndex(store, store.folder, stored_dimension(store) or 0)
    return store


def test_a_sound_library_is_proved(full: SqliteStore, embedder: FakeEmbedder) -> None:
    """Every article, chunk, embedding and vector is looked at."""
    report = checked(full, embedder)
    assert report.is_sound, [check.examples for check in report.all()]
    assert [check.checked for check in report.all()] == [2, 5, 5, 5, 5, 5]


def test_an_empty_library_is_sound(store: SqliteStore, embedder: FakeEmbedder) -> None:
    """There is nothing that could disagree."""
    assert checked(store, embedder).is_sound


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_mended(full: SqliteStore, embedder: FakeEmbedder, fault: str) -> None:
    """Each fault is told by the check that it belongs to; after the repair everything agrees."""
    sql, names = FAULTS[fault]
    full._database._connection.execute("PRAGMA foreign_keys = OFF")
    full._database._connection.execute(sql)
    full._database._connection.execute("PRAGMA foreign_keys = ON")
    report = checked(full, embedder)
    assert names <= unsound(report), report
    assert "record" not in unsound(report)
    repair(full, report, lambda: (SentenceChunker(), embedder))
    again = checked(full, embedder)
    assert again.is_sound, [check.examples for check in again.all()]
    assert full.article(article(TEXT).id).text == TEXT
    assert len(full.search_full_text(FullTextQuery(("brittany",)), 5)) == 1


def test_a_running_process_takes_up_what_was_mended(
    full: SqliteStore, embedder: FakeEmbedder
) -> None:
    """What was repaired has new numbers, so an index that is open finds it."""
    running = VectorIndex(full, full.folder, embedder.dimension)
    full._database._connection.execute(FAULTS["two embeddings exchanged"][0])
    repair(full, checked(full, embedder), lambda: (SentenceChunker(), embedder))
    running.refresh()
    (best, cosine), *_ = running.search(embedder.embed(["Coffee grows in Kerala."])[0], 1)
    assert cosine > 0.99
    assert full.chunks([best])[best].text == "Coffee grows in Kerala."


def test_a_vector_file_that_holds_other_vectors_is_found(
    full: SqliteStore, embedder: FakeEmbedder
) -> None:
    """Vectors at full score for the wrong chunks are the worst that an index can do."""
    open_ = VectorIndex(full, full.folder, embedder.dimension)
    numbers = full.chunk_ids()

    class Torn:
        """An index whose rows and numbers were written at different times."""

        def chunk_ids(self) -> np.ndarray:
            return numbers

        def vectors(self, ids: np.ndarray) -> np.ndarray:
            return np.roll(open_.vectors(ids), 1, axis=0)

    report = verify(full, Torn, embedder)
    assert unsound(report) == {"vectors"}
    vector_file.discard(full.folder)
    assert checked(full, embedder).is_sound


def test_a_damaged_article_is_told_and_let_be(full: SqliteStore, embedder: FakeEmbedder) -> None:
    """The record cannot be made again, so nothing is touched and the cure is another copy."""
    full._database._connection.execute(
        "UPDATE articles SET text = 'Tea. ' || text WHERE source = 'b.txt'"
    )
    report = checked(full, embedder)
    assert "record" in unsound(report)
    with pytest.raises(LibraryDamaged, match="copy"):
        repair(full, report, lambda: (SentenceChunker(), embedder))


def test_verifying_changes_nothing(full: SqliteStore, embedder: FakeEmbedder) -> None:
    """Looking is free of consequences."""
    before = full.state(), (full.folder / "library.sqlite").read_bytes()
    checked(full, embedder)
    assert (full.state(), (full.folder / "library.sqlite").read_bytes()) == before


@pytest.mark.model
def test_the_shipped_model_gives_what_it_gave_however_texts_were_added(tmp_path: Path) -> None:
    """Texts added one by one, together and of any length are what the model makes of them now."""
    model = load_embedder(DEFAULT_MODEL, tmp_path / "cache")
    store = SqliteStore(tmp_path / "built")
    try:
        adder = Ingester(store, Chunker(model.count_tokens, 60), model)
        texts = [f"Bell {n} hangs in tower {n}. " + "It rings at noon. " * n for n in range(40)]
        articles = [article(text, source=f"{n}.txt") for n, text in enumerate(texts)]
        for each in articles[:7]:
            adder.add(each)
        adder.add_all(articles[7:])
        report = verify(
            store,
            lambda: VectorIndex(store, store.folder, model.dimension),
            model,
            sample=10_000,
        )
        assert report.is_sound, [check.examples for check in report.all()]
        assert report.model.checked > 40 and not report.model.former_release
    finally:
        store.close()
