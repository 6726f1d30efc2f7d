"""Search in PostgreSQL finds what the folder's does, with the same scores."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qa_bot.documents import Article, Scope
from qa_bot.storage.postgres import nearest_index, scope_size
from qa_bot.storage.postgres.store import SCHEMA, PostgresStore
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.words import FullTextQuery, full_text_query, words
from tests.engines import search_of
from tests.fakes import DIMENSION, FakeEmbedder, article
from tests.servers import new_database
from tests.storage.both_engines import COLLECTIONS, WORDS, Libraries, articles, scopes, texts

_queries = st.builds(
    FullTextQuery,
    st.lists(
        st.sampled_from([*WORDS, "dog", "run dog", "run run", "2 1/2", "unknown", "⺀"]),
        min_size=1,
        max_size=5,
    ).map(tuple),
    st.booleans(),
) | texts.map(full_text_query).filter(bool)


def _examples(count: int) -> settings:
    """So many, and none made smaller, as each writes two libraries."""
    return settings(
        max_examples=count,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


@pytest.fixture(scope="module")
def libraries(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Libraries]:
    """Two empty libraries."""
    folder = SqliteStore(tmp_path_factory.mktemp("library"))
    url = new_database(postgres)
    # A table of a few rows would otherwise be read from end to end, and no index be tried.
    joint = "&" if "?" in url else "?"
    database = PostgresStore(f"{url}{joint}options=-c%20enable_seqscan%3Doff")
    yield Libraries(folder, database, url)
    folder.close()
    database.close()


@pytest.fixture(autouse=True)
def _cleared(libraries: Libraries) -> None:
    libraries.clear()


@_examples(25)
@given(added=st.lists(articles, min_size=1, max_size=8), data=st.data())
def test_words_find_what_they_find_in_the_folder(
    libraries: Libraries,
    monkeypatch: pytest.MonkeyPatch,
    added: Sequence[Article],
    data: st.DataObject,
) -> None:
    """Whatever was added and removed: the same chunks in the same order, with the same scores."""
    libraries.clear()
    libraries.put(added)
    ids = st.sampled_from(sorted({each.id for each in added}))
    libraries.remove(sorted(data.draw(st.sets(ids, max_size=2))))
    folder, database = libraries.folder, libraries.database
    for _ in range(5):
        query, scope = data.draw(_queries), data.draw(scopes)
        monkeypatch.setattr(scope_size, "_NARROW", data.draw(st.sampled_from([0, 100])))
        limit, many = data.draw(st.integers(1, 10)), data.draw(st.integers(0, 5))
        expected = folder.search_full_text(query, limit, scope)
        found = database.search_full_text(query, limit, scope)
        assert [chunk for chunk, _ in found] == [chunk for chunk, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected])
        if query.words:
            more = folder.matches_more_than(query, many)
            assert database.matches_more_than(query, many) == more
            whole = folder.texts_matching(query, 100, scope)
            assert sorted(database.texts_matching(query, 100, scope)) == sorted(whole)
            held = folder.words_of(query.words, scope)
            assert database.words_of([*query.words, "qxzzy"], scope) == held
            possible = database.possible_words([*query.words, "qxzzy"])
            assert "qxzzy" not in possible
            assert possible >= {
                word for word in query.words if folder.texts_matching(FullTextQuery((word,)), 1)
            }


@_examples(25)
@given(added=st.lists(articles, min_size=1, max_size=8), question=texts, data=st.data())
def test_vectors_find_what_they_find_in_the_folder(
    libraries: Libraries,
    monkeypatch: pytest.MonkeyPatch,
    added: Sequence[Article],
    question: str,
    data: st.DataObject,
) -> None:
    """By the index or without, in a narrow scope or a wide one, also together with words."""
    libraries.clear()
    libraries.put(added)
    scope, count = data.draw(scopes), data.draw(st.integers(1, 10))
    monkeypatch.setattr(scope_size, "_NARROW", data.draw(st.sampled_from([0, 100])))
    (vector,) = FakeEmbedder().embed([question])
    own = libraries.database.vector_search(DIMENSION)
    if data.draw(st.booleans()):
        monkeypatch.setattr(nearest_index, "_INDEXED_FROM", 1)
        own.build_index()
    faiss = search_of(libraries.folder, DIMENSION)
    faiss.refresh()
    expected, found = (search.search(vector, count, scope) for search in (faiss, own))
    assert [cosine for _, cosine in found] == pytest.approx([c for _, c in expected], abs=1e-5)
    began = own.begin(words(question), 100)
    query = full_text_query(question, began.is_frequent)
    hits = began.search(vector, query, count, scope)
    assert list(hits.near) == found and hits.state == libraries.database.state()
    matching = libraries.database.search_full_text(query, count, scope) if query else []
    assert list(hits.matching) == matching
    assert own.chunk_ids().tolist() == faiss.chunk_ids().tolist()
    assert np.allclose(own.vectors(own.chunk_ids()), faiss.vectors(faiss.chunk_ids()))


@_examples(25)
@given(
    added=st.lists(articles, min_size=1, max_size=8),
    whose=st.sets(st.sampled_from(COLLECTIONS), min_size=1),
    narrow=st.sampled_from([0, 100]),
    count=st.integers(1, 5),
    query=_queries,
)
def test_nothing_of_another_collection_is_ever_found(
    libraries: Libraries,
    monkeypatch: pytest.MonkeyPatch,
    added: Sequence[Article],
    whose: set[str],
    narrow: int,
    count: int,
    query: FullTextQuery,
) -> None:
    """Not by words, by vectors or as a text for spelling, also where texts are the same."""
    libraries.clear()
    libraries.put([replace(each, title=f"{each.title} of {each.collection}") for each in added])
    monkeypatch.setattr(scope_size, "_NARROW", narrow)
    scope, database = Scope(frozenset(whose)), libraries.database
    own = database.vector_search(DIMENSION)
    monkeypatch.setattr(nearest_index, "_INDEXED_FROM", 1)
    own.build_index()
    vectors = FakeEmbedder().embed([*query.words, added[0].text])
    near = [each for vector in vectors for each in own.search(vector, count, scope)]
    ids = [chunk for chunk, _ in [*near, *database.search_full_text(query, 50, scope)]]
    assert {chunk.article.collection for chunk in database.chunks(ids).values()} <= whose
    for text in database.texts_matching(query, 50, scope) if query.words else ():
        assert any(f" of {name} " in text for name in whose)


def test_a_snapshot_is_searched_as_it_was(libraries: Libraries) -> None:
    """Words and vectors find what was there when it began, whatever another program writes."""
    libraries.put([article("A cat ran.")])
    (vector,) = FakeEmbedder().embed(["cat"])
    database, query = libraries.database, FullTextQuery(("cat",))
    own = database.vector_search(DIMENSION)
    with database.snapshot():
        words, near = database.search_full_text(query, 9), own.search(vector, 9)
        other = PostgresStore(libraries.url)
        Libraries(libraries.folder, other, libraries.url).put([article("A cat.", source="b.txt")])
        other.close()
        assert database.search_full_text(query, 9) == words
        assert own.search(vector, 9) == near
    assert len(words) == len(near) == 1
    assert len(database.search_full_text(query, 9)) == len(own.search(vector, 9)) == 2


def test_a_word_that_no_chunk_has_any_more_is_forgotten(libraries: Libraries) -> None:
    """The words of a removed article are nowhere in the database."""
    kept, removed = article("A cat ran.", source="kept"), article("The password is abracadabra.")
    libraries.put([kept, removed])
    libraries.database.remove(removed.id)
    with psycopg.connect(libraries.url) as connection:
        lexemes = connection.execute(f"SELECT term FROM {SCHEMA}.lexemes").fetchall()
    assert ("cat",) in lexemes
    assert ("abracadabra",) not in lexemes
    libraries.folder.remove(removed.id)


def test_the_full_text_is_made_again_from_the_articles(libraries: Libraries) -> None:
    """With the same terms and counts, whatever became of them."""
    libraries.put([article("The cats ran. 水闸. A dog's tail.", source=name) for name in "ab"])
    query = FullTextQuery(("cat", "dog's"), grams=("水闸",))
    before = libraries.database.search_full_text(query, 9)
    with psycopg.connect(libraries.url) as connection:
        for table in ("chunk_text", "chunk_terms", "lexemes", "text_totals"):
            connection.execute(f"DELETE FROM {SCHEMA}.{table}")
        connection.execute(f"INSERT INTO {SCHEMA}.text_totals VALUES (7, 7)")
    assert libraries.database.search_full_text(query, 9) == []
    libraries.database.rebuild_full_text()
    assert len(before) == 6
    assert libraries.database.search_full_text(query, 9) == before


def test_an_interrupted_index_is_built_again(
    libraries: Libraries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that the server left invalid is not searched, and the next build replaces it."""
    libraries.put([article("The cats ran. A dog slept.")])
    (vector,) = FakeEmbedder().embed(["cats"])
    monkeypatch.setattr(nearest_index, "_INDEXED_FROM", 1)
    own = libraries.database.vector_search(DIMENSION)
    own.build_index()
    found = own.search(vector, 2)
    with psycopg.connect(libraries.url) as connection:
        connection.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass",
            (f"{SCHEMA}.embeddings_nearest_{DIMENSION}",),
        )
    assert own.search(vector, 2) == found
    own.build_index()
    with psycopg.connect(libraries.url) as connection:
        valid = connection.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass",
            (f"{SCHEMA}.embeddings_nearest_{DIMENSION}",),
        ).fetchone()
    assert valid == (True,)
    assert own.search(vector, 2) == found
