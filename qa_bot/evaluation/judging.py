"""Judges one reply as a person would: its quote, its short answer, or that it declines.

The figures of SQuAD ask whether a quote holds the gold words; a person asks whether
the quote is the place that answers, and whether all that was asked for is there.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from qa_bot.answers import Answer
from qa_bot.evaluation import metrics
from qa_bot.evaluation.run import AskedQuestion
from qa_bot.text.unspaced_scripts import spaced_characters

# The least token F1 of a short answer with a gold one: "the old mill" for "mill" is right.
_ENOUGH_F1 = 0.6
# Of the gold fragments of an overview: the least share that it must quote.
_ENOUGH_OF_OVERVIEW = 0.5
# Words that a short answer may have beyond the gold one that it contains.
_SPARE_WORDS = 8
_OVERVIEW = "overview"
_WORD = re.compile(r"\w+")
_POLAR = ("yes", "no")


class Verdict(Enum):
    """What a reply to a question comes to."""

    RIGHT = "right"
    WRONG = "wrong"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class KindFigures:
    """How the questions of one kind were answered; each a share of `count`, 0..1.

    For unanswerable questions, `quote_right` and `answer_right` are the share declined.
    """

    count: int
    quote_right: float
    answer_right: float
    wrong: float


def verdict(asked: AskedQuestion) -> Verdict:
    """Judge a reply by what it quotes.

    Declining is right for an unanswerable question. A message that asks nothing is
    answered rightly by a reply of the kind that the set expects.
    """
    question = asked.question
    if question.expected_reply:
        is_expected = asked.reply is not None and asked.reply.value == question.expected_reply
        return Verdict.RIGHT if is_expected else Verdict.WRONG
    if not asked.answer.answered:
        return Verdict.DECLINED if question.answers else Verdict.RIGHT
    return Verdict.RIGHT if question.answers and _has_right_quote(asked) else Verdict.WRONG


def has_right_answer(asked: AskedQuestion) -> bool:
    """Return whether the short answer, too, is one that a person would take.

    It has enough words in common with a gold answer, or holds one with few words more.
    A question for a yes or a no is answered by its quote, unless the answer says the
    wrong one of the two.
    """
    question, answer = asked.question, asked.answer
    if verdict(asked) is not Verdict.RIGHT:
        return False
    if not question.answers or question.expected_reply or question.kind == _OVERVIEW:
        return True
    said = metrics.normalise(answer.text or "")
    golds = [metrics.normalise(gold) for gold in question.answers]
    if polar := [gold for gold in golds if gold in _POLAR]:
        return said.split(" ")[0] not in set(_POLAR) - set(polar)
    if question.needs_all:
        return all(gold in said for gold in golds)
    return metrics.f1(said, golds) >= _ENOUGH_F1 or any(_holds_closely(said, g) for g in golds)


def figures_by_kind(asked: Sequence[AskedQuestion]) -> dict[str, KindFigures]:
    """Return the figures of each kind of question that the set names, in alphabetic order."""
    by_kind: dict[str, list[AskedQuestion]] = defaultdict(list)
    for each in asked:
        if each.question.kind and not each.is_left_out:
            by_kind[each.question.kind].append(each)
    return {kind: _kind_figures(by_kind[kind]) for kind in sorted(by_kind)}


def _kind_figures(asked: Sequence[AskedQuestion]) -> KindFigures:
    verdicts = [verdict(each) for each in asked]
    return KindFigures(
        len(asked),
        metrics.mean(v is Verdict.RIGHT for v in verdicts),
        metrics.mean(map(has_right_answer, asked)),
        metrics.mean(v is Verdict.WRONG for v in verdicts),
    )


def _has_right_quote(asked: AskedQuestion) -> bool:
    """Return whether the quotes are of the evidence, or without one hold a gold answer.

    All gold answers where all are asked for, and half of an overview's.
    """
    question = asked.question
    quotes = [_plain(text) for text in shown_quotes(asked.answer)]
    held = [any(_plain(gold) in text for text in quotes) for gold in question.answers]
    if question.kind == _OVERVIEW:
        return metrics.mean(held) >= _ENOUGH_OF_OVERVIEW
    if question.needs_all:
        return all(held)
    if not question.evidence or asked.answer.metadata_of is not None:
        return any(held)
    evidence = [_plain(text) for text in question.evidence]
    return any(metrics.overlaps(text, part) for text in quotes for part in evidence)


def shown_quotes(answer: Answer) -> list[str]:
    """Return the texts that an answer quotes as its own, not those of further articles.

    Metadata have no quote: the answer itself stands for it.
    """
    if answer.parts:
        return [text for part in answer.parts for text in shown_quotes(part)]
    if answer.overview is not None:
        return [quote.text for quote in answer.overview.sentences]
    if answer.quote is not None:
        return [answer.quote.text]
    return [answer.text] if answer.metadata_of is not None and answer.text else []


def _plain(text: str) -> str:
    """Return the words in lower case, as evidence may be copied with the marks of its format."""
    return f" {' '.join(_WORD.findall(spaced_characters(text.casefold())))} "


def _holds_closely(said: str, gold: str) -> bool:
    spare = len(said.split()) - len(gold.split())
    return f" {gold} " in f" {said} " and spare <= _SPARE_WORDS
