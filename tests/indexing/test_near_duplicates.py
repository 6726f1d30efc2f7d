"""The same news from two sites is noticed, and shown once with both named."""

import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answers import Answer
from qa_bot.documents import EVERYTHING, Scope
from qa_bot.identity import in_collection
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.retriever import Retriever
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.shingles import jaccard_similarity, shingles, signature_bands
from tests.fakes import DIMENSION, FakeEmbedder, article, word_answerer

NEWS = (
    "The bridge at Omburg was closed on Monday after a barge struck its middle pier. "
    "Nobody was hurt, and the barge reached the harbour under its own power. "
    "The mayor said that repairs would take 14 weeks and cost two million. "
    "Buses will cross the river by the old ferry until the bridge opens again."
)
AGENCY = article(NEWS, title="Barge strikes bridge", source="https://one.example/barge")
COPY = article(
    NEWS.replace("on Monday ", "") + " Subscribe to our paper for more.",
    title="Bridge shut after collision",
    source="https://two.example/bridge",
)
OTHER = article(
    "The harbour at Omburg has a new crane that lifts 40 tonnes and was paid for by the city.",
    source="https://two.example/crane",
)


def ask(store: SqliteStore, question: str, scope: Scope = EVERYTHING) -> Answer:
    """What the library answers, read by a reader that looks for words."""
    retriever = Retriever(store, VectorIndex(store, store.folder, DIMENSION), FakeEmbedder(), 0.5)
    return word_answerer(retriever, confidence_threshold=0).answer(question, scope)


def test_the_same_news_is_noticed_at_adding(adder: Ingester, store: SqliteStore) -> None:
    """Each of the two names the other as its twin, and what is merely near does not."""
    for news in (AGENCY, OTHER, COPY):
        adder.add(news)
    assert store.near_duplicates(AGENCY.id) == [COPY.ref]
    assert store.near_duplicates(COPY.id) == [AGENCY.ref]
    assert store.near_duplicates(OTHER.id) == []


def test_the_same_news_is_noticed_among_those_that_come_in_together(
    adder: Ingester, store: SqliteStore
) -> None:
    """One transaction or two, the twins are the same."""
    adder.add_all([AGENCY, OTHER, COPY])
    assert store.near_duplicates(COPY.id) == [AGENCY.ref]
    assert store.near_duplicates(OTHER.id) == []


def test_an_answer_shows_it_once_and_names_both(adder: Ingester, store: SqliteStore) -> None:
    """One quote, one passage of each text, and the other article beside it."""
    adder.add(AGENCY)
    adder.add(COPY)
    answer = ask(store, "How many weeks would repairs take, cost?")
    assert answer.quote is not None
    named = {answer.quote.article.id, *(ref.id for ref in answer.quote.also)}
    assert named == {AGENCY.id, COPY.id}
    assert answer.others == ()
    texts = [passage.text for passage in answer.passages]
    assert len(texts) == len(set(texts))


def test_a_number_that_differs_is_shown(adder: Ingester, store: SqliteStore) -> None:
    """Two reports alike but for a figure are both read, since one of them is news."""
    adder.add(AGENCY)
    adder.add(article(NEWS.replace("14 weeks", "19 weeks"), source="https://two.example/b"))
    answer = ask(store, "How many weeks would repairs take, cost?")
    told = {quote.text for quote in (answer.quote, *answer.others) if quote}
    assert {number for number in ("14", "19") for text in told if number in text} == {"14", "19"}


def test_an_owner_never_hears_of_another_owners_copy(adder: Ingester, store: SqliteStore) -> None:
    """Neither the note nor the answer names an article of somebody else."""
    theirs, own = in_collection(AGENCY, "chat:2"), in_collection(COPY, "chat:1")
    adder.add(theirs)
    adder.add(own)
    assert store.near_duplicates(own.id) == []
    answer = ask(store, "How many weeks would repairs take, cost?", Scope(frozenset({"chat:1"})))
    assert answer.quote is not None
    assert (answer.quote.article.id, answer.quote.also) == (own.id, ())


def test_a_removed_twin_is_named_no_more(adder: Ingester, store: SqliteStore) -> None:
    """What is left is an article of its own, and finds its next copy."""
    adder.add(AGENCY)
    adder.add(COPY)
    store.remove(AGENCY.id)
    assert store.near_duplicates(COPY.id) == []
    again = article(NEWS, source="https://three.example/barge")
    adder.add(again)
    assert store.near_duplicates(COPY.id) == [again.ref]


def _changed(words: list[str], share: float, seed: int) -> str:
    choose = random.Random(seed)
    return " ".join("other" if choose.random() < share else word for word in words)


@pytest.mark.parametrize(("share", "found"), [(0.02, 0.99), (0.05, 0.95)])
def test_bands_find_what_resembles(share: float, found: float) -> None:
    """A copy with a word in fifty or twenty changed shares a band with its original."""
    words = [f"word{n}" for n in range(300)]
    own = set(signature_bands(shingles(" ".join(words))))
    copies = [signature_bands(shingles(_changed(words, share, seed))) for seed in range(100)]
    assert np.mean([bool(own & set(copy)) for copy in copies]) >= found


def test_bands_of_different_texts_hardly_ever_meet() -> None:
    """A thousand texts on the same words share next to none."""
    texts = [" ".join(random.Random(n).choices([f"w{i}" for i in range(50)], k=80)) for n in
             range(1000)]  # fmt: skip
    drawn = [band for text in texts for band in signature_bands(shingles(text))]
    assert len(drawn) - len(set(drawn)) <= 2


@given(st.text(max_size=200), st.text(max_size=200))
def test_resemblance_is_a_share(one: str, two: str) -> None:
    """It is symmetric, within 0 and 1, and 1 for a text that has words and itself."""
    a, b = shingles(one), shingles(two)
    assert 0 <= jaccard_similarity(a, b) == jaccard_similarity(b, a) <= 1
    assert jaccard_similarity(a, a) == (1 if a else 0)


def test_a_sketch_takes_little_memory_however_long_the_text_is() -> None:
    """A million shingles are hashed in blocks, where all at once took over a gigabyte."""
    parts = [frozenset(range(n, 1_000_000, 4)) for n in range(4)]
    sketches = {signature_bands(part) for part in parts}
    tracemalloc.start()
    whole = signature_bands(frozenset().union(*parts))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Numbers and what holds them take 80 MB of this.
    assert peak < 200_000_000
    assert len(sketches) == 4 and len(whole) == 16
