"""Which story an article tells: that of the likest one known, if it is like enough."""

from dataclasses import dataclass

from qa_bot.documents import Article
from qa_bot.storage.store import Store
from qa_bot.text.shingles import jaccard_similarity, shingles, signature_bands

# What share of their words in a row two articles have in common that are one story.
_SAME = 0.6


@dataclass(frozen=True, slots=True)
class Told:
    """An article's sketch, and the id of the first of those that tell its story.

    `story` is empty for an article that is like no other.
    """

    bands: tuple[int, ...]
    story: str


@dataclass(frozen=True, slots=True)
class _Seen:
    article: Article
    shingles: frozenset[int]
    told: Told


class Stories:
    """Finds the stories of articles that are about to come in together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: list[_Seen] = []

    def of(self, article: Article) -> Told:
        """The story of one of them, among those of the library and those asked of before."""
        own = shingles(article.text)
        sketch = signature_bands(own)
        told = Told(
            sketch, self._among_seen(article, own, sketch) or self._kept(article, own, sketch)
        )
        self._seen.append(_Seen(article, own, told))
        return told

    def _among_seen(self, article: Article, own: frozenset[int], sketch: tuple[int, ...]) -> str:
        for seen in self._seen:
            meet = not set(sketch).isdisjoint(seen.told.bands)
            visible = seen.article.collection in ("", article.collection)
            if meet and visible and jaccard_similarity(own, seen.shingles) >= _SAME:
                return seen.told.story or seen.article.id
        return ""

    def _kept(self, article: Article, own: frozenset[int], sketch: tuple[int, ...]) -> str:
        stories = (
            story
            for story, text in self._store.sharing(sketch, article)
            if jaccard_similarity(own, shingles(text)) >= _SAME
        )
        return next(stories, "")
