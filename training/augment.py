"""Noise as in real questions and pages: typing mistakes, keywords, synonyms, spun passages."""

import random
import re
from collections.abc import Callable
from dataclasses import replace

from training.sources import Example, Span
from training.text import STOP_WORDS
from training.thesaurus import synonyms as thesaurus
from training.wordlists import synonyms

SYNONYMS = synonyms()
_SPINNABLE = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, SYNONYMS), key=len, reverse=True))})\b"
)
_WORD = re.compile(r"\b[a-z]{4,}\b")
# A word as typed; its combining marks are no letters to `re`.
_TYPED = re.compile(r"[^\s.,;:?!()\[\]\"“”„«»¿¡।、。，？！]+")
# Share of the other words that take a synonym of a thesaurus, apt or not: "finance vicar" for
# minister. Most spun texts have a few of them, some many.
_THESAURUS_SHARES = (0.0, 0.1, 0.25)
_QUESTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """who what when where why how which whose whom not no never""",
    )
)


def typo(text: str, rng: random.Random) -> str:
    """The text with two letters swapped, or one dropped or doubled, in a longer word."""
    places = [match.span() for match in re.finditer(r"[A-Za-z]{4,}", text)]
    if not places:
        return text
    start, end = rng.choice(places)
    at = rng.randrange(start + 1, end - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind == 1 else text[: at + 1] + text[at:]


def keywords(text: str) -> str:
    """The text without stop words, as typed into a search box; question words stay."""
    found = _TYPED.findall(text)
    chosen = [w for w in found if w.lower() in _QUESTION_WORDS or w.lower() not in STOP_WORDS]
    return " ".join(chosen if len(chosen) > 1 else found)


def reworded(text: str, rng: random.Random, share: float = 0.6) -> str:
    """The text with some of its plain words replaced by synonyms; names stay."""

    def other(match: re.Match[str]) -> str:
        word = match.group()
        if word in STOP_WORDS or word in _QUESTION_WORDS or rng.random() > share:
            return word
        if found := thesaurus().get(word):
            return rng.choice(found)
        if word.endswith("s") and (found := thesaurus().get(word[:-1])):
            return f"{rng.choice(found)}s"
        return word

    return re.sub(r"\b[a-z]{3,}\b", other, text)


def noisy_question(question: str, rng: random.Random, rate: float = 0.35) -> str:
    """The question with noise, at the given rate: as typed in a hurry, mistyped, or as keywords."""
    if rng.random() >= rate:
        return question
    kind = rng.random()
    if kind < 0.25:
        return question.rstrip(" ?")
    if kind < 0.6:
        return question.rstrip(" ?").lower()
    return typo(question, rng) if kind < 0.8 else keywords(question).lower()


def spun_passage(example: Example, rng: random.Random, share: float = 0.5) -> Example:
    """The example with words of its context replaced by loose synonyms, its answers unchanged."""
    by_thesaurus = rng.choice(_THESAURUS_SHARES)

    def other(word: str) -> str | None:
        if word in SYNONYMS:
            return rng.choice(SYNONYMS[word]) if rng.random() < share else None
        if rng.random() < by_thesaurus and (found := thesaurus().get(word)):
            return rng.choice(found)
        return None

    spun = _with_other_words(example, _SPINNABLE, other)
    return _with_other_words(spun, _WORD, other) if by_thesaurus else spun


def _with_other_words(
    example: Example, words: re.Pattern[str], other: Callable[[str], str | None]
) -> Example:
    """The example with those words of its context replaced that have another, outside answers."""
    context, answers = example.context, list(example.answers)
    for match in reversed(list(words.finditer(context))):
        start, end = match.span()
        if any(a < end and start < b for a, b in answers) or not (new := other(match.group())):
            continue
        context = context[:start] + new + context[end:]
        answers = [_moved(span, start, len(new) - (end - start)) for span in answers]
    return replace(example, context=context, answers=tuple(answers))


def _moved(span: Span, place: int, by: int) -> Span:
    """The span, moved by `by` characters if it is after `place`."""
    return (span[0] + by, span[1] + by) if span[0] > place else span
