"""A library of any earlier version opens as one of this version, with nothing lost."""

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from qa_bot.documents import Outcome
from qa_bot.errors import LibraryDamaged
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.locations import DATABASE
from qa_bot.storage.sqlite import schema
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.words import FullTextQuery
from tests.fakes import DIMENSION, FakeEmbedder, SentenceChunker, article
from tests.storage import version_one

TEXTS = {
    "a.txt": "Tea grows in Assam. Coffee grows in Kerala.",
    "b.txt": "Rice grows in both. Tea grows in Assam.",
}


def _tables(store: SqliteStore) -> list[tuple[str, ...]]:
    """Every table and index of a library as SQLite describes it."""
    rows = store._database.all(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    )
    return [(name, " ".join(sql.replace('"', "").split())) for name, sql in rows]


def test_a_library_of_version_one_keeps_all_that_it_held(folder: Path) -> None:
    """Articles, their order, chunks with their numbers, full text and vectors come along."""
    version_one.write(folder, TEXTS)
    store = SqliteStore(folder)
    assert [listing.ref.source for listing in store.listings()] == ["a.txt", "b.txt"]
    for source, text in TEXTS.items():
        assert store.article(article(text, source=source).id) == article(text, source=source)
    assert store.chunk_ids().tolist() == [1, 2, 3, 4]
    assert {number for number, _ in store.search_full_text(FullTextQuery(("tea",)), 9)} == {1, 4}
    index = VectorIndex(store, store.folder, DIMENSION)
    found = dict(index.search(FakeEmbedder().embed(["Tea grows in Assam."])[0], 4))
    assert found[1] == pytest.approx(1) and found[4] == pytest.approx(1)
    assert store.state().library == "an-old-one"


def test_a_migrated_library_is_written_to_as_a_new_one(folder: Path) -> None:
    """What is unchanged is known again, and new and changed articles go in and out."""
    version_one.write(folder, TEXTS)
    store = SqliteStore(folder)
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    assert adder.add(article(TEXTS["a.txt"], source="a.txt")) is Outcome.UNCHANGED
    tagged = replace(article("Rice grows. Rain falls.", source="b.txt"), tags=("crops",))
    assert adder.add(tagged) is Outcome.UPDATED
    assert store.article(tagged.id) == tagged
    store.remove(article("", source="a.txt").id)
    assert {chunk.text for chunk in store.chunks(store.chunk_ids().tolist()).values()} == {
        "Rice grows.",
        "Rain falls.",
    }


def test_a_migrated_library_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    """Nothing tells the two apart but what they hold."""
    version_one.write(tmp_path / "old", TEXTS)
    assert _tables(SqliteStore(tmp_path / "old")) == _tables(SqliteStore(tmp_path / "new"))


def test_a_migration_that_fails_leaves_the_old_library(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error at the last step undoes all of them, and the next try brings it through."""
    version_one.write(folder, TEXTS)

    def fail(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("interrupted")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "_verify", fail)
        with pytest.raises(LibraryDamaged):
            SqliteStore(folder)
    connection = sqlite3.connect(folder / DATABASE)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    connection.close()
    assert SqliteStore(folder).count_articles() == 2


def test_processes_that_open_an_old_library_at_once_migrate_it_once(folder: Path) -> None:
    """Whoever comes second finds it done."""
    version_one.write(folder, TEXTS)
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(SqliteStore(folder).count_articles()))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [2] * 6


def test_an_old_library_whose_rows_do_not_fit_is_refused_and_left(folder: Path) -> None:
    """A chunk without its article is damage, told with the cure, and nothing is changed."""
    version_one.write(folder, TEXTS)
    connection = sqlite3.connect(folder / DATABASE)
    connection.execute("DELETE FROM articles WHERE source = 'a.txt'")
    connection.commit()
    connection.close()
    with pytest.raises(LibraryDamaged, match=r"'chunks'.*copy"):
        SqliteStore(folder)
    connection = sqlite3.connect(folder / DATABASE)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()
