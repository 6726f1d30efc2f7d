"""Near duplicates: the cluster of an article among those that are known."""

from dataclasses import dataclass

from qa_bot.documents import Article
from qa_bot.storage.store import Store
from qa_bot.text.shingles import jaccard_similarity, shingles, signature_bands

# The least Jaccard similarity of shingles of two articles in one cluster: reprints of one news
# text with another headline and lead are above it, two reports of one event far below.
_LEAST_SIMILARITY = 0.6


@dataclass(frozen=True, slots=True)
class Cluster:
    """The bands of an article's MinHash signature, and the id of the first of its cluster.

    `first` is empty for an article without near duplicates.
    """

    bands: tuple[int, ...]
    first: str


@dataclass(frozen=True, slots=True)
class _Clustered:
    article: Article
    shingles: frozenset[int]
    cluster: Cluster


class NearDuplicates:
    """Finds the clusters of articles that are about to be added together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._clustered: list[_Clustered] = []

    def cluster(self, article: Article) -> Cluster:
        """Return the cluster of an article, among the library's and those asked for before."""
        own = shingles(article.text)
        signature = signature_bands(own)
        first = self._first_of_batch(article, own, signature)
        first = first or self._first_of_library(article, own, signature)
        cluster = Cluster(signature, first)
        self._clustered.append(_Clustered(article, own, cluster))
        return cluster

    def _first_of_batch(
        self, article: Article, own: frozenset[int], signature: tuple[int, ...]
    ) -> str:
        for other in self._clustered:
            share_band = not set(signature).isdisjoint(other.cluster.bands)
            visible = other.article.collection in ("", article.collection)
            if (
                share_band
                and visible
                and jaccard_similarity(own, other.shingles) >= _LEAST_SIMILARITY
            ):
                return other.cluster.first or other.article.id
        return ""

    def _first_of_library(
        self, article: Article, own: frozenset[int], signature: tuple[int, ...]
    ) -> str:
        clusters = (
            similar.cluster
            for similar in self._store.similar_articles(signature, article)
            if jaccard_similarity(own, shingles(similar.text)) >= _LEAST_SIMILARITY
        )
        return next(clusters, "")
