"""Two things with an "and" or "or" between them: "at the kiosk or online", "hats and scarves".

The "and" of two alone as often joins what is said of them. Knows the words that things begin
with, not their meaning.
"""

from qa_bot.answering.enumeration_ends import (
    CLOSERS,
    OPENERS,
    PREPOSITIONS,
    SENTENCE_END,
    WORD,
    first_word,
    is_before_verb,
    start_of_first,
)
from qa_bot.documents import Span

# Words of the second of two things, and what is none: "or so", "or more", "or not".
_MAX_SECOND_WORDS = 4
_NO_THINGS = frozenset(
    "so not more less later earlier longer else even then also both just only other others similar"
    " above below over under he she it they we i you".split()
)


def paired_things(text: str, sentence: Span, separator: Span, span: Span) -> Span | None:
    """Return two things with an "and" or "or" between them, None where they may be none.

    The "and" of two alone as often joins what is said of them, as in "flour and was sold":
    both must begin alike, as with an article, or the second be one word.
    """
    joint = text[separator.start : separator.end]
    is_first = span.end <= separator.start
    if "," in joint or (is_first and text[span.end : separator.start].strip()):
        return None
    start = span.start if is_first else start_of_first(text, separator, sentence.start, span)
    end = _end_of_second(text, separator.end, sentence.end)
    second = text[separator.end : end].split()
    if not second or second[0].lower() in _NO_THINGS or span.end > end:
        return None
    if start > sentence.start and is_before_verb(text, end):
        # "She had a degree and the others have none": the second begins a clause.
        return None
    is_alike = _begins_thing(second[0]) and _begins_thing(first_word(text, start, sentence.start))
    is_surely_two = is_alike or (is_first and (joint.strip() == "or" or len(second) == 1))
    return Span(start, end) if is_surely_two else None


def _begins_thing(word: str) -> bool:
    return word.lower() in OPENERS or not word[:1].islower()


def _end_of_second(text: str, start: int, last: int) -> int:
    """Return where the second of two things ends; its start where that is not sure."""
    end = start
    for count, word in enumerate(WORD.finditer(text, start, last)):
        low = word.group().lower()
        if low in CLOSERS or (count and low in PREPOSITIONS):
            break
        if count == _MAX_SECOND_WORDS:
            return start
        end = word.end()
        if word.group()[-1] in f"{SENTENCE_END},":
            break
    return start + len(text[start:end].rstrip(f"{SENTENCE_END},"))
