"""The nouns of the product: what an article, a chunk, a passage and an answer are.

Knows nothing of files, models or databases. Offsets count code points of
`Article.text`; every span is half-open, so `text[start:end]` is the thing.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Article:
    """A text as it is kept: its furniture dropped, its offsets fixed.

    `id` is derived from the source, so the same file keeps its id when edited;
    `digest` is derived from title and text, so an edit changes it.
    """

    id: str
    title: str
    source: str
    text: str
    digest: str

    @property
    def ref(self) -> "ArticleRef":
        """The article without its text."""
        return ArticleRef(self.id, self.title, self.source)


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """Enough of an article to cite it."""

    id: str
    title: str
    source: str


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
    """A stretch of an article offered as evidence, with how well it fits."""

    article: ArticleRef
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points in an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim text of an article; `marks` are the words in it that answer.

    `marks` count from the start of the article, like `start` and `end`.
    """

    article: ArticleRef
    start: int
    end: int
    text: str
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library says to a question, with its evidence.

    `answered` false means that the bot declines: `text` and `quote` are None
    and `passages` (best first) hold the nearest text. `confidence` is the
    estimated probability, 0 to 1, that the library answers the question with
    this quote. `others` are quotes from further articles that answer it too.
    """

    question: str
    answered: bool
    confidence: float
    text: str | None = None
    quote: Quote | None = None
    passages: tuple[Passage, ...] = ()
    others: tuple[Quote, ...] = field(default=())
    took_ms: float = 0.0
