"""Pending articles: what may become an article, once it is loaded."""

from collections.abc import Callable
from dataclasses import dataclass

from qa_bot.documents import Article, FeedResult
from qa_bot.errors import SourceError
from qa_bot.overrides import NO_OVERRIDES, MetadataOverrides


@dataclass(frozen=True, slots=True)
class LoadedArticle:
    """An article as it was loaded.

    `page_error` is why a feed's own text stands for the page that its entry links to.
    """

    article: Article
    page_error: SourceError | None = None


@dataclass(frozen=True, slots=True)
class PendingArticle:
    """Something that may become an article.

    `load` returns None where it is as before, and raises SourceError. `on_added`
    is called once the article is in the library, to record that. `known_article_id` is
    the article that was there before, `overrides` hold for all that comes from
    the same feed, and `done` of `total` come before it.
    """

    source: str
    load: Callable[[], LoadedArticle | None]
    on_added: Callable[[Article], None] | None = None
    known_article_id: str | None = None
    overrides: MetadataOverrides = NO_OVERRIDES
    done: int = 0
    total: int = 1


@dataclass(frozen=True, slots=True)
class FailedFeed:
    """A feed that could not be read, by the name that it was given."""

    source: str
    error: SourceError


# What a source yields: articles to load, a feed that was fetched, or one that could not be.
Pending = PendingArticle | FeedResult | FailedFeed
