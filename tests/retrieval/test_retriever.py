"""Meaning and words together find what either alone would miss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.candidates import fuse
from qa_bot.retrieval.retriever import Retriever
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.words import FullTextQuery
from tests.fakes import DIMENSION, FakeEmbedder, SentenceChunker, article

SCORES = st.dictionaries(st.integers(0, 9), st.floats(0, 1), max_size=6)


@given(SCORES, SCORES, st.floats(0, 1))
def test_fusion_keeps_every_chunk_and_orders_them(
    dense: dict[int, float], lexical: dict[int, float], weight: float
) -> None:
    """Each chunk of either list is scored once, in 0..1, best first."""
    fused = fuse(dense, lexical, weight)
    assert fused.keys() == dense.keys() | lexical.keys()
    assert list(fused.values()) == sorted(fused.values(), reverse=True)
    assert all(0 <= score <= 1 for score in fused.values())


@given(SCORES, st.floats(0.01, 0.99))
def test_a_chunk_better_in_both_lists_is_first(scores: dict[int, float], weight: float) -> None:
    """What both searches put first stays first."""
    best = {n: s / 2 for n, s in scores.items()} | {99: 0.9}
    assert next(iter(fuse(best, best, weight))) == 99


def test_a_new_article_is_found_without_reopening(adder: Ingester, store: SqliteStore) -> None:
    """What is added after the retriever was made is found by the next question."""
    retriever = Retriever(store, VectorIndex(store, store.folder, DIMENSION), FakeEmbedder(), 0.5)
    assert retriever.retrieve("Where does tea grow?", 5) == []
    adder.add(article("Tea grows in Assam. Coffee grows in Kerala."))
    best, *_ = retriever.retrieve("Where does tea grow?", 5)
    assert best.chunk.text == "Tea grows in Assam."
    assert best.bm25 is not None and best.cosine is not None


def test_a_rare_word_is_found_among_frequent_ones(
    adder: Ingester, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large library the words that few chunks hold choose; one scored by all is the same."""
    monkeypatch.setattr("qa_bot.retrieval.retriever._FREQUENT", 3)
    adder.add(article(" ".join(f"Tea grows in field {n}." for n in range(9)) + " Tea in Assam."))
    retriever = Retriever(store, VectorIndex(store, store.folder, DIMENSION), FakeEmbedder(), 0.0)
    best, *others = retriever.retrieve("Does tea grow in Assam?", 5)
    assert best.chunk.text == "Tea in Assam."
    assert all(other.bm25 is None for other in others)
    assert store.matches_more_than(FullTextQuery(("tea",)), 9) and not store.matches_more_than(
        FullTextQuery(("tea",)), 10
    )


@pytest.mark.parametrize("language", ["ru", ""])
def test_inflected_words_are_found_where_an_article_is_not_english(
    store: SqliteStore, language: str
) -> None:
    """By runs of letters: full text knows words as they are written alone."""
    ingester = Ingester(store, SentenceChunker(), FakeEmbedder(), language_of=lambda text: language)
    ingester.add(article("Сторож кормил лебедей. Рядом с мельницей жила сестра мельника."))
    retriever = Retriever(store, VectorIndex(store, store.folder, DIMENSION), FakeEmbedder(), 0.0)
    best, *_ = retriever.retrieve("Кто жил у мельницы?", 5)
    assert (best.bm25 is not None and best.chunk.text.startswith("Рядом")) == bool(language)
