"""The same articles in a folder and in PostgreSQL, drawn at random."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from qa_bot.documents import EVERYTHING, Article, Scope
from qa_bot.identity import embedding_key
from qa_bot.storage.postgres.store import PostgresStore
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.storage.store import IndexedArticle
from tests.fakes import FakeEmbedder, SentenceChunker, article

# Words that stem, fold, are split into several stems or found by parts; few, so that they meet.
WORDS = (
    "run running runs dog's don't it's naïve naive Čapek ½ 1/2 m² m2 m_2 10^6 10⁶ CO₂ a s t "
    "水闸 上游的水闸 水 ปี โรงสี ปี1874 ΑΣ straße x " + "y" * 600
).split()
COLLECTIONS = ("", "mine", "another's")
texts = st.lists(st.sampled_from([*WORDS, ".", "a", "dog", "cat"]), min_size=1, max_size=12).map(
    " ".join
) | st.sampled_from(["run", "dog . cat"])
articles = st.builds(
    lambda name, title, text, whose, tags, date: replace(
        article(text, title, f"{whose}/{name}"),
        collection=whose,
        tags=tuple(tags),
        published=date,
    ),
    st.sampled_from("abc"),
    texts,
    texts,
    st.sampled_from(COLLECTIONS),
    st.sets(st.sampled_from("uv")),
    st.sampled_from(["", "2023-05-01", "2024-02-29"]),
)
scopes = st.one_of(
    st.just(EVERYTHING),
    st.builds(
        Scope,
        st.sets(st.sampled_from(COLLECTIONS), min_size=1).map(frozenset) | st.none(),
        st.none(),
        st.sampled_from([frozenset[str](), frozenset("u")]),
        st.sampled_from(["", "2024"]),
    ),
)


@dataclass
class Libraries:
    """The same articles in a folder and in PostgreSQL."""

    folder: SqliteStore
    database: PostgresStore
    url: str

    def put(self, added: Sequence[Article]) -> None:
        """Add articles to both, in the same order."""
        indexed = [IndexedArticle(each, SentenceChunker().chunk(each)) for each in added]
        found = sorted({chunk.text for each in indexed for chunk in each.chunks})
        vectors = zip(map(embedding_key, found), FakeEmbedder().embed(found), strict=True)
        embeddings = dict(vectors)
        for store in (self.folder, self.database):
            for each in indexed:
                store.put([each], embeddings)

    def remove(self, ids: Sequence[str]) -> None:
        """Remove articles from both."""
        for store in (self.folder, self.database):
            for each in ids:
                store.remove(each)

    def clear(self) -> None:
        """Remove all articles from both."""
        self.remove([each.ref.id for each in self.folder.listings()])
