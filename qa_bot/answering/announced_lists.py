"""The things that a sentence announces by their number: "I made three mistakes. First …".

They are the short paragraphs, items or rows below it, or the sentences after it that count
them. Knows English numbers and ordinals, not what is announced.
"""

import re

from qa_bot.answering.lists import WholeList, without_heads
from qa_bot.documents import Span
from qa_bot.text.blocks import BlockKind, TextBlock, block_at, find_blocks, run_of
from qa_bot.text.sentences import split_sentences

_NUMBERS = {word: n for n, word in enumerate("two three four five six seven eight".split(), 2)}
# No number of a clause, as in "5.2 The tenant pays", and no measure, as in "over three months".
_ANNOUNCED = re.compile(
    rf"(?<![\w.,£$€])(?P<number>{'|'.join(_NUMBERS)}|[2-8]) (?:[\w’'-]+ ){{0,2}}?"
    r"(?!(?:seconds|minutes|hours|days|nights|weeks|months|years|times|metres|miles|pounds|euros"
    r"|dollars|degrees|litres|grams|points)\b)(?P<noun>[\w’'-]+s)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\s*(?:and |so )?(?:(?:what|which)\b(?! (?:time|day|date|year|number)\b)|list\b|name\b"
    r"|(?:please )?tell me\b|how (?:do|can|should|to)\b)",
    re.IGNORECASE,
)
# How the sentences begin that count things off.
_FIRST = re.compile(r"(?:First(?:ly)?|One|The first|To begin with)\b", re.IGNORECASE)
_NEXT = re.compile(
    r"(?:Second(?:ly)?|Third(?:ly)?|Fourth(?:ly)?|Fifth(?:ly)?|(?:And )?(?:then|next|last(?:ly)?"
    r"|finally)|Another|The (?:second|third|fourth|fifth|next|last|other)|Two|Three|Four|Also)\b",
    re.IGNORECASE,
)
# Characters of a paragraph that is one of the things: a longer one goes on about it.
_MAX_PARAGRAPH_CHARS = 200
_PARAGRAPHS = (BlockKind.PARAGRAPH, BlockKind.ITEM)


def announced_list(question: str, text: str, sentence: Span) -> WholeList | None:
    """Return the things that a sentence announces, from it to the last; None where it does not.

    Nor where the question asks for one of them, or for their number.
    """
    said = _ANNOUNCED.search(text, sentence.start, sentence.end)
    if said is None or not _ASKS.match(question):
        return None
    number = said["number"].lower()
    count = _NUMBERS[number] if number in _NUMBERS else int(number)
    blocks = find_blocks(text)
    at = block_at(blocks, sentence.start)
    if at is None:
        return None
    block = blocks[at]
    is_last = not text[sentence.end : block.end].strip()
    found = (
        _below(text, blocks[at + 1 :], count) if is_last else _after(text, sentence, block, count)
    )
    return WholeList(Span(sentence.start, found[-1].end), tuple(found)) if found else None


def _below(text: str, blocks: list[TextBlock], count: int) -> list[Span]:
    """Return as many short paragraphs or items, none where fewer stand there."""
    if blocks and blocks[0].kind is BlockKind.ROW:
        return _rows(text, blocks, count)
    found = [Span(b.body, b.end) for b in blocks[:count] if b.kind in _PARAGRAPHS]
    is_short = all(span.end - span.start <= _MAX_PARAGRAPH_CHARS for span in found)
    return found if len(found) == count and is_short else []


def _rows(text: str, blocks: list[TextBlock], count: int) -> list[Span]:
    """Return the rows of a table of as many below its heads, none of another table."""
    rows = [row.span for row in without_heads(text, blocks[run_of(blocks, 0)])]
    return rows if len(rows) == count else []


def _after(text: str, sentence: Span, block: TextBlock, count: int) -> list[Span]:
    """Return as many sentences that count the things off, none where they do not."""
    start = sentence.end
    sentences = [
        Span(start + each.start, start + each.end)
        for each in split_sentences(text[start : block.end])
    ]
    found: list[Span] = []
    for each in sentences:
        pattern = _NEXT if found else _FIRST
        if len(found) < count and pattern.match(text, each.start, each.end):
            found.append(each)
    return found if len(found) == count else []
