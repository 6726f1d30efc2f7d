"""Every chunk, quote and passage has the page, heading or time at which it stands."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qa_bot.documents import Outcome, Place, place_at
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.retriever import Retriever
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import DIMENSION, FakeEmbedder, article, word_answerer

TEXT = "Tea grows in Assam. Coffee grows in Kerala. Rice grows in both. Rain helps."
PLACES = (Place(0, "page 1"), Place(TEXT.index("Coffee"), "page 2"), Place(60, "page 3"))
PAGED = replace(article(TEXT), places=PLACES)


@given(st.lists(st.integers(0, 50), unique=True), st.integers(0, 60))
def test_the_place_is_the_last_that_begins_before(starts: list[int], at: int) -> None:
    """An offset before the first place has none."""
    places = [Place(start, f"page {start}") for start in sorted(starts)]
    before = [start for start in starts if start <= at]
    assert place_at(places, at) == (f"page {max(before)}" if before else "")


def test_a_chunk_has_the_places_of_its_text(adder: Ingester, store: SqliteStore) -> None:
    """At each of its characters a chunk has the place that the article has there."""
    adder.add(PAGED)
    assert store.article(PAGED.id) == PAGED
    for chunk in store.chunks(store.chunk_ids().tolist()).values():
        for at in range(chunk.start, chunk.end):
            assert chunk.place(at) == place_at(PLACES, at)


def test_quotes_and_passages_have_places(adder: Ingester, store: SqliteStore) -> None:
    """The page of a quote and of each passage is part of the answer."""
    adder.add(PAGED)
    retriever = Retriever(store, VectorIndex(store, store.folder, DIMENSION), FakeEmbedder(), 0.5)
    answer = word_answerer(retriever, confidence_threshold=0).answer(
        "Where does coffee grow, grows?"
    )
    assert answer.quote is not None
    assert (answer.quote.text, answer.quote.place) == ("Coffee grows in Kerala.", "page 2")
    for passage in answer.passages:
        assert passage.place == place_at(PLACES, passage.start)


def test_new_metadata_of_the_same_text_need_no_embedding(
    adder: Ingester, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """A changed author or place is stored, and the chunks stay; with other tags they are others."""
    adder.add(PAGED)
    numbers = store.chunk_ids().tolist()
    embedder.embedded.clear()
    changed = replace(PAGED, author="A. Writer", places=PLACES[:1])
    assert adder.add(changed) is Outcome.UPDATED
    assert store.article(changed.id) == changed
    assert store.chunk_ids().tolist() == numbers
    changed = replace(changed, tags=("crops",))
    assert adder.add(changed) is Outcome.UPDATED
    assert store.article(changed.id) == changed
    assert not set(store.chunk_ids().tolist()) & set(numbers)
    assert [text for text in embedder.embedded if "grows" in text] == []
    assert adder.add(changed) is Outcome.UNCHANGED
