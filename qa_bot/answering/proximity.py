"""Proximity: what stands near the sentence that was quoted last is likelier to be meant.

A follow-up asks about what was just read: its answer mostly stands in that sentence or
beside it. Knows where sentences stand; does not know what they say.
"""

import re
from collections.abc import Sequence

from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answers import Quote
from qa_bot.documents import Focus, Span, StoredChunk
from qa_bot.retrieval.candidates import Candidate

_ELSE = re.compile(r"\b(?:else|another|other than that)\b", re.IGNORECASE)
# Added to the score of a sentence in focus, in log-odds: chosen on chains of follow-ups.
_BONUS = 2.0
# Characters from the focus at which nothing is left of it: about a paragraph of what follows,
# and the sentence or two before.
_REACH_AFTER = 400
_REACH_BEFORE = 200


def proximity_bonus(focus: Focus | None, chunk: StoredChunk, sentence: Span) -> float:
    """Return what is added to the score of a sentence of a chunk, the less the farther it is."""
    if focus is None or chunk.article.id != focus.article:
        return 0.0
    return _BONUS * _nearness(focus, chunk.start + sentence.start, chunk.start + sentence.end)


def is_in_reach(focus: Focus, quote: Quote) -> bool:
    """Return whether a quote is near enough to the focus to be preferred for it."""
    return quote.article.id == focus.article and _nearness(focus, quote.start, quote.end) > 0


def _nearness(focus: Focus, start: int, end: int) -> float:
    """Return how near a part of its article is to the focus: 1 in it, 0 out of its reach."""
    after, before = start - focus.end, focus.start - end
    if after >= 0:
        return max(0.0, 1 - after / _REACH_AFTER)
    return max(0.0, 1 - max(0, before) / _REACH_BEFORE)


def repeats_answer(
    question: str, focus: Focus | None, chunk: StoredChunk, span: ScoredSpan
) -> bool:
    """Return whether a span of a chunk is the short answer that was given last, or a part of it.

    To what asks for something else, the whole sentence that was quoted is.
    """
    if focus is None or chunk.article.id != focus.article:
        return False
    if _ELSE.search(question):
        return is_in_focus(focus, chunk, span.sentence)
    if focus.answer is None:
        return False
    start, end = chunk.start + span.start, chunk.start + span.end
    return start < focus.answer.end and focus.answer.start < end


def is_in_focus(focus: Focus | None, chunk: StoredChunk, sentence: Span) -> bool:
    """Return whether a sentence of a chunk is what was quoted, or a part of it."""
    if focus is None or chunk.article.id != focus.article:
        return False
    start, end = chunk.start + sentence.start, chunk.start + sentence.end
    return start < focus.end and focus.start < end


def in_focus_first(candidates: Sequence[Candidate], focus: Focus | None) -> list[Candidate]:
    """Put the candidates first that hold what was quoted, so that they are read first."""
    return sorted(
        candidates,
        key=lambda each: not is_in_focus(focus, each.chunk, Span(0, len(each.chunk.text))),
    )
