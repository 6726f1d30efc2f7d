"""The nouns of the product: what an article, a chunk, a passage and an answer are.

Knows nothing of files, models or databases. Offsets count code points of
`Article.text`; every span is half-open, so `text[start:end]` is the thing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """From the character `start` of an article on, its text stands at `label`.

    A label is what a person looks for: "page 3", a heading, "00:01:23".
    """

    start: int
    label: str


@dataclass(frozen=True, slots=True)
class Article:
    """A text as it is kept: its furniture dropped, its offsets fixed.

    `id` is derived from source and collection, so the same file keeps its id
    when edited; `digest` is derived from title and text, so an edit changes it.
    `published` is an ISO 8601 date or datetime, `language` a short BCP 47 code,
    `places` are in the order of their starts, and `link` is an address to open.
    What is not known is empty. An article belongs to everybody while its
    `collection` is empty, else to the owner of that key, such as "chat:123".
    `unread` names the places of the source that hold no text, such as scanned
    pages; it is told when the article is added, and not kept.
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
    """Enough of an article to cite it; `digest` says which version was read."""

    id: str
    title: str
    source: str
    published: str = ""
    link: str = ""
    collection: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a person should know of an article that is new or changed.

    `twin` is another article that says nearly the same, if there is one;
    `found_by_words` when the embedding model does not read its language.
    """

    twin: ArticleRef | None = None
    found_by_words: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles a question is asked of: those that fit every part given.

    `collections` and `articles` (ids) are None where any will do; an article
    fits `tags` when it has them all. `since` and `until` are ISO dates, or the
    beginning of one ("2024"), both included; an article without a date fits
    neither.
    """

    collections: frozenset[str] | None = None
    articles: frozenset[str] | None = None
    tags: frozenset[str] = frozenset()
    since: str = ""
    until: str = ""


EVERYTHING = Scope()
# What belongs to nobody in particular, so that anybody may read it.
SHARED = Scope(collections=frozenset({""}))


def place_at(places: Sequence[Place], at: int) -> str:
    """The label of the last place that starts at or before `at`; "" when none does."""
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
class Passage:
    """A stretch of an article offered as evidence, with how well it fits.

    `place` is where in the article it begins: a page, a heading, a time; or "".
    `also` are other articles that say the same.
    """

    article: ArticleRef
    start: int
    end: int
    text: str
    score: float
    place: str = ""
    also: tuple[ArticleRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points in an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim text of an article; `marks` are the words in it that answer.

    `marks` count from the start of the article, like `start` and `end`.
    `place` is where in the article it begins: a page, a heading, a time; or "".
    `also` are other articles that say the same.
    """

    article: ArticleRef
    start: int
    end: int
    text: str
    marks: tuple[Span, ...] = ()
    place: str = ""
    also: tuple[ArticleRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library says to a question, with its evidence.

    `answered` false means that the bot declines: `text` and `quote` are None
    and `passages` (best first) hold the nearest text. `confidence` is the
    estimated probability, 0 to 1, that the library answers the question with
    this quote. `others` are quotes from further articles that answer it too.
    `read_as` is the question as it was read, where words of it were misspelt.
    """

    question: str
    answered: bool
    confidence: float
    text: str | None = None
    quote: Quote | None = None
    passages: tuple[Passage, ...] = ()
    others: tuple[Quote, ...] = field(default=())
    took_ms: float = 0.0
    read_as: str | None = None


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """How much the library holds, and the models that it is asked with, by name."""

    articles: int
    chunks: int
    embedding: str
    reader: str
