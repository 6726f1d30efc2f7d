"""Where sentences begin and end, to the character.

Knows English punctuation and what sentencex knows; not what sentences mean.
"""

import re

import sentencex

from qa_bot.documents import Span
from qa_bot.library.layout import split_blocks

# sentencex ends a sentence after these, where they stand before a number or go on in lower case.
_NUMBERED = re.compile(r"\b(?:Dr|No|Nos|Vol|Fig|Art|Sec|Ch|p|pp)\.$", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:bn|mn|tn|m|k|Inc|Ltd|Co|Corp|vs|etc|approx|ca|al)\.$")


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
    for piece in sentencex.segment("en", block):
        start, at = at, at + len(piece)
        bare = piece.strip()
        if not bare:
            continue
        start += len(piece) - len(piece.lstrip())
        end = start + len(bare)
        if sentences and _goes_on(block[sentences[-1].start : sentences[-1].end], bare):
            sentences[-1] = Span(sentences[-1].start, end)
        else:
            sentences.append(Span(start, end))
    if at != len(block):
        # What came back is not what went in: better one long sentence than wrong offsets.
        return [Span(offset, offset + len(block))]
    return [Span(offset + s.start, offset + s.end) for s in sentences]


def _goes_on(before: str, after: str) -> bool:
    """Whether what looks like the next sentence belongs to the one before."""
    if _NUMBERED.search(before):
        return after[0].isdigit() or after.startswith(("No.", "Nos."))
    return after[0].islower() and _ABBREVIATED.search(before) is not None
