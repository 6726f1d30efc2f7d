"""The list whose lead or heading says all that a question asks: "What got removed in 5.3.0?".

A reader of sentences finds an item by what the item says, which need not repeat the words
above the list. Knows the headings of one chunk, not what its items say.
"""

import re

from qa_bot.answering.lexical_features import content_stems
from qa_bot.answering.lists import WholeList, asks_for_count
from qa_bot.answering.question_intent import asks_yes_no
from qa_bot.answering.table_rows import stems_of
from qa_bot.documents import Span, StoredChunk
from qa_bot.text.blocks import BlockKind, block_at, find_blocks, run_of

_ASKS = re.compile(
    r"\s*(?:and |so )?(?:what|which|list|name|everything|all|(?:please )?(?:tell|show|give) me"
    r"|how (?:do|can|should|to)\b|steps)\b(?!.*\bor\b)",
    re.IGNORECASE,
)
# Words that ask for a list, whatever it is of.
_GENERIC = stems_of(
    [
        "list lists listed everything all thing things stuff item items need needed get got go goes"
        " do doing step steps according please tell show give name have include included contain"
        " must main following take bring"
    ]
)
# One item or paragraph is no list.
_FEWEST_ITEMS = 2
# "What are the house rules?" has all that stands under "House rules".
_ASKS_FOR_THINGS = re.compile(
    r"\s*(?:what|which)(?:['’]?s| are| were) (?:all )?(?:the |your |our )?[\w ]{1,40}s\b|\s*list\b",
    re.IGNORECASE,
)
_SHORT = (BlockKind.PARAGRAPH, BlockKind.LABELLED)
# More or longer paragraphs are prose, of which one answers.
_MOST_PARAGRAPHS, _MAX_PARAGRAPH_CHARS = 8, 160


def is_headed_list(question: str, chunk: StoredChunk, offset: int) -> bool:
    """Return whether the list at an offset of a chunk stands under all that a question asks for.

    Its lead or the heading directly above it has some of the words, and the headings above
    that, or the title, the others.
    """
    if not _ASKS.match(question) or asks_yes_no(question) or asks_for_count(question):
        return False
    blocks = find_blocks(chunk.text)
    at = block_at(blocks, offset)
    if at is None or blocks[at].kind is not BlockKind.ITEM:
        return False
    found = run_of(blocks, at)
    if not found.start or found.stop - found.start < _FEWEST_ITEMS:
        return False
    lead = blocks[found.start - 1]
    if lead.kind not in (BlockKind.LEAD, BlockKind.HEADING):
        return False
    above = content_stems(chunk.text[lead.start : lead.end])
    place = chunk.place(chunk.start + blocks[at].start)
    asked = content_stems(question) - _GENERIC
    known = above | stems_of([place, chunk.article.title])
    return bool(asked & above) and asked <= known


def headed_section(question: str, text: str, offset: int, title: str = "") -> WholeList | None:
    """Return the short paragraphs of the section at an offset, if its heading is asked for.

    None where the question has words that neither the heading nor the title has, or where
    the section goes on at length.
    """
    if not _ASKS_FOR_THINGS.match(question) or asks_for_count(question):
        return None
    blocks = find_blocks(text)
    at = block_at(blocks, offset)
    if at is None or blocks[at].kind not in _SHORT:
        return None
    first, after = at, at + 1
    while first and blocks[first - 1].kind in _SHORT:
        first -= 1
    while after < len(blocks) and blocks[after].kind in _SHORT:
        after += 1
    section = blocks[first:after]
    is_short = all(block.end - block.start <= _MAX_PARAGRAPH_CHARS for block in section)
    if not first or not _FEWEST_ITEMS <= len(section) <= _MOST_PARAGRAPHS or not is_short:
        return None
    heading = blocks[first - 1]
    above = content_stems(text[heading.start : heading.end])
    asked = content_stems(question) - _GENERIC
    if (
        heading.kind is not BlockKind.HEADING
        or not asked & above
        or asked - above - stems_of([title])
    ):
        return None
    spans = tuple(block.span for block in section)
    return WholeList(Span(spans[0].start, spans[-1].end), spans)
