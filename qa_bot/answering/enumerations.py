"""Enumerations of things within a sentence: "a towel, a padlock and a cap".

Items are what stands between commas and one "and" or "or". Where the first begins and the
last ends is known by articles, numbers, prepositions and verbs, not by meaning.
"""

import re
from collections.abc import Sequence

from qa_bot.documents import Span
from qa_bot.text.line_breaks import CELL_SEPARATOR

_SEPARATOR = re.compile(r",? (?:and|or) |, ")
# Words of an item between others, of one that begins with a preposition, and of the last: a
# longer one is a clause.
_MAX_ITEM_WORDS = 5
_MAX_PLACE_WORDS = 7
_MAX_LAST_WORDS = 7
# Words before the first separator among which the first item begins.
_MAX_FIRST_WORDS = 5
# Words between a span and the end of its item: "towel (large)" for "towel".
_MAX_WORDS_AFTER = 2
# What an item begins with, where the words before it belong to the sentence.
_OPENERS = frozenset(
    "the a an any some two three four five six seven eight nine ten several no your his her its"
    " their our my by in on at with from to for of as".split()
)
_PREPOSITIONS = frozenset("by in on at with from to for".split())
# What comes after the last item: a verb or a clause.
_CLOSERS = frozenset(
    "is are was were be been has have had do does did can could will would shall should must may"
    " might who which that when where if while because so until unless after before within during"
    " since".split()
)
_RELATIVES = frozenset(("who", "which", "that", "where", "when"))
# "In May, he left three orders, …": the first item is within a clause.
_PRONOUN = re.compile(r"(?:he|she|it|they|we|i|you)\b", re.IGNORECASE)
_ARTICLES = frozenset(("", "a", "an", "the"))
_WORD = re.compile(r"\S+")
_SENTENCE_END = ".!?;:)"


def enumeration_at(text: str, sentence: Span, span: Span) -> Span | None:
    """Return the enumeration in a sentence that has a span in one of its items, None if none."""
    if CELL_SEPARATOR in text[sentence.start : sentence.end]:
        return None
    separators = [
        Span(*found.span()) for found in _SEPARATOR.finditer(text, sentence.start, sentence.end)
    ]
    inside = [s for s in separators if span.start < s.start and s.end < span.end]
    commas = [s for s in inside if not text[s.start : s.end].strip(", ")]
    if inside and len(commas) == len(inside):
        # Some items: the last of them leads to the others.
        whole = enumeration_at(text, sentence, Span(inside[-1].end, span.end))
        return Span(span.start, whole.end) if whole and whole.start <= span.start else None
    # One item may have an "and" of its own: "on 25 and 26 May, on 1 June and in July".
    separators = [s for s in separators if s not in inside]
    closing = _closing(text, separators, span)
    if closing is None:
        return None
    first = closing
    while first > 0 and _is_item(text, separators[first - 1].end, separators[first].start):
        if _PRONOUN.match(text, separators[first - 1].end):
            break
        first -= 1
    # Of two alone, the "and" as often joins what is said of them: "flour and was sold".
    if first == closing:
        return None
    opening = separators[first - 1].end if first else sentence.start
    opening = min(max(opening, text.rfind(": ", opening, span.start)), separators[first].start)
    if not _RELATIVES.isdisjoint(text[opening : separators[first].start].split()):
        return None
    end = _end_of_last(text, separators[closing].end, sentence.end)
    if end <= separators[closing].end:
        return None
    start = _start_of_first(text, separators[first], sentence.start, span)
    return Span(start, end) if start <= span.start and span.end <= end else None


def _closing(text: str, separators: Sequence[Span], span: Span) -> int | None:
    """Return the "and" that closes the enumeration of the span's item: its own, or a later one."""
    for i, separator in enumerate(separators):
        if not text[separator.start : separator.end].strip(", "):
            continue
        if separator.end <= span.start:
            is_last = text[separator.end : span.start].strip().lower() in _ARTICLES
            if is_last and (i + 1 == len(separators) or separators[i + 1].start >= span.end):
                return i
        if separator.start >= span.end:
            own_end = next(s.start for s in separators if s.start >= span.end)
            if len(text[span.end : own_end].split()) > _MAX_WORDS_AFTER:
                return None
            between = [s for s in separators[:i] if s.start >= span.end]
            starts = [*(s.end for s in between)]
            ends = [*(s.start for s in between[1:]), separator.start]
            is_chain = all(_is_item(text, a, b) for a, b in zip(starts, ends, strict=False))
            return i if is_chain else None
    return None


def _is_item(text: str, start: int, end: int) -> bool:
    words = text[start:end].split()
    most = _MAX_PLACE_WORDS if words and words[0] in _PREPOSITIONS else _MAX_ITEM_WORDS
    return 0 < len(words) <= most and _CLOSERS.isdisjoint(words)


def _end_of_last(text: str, start: int, last: int) -> int:
    end = start
    for count, word in enumerate(_WORD.finditer(text, start, last)):
        if count == _MAX_LAST_WORDS or word.group().lower() in _CLOSERS:
            break
        end = word.end()
        if word.group()[-1] in f"{_SENTENCE_END},":
            break
    return end - (len(text[start:end]) - len(text[start:end].rstrip(f"{_SENTENCE_END},")))


def _start_of_first(text: str, separator: Span, first: int, span: Span) -> int:
    """Return where the first item begins: at the span in it, or at what opens an item.

    Where the second one opens with a preposition or an article, so does the first if it can.
    """
    end = separator.start
    if first <= span.start < end:
        return span.start
    words = list(_WORD.finditer(text, max(first, end - 80), end))
    following = _WORD.match(text, separator.end)
    alike = following.group().lower() if following else ""
    same = [w.start() for w in words if w.group().lower() == alike and alike in _OPENERS]
    words = words[-_MAX_FIRST_WORDS:]
    openers = [w.start() for w in words if w.group().lower() in _OPENERS or w.group()[0].isdigit()]
    return (same or openers or [words[-1].start()])[-1]
