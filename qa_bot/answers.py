"""The data of answers: passages, quotes and answers, and how a notebook shows an answer."""

from dataclasses import dataclass, replace
from html import escape
from typing import Literal

from qa_bot.documents import ArticleRef, Span, readable_source

# The confidence below which an answer is shown as "perhaps": of everyday questions, half of the
# answers below it quote what answers, and six in seven of those above.
UNSURE_BELOW = 0.6
# Why a written sentence is dropped: the cited passages lack a quotation, number, name or link of
# it, say the opposite, do not support it as a whole, are in a language that is not compared with
# the sentence's; or it only says that they do not answer.
DROP_REASONS = (
    *("quotation", "number", "name", "link", "opposite", "unsupported", "language", "refusal"),
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article offered as evidence, with its score, 0 to 1.

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

    @property
    def place_in_article(self) -> str:
        """The place below the title of the article, which may be the first of its headings."""
        return self.place.removeprefix(self.article.title).removeprefix(" › ")


@dataclass(frozen=True, slots=True)
class Overview:
    """What articles say as a whole or about a topic: sentences of theirs, word for word.

    `sentences` are by article, in the order of its text. `topic` is "" for the
    whole. `suggestions` are questions that the articles answer, and `left_out`
    counts the further articles that are not shown. `more` is what is shown of the
    articles to who asks for more.
    """

    sentences: tuple[Quote, ...]
    topic: str = ""
    suggestions: tuple[str, ...] = ()
    left_out: int = 0
    more: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMiss:
    """What the articles say in place of an answer: the nearest sentence.

    `missing` are the words of the question, as it has them, that stand neither in the
    sentence nor around it, at least one.
    """

    quote: Quote
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence that a language model wrote, with the quotes that support it, at least one."""

    text: str
    citations: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class DroppedSentence:
    """A sentence that a language model wrote and the passages do not support.

    `reason` is one of `DROP_REASONS`, and `words` are those of the sentence that it is
    about, such as a number that the passages lack; "" where it is about all of them.
    """

    text: str
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What a language model wrote of the passages, each sentence checked against them.

    `is_refusal` means that the model found no answer in the passages. `problem` says why
    there is nothing, or less than the model would have written, as a sentence for the
    operator; "" where nothing went wrong. `first_ms` is the time to the model's first
    words, `took_ms` the whole, and `tokens` what the model read and wrote.
    """

    model: str
    sentences: tuple[WrittenSentence, ...] = ()
    dropped: tuple[DroppedSentence, ...] = ()
    is_refusal: bool = False
    problem: str = ""
    first_ms: float = 0.0
    took_ms: float = 0.0
    tokens: int = 0

    @property
    def text(self) -> str:
        """The supported sentences, in the order in which they were written."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply of a library to a question, with its evidence.

    `answered` false means that the bot declines: `text` and `quote` are None
    and `passages` (best first) hold the nearest text. `confidence` is the
    estimated probability, 0 to 1, that the library answers the question with
    this quote. An answer that declines is false, so test an optional one with
    `is None`. `others` are quotes from further articles that answer it too.
    `read_as` is the question with its spelling corrected, where that differs.
    `near_miss` is what a declined answer found instead, where that is near enough.
    A question of several parts has the answer to each in `parts`, and is answered
    when one of them is: `text` joins theirs, `quote` is of the first.
    `overview` replies to a request for a summary or for what is said about a
    topic; `text` then holds its sentences, and `quote` the first of them. With an
    answer to who or what an article is about, it is the summary of that article.
    `metadata_of` is the article of which the answer is metadata that its text does
    not say, such as its author; such an answer has no quote.
    `written` is what a language model wrote of the same passages, where one was asked.
    """

    question: str
    answered: bool
    confidence: float
    text: str | None = None
    quote: Quote | None = None
    passages: tuple[Passage, ...] = ()
    others: tuple[Quote, ...] = ()
    took_ms: float = 0.0
    read_as: str | None = None
    near_miss: NearMiss | None = None
    parts: tuple["Answer", ...] = ()
    overview: Overview | None = None
    metadata_of: ArticleRef | None = None
    written: WrittenAnswer | None = None

    @property
    def kind(self) -> Literal["answer", "overview"]:
        """Whether this answers a question or is an overview."""
        return "answer" if self.overview is None else "overview"

    def __bool__(self) -> bool:
        return self.answered

    def declined(self) -> "Answer":
        """Return an answer that declines, with the same confidence and passages."""
        return replace(self, answered=False, text=None, quote=None, others=())

    @property
    def is_unsure(self) -> bool:
        """Whether an answer should be shown as one that may be wrong."""
        return self.answered and self.confidence < UNSURE_BELOW

    def _repr_html_(self) -> str:
        """Return the answer as a notebook shows it: the quote marked in its passage."""
        if self.answered and self.parts:
            shown = (f"<p>{escape(part.question)}</p>{part._repr_html_()}" for part in self.parts)
            return "".join(shown)
        if self.answered and self.overview is not None:
            quotations = (_quotation(q.text, q.article) for q in self.overview.sentences)
            questions = "".join(f"<li>{escape(q)}</li>" for q in self.overview.suggestions)
            return "".join(quotations) + (f"<ul>{questions}</ul>" if questions else "")
        if not self.answered or self.quote is None:
            found = [self.near_miss.quote] if self.near_miss else self.passages
            nearest = found[0] if found else None
            lead = "<p><em>The articles do not answer that.</em></p>"
            return lead + ("" if nearest is None else _quotation(nearest.text, nearest.article))
        quote = self.quote
        around = next((p for p in self.passages if _holds(p, quote)), None)
        text, start = (quote.text, quote.start) if around is None else (around.text, around.start)
        before, after = text[: quote.start - start], text[quote.end - start :]
        marked = f"{escape(before)}<mark>{_bold(quote)}</mark>{escape(after)}"
        short = f"<p><strong>{escape(self.text or '')}</strong> ({self.confidence:.0%})</p>"
        return short + _quotation(marked, quote.article, is_html=True)


def _holds(passage: Passage, quote: Quote) -> bool:
    """Return whether a quote is within a passage."""
    is_within = passage.start <= quote.start and quote.end <= passage.end
    return passage.article.id == quote.article.id and is_within


def _bold(quote: Quote) -> str:
    """Return a quote as HTML, its marks in bold type."""
    parts, at = [], 0
    for mark in sorted(quote.marks, key=lambda span: span.start):
        start = max(at, mark.start - quote.start)
        end = max(start, mark.end - quote.start)
        parts += [escape(quote.text[at:start]), f"<b>{escape(quote.text[start:end])}</b>"]
        at = end
    return "".join([*parts, escape(quote.text[at:])])


def _quotation(text: str, article: ArticleRef, is_html: bool = False) -> str:
    """Return a block quotation with its source, as HTML."""
    body = (text if is_html else escape(text)).replace("\n", "<br>")
    source = escape(readable_source(article.source))
    if article.source.startswith(("http://", "https://")):
        source = f'<a href="{escape(article.source)}">{source}</a>'
    return f"<blockquote>{body}</blockquote><p>{escape(article.title)} · {source}</p>"
