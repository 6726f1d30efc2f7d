"""Enumerations of things within a sentence: "a towel, a padlock and a cap".

Items are what stands between commas and one "and" or "or". Where the first begins and the
last ends is known by articles, numbers, prepositions and verbs, not by meaning.
"""

import re
from collections.abc import Callable, Sequence

from qa_bot.answering.enumeration_ends import (
    CLOSERS,
    INFINITIVE,
    MAX_ACTION_WORDS,
    MAX_ITEM_WORDS,
    PREPOSITIONS,
    end_of_last,
    end_of_subject,
    first_word,
    is_joint,
    start_of_first,
)
from qa_bot.answering.paired_things import paired_things
from qa_bot.documents import Span
from qa_bot.text.line_breaks import CELL_SEPARATOR

# "A tailor and, for one summer, a cook": what stands between is of no item.
_SEPARATOR = re.compile(r",? (?:and|or)(?:, [^,;.]{1,30},)? |, ")
# Words of an item that begins with a preposition: a longer one is a clause.
_MAX_PLACE_WORDS = 7
# Words between a span and the end of its item: "towel (large)" for "towel".
_MAX_WORDS_AFTER = 2
# What begins a sentence without being its first thing: "If it rings, leave the water, …".
_ADVERBIALS = frozenset(
    "if when once while before after until in on at from for with by during to as since".split()
)
_RELATIVES = frozenset(("who", "which", "that", "where", "when"))
# "In May, he left three orders, …": the first item is within a clause.
_PRONOUN = re.compile(r"(?:he|she|it|they|we|i|you)\b", re.IGNORECASE)
_ARTICLES = frozenset(("", "a", "an", "the"))
_PLEASE = re.compile(r"(?:please |then |just )?", re.IGNORECASE)


def enumeration_at(
    text: str, sentence: Span, span: Span, *, is_of_actions: bool = False
) -> Span | None:
    """Return the enumeration in a sentence that has a span in one of its items, None if none.

    What somebody does is said in more words than a thing: `is_of_actions` lets items be so long.
    """
    if CELL_SEPARATOR in text[sentence.start : sentence.end]:
        return None
    separators = [
        Span(*found.span()) for found in _SEPARATOR.finditer(text, sentence.start, sentence.end)
    ]
    inside = [s for s in separators if span.start < s.start and s.end < span.end]
    # One item may have an "and" of its own: "on 25 and 26 May, on 1 June and in July".
    others = [s for s in separators if s not in inside]
    if (not inside or any(is_joint(text, each) for each in inside)) and (
        found := _around(text, sentence, others, span, is_of_actions)
    ):
        return found
    if not inside:
        return None
    last = Span(inside[-1].end, span.end)
    whole = enumeration_at(text, sentence, last, is_of_actions=is_of_actions)
    return _from_last(text, sentence, span, inside, whole)


def _around(
    text: str, sentence: Span, separators: Sequence[Span], span: Span, is_of_actions: bool
) -> Span | None:
    """Return the enumeration that a span is one item of, None if there is none."""
    is_item = _is_action if is_of_actions else _is_item
    closing = _closing(text, separators, span, is_item)
    if closing is None:
        return None
    first, is_instructed = _first_of(text, sentence, separators[: closing + 1], span, is_item)
    if first == closing:
        return paired_things(text, sentence, separators[closing], span)
    opening = separators[first - 1].end if first else sentence.start
    opening = min(max(opening, text.rfind(": ", opening, span.start)), separators[first].start)
    if not _RELATIVES.isdisjoint(text[opening : separators[first].start].split()):
        return None
    end = end_of_last(text, separators[closing].end, sentence.end, is_of_actions)
    if end <= separators[closing].end:
        return None
    start = start_of_first(text, separators[first], max(sentence.start, opening), span)
    if is_instructed and (please := _PLEASE.match(text, opening)):
        start = min(start, please.end())
    if start == sentence.start:
        end = end_of_subject(text, end, sentence.end)
    return Span(start, end) if start <= span.start and span.end <= end else None


def _from_last(
    text: str, sentence: Span, span: Span, inside: Sequence[Span], whole: Span | None
) -> Span | None:
    """Return what a span of several items is of, where the last leads to a whole; else None.

    What a reader marked up to an "and" ends where it says, but for a verb's subject.
    """
    if whole is None or whole.start > inside[0].start:
        return None
    if not any(is_joint(text, each) for each in inside):
        return Span(span.start, whole.end) if whole.start <= span.start else None
    start = min(whole.start, span.start)
    rest = text[span.end : whole.end].split()
    end = whole.end if rest and rest[0] in PREPOSITIONS else span.end
    is_subject = start == sentence.start
    return Span(start, end_of_subject(text, end, sentence.end) if is_subject else end)


def _first_of(
    text: str,
    sentence: Span,
    separators: Sequence[Span],
    span: Span,
    is_item: Callable[[str, int, int], bool],
) -> tuple[int, bool]:
    """Return the separator after the first item, and whether "if …," stands before that."""
    first = len(separators) - 1
    while first > 0 and is_item(text, separators[first - 1].end, separators[first].start):
        before = separators[first - 1]
        if _PRONOUN.match(text, before.end) or is_joint(text, before):
            break
        if first == 1 and _is_adverbial(text, sentence, before, span):
            return first, True
        first -= 1
    return first, False


def _is_adverbial(text: str, sentence: Span, separator: Span, span: Span) -> bool:
    """Return whether a sentence begins with when or why, and not with the first thing."""
    before = text[sentence.start : separator.start].lower().split()
    second = first_word(text, separator.end, separator.end).lower()
    is_before = separator.end <= span.start and second not in before
    return is_before and bool(before) and before[0] in _ADVERBIALS


def _closing(
    text: str, separators: Sequence[Span], span: Span, is_item: Callable[[str, int, int], bool]
) -> int | None:
    """Return the "and" that closes the enumeration of the span's item: its own, or a later one."""
    for i, separator in enumerate(separators):
        if not is_joint(text, separator):
            continue
        if separator.end <= span.start:
            is_last = text[separator.end : span.start].strip().lower() in _ARTICLES
            if is_last and (i + 1 == len(separators) or separators[i + 1].start >= span.end):
                return i
        if separator.start >= span.end:
            own_end = next(s.start for s in separators if s.start >= span.end)
            after = text[span.end : own_end].split()
            is_of_item = after and after[0] in PREPOSITIONS - {"to"}
            most = MAX_ITEM_WORDS if is_of_item else _MAX_WORDS_AFTER
            if len(after) > most:
                return None
            between = [s for s in separators[:i] if s.start >= span.end]
            starts = [*(s.end for s in between)]
            ends = [*(s.start for s in between[1:]), separator.start]
            is_chain = all(is_item(text, a, b) for a, b in zip(starts, ends, strict=False))
            return i if is_chain else None
    return None


def _is_item(text: str, start: int, end: int) -> bool:
    words = text[start:end].split()
    if INFINITIVE.match(text, start):
        return _is_action(text, start, end)
    most = _MAX_PLACE_WORDS if words and words[0] in PREPOSITIONS else MAX_ITEM_WORDS
    return 0 < len(words) <= most and CLOSERS.isdisjoint(words)


def _is_action(text: str, start: int, end: int) -> bool:
    return 0 < len(text[start:end].split()) <= MAX_ACTION_WORDS
