"""A Milvus server searches what the record holds, whatever happens to the two of them."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.documents import EVERYTHING, SHARED, Article, Scope
from qa_bot.errors import SearchUnavailable
from qa_bot.identity import in_collection
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.milvus.collection import ChunkCollection, to_row
from qa_bot.retrieval.milvus.connection import MilvusServer
from qa_bot.retrieval.milvus.followed_state import read_state
from qa_bot.retrieval.milvus.follower import alias_of
from qa_bot.retrieval.milvus.milvus_index import MilvusIndex
from qa_bot.retrieval.milvus.milvus_terms import terms
from qa_bot.retrieval.retriever import Retriever
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.storage.store import Store
from qa_bot.text.words import FullTextQuery
from tests.fakes import FakeEmbedder, SentenceChunker, article
from tests.retrieval.test_scope import ARTICLES, SCOPES, fits
from tests.servers import milvus_server

ROOT = Path(__file__).parents[2]
EMBEDDER = FakeEmbedder()
TEA = FullTextQuery(("tea",))


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Milvus server."""
    with milvus_server(tmp_path_factory.mktemp("search")) as address:
        yield address


@contextmanager
def library() -> Iterator[tuple[SqliteStore, Ingester]]:
    """An empty library, and what adds to it."""
    with tempfile.TemporaryDirectory() as folder, closing(SqliteStore(Path(folder))) as store:
        yield store, Ingester(store, SentenceChunker(), EMBEDDER)


def collection_of(store: Store, url: str) -> ChunkCollection:
    """The rows that the server has for a library."""
    server = MilvusServer(url)
    alias = server.call("describe_alias", alias_of(store.state().library), timeout=9)
    return ChunkCollection(server, alias["collection_name"])


def number(n: int, **described: Any) -> Article:
    """An article of its own words."""
    made = article(f"Tea number {n} is here. It grows in place{n}.", source=f"{n}.txt")
    return replace(made, **described)


def assert_agree(store: Store, index: MilvusIndex) -> None:
    """The server has the record's chunks and their vectors, and no others."""
    ids = store.chunk_ids()
    assert index.chunk_ids().tolist() == ids.tolist()
    for part, vectors in store.vectors(ids.tolist()):
        assert np.allclose(index.vectors(part), vectors, atol=1e-6)
    assert index.wrong_rows(ids) == []


@settings(max_examples=8)
@given(
    st.lists(st.tuples(ARTICLES, st.booleans()), min_size=1, max_size=14),
    st.lists(SCOPES, min_size=1, max_size=6),
)
def test_it_finds_what_the_record_has_in_any_scope(
    url: str, changes: list[tuple[Article, bool]], scopes: list[Scope]
) -> None:
    """Articles come, go, and change their tags and dates: found is what the record finds."""
    query = EMBEDDER.embed(["tea number"])[0]
    with library() as (store, adder):
        adder.add(number(99))
        index = MilvusIndex(store, url)
        present = {number(99).id: number(99)}
        for changed, stays in changes:
            if stays:
                adder.add(changed)
                present[changed.id] = changed
            elif present.pop(changed.id, None):
                store.remove(changed.id)
            index.refresh()
        for scope in (EVERYTHING, *scopes):
            expected = {a.id for a in present.values() if fits(a, scope)}
            near = index.search(query, 99, scope)
            by_words = index.search_full_text(TEA, 99, scope)
            for found in (near, by_words):
                chunks = store.chunks([chunk for chunk, _ in found])
                assert {chunk.article.id for chunk in chunks.values()} == expected
            assert {n for n, _ in by_words} == {
                n for n, _ in store.search_full_text(TEA, 99, scope)
            }
            ids = store.chunk_ids(scope).tolist()
            cosines = {
                int(n): float(vector @ query)
                for part, vectors in store.vectors(ids)
                for n, vector in zip(part, vectors, strict=True)
            }
            assert dict(near) == pytest.approx(cosines)
        assert_agree(store, index)
        index.discard()


class Interrupted(MilvusServer):
    """A server at whose n-th call from now on something happens first."""

    happens: Callable[[], None] | None = None
    after = 0

    def call(self, method: str, *values: Any, timeout: float, **named: Any) -> Any:
        self.after -= 1
        if self.after == 0 and self.happens is not None:
            self.happens()
        return super().call(method, *values, timeout=timeout, **named)


@settings(max_examples=15)
@given(st.data())
def test_many_may_follow_at_once_and_be_killed_at_any_call(url: str, data: st.DataObject) -> None:
    """The cursor never passes a chunk that has no row, and all ends as the record has it."""
    with library() as (store, adder), pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa_bot.retrieval.milvus.follower._ROWS_AT_ONCE", 2)
        patch.setattr("qa_bot.retrieval.milvus.milvus_index.MilvusServer", Interrupted)
        for n in range(4):
            adder.add(number(n))
        workers = [MilvusIndex(store, url)]
        workers.append(MilvusIndex(store, url))

        def change() -> None:
            n = data.draw(st.integers(0, 5))
            if store.digest(number(n).id) and data.draw(st.booleans()):
                store.remove(number(n).id)
            else:
                adder.add(number(n, tags=(data.draw(st.sampled_from("abc")),)))

        def other_follows() -> None:
            change()
            workers[1].refresh()

        def killed() -> None:
            raise SearchUnavailable("killed")

        for _ in range(3):
            change()
            server = workers[0]._server
            assert isinstance(server, Interrupted)
            server.after = data.draw(st.integers(1, 7))
            server.happens = data.draw(st.sampled_from([other_follows, killed]))
            with suppress(SearchUnavailable):
                workers[0].refresh()
            server.happens = None
            collection = collection_of(store, url)
            followed = read_state(MilvusServer(url), collection.name)
            assert followed is not None
            due = {n for n in store.chunk_ids().tolist() if n <= followed.cursor.chunk}
            assert due <= set(collection.ids().tolist())
        workers[0].refresh()
        workers[0].reconcile()
        workers[1].refresh()
        assert_agree(store, workers[1])
        workers[0].discard()


@pytest.mark.engines
def test_a_server_that_lies_shows_nothing_that_is_gone_or_another_chats(
    url: str, store: Store, adder: Ingester
) -> None:
    """Rows of chunks that are gone, of another chat and of no library answer nothing."""
    own, secret = number(1), in_collection(number(2), "chat:1")
    for each in (own, secret, number(3)):
        adder.add(each)
    index = MilvusIndex(store, url)
    gone = store.chunks(store.chunk_ids(Scope(articles=frozenset({number(3).id}))).tolist())
    private = store.chunks(store.chunk_ids(Scope(articles=frozenset({secret.id}))).tolist())
    store.remove(number(3).id)
    index.refresh()
    # As if they were shared, tagged, and the nearest of all.
    question = EMBEDDER.embed(["tea number place2"])[0]
    lies = [
        replace(chunk, id=n, article=replace(own.ref, published="2024-01-01"))
        for chunk in (*gone.values(), *private.values())
        for n in (chunk.id, chunk.id + 1000)
    ]
    collection_of(store, url).upsert([to_row(lie, ("tag",), question) for lie in lies])
    retriever = Retriever(store, index, EMBEDDER, 0.5, full_text=index)
    for scope in (SHARED, Scope(frozenset({"", "chat:2"})), Scope(SHARED.collections)):
        found = retriever.retrieve("tea number place2", 9, scope)
        assert {each.chunk.article.id for each in found} == {own.id}
    assert retriever.retrieve("tea place2", 9, Scope(tags=frozenset({"tag"}))) == []
    assert retriever.retrieve("tea place2", 9, Scope(since="2024")) == []
    everything = retriever.retrieve("tea number place2", 9)
    assert {each.chunk.article.id for each in everything} == {own.id, secret.id}
    # Another program counts the rows when it opens the index, and repairs it.
    other = MilvusIndex(store, url)
    other.reconcile()
    assert other.notice is not None and "repaired" in other.notice
    assert other.chunk_ids().tolist() == store.chunk_ids().tolist()
    index.discard()


@pytest.mark.engines
def test_what_was_lost_is_filled_again(url: str, store: Store, adder: Ingester) -> None:
    """A server that lost rows, all of them, or the whole collection, has them again at once."""
    for n in range(5):
        adder.add(number(n))
    index = MilvusIndex(store, url)
    query = EMBEDDER.embed(["tea"])[0]
    before = index.search(query, 99)
    collection = collection_of(store, url)
    collection.delete(collection.ids())
    assert index.search(query, 99) == before
    MilvusIndex(store, url).discard()
    assert index.search(query, 99) == before
    assert_agree(store, index)
    index.discard()


def test_an_index_of_another_state_or_model_is_filled_anew(url: str, tmp_path: Path) -> None:
    """So it is after the library was restored from a copy, or rebuilt with another model."""
    with library() as (store, adder):
        adder.add(number(1))
        MilvusIndex(store, url)
        # What the copy would lack, as its state follows another one of the same number.
        with closing(SqliteStore(tmp_path)) as copy:
            copied = Ingester(copy, SentenceChunker(), EMBEDDER)
            with store._database.writing() as connection, copy._database.writing() as other:
                (name,) = connection.execute(
                    "SELECT value FROM meta WHERE key = 'library'"
                ).fetchone()
                other.execute("UPDATE meta SET value = ? WHERE key = 'library'", (name,))
            copied.add(number(2))
            restored = MilvusIndex(copy, url)
            assert restored.notice is not None and "another state" in restored.notice
            assert_agree(copy, restored)
        again = MilvusIndex(store, url)
        assert again.notice is not None and "another state" in again.notice
        assert_agree(store, again)
        model = store.index_model()
        assert model is not None
        store.claim_index_model(
            replace(model, fingerprint=EMBEDDER.embed(["another"])[0].tobytes())
        )
        former = collection_of(store, url).name
        again.refresh()
        assert collection_of(store, url).name != former
        assert_agree(store, again)
        again.discard()


def test_terms_are_those_of_the_full_text_of_the_folder() -> None:
    """Of all words of the documentation, SQLite makes the same terms."""
    import sqlite3

    texts = [path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))]
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE t USING fts5 (x, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    database.execute("CREATE VIRTUAL TABLE v USING fts5vocab (t, row)")
    words = sorted({word for text in texts for word in text.split() if word.isascii()})
    database.executemany("INSERT INTO t VALUES (?)", [(word,) for word in words])
    theirs = {term for (term,) in database.execute("SELECT term FROM v")}
    database.close()
    own = {term for word in words for term in terms(word)}
    assert len(theirs) > 1000
    assert len(own ^ theirs) < 0.005 * len(theirs)


def test_words_of_every_script_are_found(url: str) -> None:
    """Letters with diacritics, other alphabets, scripts without spaces, and printed numbers."""
    texts = ["Crêpes werden gegessen", "Чай растёт в Ассаме", "东京是日本的首都", "Rooms of 12 m²"]
    with library() as (store, adder):
        for n, text in enumerate(texts):
            adder.add(article(text, source=f"{n}.txt"))
        index = MilvusIndex(store, url)
        for query, text in zip(
            (
                FullTextQuery(("crepes",)),
                FullTextQuery(("растёт",)),
                FullTextQuery((), grams=("日本",)),
                FullTextQuery(("m2",)),
            ),
            texts,
            strict=True,
        ):
            found = store.chunks([chunk for chunk, _ in index.search_full_text(query, 9)])
            assert [chunk.text for chunk in found.values()] == [text]
        index.discard()
