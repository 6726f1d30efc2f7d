"""Answers comparisons by the numbers of the text, which are shown: "fob (£35 > £18)".

The passages that were read for the question are compared; where their numbers decide
nothing, the question is answered as any other.
"""

import time
from dataclasses import replace
from typing import Protocol

from qa_bot.answering.choices import chosen
from qa_bot.answering.comparison_requests import ComparisonRequest, comparison_request, is_graded
from qa_bot.answering.comparisons import Comparison, compare
from qa_bot.answering.lexical_features import content_stems
from qa_bot.answering.named_winners import named_winner
from qa_bot.answering.stated_comparisons import stated_winner
from qa_bot.answers import Answer, Passage, Quote
from qa_bot.documents import EVERYTHING, Scope, Span
from qa_bot.text.words import STOP_WORDS, words

# The most confidence of a comparison: about the share right of those on everyday articles.
_CONFIDENCE = 0.9
# Passages that are looked at: the numbers that decide stand in the best ones.
_PASSAGES = 3
# A quote about one of the things compared rarely says which has more.
_UNCOMPARED_CONFIDENCE = 0.1
# Characters of a quote with all that is compared: a longer one is more than a screen.
_MAX_QUOTE_CHARS = 1500
# Of a longer table, so many of the things compared are marked.
_MAX_MARKED = 3


class _Answers(Protocol):
    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer: ...


class ComparisonAnswerer:
    """Answers questions by more and less from numbers, and passes on all others."""

    def __init__(self, answerer: _Answers) -> None:
        self._answerer = answerer

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer a question; raises what the answerer of the texts raises."""
        started = time.perf_counter()
        answer = self._answerer.answer(question, scope)
        request = comparison_request(answer.read_as or question)
        if request is None:
            return chosen(answer.read_as or question, answer)
        for passage in answer.passages[:_PASSAGES]:
            found = compare(request, passage.text, f"{passage.article.title} {passage.place}")
            if found is not None and found.span.end - found.span.start <= _MAX_QUOTE_CHARS:
                compared = _compared(answer, found, passage)
                return replace(compared, took_ms=1000 * (time.perf_counter() - started))
        for passage in answer.passages[:_PASSAGES]:
            if (stated := stated_winner(request, passage.text)) is not None:
                return _quoted(answer, passage, *stated)
        return named_winner(request, answer) if _may_compare(request, answer) else _declined(answer)


def _may_compare(request: ComparisonRequest, answer: Answer) -> bool:
    """Return whether a quote may say which of the options it is: it names all, or grades one."""
    if answer.quote is None or not request.options:
        return True
    if any(STOP_WORDS.issuperset(words(option)) for option in request.options):
        # "More than me": whoever asks is in no text by that word.
        return True
    said = content_stems(f"{answer.quote.text} {answer.quote.place}")
    options = [content_stems(option) for option in request.options]
    names_all = all(not option.isdisjoint(said) for option in options)
    return names_all or any(is_graded(word) for word in words(answer.quote.text))


def _declined(answer: Answer) -> Answer:
    """Return an answer that says nothing: a sentence about one of two things compares none."""
    confidence = min(answer.confidence, _UNCOMPARED_CONFIDENCE)
    return replace(answer.declined(), confidence=confidence)


def _compared(answer: Answer, found: Comparison, passage: Passage) -> Answer:
    """Return the answer that quotes all that is compared, with the labels and numbers marked."""
    marks = [
        span
        for item in found.items[:_MAX_MARKED]
        for span in (item.label, Span(item.measure.start, item.measure.end))
    ]
    quoted = _quoted(answer, passage, found.span, *marks)
    text = f"{found.winner(passage.text)} ({found.calculation(passage.text)})"
    return replace(quoted, text=text)


def _quoted(answer: Answer, passage: Passage, span: Span, *marks: Span) -> Answer:
    """Return the answer by the first of some marks in a part of a passage."""
    at = passage.start
    quote = Quote(
        passage.article,
        at + span.start,
        at + span.end,
        passage.text[span.start : span.end],
        tuple(Span(at + mark.start, at + mark.end) for mark in marks),
        passage.place,
        passage.also,
    )
    # No surer than that the passage is about the question.
    quoted = replace(answer, answered=True, confidence=min(_CONFIDENCE, passage.score))
    text = passage.text[marks[0].start : marks[0].end]
    return replace(quoted, text=text, quote=quote, others=(), near_miss=None)
