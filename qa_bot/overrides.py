"""Metadata that a person overrides, whatever the source of an article says.

Overrides are stored beside the article and applied each time it is loaded
again, so that neither a refresh nor a sync undoes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qa_bot.documents import Article
from qa_bot.escape import replace_surrogates
from qa_bot.identity import content_digest
from qa_bot.text.dates import validate_date
from qa_bot.text.normalisation import one_line

_SINGLE = ("title", "author", "published")
_TAG = "tag"


@dataclass(frozen=True, slots=True)
class MetadataOverrides:
    """Title, author, date (ISO 8601) and tags; an empty field overrides nothing."""

    title: str = ""
    author: str = ""
    published: str = ""
    tags: tuple[str, ...] = ()

    def merged(self, later: "MetadataOverrides") -> "MetadataOverrides":
        """Return both, where `later` takes precedence; tags add up."""
        single = {name: getattr(later, name) or getattr(self, name) for name in _SINGLE}
        return MetadataOverrides(**single, tags=tuple(sorted({*self.tags, *later.tags})))

    def apply(self, article: Article) -> Article:
        """Return the article with its metadata overridden."""
        title = self.title or article.title
        return replace(
            article,
            title=title,
            digest=content_digest(title, article.text) if self.title else article.digest,
            author=self.author or article.author,
            published=self.published or article.published,
            tags=tuple(sorted({*article.tags, *self.tags})),
        )

    def to_rows(self) -> list[tuple[str, str]]:
        """Return pairs of field and value, for storage."""
        single = [(name, getattr(self, name)) for name in _SINGLE]
        return [pair for pair in single if pair[1]] + [(_TAG, tag) for tag in self.tags]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str]]) -> "MetadataOverrides":
        """Return the overrides that `to_rows` gave."""
        pairs = list(rows)
        single = {field: value for field, value in pairs if field in _SINGLE}
        return cls(**single, tags=tuple(sorted(v for field, v in pairs if field == _TAG)))


NO_OVERRIDES = MetadataOverrides()


def typed_overrides(title: str, author: str, date: str, tags: Iterable[str]) -> MetadataOverrides:
    """Return what a person typed, cleaned as metadata of an article is; raises DateUnreadable."""
    words = map(_cleaned, tags)
    return MetadataOverrides(
        _cleaned(title),
        _cleaned(author),
        validate_date(str(date)) if date else "",
        tuple(word for word in words if word),
    )


def _cleaned(typed: str) -> str:
    return one_line(replace_surrogates(typed))
