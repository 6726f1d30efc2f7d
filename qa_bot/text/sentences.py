"""Split a text into sentences at exact offsets.

Knows the punctuation of English, and what sentencex knows of other languages; not meaning.
"""

import re
from collections.abc import Iterator

import sentencex

from qa_bot.documents import Span
from qa_bot.text.line_breaks import split_blocks

# sentencex ends a sentence after these, where they stand before a number or go on in lower case.
_NUMBERED = re.compile(r"\b(?:Dr|Nos?|Vols?|Figs?|Eqs?|Art|Sec|Ch|approx|ca|pp?)\.$", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:bn|mn|tn|m|k|Inc|Ltd|Co|Corp|vs|etc|approx|ca|al)\.$")
# Two or more letters, as "т. е." and "u. a." are written in many languages.
_LETTERS = re.compile(r"\b[^\W\d_]\. ?[^\W\d_]\.$")
_HONORIFIC = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof)\.$")
_MARKER = re.compile(r"(?:[-*+•‣–—]|\(?(?:\d{1,3}|[A-Za-z])[.)])")
_FRAGMENT = re.compile(r"[a-z]+[.!?]")
# sentencex is quadratic in a block full of opening quotes, so it gets this many characters at
# once: several times the longest sentence that is kept whole.
_WINDOW_CHARS = 5_000
ENGLISH = "en"
_TAIL_CHARS = 16  # the longest abbreviation and marker, and a character before them


def english(text: str) -> str:
    """Return the language of any text where all are taken for English."""
    return ENGLISH


def split_sentences(text: str, language: str = ENGLISH) -> list[Span]:
    """Return the sentences of a text in order, without outer spaces.

    `language` is a BCP 47 code, by which abbreviations are known; of one that sentencex has
    no rules for, and of "", the nearest or English ones hold. Every character but spaces is
    in a sentence. Linear in the text's length.
    """
    return [
        sentence
        for block in split_blocks(text)
        for sentence in _split_block(text[block.start : block.end], block.start, language)
    ]


def _split_block(block: str, offset: int, language: str) -> list[Span]:
    """Return the sentences of a block that begins at `offset` of its text."""
    sentences: list[Span] = []
    next_start = 0
    for segment in _segment(block, language or ENGLISH):
        start, next_start = next_start, next_start + len(segment)
        bare = segment.strip()
        if not bare:
            continue
        start += len(segment) - len(segment.lstrip())
        end = start + len(bare)
        if sentences and _continues(_tail(block, sentences[-1]), bare):
            sentences[-1] = Span(sentences[-1].start, end)
        else:
            sentences.append(Span(start, end))
    if next_start != len(block):
        # sentencex changed the text: one long sentence is better than wrong offsets.
        return [Span(offset, offset + len(block))]
    return [Span(offset + s.start, offset + s.end) for s in sentences]


def _segment(block: str, language: str) -> Iterator[str]:
    """Yield the segments of sentencex, which gets a window of the block at a time."""
    start = 0
    while len(block) - start > _WINDOW_CHARS:
        segments = sentencex.segment(language, block[start : start + _WINDOW_CHARS])
        # The last one may go on beyond the window: the next window begins with it.
        whole = segments[:-1] if len(segments) > 1 else [_up_to_last_space(segments[0])]
        yield from whole
        start += sum(map(len, whole))
    yield from sentencex.segment(language, block[start:])


def _up_to_last_space(text: str) -> str:
    return text[: text.rfind(" ") + 1] or text


def _tail(block: str, sentence: Span) -> str:
    """Return the last characters of a sentence, so that a long one is not searched each time."""
    return block[max(sentence.start, sentence.end - _TAIL_CHARS) : sentence.end]


def _continues(before: str, after: str) -> bool:
    """Return whether `after` continues the sentence that ends in `before`."""
    if _MARKER.fullmatch(before) or (before.endswith(".") and _FRAGMENT.fullmatch(after)):
        return True
    if _HONORIFIC.search(before) and after[0].isupper():
        return True
    if _NUMBERED.search(before):
        return after[0].isdigit() or after.startswith(("No.", "Nos."))
    is_abbreviated = _ABBREVIATED.search(before) or _LETTERS.search(before)
    return after[0].islower() and is_abbreviated is not None
