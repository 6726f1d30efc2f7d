"""What a person says of an article, which counts more than what its file says.

It is kept beside the article and laid over it each time the article is loaded
anew, so that neither a refresh nor a sync undoes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qa_bot.documents import Article
from qa_bot.identity import content_digest

_SINGLE = ("title", "author", "published")
_TAG = "tag"


@dataclass(frozen=True, slots=True)
class Given:
    """Title, author, date (ISO 8601) and tags as given; empty is not given."""

    title: str = ""
    author: str = ""
    published: str = ""
    tags: tuple[str, ...] = ()

    def joined(self, later: "Given") -> "Given":
        """Both, the later one counting; tags add up."""
        single = {name: getattr(later, name) or getattr(self, name) for name in _SINGLE}
        return Given(**single, tags=tuple(sorted({*self.tags, *later.tags})))

    def over(self, article: Article) -> Article:
        """The article as the person sees it."""
        title = self.title or article.title
        return replace(
            article,
            title=title,
            digest=content_digest(title, article.text) if self.title else article.digest,
            author=self.author or article.author,
            published=self.published or article.published,
            tags=tuple(sorted({*article.tags, *self.tags})),
        )

    def rows(self) -> list[tuple[str, str]]:
        """Pairs of field and value, for keeping."""
        single = [(name, getattr(self, name)) for name in _SINGLE]
        return [pair for pair in single if pair[1]] + [(_TAG, tag) for tag in self.tags]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> "Given":
        """From what `rows` gave."""
        pairs = list(rows)
        single = {field: value for field, value in pairs if field in _SINGLE}
        return cls(**single, tags=tuple(sorted(v for field, v in pairs if field == _TAG)))


NOTHING = Given()
