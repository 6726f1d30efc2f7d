"""Verification: a draft sentence becomes a written one with its quotes, or is dropped.

Each sentence is checked against the passages that it cites, else against those that it
is nearest to: the details word by word, then the sentence as a whole. A sentence of two
clauses may rest on two passages. Nothing that a model writes is shown unless a passage
supports it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_bot.answers import DroppedSentence, Passage, Quote, WrittenSentence
from qa_bot.documents import Span
from qa_bot.generation.alignment import shared_words
from qa_bot.generation.details import Missing, missing_address, missing_details
from qa_bot.generation.directions import is_direction, without_directions
from qa_bot.generation.drafts import DraftSentence
from qa_bot.generation.refusals import is_refusal
from qa_bot.generation.support import Support, SupportModel
from qa_bot.text.language import is_in_another_language, language_of
from qa_bot.text.sentences import ENGLISH

# The least probability that a passage supports a sentence. Of the unsupported statements of
# `python -m training support`, which are made to mislead, it lets 4 in 100 pass.
LEAST_SUPPORT = 0.65
# Passages that a sentence is compared with besides those that it cites: reading takes time.
_NEAREST = 2
# The share of a sentence's words in a cited passage with which that is quoted too.
_QUOTED_TOO = 0.5
# The share of a sentence's words in a passage from which both are in one language.
_SAME_LANGUAGE = 0.5
# Clauses that one sentence joins: what follows a comma, a name or a determiner.
_CLAUSES = re.compile(
    r"[,;] (?:and|but|while|whereas|although) |; | (?:and|but|while|whereas|although) "
    r"(?=(?:the|a|an|its|his|her|their|this|that|each|both|it|he|she|they)\b|[A-Z])"
)
# Those that may rest on passages of their own: what follows begins with a name or an article. After
# a pronoun the second says something of the first.
_INDEPENDENT = re.compile(
    r"(?:,|;)? (?:and|but|while|whereas|although) (?=(?:the|an?|each)\b|[A-Z])"
    r"|; (?!(?:its?|he|she|they|his|her|their|this|that|these|those|both)\b)"
)
# Whether something is the answer is no statement about the articles, and nothing checks it.
_ABOUT_ANSWER = re.compile(
    r"\b(?:the|this|your) (?:correct |short |final )?(?:answer|question)\b[^.]{0,80}\b(?:is|was)\b",
    re.IGNORECASE,
)
_QUESTION_MARKS = ("?", "？", "؟")
_FEWEST_CLAUSES = 2  # of a sentence that is not simple
_FEWEST_WORDS = 3  # of a clause with a subject, a verb and something said


@dataclass(frozen=True, slots=True)
class _Found:
    """The quotes that support a statement, or what is missing."""

    quotes: tuple[Quote, ...] = ()
    missing: Missing | None = None
    is_certain: bool = False


class Verifier:
    """Checks drafts against passages. Safe to share between threads."""

    def __init__(self, model: SupportModel, least_support: float = LEAST_SUPPORT) -> None:
        self._model = model
        self._least_support = least_support

    def verify(
        self, draft: DraftSentence, passages: Sequence[Passage]
    ) -> WrittenSentence | DroppedSentence:
        """Return the sentence with the quotes that support it, or why it is dropped.

        Passages are cited by their numbers from 1; other numbers count for nothing.
        """
        if is_refusal(draft.text):
            return DroppedSentence(draft.text, "refusal")
        is_question = draft.text.endswith(_QUESTION_MARKS)
        if is_question or _ABOUT_ANSWER.search(draft.text) or is_direction(draft.text):
            return DroppedSentence(draft.text, "unsupported")
        evidence = [without_directions(passage) for passage in passages]
        cited = [evidence[number - 1] for number in draft.cited if 0 < number <= len(evidence)]
        others = _nearest(draft.text, [each for each in evidence if each not in cited])
        found = self._find(draft.text, cited, others)
        # A clause may hide behind a longer one, and two may rest on two passages.
        boundary = _CLAUSES if found.quotes else _INDEPENDENT
        if not found.is_certain and (clauses := _clauses(draft.text, boundary)):
            found = self._find_each(clauses, cited, others)
        quotes = _verbatim(found.quotes, passages)
        # An address has to be in the quotes that are shown; a passage may have more of them.
        shown = "\n".join(quote.text for quote in quotes)
        missing = found.missing or missing_address(draft.text, shown)
        if missing is not None:
            return DroppedSentence(draft.text, missing.reason, missing.words)
        return WrittenSentence(draft.text, quotes)

    def _find_each(
        self, clauses: Sequence[str], cited: Sequence[Passage], others: Sequence[Passage]
    ) -> _Found:
        """Return the quotes that support all of some clauses, or what one of them misses."""
        found = [self._find(clause, cited, others) for clause in clauses]
        if missing := next((each.missing for each in found if each.missing), None):
            return _Found(missing=missing)
        return _Found(tuple(dict.fromkeys(quote for each in found for quote in each.quotes)))

    def _find(self, text: str, cited: Sequence[Passage], others: Sequence[Passage]) -> _Found:
        """Return the quotes that support a text, of the cited passages if these do."""
        problem: Missing | None = None
        groups = [cited, *([each] for each in others)] if cited else [[each] for each in others]
        for group in groups:
            found = self._supported_by(text, group)
            if found.quotes:
                return found
            problem = problem or found.missing
        return _Found(missing=problem or Missing("unsupported", ""))

    def _supported_by(self, text: str, group: Sequence[Passage]) -> _Found:
        """Return the quotes of a group of passages, which have the details between them."""
        if missing := next(missing_details(text, "\n".join(map(_evidence, group))), None):
            return _Found(missing=missing)
        judged = [(self._support(text, passage), passage) for passage in group]
        most = max(each.alignment.shared for each, _ in judged)
        # The language of a short sentence is often mistaken, but not where its words are there.
        if most < _SAME_LANGUAGE and is_in_another_language(text, [p.text for p in group]):
            return _Found(missing=Missing("language", ""))
        support, best = max(judged, key=lambda pair: pair[0].probability)
        if support.probability < self._least_support:
            is_opposite = any(each.alignment.is_opposite for each, _ in judged)
            return _Found(missing=Missing("opposite" if is_opposite else "unsupported", ""))
        too = [
            _quote(passage, each.alignment.sentence)
            for each, passage in judged
            if passage is not best and each.alignment.shared >= _QUOTED_TOO
        ]
        quotes = (_quote(best, support.alignment.sentence), *too)
        return _Found(quotes, is_certain=support.alignment.is_compression)

    def _support(self, text: str, passage: Passage) -> Support:
        return self._model.support(text, passage.text, language_of(passage.text) or ENGLISH)


def _evidence(passage: Passage) -> str:
    """Return all that a passage says: its text, and the title, date and place that it has."""
    about = (passage.article.title, passage.article.published, passage.place, passage.text)
    return "\n".join(filter(None, about))


def _nearest(text: str, passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages that share most words with a text, the best first."""
    shared = [(shared_words(text, passage.text), passage) for passage in passages]
    ranked = sorted(shared, key=lambda pair: -pair[0])
    return [passage for share, passage in ranked[:_NEAREST] if share > 0]


def _clauses(text: str, boundary: re.Pattern[str]) -> list[str]:
    """Return the clauses of a sentence, of some words each; none of a simple one."""
    body, parts, start = text.rstrip("."), [], 0
    for found in boundary.finditer(body):
        before, after = body[start : found.start()], body[found.end() :]
        if min(len(before.split()), len(after.split())) >= _FEWEST_WORDS:
            parts.append(before)
            start = found.end()
    parts.append(body[start:])
    is_split = len(parts) >= _FEWEST_CLAUSES
    return [f"{part[0].upper()}{part[1:]}." for part in parts] if is_split else []


def _quote(passage: Passage, sentence: Span) -> Quote:
    start, end = passage.start + sentence.start, passage.start + sentence.end
    text = passage.text[sentence.start : sentence.end]
    return Quote(passage.article, start, end, text, (), passage.place, passage.also)


def _verbatim(quotes: Sequence[Quote], passages: Sequence[Passage]) -> tuple[Quote, ...]:
    """Return quotes of evidence, which lacks directions, with the text of the passages."""
    return tuple(_with_text(quote, passages) for quote in quotes)


def _with_text(quote: Quote, passages: Sequence[Passage]) -> Quote:
    passage = next(p for p in passages if p.article == quote.article and _holds(p, quote))
    text = passage.text[quote.start - passage.start : quote.end - passage.start]
    return replace(quote, text=text)


def _holds(passage: Passage, quote: Quote) -> bool:
    return passage.start <= quote.start and quote.end <= passage.end
