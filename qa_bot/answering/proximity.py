"""Proximity: what stands near the sentence that was quoted last is likelier to be meant.

A follow-up asks about what was just read: its answer mostly stands in that sentence or
beside it. Knows where sentences stand; does not know what they say.
"""

import math
import re
from collections.abc import Sequence

from qa_bot.answering.features import sigmoid
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answers import Quote
from qa_bot.documents import Focus, Reference, Span, StoredChunk
from qa_bot.retrieval.candidates import Candidate

_ELSE = re.compile(r"\b(?:else|another|other than that)\b", re.IGNORECASE)
# Added to the score of a sentence in focus, in log-odds: chosen on chains of follow-ups. A question
# that leaves out what it is about has few words by which to find its answer.
_BONUS = {Reference.NAMED: 2.0, Reference.OPEN: 2.0, Reference.IMPLIED: 4.5}
# Characters from the focus at which nothing is left of it: about a paragraph of what follows,
# and the sentence or two before.
_REACH_AFTER = 400
_REACH_BEFORE = 200
# Characters between two sentences that follow each other: a space, or a line break and a bullet.
_NEXT = 12
# The log-odds that a sentence answers a follow-up: so much of those by the words alone, and added
# to them where it is in focus or next, within reach, and elsewhere. A logistic regression gave them
# on chains of follow-ups, checked on articles left out of it; of its sums near these the one was
# chosen that declines as many questions without an answer as before.
_SLOPE = 0.82
_NEAR_ODDS = {Reference.NAMED: -0.05, Reference.OPEN: 0.4, Reference.IMPLIED: 0.4}
_REACHED_ODDS = {Reference.NAMED: -0.27, Reference.IMPLIED: -0.72}
_AWAY_ODDS = {Reference.NAMED: -0.5, Reference.IMPLIED: -0.8}
# Confidences are kept from 0 and 1, whose log-odds are infinite.
_LEAST_PROBABILITY = 0.002


def proximity_bonus(focus: Focus | None, chunk: StoredChunk, sentence: Span) -> float:
    """Return what is added to the score of a sentence of a chunk, the less the farther it is."""
    if focus is None or chunk.article.id != focus.article:
        return 0.0
    return _BONUS[focus.reference] * _nearness(
        focus, chunk.start + sentence.start, chunk.start + sentence.end
    )


def confidence_by_place(
    probability: float, focus: Focus | None, chunk: StoredChunk, sentence: Span
) -> float:
    """Return the probability that a sentence answers, by where it stands beside its words.

    A question that may stand alone gains by what is near, and loses nothing.
    """
    if focus is None:
        return probability
    start, end = chunk.start + sentence.start, chunk.start + sentence.end
    reference, is_here = focus.reference, chunk.article.id == focus.article
    is_near = is_here and start < focus.end + _NEXT and focus.start < end
    if reference is Reference.OPEN and not is_near:
        return probability
    is_reached = is_here and _nearness(focus, start, end) > 0
    elsewhere = _REACHED_ODDS if is_reached else _AWAY_ODDS
    added = _NEAR_ODDS[reference] if is_near else elsewhere[reference]
    kept = min(max(probability, _LEAST_PROBABILITY), 1 - _LEAST_PROBABILITY)
    log_odds = _SLOPE * math.log(kept / (1 - kept)) + added
    by_place = sigmoid(log_odds)
    return max(probability, by_place) if reference is Reference.OPEN else by_place


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
