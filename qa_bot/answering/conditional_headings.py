"""Headings without which an item says the opposite: "Not allowed", "Removed", "Except".

An item "Pets" below "Not allowed" is quoted from the heading on, so that the person sees
what is said of it. Knows English wording only.
"""

import re
from dataclasses import replace

from qa_bot.answering.lists import WholeList
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span
from qa_bot.text.blocks import BlockKind, block_at, find_blocks, run_of

_CONDITION = re.compile(
    r"\b(?:not|no|never|nothing|nobody|none|without|cannot|[a-z]+n['’]t|removed?|except\w*"
    r"|exclu\w+|forbidden|prohibited|banned|avoid|unless|only|if|when|known (?:problems|issues)"
    r"|deprecated|discontinued|cancelled|closed|rejected|missing|unavailable|absent|apologies)\b",
    re.IGNORECASE,
)
# A longer line is a paragraph that happens to stand above a list.
_MAX_HEADING_CHARS = 120
# A quote from the heading on fits a screen; a longer one hides what answers.
_MAX_QUOTE_CHARS = 600
_PIECES = (BlockKind.ITEM, BlockKind.ROW, BlockKind.LABELLED)


def condition_above(text: str, offset: int) -> Span | None:
    """Return the negative or conditional heading of the list at an offset, None without one."""
    blocks = find_blocks(text)
    at = block_at(blocks, offset)
    if at is None or blocks[at].kind not in _PIECES:
        return None
    first: int = run_of(blocks, at).start
    if first == 0:
        return None
    above = blocks[first - 1]
    line = text[above.start : above.end]
    is_heading = above.kind in (BlockKind.HEADING, BlockKind.LEAD)
    if not is_heading or len(line) > _MAX_HEADING_CHARS or not _CONDITION.search(line):
        return None
    return above.span


def quote_from_condition(text: str, span: ScoredSpan) -> ScoredSpan:
    """Return a span whose sentence begins at the condition above its list, where it has one."""
    above = condition_above(text, span.sentence.start)
    if above is None or span.sentence.end - above.start > _MAX_QUOTE_CHARS:
        return span
    return replace(span, sentence=Span(above.start, span.sentence.end))


def list_from_condition(text: str, whole: WholeList) -> WholeList:
    """Return a list that begins at the condition above it, where it has one."""
    above = condition_above(text, whole.span.start)
    return whole if above is None else replace(whole, span=Span(above.start, whole.span.end))


def with_condition(text: str, offset: int, answer: str) -> str:
    """Return the answer from a list at an offset after the condition above it: "Except: dogs"."""
    above = condition_above(text, offset)
    return answer if above is None else f"{text[above.start : above.end].rstrip(' :')}: {answer}"
