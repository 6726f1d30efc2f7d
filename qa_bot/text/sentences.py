"""Where sentences begin and end, to the character.

Knows English punctuation and what sentencex knows; not what sentences mean.
"""

import re
from collections.abc import Iterator

import sentencex

from qa_bot.documents import Span
from qa_bot.text.line_breaks import split_blocks

# sentencex ends a sentence after these, where they stand before a number or go on in lower case.
_NUMBERED = re.compile(r"\b(?:Dr|Nos?|Vols?|Figs?|Eqs?|Art|Sec|Ch|approx|ca|pp?)\.$", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:bn|mn|tn|m|k|Inc|Ltd|Co|Corp|vs|etc|approx|ca|al)\.$")
_TITLED = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof)\.$")
_MARKER = re.compile(r"(?:[-*+•‣–—]|\(?(?:\d{1,3}|[A-Za-z])[.)])")
_SCRAP = re.compile(r"[a-z]+[.!?]")
# sentencex slows with the square of a block full of opening quotes, so it sees this much at
# once: several times the longest sentence that is kept whole.
_WINDOW = 5_000
# The longest abbreviation and marker, and a character before them.
_TAIL = 16


def split_sentences(text: str) -> list[Span]:
    """The sentences of `text` in order, spaces trimmed off.

    Every character that is not space is in one of them. Linear in the text's
    length.
    """
    return [
        sentence
        for block in split_blocks(text)
        for sentence in _in_block(text[block.start : block.end], block.start)
    ]


def _in_block(block: str, offset: int) -> list[Span]:
    sentences: list[Span] = []
    at = 0
    for piece in _segment(block):
        start, at = at, at + len(piece)
        bare = piece.strip()
        if not bare:
            continue
        start += len(piece) - len(piece.lstrip())
        end = start + len(bare)
        if sentences and _goes_on(_tail(block, sentences[-1]), bare):
            sentences[-1] = Span(sentences[-1].start, end)
        else:
            sentences.append(Span(start, end))
    if at != len(block):
        # What came back is not what went in: better one long sentence than wrong offsets.
        return [Span(offset, offset + len(block))]
    return [Span(offset + s.start, offset + s.end) for s in sentences]


def _segment(block: str) -> Iterator[str]:
    """What sentencex makes of the block, a window of it at a time."""
    at = 0
    while len(block) - at > _WINDOW:
        pieces = sentencex.segment("en", block[at : at + _WINDOW])
        # The last one may go on beyond the window: it is begun again with the next.
        whole = pieces[:-1] if len(pieces) > 1 else [_up_to_space(pieces[0])]
        yield from whole
        at += sum(map(len, whole))
    yield from sentencex.segment("en", block[at:])


def _up_to_space(text: str) -> str:
    return text[: text.rfind(" ") + 1] or text


def _tail(block: str, sentence: Span) -> str:
    """The sentence's last characters: one that goes on and on is not read anew each time."""
    return block[max(sentence.start, sentence.end - _TAIL) : sentence.end]


def _goes_on(before: str, after: str) -> bool:
    """Whether what looks like the next sentence belongs to the one that ends in `before`."""
    if _MARKER.fullmatch(before) or (before.endswith(".") and _SCRAP.fullmatch(after)):
        return True
    if _TITLED.search(before) and after[0].isupper():
        return True
    if _NUMBERED.search(before):
        return after[0].isdigit() or after.startswith(("No.", "Nos."))
    return after[0].islower() and _ABBREVIATED.search(before) is not None
