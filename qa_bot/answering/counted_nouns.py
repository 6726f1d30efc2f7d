"""The noun that a number counts: "280 passengers", where "280; 42" would not say which is which.

Answers of several parts stand beside each other without their questions. Knows English word
order; the words are those of the quote.
"""

import re
from dataclasses import replace

from qa_bot.answering.amount_expressions import NUMBER, QUANTITY
from qa_bot.answering.lexical_features import content_stems, stem
from qa_bot.answers import Answer
from qa_bot.documents import Span
from qa_bot.text.words import STOP_WORDS

_ASKS_AMOUNT = re.compile(r"\s*(?:and |so )?how\b", re.IGNORECASE)
_LIMIT = (
    r"(?:up to|at least|at most|about|around|over|under|nearly|almost|(?:more|fewer|less) than)"
)
_AMOUNT = re.compile(
    rf"(?:{_LIMIT} )?(?:{QUANTITY}|{NUMBER})",
    re.IGNORECASE,
)
_ROUGHLY = re.compile(r"\b(?:about|around|some|nearly|almost|roughly|over) \Z", re.IGNORECASE)
_MAX_ROUGHLY_CHARS = 8  # as many as the longest of them has, with its space
_FOLLOWING = re.compile(r" ([^\W\d_][\w’'-]*)")
_PEOPLE = frozenset("people men women children".split())
_RATE = re.compile(
    r" (?:an?|per|each|every) (?:hour|day|night|week|month|year|person|head|household)\b",
    re.IGNORECASE,
)
# Adjectives and nouns before the one that is counted: "seven small wooden boats".
_MAX_WORDS = 3


def with_counted_noun(answer: Answer) -> Answer:
    """Return an answer that is a bare number or measure with the noun that it counts.

    Unchanged where it is something else, or no noun of the question and no plural follows.
    """
    quote = answer.quote
    if not answer.answered or quote is None or len(quote.marks) != 1:
        return answer
    start, end = (at - quote.start for at in (quote.marks[0].start, quote.marks[0].end))
    is_bare = quote.text[start:end] == answer.text and _AMOUNT.fullmatch(quote.text, start, end)
    if not is_bare or not _ASKS_AMOUNT.match(answer.question):
        return answer
    whole = Span(_start(quote.text, start), _end(answer.question, quote.text, end))
    marked = replace(quote, marks=(Span(quote.start + whole.start, quote.start + whole.end),))
    return replace(answer, text=quote.text[whole.start : whole.end], quote=marked)


def _start(text: str, start: int) -> int:
    """Return where "about" stands before a number, or the number."""
    first = max(0, start - _MAX_ROUGHLY_CHARS)
    found = _ROUGHLY.search(text[first:start])
    return start if found is None else first + found.start()


def _end(question: str, text: str, end: int) -> int:
    """Return where the noun after a number ends, with what it is per: "5,000 people a day"."""
    asked = content_stems(question)
    at = noun_end = end
    for count in range(_MAX_WORDS):
        found = _FOLLOWING.match(text, at)
        word = found[1].lower() if found else ""
        if found is None or word in STOP_WORDS:
            break
        at = found.end()
        if stem(word) in asked or (count == 0 and (word.endswith("s") or word in _PEOPLE)):
            noun_end = at
    rate = _RATE.match(text, noun_end) if noun_end > end else None
    return rate.end() if rate else noun_end
