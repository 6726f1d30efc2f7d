"""The store of a library: the one protocol that any engine has to implement.

The facade, retrieval, answering and the channels call it. Knows neither SQL nor
files; `sqlite/` and `postgres/` are the engines. Chunk ids are positive
64-bit integers that are never used twice, so whatever is derived from a chunk
stays right for as long as its id is there.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import EVERYTHING, Article, ArticleRef, Chunk, Scope, StoredChunk
from qa_bot.errors import ArticleDamaged
from qa_bot.overrides import MetadataOverrides
from qa_bot.storage.article_lists import ArticleLists
from qa_bot.storage.audit import StoreAudit
from qa_bot.storage.feeds import FeedStore
from qa_bot.storage.rebuild_place import RebuildPlace
from qa_bot.storage.statistics import StatisticsStore
from qa_bot.storage.synced_files import SyncedFileStore
from qa_bot.storage.transfer import StoreTransfer
from qa_bot.storage.vector_search import OwnVectorSearch
from qa_bot.text.words import FullTextQuery

Vectors = NDArray[np.float32]
ChunkIds = NDArray[np.int64]


class EmbeddingsMissing(Exception):
    """An embedding that an article needs was dropped since it was seen; embed it again."""


@dataclass(frozen=True, slots=True)
class StoreState:
    """The identity of a library, its present state, and the model of its vectors.

    `generation` counts the changes, and `token` is random for each: after a
    restore, the same generation is another state. `fingerprint` is the
    embedding model's vector of a fixed sentence, float32 as bytes; None before
    anything was added.
    """

    library: str
    generation: int
    token: str
    fingerprint: bytes | None = None


@dataclass(frozen=True, slots=True)
class IndexModel:
    """The model and settings that an index was built with.

    `fingerprint` is as in StoreState; `chunking` names the chunker's settings,
    None where an earlier version did not record them.
    """

    name: str
    fingerprint: bytes
    chunking: str | None = None


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article with its chunks and what is stored beside it.

    `overrides` None leaves what was stored before. `bands` are those of its
    MinHash signature, and `cluster` is the id of the first article that it is a
    near duplicate of, or "".
    """

    article: Article
    chunks: Sequence[Chunk]
    overrides: MetadataOverrides | None = None
    bands: tuple[int, ...] = ()
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class ClusterText:
    """The text of an article, and the cluster of near duplicates that it is in."""

    cluster: str
    text: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the changes of chunks were followed: the last chunk and the last deletion."""

    chunk: int = 0
    deletion: int = 0


@dataclass(frozen=True, slots=True)
class ChunkChanges:
    """The ids of the chunks that came and went, each of shape (n,), and how far that leads."""

    added: ChunkIds
    removed: ChunkIds
    cursor: Cursor = field(default_factory=Cursor)


class Store(ArticleLists, Protocol):
    """A library's articles, chunks, embeddings and full text. Safe to share between threads.

    Every method raises LibraryDamaged, LibraryUnwritable or LibraryBusy where
    the engine fails; a method that writes does all of its work or none.
    """

    @property
    def location(self) -> str:
        """The name of the library in messages."""
        ...

    @property
    def feeds(self) -> FeedStore:
        """The feeds that are followed and the pages that came from the web."""
        ...

    @property
    def synced_files(self) -> SyncedFileStore:
        """The files that were synced, by folder."""
        ...

    @property
    def audit(self) -> StoreAudit:
        """The stored records as they are, for verification."""
        ...

    @property
    def transfer(self) -> StoreTransfer:
        """Whole tables, for export and import."""
        ...

    @property
    def statistics(self) -> StatisticsStore:
        """How many articles and chunks there are, by what is known of them."""
        ...

    def close(self) -> None:
        """Close the connections of all threads."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Let this thread read the state of one moment within, whatever others write."""
        ...

    def try_lock(self) -> AbstractContextManager[bool]:
        """Hold the writers' lock within if nobody does, without waiting; yield whether it is."""
        ...

    def state(self) -> StoreState:
        """Return the present state; every change makes it another."""
        ...

    def had_state(self, generation: int, token: str) -> bool:
        """Return whether the library once was in that state."""
        ...

    def index_model(self) -> IndexModel | None:
        """Return the model that the library is built with; None before anything was added."""
        ...

    def claim_index_model(self, model: IndexModel) -> None:
        """Record the model that the library is built with from now on."""
        ...

    def article(self, article_id: str) -> Article:
        """Return the whole article as it is now; raises ArticleNotFound or ArticleDamaged."""
        ...

    def version(self, article_id: str, digest: str) -> Article:
        """Return the article as it was when its digest was that.

        Raises ArticleNotFound or ArticleDamaged. Earlier versions are stored
        while they are cited, without tags and places.
        """
        ...

    def versions(
        self, wanted: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[str, str, Article | ArticleDamaged]]:
        """Yield the articles of those ids and digests as `version` returns them.

        Each comes with both. Those that are no longer stored are left out. Texts are read
        together, as many as are little to hold.
        """
        ...

    def ref(self, article_id: str) -> ArticleRef:
        """Return a reference to the article as it is now; raises ArticleNotFound."""
        ...

    def digest(self, article_id: str) -> str | None:
        """Return the digest of the article, or None when there is no such article."""
        ...

    def language(self, article_id: str) -> str | None:
        """Return the language of the article, or None when there is no such article."""
        ...

    def languages(self) -> frozenset[str]:
        """Return the languages of all articles, without those that are unknown."""
        ...

    def overrides(self, article_id: str) -> MetadataOverrides:
        """Return the metadata that a person has overridden."""
        ...

    def find(self, name: str, scope: Scope = EVERYTHING) -> ArticleRef:
        """Return the article by id, source, link, title or beginning of an id.

        A title in the case that was typed wins. Raises ArticleNotFound, also where several
        ids begin so, and TitleShared.
        """
        ...

    def find_by_digest(self, digest: str, collection: str) -> str | None:
        """Return the id of the article with that digest in a collection, or None."""
        ...

    def near_duplicates(self, article_id: str, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """Return the other articles of the scope in the same cluster, in the order of adding."""
        ...

    def similar_articles(self, bands: Sequence[int], article: Article) -> list[ClusterText]:
        """Return articles that share bands of the signature, most bands first.

        Only those that whoever may read `article` may read as well.
        """
        ...

    def put(
        self,
        articles: Sequence[IndexedArticle],
        embeddings: Mapping[bytes, Vectors] | None = None,
        fingerprint: bytes | None = None,
    ) -> None:
        """Add articles, or replace those of the same ids, in one transaction.

        The embedding of each chunk must be among `embeddings`, by key, or have
        been stored before; raises EmbeddingsMissing otherwise. Raises
        ModelMismatch when the library has meanwhile become another model's than
        `fingerprint`, if that is given, and DuplicateId. Chunks keep their ids while
        their text and place and the title, date and tags of the article stay what they were,
        so that an index of these follows by the changes of chunks. The former text of an article is
        stored if it is cited, and what no chunk needs any more is dropped.
        """
        ...

    def remove(self, article_id: str) -> None:
        """Remove an article and all that belongs to it; raises ArticleNotFound.

        A version that is cited is stored, and no longer searched.
        """
        ...

    def inherit_added_at(self, former_id: str, article_id: str) -> None:
        """Give an article the time of adding of another, which it replaces."""
        ...

    def cite(self, article_id: str, digest: str, by: str) -> bool:
        """Store that version of the article for as long as `by` cites it.

        `by` names the stored answer, such as "telegram:123:456"; citing twice is
        citing once. Return False when the version is no longer there.
        """
        ...

    def uncite(self, by: str) -> None:
        """Forget what `by` cites; versions that nobody else cites are dropped."""
        ...

    def chunks(self, ids: Sequence[int]) -> dict[int, StoredChunk]:
        """Return the chunks by id, those that are gone left out."""
        ...

    def chunk_ids(self, scope: Scope = EVERYTHING) -> ChunkIds:
        """Return the ids of all chunks of the scope, ascending, shape (n,)."""
        ...

    def chunk_ids_outside(self, scope: Scope) -> ChunkIds | None:
        """Return the ids of the chunks outside the scope, ascending, shape (n,).

        None where only those inside are quick to find.
        """
        ...

    def covers(self, scope: Scope) -> bool:
        """Return whether every article is within the scope."""
        ...

    def count_chunks(self) -> int:
        """Return the number of chunks."""
        ...

    def chunk_changes(self, since: Cursor, limit: int | None = None) -> ChunkChanges:
        """Return what changed since the cursor; costs what changed, not what there is.

        With `limit` at most so many chunks that came and that went, the first ones.
        """
        ...

    def replace_chunks(self, article: Article, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Give an article new chunks with vectors (n, dimension), unless it was edited since."""
        ...

    def vectors(self, ids: Sequence[int]) -> Iterator[tuple[ChunkIds, Vectors]]:
        """Yield the embeddings of the chunks `ids` in batches: (n,), (n, dimension).

        Raises LibraryDamaged for one that is no unit vector.
        """
        ...

    def embeddings(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the embeddings (dimension,) stored under those of `keys` that there are."""
        ...

    def missing_embeddings(self, keys: Sequence[bytes]) -> set[bytes]:
        """Return those of `keys` that no embedding is stored under."""
        ...

    def stage_embeddings(
        self, keys: Sequence[bytes], vectors: Vectors, fingerprint: bytes | None = None
    ) -> None:
        """Store vectors (n, dimension) ahead of the article that will use them.

        So an interrupted `add` does not embed twice; `drop_unused_embeddings`
        clears what no article came to use. Raises ModelMismatch as `put` does.
        """
        ...

    def drop_unused_embeddings(self) -> None:
        """Delete the staged embeddings that no chunk refers to."""
        ...

    def vector_search(self, dimension: int) -> OwnVectorSearch | None:
        """Return the engine's own search by vectors; None where it has none, and FAISS searches."""
        ...

    def search_full_text(
        self, query: FullTextQuery, limit: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return chunk ids of the scope with their BM25 scores, best (greatest) first."""
        ...

    def matches_more_than(self, query: FullTextQuery, count: int) -> bool:
        """Return whether more than `count` chunks match; looks at no more."""
        ...

    def possible_words(self, words: Collection[str]) -> set[str]:
        """Return those of `words` that chunks may have, in one trip to the engine.

        All others no chunk has. For whoever tries many words, most of which there are not.
        """
        ...

    def words_of(self, words: Collection[str], scope: Scope = EVERYTHING) -> set[str]:
        """Return those of `words` that texts of the scope have, in few trips to the engine."""
        ...

    def texts_matching(
        self, query: FullTextQuery, limit: int, scope: Scope = EVERYTHING
    ) -> list[str]:
        """Return up to `limit` titles and texts of matching chunks of the scope, in no order."""
        ...

    def rebuild_place(self) -> RebuildPlace:
        """Return where the index is built anew, for another model or other chunks."""
        ...

    def rebuild_full_text(self) -> None:
        """Build the full-text index again from the articles."""
        ...

    def delete_orphans(self) -> None:
        """Delete what is derived from articles that are gone, and embeddings of no chunk."""
        ...

    def adopt_index(self, other: "Store", token: str) -> bool:
        """Take over the chunks, embeddings and model of another store of the same articles.

        Return False, with nothing changed, when this store is no longer in the
        state of `token`.
        """
        ...
