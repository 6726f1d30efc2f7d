"""Verifying finds whatever does not agree, and repairing makes it agree."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_bot.errors import LibraryDamaged
from qa_bot.indexing.chunking import Chunker
from qa_bot.indexing.ingest import Ingester
from qa_bot.indexing.rebuild import rebuild
from qa_bot.integrity.repair import repair
from qa_bot.integrity.report import Report
from qa_bot.integrity.verify import verify
from qa_bot.retrieval import vector_file
from qa_bot.retrieval.embedder import DEFAULT_MODEL, load_embedder
from qa_bot.retrieval.fingerprint import stored_dimension
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.postgres import orphans
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.storage.store import Store
from qa_bot.text.words import FullTextQuery
from tests.engines import POSTGRES, search_of
from tests.fakes import FakeEmbedder, SentenceChunker, article

TEXT = "Tea grows in Assam. Coffee grows in Kerala. Crêpes 🥞 are made in Brittany."

# What can go wrong in either engine, as SQL, and the checks that must notice.
_IN_EITHER = {
    "an offset moved": ("UPDATE chunks SET start = start + 1 WHERE id = 2", {"chunks"}),
    "a chunk lost": ("DELETE FROM chunks WHERE id = 2", {"chunks", "full text"}),
    "an article lost": ("DELETE FROM articles WHERE source = 'b.txt'", {"chunks"}),
    "an embedding lost": (
        "DELETE FROM embeddings WHERE key = (SELECT key FROM chunks WHERE id = 2)",
        {"embeddings"},
    ),
    "the model's name lost": ("DELETE FROM meta WHERE key = 'model'", {"model"}),
    "the model's fingerprint lost": ("DELETE FROM meta WHERE key = 'probe'", {"model"}),
}
FAULTS = _IN_EITHER | {
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


# The same in PostgreSQL, and whether its own foreign keys have to be set aside for it.
FAULTS_IN_POSTGRESQL = _IN_EITHER | {
    "terms of a chunk lost": ("DELETE FROM chunk_terms WHERE chunk_id = 2", {"full text"}),
    "a word counted wrongly": ("UPDATE lexemes SET chunks = chunks + 1", {"full text"}),
    "another text in the full text": (
        "UPDATE chunk_text SET text = 'Tea grows in Ceylon.' WHERE chunk_id = 1",
        {"full text"},
    ),
    "full text of a chunk lost": ("DELETE FROM chunk_text WHERE chunk_id = 2", {"full text"}),
    "a stray text": (
        "INSERT INTO chunk_text SELECT 99, title, 'Stray.', '' FROM chunk_text LIMIT 1",
        {"full text"},
    ),
    "an embedding of no length": (
        "UPDATE embeddings SET vector = vector - vector "
        "WHERE key = (SELECT key FROM chunks WHERE id = 2)",
        {"embeddings"},
    ),
    "two embeddings exchanged": (
        "UPDATE embeddings SET vector = (SELECT vector FROM embeddings e JOIN chunks c "
        "USING (key) WHERE c.id = 1) WHERE key = (SELECT key FROM chunks WHERE id = 2)",
        {"embeddings"},
    ),
    "an embedding changed, still of length 1": (
        "UPDATE embeddings SET vector = l2_normalize(vector + (SELECT vector FROM embeddings e "
        "JOIN chunks c USING (key) WHERE c.id = 1)) "
        "WHERE key = (SELECT key FROM chunks WHERE id = 2)",
        {"embeddings"},
    ),
    "an embedding changed that no chunk uses": (
        "INSERT INTO embeddings (key, digest, vector) "
        "SELECT 'another', digest, vector FROM embeddings LIMIT 1",
        {"embeddings"},
    ),
    "other terms in every chunk": (
        "UPDATE chunk_terms SET terms = (SELECT array_agg(1 + g * 3) "
        "FROM generate_series(1, cardinality(terms)) AS g)",
        {"full text"},
    ),
    "the terms of two chunks exchanged": (
        "UPDATE chunk_terms AS t SET terms = o.terms, length = o.length FROM chunk_terms AS o "
        "WHERE t.chunk_id + o.chunk_id = 9 AND t.chunk_id IN (4, 5)",
        {"full text"},
    ),
    "other stems in a chunk": (
        "UPDATE chunk_text SET stems = 'evil' WHERE chunk_id = 5",
        {"full text"},
    ),
    "another length in a chunk": (
        "UPDATE chunk_terms SET length = length + 1 WHERE chunk_id = 5; "
        "UPDATE text_totals SET stems = stems + 1",
        {"full text"},
    ),
    "other words": ("UPDATE lexemes SET term = 'zz' || term", {"full text"}),
    "the counts of two words exchanged": (
        "UPDATE lexemes SET chunks = CASE term WHEN 'tea' THEN 1 ELSE 2 END "
        "WHERE term IN ('tea', 'rice')",
        {"full text"},
    ),
    "a word of no chunk": (
        "INSERT INTO lexemes (term, frequency, chunks) VALUES ('word', 1, 0)",
        {"full text"},
    ),
    "the totals lost": ("DELETE FROM text_totals", {"full text"}),
    "terms of a chunk that is gone": (
        "INSERT INTO chunk_terms VALUES (99, 0, '{}'); UPDATE text_totals SET chunks = chunks + 1",
        {"full text"},
    ),
}


def checked(store: Store, embedder: FakeEmbedder) -> Report:
    """Everything checked, every chunk embedded again."""
    dimension = stored_dimension(store)
    return verify(
        store,
        lambda: search_of(store, dimension) if dimension else None,
        embedder,
    )


def unsound(report: Report) -> set[str]:
    """The names of the checks that found something."""
    return {check.name for check in report.all() if not check.is_sound}


@contextmanager
def without_keys(store: Store) -> Iterator[Any]:
    """A connection that no foreign key or trigger stops."""
    if isinstance(store, SqliteStore):
        connection = store._database._connection
        connection.execute("PRAGMA foreign_keys = OFF")
        yield connection
        connection.execute("PRAGMA foreign_keys = ON")
        return
    with store._database.transaction() as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        yield connection


@pytest.fixture
def full(store: Store, adder: Ingester) -> Store:
    """A library of two articles whose vectors are on disk."""
    adder.add(article(TEXT))
    adder.add(article("Rice grows in Bengal. Tea grows in Assam.", source="b.txt"))
    search_of(store, stored_dimension(store) or 0)
    return store


@pytest.mark.engines
def test_a_sound_library_is_proved(full: Store, embedder: FakeEmbedder) -> None:
    """Every article, chunk, embedding and vector is looked at."""
    report = checked(full, embedder)
    assert report.is_sound, [check.examples for check in report.all()]
    assert [check.checked for check in report.all()] == [2, 5, 5, 5, 5, 5]


@pytest.mark.engines
def test_an_empty_library_is_sound(store: Store, embedder: FakeEmbedder) -> None:
    """There is nothing that could disagree."""
    assert checked(store, embedder).is_sound


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_mended(full: SqliteStore, embedder: FakeEmbedder, fault: str) -> None:
    """Each fault is told by the check that it belongs to; after the repair everything agrees."""
    sql, names = FAULTS[fault]
    with without_keys(full) as connection:
        connection.execute(sql)
    report = checked(full, embedder)
    assert names <= unsound(report), report
    assert "record" not in unsound(report)
    repair(full, report, lambda: (SentenceChunker(), embedder))
    again = checked(full, embedder)
    assert again.is_sound, [check.examples for check in again.all()]
    assert full.article(article(TEXT).id).text == TEXT
    assert len(full.search_full_text(FullTextQuery(("brittany",)), 5)) == 1


@pytest.mark.parametrize("engine", [POSTGRES], indirect=True)
@pytest.mark.parametrize("fault", FAULTS_IN_POSTGRESQL)
def test_a_fault_in_postgresql_is_found_and_repaired(
    full: Store, embedder: FakeEmbedder, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an administrator's hand or a failing disk leaves is found; the repair is whole."""
    # So that the last chunks are of another batch than the first.
    monkeypatch.setattr("qa_bot.storage.postgres.text_audit._AT_ONCE", 2)
    sql, names = FAULTS_IN_POSTGRESQL[fault]
    with without_keys(full) as connection:
        connection.execute(sql)
    report = checked(full, embedder)
    assert names <= unsound(report), report
    assert "record" not in unsound(report)
    repair(full, report, lambda: (SentenceChunker(), embedder))
    again = checked(full, embedder)
    assert again.is_sound, [check.examples for check in again.all()]
    assert len(full.search_full_text(FullTextQuery(("brittany",)), 5)) == 1


@pytest.mark.engines
@pytest.mark.parametrize(
    ("table", "rest"),
    [
        ("tags", {"tag": "tea"}),
        ("places", {"start": 0, "label": "p. 1"}),
        ("given", {"field": "title", "value": "Tea"}),
        ("pages", {"url": "u", "etag": "", "last_modified": "", "checked_at": 0}),
        (
            "files",
            {"folder": "f", "path": "p", "size": 1, "modified": 1, "changed": 1, "inode": 1},
        ),
    ],
)
def test_what_belongs_to_a_lost_article_is_named(
    full: Store, embedder: FakeEmbedder, table: str, rest: dict[str, object]
) -> None:
    """As the article itself cannot be made again, it is a problem of the record."""
    row = {"article_id": "lost", **rest}
    with without_keys(full) as connection:
        connection.execute(
            f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(map(repr, row.values()))})"
        )
    report = checked(full, embedder)
    assert unsound(report) == {"record"}
    assert table in report.record.examples[0]


@pytest.mark.parametrize("engine", [POSTGRES], indirect=True)
def test_every_foreign_key_is_looked_after(full: Store) -> None:
    """A table that is new cannot be forgotten."""
    keys = full._database.all(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f'"
    )
    looked_after = {(table, "articles") for table in (*orphans.RECORD, *orphans.DERIVED)}
    looked_after |= {(table, "chunks") for table in orphans.TEXTS}
    # The embedding of each chunk is read.
    assert {*keys} == looked_after | {("chunks", "embeddings")}


@pytest.mark.engines
def test_a_library_without_its_own_id_is_named(full: Store, embedder: FakeEmbedder) -> None:
    """Nothing that is derived from it could be known to be of it."""
    with full._database.writing() as connection:
        connection.execute("DELETE FROM meta WHERE key = 'library'")
    assert "does not say which state" in checked(full, embedder).record.examples[0]


@pytest.mark.parametrize("engine", [POSTGRES], indirect=True)
def test_a_changed_embedding_is_not_used(full: Store, embedder: FakeEmbedder) -> None:
    """It is no vector of its chunk; a rebuild makes it anew instead of taking it over."""
    sql, _ = FAULTS_IN_POSTGRESQL["an embedding changed, still of length 1"]
    with full._database.writing() as connection:
        connection.execute(sql)
    with pytest.raises(LibraryDamaged, match="verify --repair"):
        list(full.vectors([1, 2]))
    rebuild(full, SentenceChunker(), embedder, "other sentences")
    report = checked(full, embedder)
    assert report.is_sound, [check.examples for check in report.all()]


@pytest.mark.parametrize("engine", [POSTGRES], indirect=True)
def test_an_index_that_is_not_valid_is_named(full: Store, embedder: FakeEmbedder) -> None:
    """As one that was interrupted while it was made: searches would not use it."""
    with full._database.transaction() as connection:
        connection.execute(
            "UPDATE pg_index SET indisvalid = false "
            "WHERE indexrelid = 'articles_by_digest'::regclass"
        )
    report = checked(full, embedder)
    assert unsound(report) == {"record"}
    assert "REINDEX INDEX articles_by_digest" in report.record.examples[0]


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


@pytest.mark.engines
def test_a_damaged_article_is_told_and_let_be(full: Store, embedder: FakeEmbedder) -> None:
    """The record cannot be made again, so nothing is touched and the cure is another copy."""
    with full._database.writing() as connection:
        connection.execute("UPDATE articles SET text = 'Tea. ' || text WHERE source = 'b.txt'")
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
