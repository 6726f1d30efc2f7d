"""Short answers that say nothing by themselves: a pronoun, a title, a label, a bare verb.

A reader that marks one word may mark one that is no answer: "He" for who proposed
something, "Mrs" for who somebody is. The sentence is shown in its place. Knows English
words, not what follows from a text.
"""

import re
from dataclasses import replace

from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.text.words import words

_PRONOUNS = frozenset(
    "he she it they we i you him her them us me his hers its their theirs who whom which that"
    " this these those there one".split()
)
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady cllr councillor rev reverend captain"
    " capt sgt sergeant".split()
)
# Verbs in the past without "-ed" that a reader marks alone.
_PAST_VERBS = frozenset(
    "fell won left went came began became broke sold sent said told took gave made met ran"
    " rose sank shut wrote was were is are has had did".split()
)
# "red" and "bed" end so too: a verb is longer.
_PAST_ENDING = re.compile(r"[a-z]{2,}(?:ed|ied)")
_ASKS_WHAT_HAPPENED = re.compile(r"\s*what (?:happened|became|did|does|do|has|had)\b", re.I)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what(?! about\b)|which|when|where|why|how(?! about\b))\b", re.IGNORECASE
)
_CHOICE = re.compile(r"\bor\b", re.IGNORECASE)
_MARKS = ".,;:!?\"'()“”"


def widen_fragment(question: str, text: str, span: ScoredSpan) -> ScoredSpan:
    """Return the sentence of a span that is one word and no answer; other spans unchanged."""
    answer = text[span.start : span.end].strip(_MARKS)
    if not answer.isalpha() or not _is_fragment(question, text, span, answer):
        return span
    sentence = text[span.sentence.start : span.sentence.end]
    return replace(
        span, start=span.sentence.start, end=span.sentence.start + len(sentence.rstrip())
    )


def _is_fragment(question: str, text: str, span: ScoredSpan, answer: str) -> bool:
    low = answer.lower()
    if low in _PRONOUNS or low in _TITLES:
        return True
    if text[span.end : span.sentence.end].lstrip().startswith(":"):
        return text[span.sentence.start : span.start].strip() == ""
    if not _ASKS.search(question):
        return True
    if answer != low:
        return False
    if low in _PAST_VERBS or (_PAST_ENDING.fullmatch(low) and _ASKS_WHAT_HAPPENED.match(question)):
        return True
    return low in words(question) and _CHOICE.search(question) is None
