"""The record of truth: what is committed stays, what is not never shows."""

import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_bot.documents import SHARED, Outcome, Scope
from qa_bot.errors import ArticleNotFound, LibraryBusy, LibraryDamaged, LibraryUnwritable
from qa_bot.identity import embedding_key
from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.locations import DATABASE
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.storage.store import Cursor, Store
from qa_bot.text.words import FullTextQuery
from tests.engines import Stores
from tests.fakes import FakeEmbedder, SentenceChunker, article

TEXT = "Tea grows in Assam. Coffee grows in Kerala. Rice grows in both."


def chunk_texts(store: SqliteStore) -> list[str]:
    """Every chunk in the library, by number."""
    found = store.chunks(store.chunk_ids().tolist())
    return [found[number].text for number in sorted(found)]


@pytest.mark.engines
def test_what_was_added_is_there_when_opened_again(
    adder: Ingester, store: Store, stores: Stores
) -> None:
    """An article, its chunks and their vectors survive closing."""
    adder.add(article(TEXT))
    store.close()
    again = stores.again(store)
    assert again.article(article(TEXT).id).text == TEXT
    assert chunk_texts(again) == [s + "." for s in TEXT.rstrip(".").split(". ")]
    (_, vectors), *_ = again.vectors(again.chunk_ids().tolist())
    assert vectors.shape == (3, 64)


@pytest.mark.engines
def test_chunks_are_the_article_text_at_their_offsets(adder: Ingester, store: SqliteStore) -> None:
    """Every chunk is word for word what stands at its place."""
    adder.add(article(TEXT))
    for chunk in store.chunks(store.chunk_ids().tolist()).values():
        assert store.article(chunk.article.id).text[chunk.start : chunk.end] == chunk.text


@pytest.mark.engines
def test_the_same_article_again_is_unchanged(adder: Ingester, store: SqliteStore) -> None:
    """Adding twice does nothing the second time."""
    assert adder.add(article(TEXT)) is Outcome.ADDED
    before = store.state()
    assert adder.add(article(TEXT)) is Outcome.UNCHANGED
    assert store.state() == before


@pytest.mark.engines
def test_pages_that_hold_no_text_do_not_make_an_article_another(adder: Ingester) -> None:
    """A document with scanned pages, added again, is unchanged."""
    scanned = replace(article(TEXT), unread=("page 2",))
    assert adder.add(scanned) is Outcome.ADDED
    assert adder.add(scanned) is Outcome.UNCHANGED


@pytest.mark.engines
@pytest.mark.parametrize("changed", [{"tags": ("tea",)}, {"published": "2024"}, {"title": "Other"}])
def test_chunks_of_another_description_are_other_chunks(
    adder: Ingester, store: SqliteStore, embedder: FakeEmbedder, changed: dict[str, Any]
) -> None:
    """What filters and titles are compared with holds for as long as a chunk has its id."""
    adder.add(article(TEXT))
    before = store.chunk_changes(Cursor())
    embedder.embedded.clear()
    adder.add(replace(article(TEXT), author="Somebody"))
    assert store.chunk_ids().tolist() == before.added.tolist()
    adder.add(replace(article(TEXT), **changed))
    after = store.chunk_changes(before.cursor)
    assert after.removed.tolist() == before.added.tolist() and len(after.added) == 3
    assert not [text for text in embedder.embedded if "grows" in text]


@pytest.mark.engines
def test_only_what_changed_is_embedded_again(
    adder: Ingester, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """An edited sentence costs one embedding, and its old text is gone everywhere."""
    adder.add(article(TEXT))
    embedder.embedded.clear()
    assert adder.add(article(TEXT.replace("Kerala", "Karnataka"))) is Outcome.UPDATED
    assert [t for t in embedder.embedded if "grows" in t] == ["Coffee grows in Karnataka."]
    assert store.search_full_text(FullTextQuery(("kerala",)), 5) == []
    assert len(store.search_full_text(FullTextQuery(("karnataka",)), 5)) == 1
    assert store.missing_embeddings([embedding_key("Coffee grows in Kerala.")])
    assert len(store.chunk_ids()) == 3


@pytest.mark.engines
def test_a_removed_article_is_gone_from_every_index(adder: Ingester, store: SqliteStore) -> None:
    """Nothing of a removed article can be found, and no embedding of it is kept."""
    adder.add(article(TEXT))
    store.remove(article(TEXT).id)
    store.drop_unused_embeddings()
    assert store.search_full_text(FullTextQuery(("tea",)), 5) == []
    assert len(store.chunk_ids()) == 0
    assert store.missing_embeddings([embedding_key("Tea grows in Assam.")])


@pytest.mark.engines
def test_an_article_is_found_by_id_title_or_source(adder: Ingester, store: SqliteStore) -> None:
    """Whatever `list` shows of an article names it; anything else is refused by name."""
    adder.add(article(TEXT, title="Crops", source="/articles/crops.txt"))
    own = article(TEXT, source="/articles/crops.txt").id
    assert {store.find(name).id for name in (own, "crops", "/articles/crops.txt")} == {own}
    with pytest.raises(ArticleNotFound, match=r"'sheep'.*qa-bot list"):
        store.find("sheep")


def test_a_failing_write_leaves_the_old_state(
    adder: Ingester, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the last step of an update fails, all of the old article is still there."""
    adder.add(article(TEXT))

    def fail(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("qa_bot.storage.sqlite.index_writes.increment_generation", fail)
    with pytest.raises(LibraryDamaged):
        adder.add(article("Nothing grows here."))
    assert store.article(article(TEXT).id).text == TEXT
    assert len(chunk_texts(store)) == 3


def test_a_full_disk_is_told_and_loses_nothing(adder: Ingester, store: SqliteStore) -> None:
    """A write that does not fit is refused with the cure and leaves the library as it was."""
    adder.add(article(TEXT))
    pages = store._database._connection.execute("PRAGMA page_count").fetchone()[0]
    store._database._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LibraryUnwritable, match="Free some space"):
        adder.add(article("Sugar. " * 30_000, source="b.txt"))
    assert [listing.ref.source for listing in store.listings()] == ["a.txt"]


def test_a_file_that_is_no_library_is_refused(folder: Path) -> None:
    """Garbage in place of the record is named, with the cure, and left alone."""
    folder.mkdir()
    (folder / DATABASE).write_bytes(b"not a database, " * 500)
    with pytest.raises(LibraryDamaged, match=r"damaged.*copy"):
        SqliteStore(folder)
    assert (folder / DATABASE).read_bytes().startswith(b"not a database")


def test_a_library_of_a_newer_program_is_refused(store: SqliteStore) -> None:
    """An unknown schema version is not touched."""
    store._database._connection.execute("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(LibraryDamaged, match="99"):
        SqliteStore(store.folder)


@pytest.mark.engines
def test_writers_queue_and_a_waiter_gives_up_with_a_cure(store: Store, stores: Stores) -> None:
    """While one process writes, another waits and then says who is in the way."""
    waiter = stores.again(store, lock_timeout=0.05)
    with store.try_lock() as held, pytest.raises(LibraryBusy, match="another qa-bot"):
        assert held
        waiter.uncite("nobody")


@pytest.mark.engines
def test_readers_see_whole_articles_while_another_writes(
    adder: Ingester, store: Store, stores: Stores
) -> None:
    """A reader beside a writer sees three chunks or four, never a mixture."""
    adder.add(article(TEXT))
    longer = article(TEXT + " Millet grows in Gujarat.")
    seen = set()
    stop = threading.Event()

    def read() -> None:
        reader = stores.again(store)
        while not stop.is_set():
            listing = next(reader.listings())
            seen.add((listing.characters, listing.chunks))
        reader.close()

    thread = threading.Thread(target=read)
    thread.start()
    for _ in range(20):
        adder.add(longer)
        adder.add(article(TEXT))
    stop.set()
    thread.join()
    assert seen <= {(len(TEXT), 3), (len(longer.text), 4)}


def _as_nobody(*code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that loses root's power over files once it has imported."""
    setup = [
        "import os, filelock",
        "from pathlib import Path",
        "from qa_bot.errors import LibraryUnwritable",
        "from qa_bot.storage.sqlite.store import SqliteStore",
        "os.getuid() or (os.setgroups([]), os.setgid(65534), os.setuid(65534))",
    ]
    command = [sys.executable, "-c", "\n".join([*setup, *code])]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _open_to_nobody(path: Path) -> None:
    """Let another user reach `path`, however private the folders above it are."""
    for parent in path.resolve().parents:
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH)


@pytest.fixture
def read_only(adder: Ingester, store: SqliteStore) -> Path:
    """A library whose folder may be read and not written."""
    adder.add(article(TEXT))
    store.close()
    _open_to_nobody(store.folder / DATABASE)
    for leftover in store.folder.glob("*-*"):
        leftover.unlink()
    for path in store.folder.iterdir():
        path.chmod(0o444)
    store.folder.chmod(0o555)
    return store.folder


def test_a_read_only_library_still_answers(read_only: Path) -> None:
    """Reading needs no right to write."""
    ran = _as_nobody(
        f"print(SqliteStore(Path({str(read_only)!r})).count_articles())",
    )
    assert (ran.stdout, ran.returncode) == ("1\n", 0), ran.stderr
    read_only.chmod(0o755)


def test_adding_to_a_read_only_library_says_so(read_only: Path) -> None:
    """Writing without the right to is refused by folder, with the cure."""
    ran = _as_nobody(
        f"store = SqliteStore(Path({str(read_only)!r}))",
        "try: store.uncite('nobody')",
        "except LibraryUnwritable as error: print(error)",
    )
    assert str(read_only) in ran.stdout, ran.stderr
    assert "--index DIR" in ran.stdout
    read_only.chmod(0o755)


def test_a_copy_of_the_record_is_a_whole_backup(
    adder: Ingester, store: SqliteStore, tmp_path: Path
) -> None:
    """library.sqlite alone, copied elsewhere after closing, is the whole library."""
    adder.add(article(TEXT))
    store.close()
    (tmp_path / "copy").mkdir()
    shutil.copy(store.folder / DATABASE, tmp_path / "copy")
    assert len(chunk_texts(SqliteStore(tmp_path / "copy"))) == 3


@pytest.mark.engines
def test_interrupted_embedding_is_resumed(
    store: SqliteStore, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was embedded before an interruption is not embedded again."""
    text = " ".join(f"Fact number {i} is here." for i in range(300))
    monkeypatch.setattr("qa_bot.indexing.ingest._EMBEDDED_TOGETHER", 100)

    def interrupt(title: str, done: int, total: int) -> None:
        if done == 200:
            raise KeyboardInterrupt

    adder = Ingester(store, SentenceChunker(), embedder)
    with pytest.raises(KeyboardInterrupt):
        adder.add(article(text), interrupt)
    assert not store.has_articles()
    embedder.embedded.clear()
    adder.add(article(text))
    assert len([t for t in embedder.embedded if "Fact" in t]) == 100
    assert np.all(np.diff(store.chunk_ids()) > 0)


@pytest.mark.engines
def test_articles_taken_in_together_may_hand_text_to_each_other(
    adder: Ingester, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """What one article loses and another gains within one transaction is kept, not embedded."""
    adder.add(article(TEXT))
    embedder.embedded.clear()
    outcomes = adder.add_all([article("Millet is grey."), article(TEXT, source="b.txt")])
    assert outcomes == [Outcome.UPDATED, Outcome.ADDED]
    assert [text for text in embedder.embedded if "grows" in text] == []
    assert len(store.chunk_ids()) == 4


def keep_ahead(store: SqliteStore, *texts: str) -> None:
    """As an interrupted adding leaves them."""
    store.stage_embeddings([embedding_key(text) for text in texts], FakeEmbedder().embed(texts))


@pytest.mark.engines
def test_what_was_kept_ahead_goes_unless_an_article_came_to_use_it(
    adder: Ingester, store: SqliteStore
) -> None:
    """Also when numbers of embeddings that went in between are given again."""
    adder.add(article(TEXT))
    keep_ahead(store, "Tea grows in Assam.", "Hops grow in Kent.")
    adder.add(article("Rye grows in Poland.", source="b.txt"))
    store.remove(article(TEXT).id)
    store.remove(article("", source="b.txt").id)
    with store._database.writing() as connection:
        connection.execute("DELETE FROM embeddings")
    keep_ahead(store, "Olives grow in Puglia.", "Figs grow in Izmir.")
    adder.add(article("Figs grow in Izmir.", source="c.txt"))
    store.drop_unused_embeddings()
    assert store._database.one("SELECT count(*) FROM embeddings") == (1,)
    assert store.missing_embeddings([embedding_key("Figs grow in Izmir.")]) == set()
    assert store._database.meta("ahead") is None


@pytest.mark.parametrize(
    "look",
    [
        lambda store: store.find("Crops"),
        lambda store: store.near_duplicates(article(TEXT).id, SHARED),
        lambda store: store.find_by_digest("0", ""),
        lambda store: store.covers(SHARED),
        lambda store: store.chunk_ids_outside(Scope(frozenset({"", "chat:1"}))),
        lambda store: store.similar_articles((1, 2, 3), article(TEXT)),
        lambda store: store.drop_unused_embeddings(),
    ],
)
def test_no_look_at_one_article_reads_them_all(
    adder: Ingester, store: SqliteStore, look: Callable[[SqliteStore], object]
) -> None:
    """What adding, removing and asking look up is found by index, however many there are."""
    adder.add(article(TEXT, title="Crops"))
    keep_ahead(store, "Hops grow in Kent.")
    asked: list[str] = []
    store._database._connection.set_trace_callback(asked.append)
    look(store)
    store._database._connection.set_trace_callback(None)
    plans = [store._database.all(f"EXPLAIN QUERY PLAN {sql}") for sql in asked if " FROM " in sql]
    steps = [step for plan in plans for (*_, step) in plan]
    assert steps
    # The index of private articles holds no shared one, and may be passed through.
    every = r"SCAN (a|c|articles|chunks|embeddings)\b(?!.*articles_by_collection)"
    assert not [step for step in steps if re.match(every, step)]
