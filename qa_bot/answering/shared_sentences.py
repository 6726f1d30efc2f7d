"""The part of a question that the sentence of another part answers: "… and when did she join?".

People ask two things about one sentence, of which the second says little by itself: it is
read once more in the quote of the surest part. Knows one sentence, not the library.
"""

from dataclasses import replace

from qa_bot.answering.answer_shaping import shaped
from qa_bot.answering.features import sigmoid
from qa_bot.answering.quotes import expand_to_enumeration
from qa_bot.answering.readers.reader import Reader, ScoredSpan
from qa_bot.answers import Answer, Quote
from qa_bot.documents import Span
from qa_bot.text.line_breaks import CELL_SEPARATOR

# Stands for words that answer another part: a reader passes it over, and offsets stay.
_BLANK = "…"


class SharedSentence:
    """Reads a part of a question in the quote that answers another part."""

    def __init__(self, reader: Reader) -> None:
        """Take a reader of English, as only English questions have parts."""
        self._reader = reader

    def answer(self, question: str, near: Answer) -> Answer | None:
        """Return an answer in other words of the quote of `near`; None where none is likelier.

        It is as sure as the reader, and no surer than `near`.
        """
        quote = near.quote
        if quote is None or CELL_SEPARATOR in quote.text:
            return None
        marks = [Span(m.start - quote.start, m.end - quote.start) for m in quote.marks]
        if any((mark.start, mark.end) == (0, len(quote.text)) for mark in marks):
            return None
        span = self._read(question, quote.text, quote.text)
        if _overlap(span, marks):
            span = self._read(question, quote.text, _blanked(quote.text, marks))
        if span.score < 0 or _overlap(span, marks):
            return None
        confidence = min(near.confidence, sigmoid(span.score))
        return replace(
            near,
            question=question,
            confidence=confidence,
            answered=True,
            text=quote.text[span.start : span.end],
            quote=_marked(quote, span),
            others=(),
        )

    def _read(self, question: str, text: str, read: str) -> ScoredSpan:
        """Return the words of a text that answer, where `read` is what the reader sees of it."""
        (reading,) = self._reader.read(question, [read])
        span = replace(reading.best, sentence=Span(0, len(text)))
        return expand_to_enumeration(question, read, shaped(question, read, span))


def _overlap(span: ScoredSpan, marks: list[Span]) -> bool:
    return any(span.start < mark.end and mark.start < span.end for mark in marks)


def _blanked(text: str, marks: list[Span]) -> str:
    for mark in marks:
        text = text[: mark.start] + _BLANK * (mark.end - mark.start) + text[mark.end :]
    return text


def _marked(quote: Quote, span: ScoredSpan) -> Quote:
    return replace(quote, marks=(Span(quote.start + span.start, quote.start + span.end),))
