"""However many write to one database at once, nobody who follows it misses a chunk."""

import random
import threading
from collections.abc import Callable

from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.postgres.store import PostgresStore
from qa_bot.storage.store import Cursor
from tests.fakes import FakeEmbedder, SentenceChunker, article
from tests.patience import PATIENCE_S

WRITERS, CHANGES, SOURCES = 3, 25, 4


class Follower:
    """Follows the chunks of a library, as whatever is derived from them does."""

    def __init__(self, store: PostgresStore) -> None:
        self._store = store
        self._cursor = Cursor()
        self.added: list[int] = []
        self.known: set[int] = set()

    def look(self) -> None:
        """Take over what changed since the last look."""
        changes = self._store.chunk_changes(self._cursor)
        self._cursor = changes.cursor
        self.added += changes.added.tolist()
        self.known |= set(changes.added.tolist())
        self.known -= set(changes.removed.tolist())


def write(store: PostgresStore, seed: int) -> None:
    """Add, edit and remove articles, some of them the same as other writers."""
    choose = random.Random(seed)
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    for _ in range(CHANGES):
        facts = [f"Fact {choose.randrange(20)} is known." for _ in range(choose.randrange(1, 6))]
        adder.add_all(
            [
                article(" ".join(facts), source=f"{choose.randrange(SOURCES)}.txt"),
                article(" ".join(facts[::-1]), source=f"{seed}.txt"),
            ]
        )


def in_threads(acts: list[Callable[[], object]]) -> list[threading.Thread]:
    """Each in a thread of its own, begun."""
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    return threads


def test_a_follower_sees_every_chunk_once(database_url: str) -> None:
    """Ids rise in the order of commits, so what a reader has passed by never comes later."""
    stores = [PostgresStore(database_url, PATIENCE_S) for _ in range(WRITERS)]
    reader = PostgresStore(database_url)
    follower = Follower(reader)
    writers = in_threads([lambda s=s, n=n: write(s, n) for n, s in enumerate(stores)])
    while any(writer.is_alive() for writer in writers):
        follower.look()
    follower.look()
    ids = reader.chunk_ids().tolist()
    assert follower.known == set(ids) and ids
    assert follower.added == sorted(set(follower.added))
    assert reader.state().generation == WRITERS * CHANGES
    for store in (*stores, reader):
        store.close()


def test_every_state_has_a_token_of_its_own(database_url: str) -> None:
    """A library that was restored and changed otherwise is in another state of that number."""
    store = PostgresStore(database_url)
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    adder.add(article("Tea grows in Assam."))
    before = store.state()
    adder.add(article("Rice grows in Bengal."))
    after = store.state()
    assert after.generation == before.generation + 1 and after.token != before.token
    assert store.had_state(before.generation, before.token)
    with store._database.writing() as connection:
        connection.execute("DELETE FROM history WHERE generation = %s", (after.generation,))
    assert store.state() == before
    adder.add(article("Millet grows in Gujarat."))
    assert not store.had_state(after.generation, after.token)
    assert store.state().generation == after.generation
    store.close()


def test_threads_of_one_program_share_its_connections(database_url: str) -> None:
    """More threads than connections wait for each other, each reads within one moment."""
    store = PostgresStore(database_url, PATIENCE_S)
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    adder.add(article("Tea grows in Assam."))
    seen: list[tuple[int, int]] = []

    def read() -> None:
        for _ in range(5):
            with store.snapshot():
                seen.append((len(store.chunk_ids()), store.count_chunks()))

    threads = in_threads([read] * 24)
    for number in range(10):
        adder.add(article("Rice grows. " * (number % 3 + 1), source="b.txt"))
    for thread in threads:
        thread.join()
    assert len(seen) == 24 * 5
    assert all(one == other for one, other in seen)
    store.close()


def test_programs_that_start_together_make_one_library(database_url: str) -> None:
    """Each waits for the one that makes the tables, and all are in the same library."""
    libraries: list[str] = []

    def start() -> None:
        store = PostgresStore(database_url, PATIENCE_S)
        libraries.append(store.state().library)
        store.close()

    for thread in in_threads([start] * 4):
        thread.join()
    assert len(libraries) == 4 and len(set(libraries)) == 1
