"""A question sees the articles of its scope and nothing of any other."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_bot.documents import EVERYTHING, SHARED, Article, Scope
from qa_bot.identity import in_collection
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.retriever import Retriever
from qa_bot.storage.store import Store
from qa_bot.text.words import FullTextQuery
from tests.engines import search_of
from tests.fakes import DIMENSION, FakeEmbedder, SentenceChunker, article

CHATS = ("", "chat:1", "chat:2")
TAGS = ("news", "sport")
DATES = ("", "2023-12-31", "2024-02-01T10:00:00+02:00", "2024", "2025-06-30")
ARTICLES = st.builds(
    lambda n, chat, tags, date: replace(
        in_collection(article(f"Tea number {n} is here.", source=f"{n}.txt"), chat),
        tags=tuple(sorted(tags)),
        published=date,
    ),
    st.integers(0, 9),
    st.sampled_from(CHATS),
    st.sets(st.sampled_from(TAGS)),
    st.sampled_from(DATES),
)
SCOPES = st.builds(
    Scope,
    st.none() | st.frozensets(st.sampled_from(CHATS)),
    st.none() | st.frozensets(st.sampled_from([article("", source=f"{n}.txt").id for n in "012"])),
    st.frozensets(st.sampled_from(TAGS)),
    st.sampled_from(("", "2024", "2024-02", "2024-02-02")),
    st.sampled_from(("", "2023", "2024", "2024-02-01")),
)


def fits(a: Article, scope: Scope) -> bool:
    """What a scope means, said once more."""
    day = a.published[:10]
    return (
        (scope.collections is None or a.collection in scope.collections)
        and (scope.articles is None or a.id in scope.articles)
        and scope.tags <= set(a.tags)
        and (not scope.since or (day != "" and day[: len(scope.since)] >= scope.since))
        and (not scope.until or (day != "" and day[: len(scope.until)] <= scope.until))
    )


@pytest.mark.engines
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(ARTICLES, max_size=8, unique_by=lambda a: a.id), st.lists(SCOPES, max_size=6))
def test_both_searches_and_the_list_keep_to_any_scope(
    store: Store, articles: list[Article], scopes: list[Scope]
) -> None:
    """Exactly the articles that fit are listed, and exactly their chunks are found each way."""
    for former, _ in store.digests():
        store.remove(former)
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    for new in articles:
        adder.add(new)
    index = search_of(store, DIMENSION)
    dense = Retriever(store, index, FakeEmbedder(), 1.0)
    for scope in [*scopes, EVERYTHING, SHARED]:
        wanted = {a.id for a in articles if fits(a, scope)}
        assert {listing.ref.id for listing in store.listings(scope)} == wanted
        numbers = set(store.chunk_ids(scope).tolist())
        assert {chunk.article.id for chunk in store.chunks(list(numbers)).values()} == wanted
        assert {
            n for n, _ in store.search_full_text(FullTextQuery(("tea",)), 99, scope=scope)
        } == numbers
        found = dense.retrieve("tea", 50, scope)
        assert {c.chunk.id for c in found} == numbers
        assert all(c.cosine is not None and c.bm25 is not None for c in found)


@pytest.mark.engines
def test_a_chat_gets_as_many_of_its_own_as_there_are(adder: Ingester, store: Store) -> None:
    """However many better ones others hold, a chat's own are found."""
    for n in range(40):
        adder.add(in_collection(article("Tea is green.", source=f"{n}.txt"), "chat:2"))
    adder.add(in_collection(article("Tea was sold. It rained."), "chat:1"))
    retriever = Retriever(store, search_of(store, DIMENSION), FakeEmbedder(), 0.5)
    found = retriever.retrieve("Is tea green?", 5, Scope(frozenset({"chat:1"})))
    assert {c.chunk.text for c in found} == {"Tea was sold.", "It rained."}


@pytest.mark.engines
def test_what_is_added_to_a_scope_is_found_by_the_next_question(
    adder: Ingester, store: Store
) -> None:
    """What is remembered of a scope is forgotten when the library changes."""
    retriever = Retriever(store, search_of(store, DIMENSION), FakeEmbedder(), 0.5)
    scope = Scope(frozenset({"chat:1"}))
    adder.add(article("Tea is green.", source="shared.txt"))
    assert retriever.retrieve("tea", 5, scope) == []
    adder.add(in_collection(article("Tea is black."), "chat:1"))
    assert [c.chunk.text for c in retriever.retrieve("tea", 5, scope)] == ["Tea is black."]


@pytest.mark.engines
def test_a_scope_that_leaves_nothing_out_costs_no_filter(adder: Ingester, store: Store) -> None:
    """The shared articles of a library that holds no others are all of them."""
    adder.add(article("Tea is green."))
    assert store.covers(SHARED)
    adder.add(in_collection(article("Tea is black."), "chat:1"))
    assert not store.covers(SHARED)


@pytest.mark.engines
def test_one_source_in_two_collections_is_two_articles(adder: Ingester, store: Store) -> None:
    """Each owner's copy is edited and removed without the other's."""
    shared, own = article("Tea is green."), in_collection(article("Tea is green."), "chat:1")
    assert shared.id == article("", source="a.txt").id != own.id
    adder.add(shared)
    adder.add(own)
    assert store.find("a.txt", Scope(frozenset({"chat:1"}))).id == own.id
    store.remove(own.id)
    assert [listing.ref.id for listing in store.listings()] == [shared.id]


def test_a_scope_is_searched_once(adder: Ingester, store: Store) -> None:
    """Full text is not searched anew for each chunk that the scope holds."""
    adder.add(article("Tea is green."))
    adder.add(in_collection(article("Tea is black."), "chat:1"))
    said: list[str] = []
    store._database._connection.set_trace_callback(said.append)
    store.search_full_text(FullTextQuery(("tea",)), 5, scope=SHARED)
    store._database._connection.set_trace_callback(None)
    (search,) = [statement for statement in said if statement.startswith("SELECT rowid")]
    (plan,) = [
        row[-1]
        for row in store._database.all(f"EXPLAIN QUERY PLAN {search}")
        if "chunk_text" in row[-1]
    ]
    assert "=" not in plan, plan
