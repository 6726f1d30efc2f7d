"""The answer to a question of several parts: each part answered by itself, then joined.

A part that is answered by the sentence of another part needs less confidence, and two parts
are not answered by the same words.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from qa_bot.answering.compound_questions import refers_to_person, split_question, with_name
from qa_bot.answering.counted_nouns import with_counted_noun
from qa_bot.answering.shared_sentences import SharedSentence
from qa_bot.answers import Answer, Passage, Quote
from qa_bot.documents import EVERYTHING, Scope, Span

# Of the threshold, for a part whose sentence, or the one before or after, answers another part
# too: people ask two things about one sentence, whose words the parts share; chosen, not fitted.
_SAME_SENTENCE_SHARE = 0.5
# By how much the whole question must be surer than the surest of its parts to be left whole.
_WHOLE_MARGIN = 0.1


class _Answers(Protocol):
    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer: ...


class PartsAnswerer:
    """Answers questions of several parts part by part, and passes on all others."""

    def __init__(
        self,
        answerer: _Answers,
        unsure: _Answers,
        threshold: float,
        shared: SharedSentence | None = None,
    ) -> None:
        """Take what declines below the threshold, 0 to 1, and what answers whatever it is.

        `shared` reads a part in the quote of another, where a model does.
        """
        self._answerer = answerer
        self._unsure = unsure
        self._threshold = threshold
        self._shared = shared

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer a question, or its parts unless the whole is the better answered.

        Raises what the answerers raise.
        """
        started = time.perf_counter()
        questions = split_question(question)
        if not questions:
            return self._answerer.answer(question, scope)
        parts: list[Answer] = []
        for each in questions:
            asked = _with_person(each, questions[0], parts)
            # In its chat the message asked for all parts at once.
            part = self._unsure.answer(asked, replace(scope, question_in_chat=""))
            parts.append(replace(part, question=each))
        whole = self._answerer.answer(question, scope)
        surest = max(parts, key=lambda part: part.confidence)
        if whole.confidence > surest.confidence + _WHOLE_MARGIN:
            within = self._within(parts, whole)
            if not within:
                return whole
            parts = within
        else:
            parts = [part if part is surest else self._beside(part, surest) for part in parts]
        parts = [with_counted_noun(part) for part in decline_unsure(parts, self._threshold)]
        joined = join_parts(whole.question, parts)
        return replace(joined, took_ms=1000 * (time.perf_counter() - started))

    def _beside(self, part: Answer, surest: Answer) -> Answer:
        """Return a part as the sentence of the surest answers it, where that is surer."""
        is_there = _are_of_one_sentence(part.quote, surest.quote)
        if self._shared is None or (is_there and not _overlap(part.quote, surest.quote)):
            return part
        found = self._shared.answer(part.question, surest)
        if found is None or not (is_there or found.confidence >= part.confidence):
            return part
        return found

    def _within(self, parts: Sequence[Answer], whole: Answer) -> list[Answer]:
        """Return the parts in other words each of the quote of the whole, none if not all are."""
        if self._shared is None or whole.quote is None:
            return []
        found: list[Answer] = []
        marks: tuple[Span, ...] = ()
        for part in parts:
            near = replace(whole, quote=replace(whole.quote, marks=marks))
            answer = self._shared.answer(part.question, near)
            if answer is None or answer.quote is None:
                return []
            found.append(answer)
            marks += answer.quote.marks
        return found


def join_parts(question: str, parts: Sequence[Answer]) -> Answer:
    """Return the answer that shows the parts together, answered if any of them is.

    Its quote is of the first part that has one, and its confidence that of the surest.
    """
    answered = [part for part in parts if part.answered]
    texts = dict.fromkeys(part.text for part in answered if part.text)
    passages: dict[tuple[str, int], Passage] = {}
    for passage in (passage for part in parts for passage in part.passages):
        passages.setdefault((passage.article.id, passage.start), passage)
    return Answer(
        question,
        bool(answered),
        max(part.confidence for part in parts),
        text="; ".join(texts) or None,
        quote=next((part.quote for part in answered if part.quote is not None), None),
        passages=tuple(passages.values()),
        parts=tuple(parts),
    )


def decline_unsure(parts: Sequence[Answer], threshold: float) -> list[Answer]:
    """Decline the parts below the threshold, and those that repeat the words of a surer one."""
    by_confidence = sorted(parts, key=lambda part: -part.confidence)
    kept: list[Answer] = []
    for part in by_confidence:
        is_beside = any(_are_beside(part.quote, other.quote) for other in kept)
        needed = threshold * _SAME_SENTENCE_SHARE if is_beside else threshold
        is_repeated = any(_have_same_words(part.quote, other.quote) for other in kept)
        if part.answered and part.confidence >= needed and not is_repeated:
            kept.append(part)
    return [part if part in kept else part.declined() for part in parts]


def _with_person(part: str, first: str, answered: Sequence[Answer]) -> str:
    """Return a part with "she" replaced by whom the first part, a who-question, is answered by."""
    if not answered or not first.lower().startswith("who") or not refers_to_person(part):
        return part
    return with_name(part, answered[0].text or "")


def _are_of_one_sentence(one: Quote | None, other: Quote | None) -> bool:
    if one is None or other is None or one.article.id != other.article.id:
        return False
    return one.start < other.end and other.start < one.end


def _are_beside(one: Quote | None, other: Quote | None) -> bool:
    """Return whether two quotes are of one sentence, or of two with only a space between."""
    if one is None or other is None or one.article.id != other.article.id:
        return False
    return one.start <= other.end + 1 and other.start <= one.end + 1


def _overlap(one: Quote | None, other: Quote | None) -> bool:
    """Return whether two quotes of one sentence have marks in common."""
    if one is None or other is None:
        return False
    return any(a.start < b.end and b.start < a.end for a in one.marks for b in other.marks)


def _have_same_words(one: Quote | None, other: Quote | None) -> bool:
    """Return whether two quotes have the same marks, and those are less than the sentence."""
    if one is None or other is None or one.article.id != other.article.id:
        return False
    is_whole = any((mark.start, mark.end) == (one.start, one.end) for mark in one.marks)
    return one.marks == other.marks and not is_whole
