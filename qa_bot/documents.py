"""The data of articles: articles, chunks, scopes, and the results of adding.

Knows nothing of files, models or databases. Offsets count code points of
`Article.text`; every span is half-open, so `text[start:end]` is the thing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from qa_bot.errors import SourceError

# Called with a title or a stage, how many of its parts are done, and how many there are.
Progress = Callable[[str, int, int], None]


def no_progress(title: str, done: int, total: int) -> None:
    """Ignore progress."""


@dataclass(frozen=True, slots=True)
class Place:
    """A label that holds from the character `start` of an article on.

    A label is what a person looks for: "page 3", a heading, "00:01:23".
    """

    start: int
    label: str


class BoilerplateKind(StrEnum):
    """What a part of a page or document is that is no text of an article."""

    NAVIGATION = "navigation"
    BANNERS = "banners"
    HEADERS_AND_FOOTERS = "headers_and_footers"
    HIDDEN_TEXT = "hidden_text"
    AROUND_ARTICLE = "around_article"
    BOILERPLATE_LINES = "boilerplate_lines"


@dataclass(frozen=True, slots=True)
class BoilerplateCount:
    """About how many characters of one kind of boilerplate were left out."""

    kind: BoilerplateKind
    characters: int


@dataclass(frozen=True, slots=True)
class Article:
    """A text as it is stored: without boilerplate, its offsets fixed.

    `id` is derived from source and collection, so the same file keeps its id
    when edited; `digest` is derived from title and text, so an edit changes it.
    `published` is an ISO 8601 date or datetime, `language` a short BCP 47 code,
    `places` are in the order of their starts, and `link` is an address to open.
    Unknown fields are empty. An article is shared while its `collection` is
    empty, else it belongs to the owner of that key, such as "chat:123".
    `unread` names the parts of the source without text, such as scanned pages;
    `left_out` counts the boilerplate. Both are reported when the article is
    added, and not stored.
    """

    id: str
    title: str
    source: str
    text: str
    digest: str
    author: str = ""
    published: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    collection: str = ""
    link: str = ""
    unread: tuple[str, ...] = ()
    left_out: tuple[BoilerplateCount, ...] = ()

    @property
    def ref(self) -> "ArticleRef":
        """The article without its text."""
        return ArticleRef(
            self.id,
            self.title,
            self.source,
            self.published,
            self.link,
            self.collection,
            self.digest,
        )


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """A reference to cite an article by; `digest` identifies the version that was read."""

    id: str
    title: str
    source: str
    published: str = ""
    link: str = ""
    collection: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One article as `list` shows it; `added_at` in seconds since the epoch."""

    ref: ArticleRef
    characters: int
    chunks: int
    added_at: float
    author: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()


class Reference(Enum):
    """What a question leaves to be understood from what was quoted last.

    NAMED leaves out nothing, OPEN may or may not, and IMPLIED leaves out what it is about.
    """

    NAMED = "named"
    OPEN = "open"
    IMPLIED = "implied"


@dataclass(frozen=True, slots=True)
class Focus:
    """What a chat quoted last: `[start, end)` of the text of the article with that id.

    `answer` is the part of it that was marked as the short answer, None where all of it was,
    and `reference` how the question that is asked next refers to it.
    """

    article: str
    start: int
    end: int
    answer: "Span | None" = None
    reference: Reference = Reference.NAMED


@dataclass(frozen=True, slots=True)
class Scope:
    """A metadata filter: the articles that a question is asked of.

    `collections` and `articles` (ids) are None where any will do; an article
    matches `tags` when it has them all. `since` and `until` are ISO dates, or
    the beginning of one ("2024"), both inclusive; an article without a date
    matches neither. `focus` filters nothing: of what is as good an answer, what
    stands near it is preferred, as a follow-up is seldom about anything else. Nor does
    `question_in_chat`, the question as it was asked, after those before it; "" for one that is
    asked by itself.
    """

    collections: frozenset[str] | None = None
    articles: frozenset[str] | None = None
    tags: frozenset[str] = frozenset()
    since: str = ""
    until: str = ""
    # Not compared, so that what is cached for a scope is not looked up for each question.
    focus: Focus | None = field(default=None, compare=False, kw_only=True)
    question_in_chat: str = field(default="", compare=False, kw_only=True)


EVERYTHING = Scope()
# The articles of no collection, which anybody may read.
SHARED = Scope(collections=frozenset({""}))


# What came by chat: the chat, the message, then a file's name or who sent it and when.
_CHAT_SOURCE = re.compile(r"telegram:-?\d+/(\d+)(?:/(.*))?", re.DOTALL)


def readable_source(source: str) -> str:
    """Return a source as people know it: for a message, who sent it and when, or its file."""
    found = _CHAT_SOURCE.fullmatch(source)
    if found is None:
        return source
    return f"{found[2]} (Telegram)" if found[2] else f"Telegram, message {found[1]}"


def place_at(places: Sequence[Place], at: int) -> str:
    """Return the label of the last place that starts at or before `at`; "" when none does."""
    return next((place.label for place in reversed(places) if place.start <= at), "")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole sentences of one article, small enough for the embedding model.

    `text == article.text[start:end]`; `ordinal` counts from 0 in the article.
    """

    article_id: str
    ordinal: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as the store returns it: with the id that the indexes use, and its article.

    `places` are those within its text, the first of which may begin before it.
    Articles that are near duplicates of each other have the same `cluster`.
    """

    id: int
    article: ArticleRef
    ordinal: int
    start: int
    end: int
    text: str
    places: tuple[Place, ...] = ()
    cluster: str = ""

    def place(self, at: int) -> str:
        """Return the label at character `at` of the article, if that is within the chunk."""
        return place_at(self.places, at)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points in an article's text."""

    start: int
    end: int


class Outcome(Enum):
    """What adding an article came to."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a person should know of an article that was added or updated.

    `near_duplicate` is another article that says nearly the same, if there is
    one. `unread_language` is the article's language where the embedding model
    does not read it, so that the article is found by its words only. `unread`
    names the parts of the source without text, and `left_out` counts its
    boilerplate. `page_error` is why a feed's
    own text was added in place of the page that its entry links to.
    """

    near_duplicate: ArticleRef | None = None
    unread_language: str = ""
    unread: tuple[str, ...] = ()
    left_out: tuple[BoilerplateCount, ...] = ()
    page_error: SourceError | None = None


@dataclass(frozen=True, slots=True)
class FeedResult:
    """A feed that was fetched: how many of its entries are new or changed, and how many are not.

    `skipped` counts the entries beyond the limit, and `former_url` is the feed's
    address before, if it has moved permanently.
    """

    url: str
    title: str
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    former_url: str = ""


@dataclass(frozen=True, slots=True)
class AddResult:
    """What became of one source: an article and its outcome, a feed, or an error."""

    source: str
    article: ArticleRef | None = None
    outcome: Outcome | None = None
    remarks: Remarks = Remarks()
    feed: FeedResult | None = None
    error: SourceError | None = None


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """The size of a library, and the names of its models."""

    articles: int
    chunks: int
    embedding: str
    reader: str
