"""The row or item that has the value which a question names: "Which boat has 8 seats?".

What is asked for is the head of the row, or the name that the item begins with; a reader
often marks the value itself, or the same column of another row.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa_bot.answering.answer_pieces import column_heads
from qa_bot.answering.comparison_grades import SUPERLATIVE
from qa_bot.answering.lexical_features import stem
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span
from qa_bot.text.blocks import BlockKind, TextBlock, block_at, cells, find_blocks, run_of
from qa_bot.text.words import STOP_WORDS

# "What time", "which price" ask for a value, not for the row that has it, unless it heads them.
_VALUE_KINDS = frozenset(
    "time times day days date year month price prices cost fee colour color size number".split()
)
_ASKS_FOR_ROW = re.compile(
    r"\s*(?:(?:on|at|in|by|from|to|for|with) )?(?:which|what) "
    r"(?!(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|about|else)\b)"
    r"(?P<kind>[^\W\d_]+) ",
    re.IGNORECASE,
)
# What only a comparison of the rows can tell; "the latest" is often said of one.
_EXTREME = re.compile(
    r"\s*(?:the )?(?:(?:(?:on|in|at|by|for) )?(?:which|who)\b.{0,60}\b)?"
    rf"(?!latest\b){SUPERLATIVE}\b",
    re.IGNORECASE,
)
_TERM = re.compile(r"[£$€]?\d++(?:[.,:]\d++)*+%?|[^\W\d_]++")
# "29.00" has the value of "29".
_NO_FRACTION = re.compile(r"(?<=\d)[.,]0{1,2}(?!\d)")
# The name that an item begins with ends at the first of these.
_NAME_END = re.compile(r"[,;:(]\s?|\s[–—-]\s")
# A longer beginning of an item is a clause and no name.
_MAX_NAME_WORDS = 6


def move_to_named_row(question: str, text: str, span: ScoredSpan, head: str = "") -> ScoredSpan:
    """Return the head of the one row or item that has what a question names; else the span.

    `head` is the line of heads of a table that the text begins within.
    """
    asking = _ASKS_FOR_ROW.match(question)
    if asking is None:
        return span
    asked = _terms(question) - _terms(asking["kind"])
    blocks = find_blocks(text)
    run = _run_at(blocks, span.start)
    is_value = asking["kind"].lower() in _VALUE_KINDS
    if len(run) < 2 or (is_value and run[0].kind is BlockKind.ITEM):
        return span
    if run[0].kind is BlockKind.ITEM:
        return _move_to_item(asked, text, run, span)
    heads = column_heads(text, blocks, run[0], head)
    if is_value and not (heads and _terms(asking["kind"]) <= _terms(heads[0])):
        return span
    rows = [cells(text, row) for row in run]
    if heads and [text[c.start : c.end] for c in rows[0]] == heads:
        run, rows = run[1:], rows[1:]
    texts = [[text[c.start : c.end] for c in row] for row in rows]
    number = _named_row(asked, texts, heads)
    if number is None:
        return span
    cell = rows[number][0]
    return replace(span, start=cell.start, end=cell.end, sentence=run[number].span)


def is_uncompared_row(question: str, text: str, span: ScoredSpan) -> bool:
    """Return whether a span is of one row of a table, of which the question asks for an extreme.

    No row says of itself that it is the cheapest: a reader that marks one has guessed.
    """
    run = _run_at(find_blocks(text), span.start)
    extreme = _EXTREME.match(question)
    if extreme is None or not run or run[0].kind is not BlockKind.ROW:
        return False
    word = extreme.group().split()[-1].lower()
    return word not in text[span.sentence.start : span.sentence.end].lower()


def _named_row(asked: set[str], rows: Sequence[Sequence[str]], heads: Sequence[str]) -> int | None:
    """Return the one row whose cells have all the values that are asked about, None if unsure.

    Where the question names the head of a column, and any value of it, that column counts.
    """
    by_row = [_terms(" ".join(row[1:])) for row in rows]
    values = asked & set[str]().union(*by_row) - (asked & _terms(" ".join(heads)))
    if not values or any(asked & _terms(row[0]) - _terms(" ".join(heads)) for row in rows):
        return None
    columns = [
        i
        for i, name in enumerate(heads)
        if i
        and asked & _terms(name)
        and any(values & _terms(row[i]) for row in rows if i < len(row))
    ]
    best = max((len(asked & _terms(heads[i])) for i in columns), default=0)
    columns = [i for i in columns if len(asked & _terms(heads[i])) == best]
    if columns:
        by_row = [_terms(" ".join(row[i] for i in columns if i < len(row))) for row in rows]
    found = [i for i, terms in enumerate(by_row) if values <= terms]
    return found[0] if len(found) == 1 else None


def _move_to_item(
    asked: set[str], text: str, items: Sequence[TextBlock], span: ScoredSpan
) -> ScoredSpan:
    terms = [_terms(text[item.body : item.end]) for item in items]
    held = set[str]().union(*terms)
    common = set.intersection(*terms)
    values = asked & (held - common)
    found = [item for item, own in zip(items, terms, strict=True) if values and values <= own]
    if len(found) != 1:
        return span
    (item,) = found
    if item.start <= span.start < item.end and not _terms(text[span.start : span.end]) <= values:
        return span
    name = _name_of(text, item)
    return replace(span, start=name.start, end=name.end, sentence=item.span)


def _name_of(text: str, item: TextBlock) -> Span:
    """Return the name that an item begins with, or its whole body."""
    end = _NAME_END.search(text, item.body, item.end)
    if end is None or len(text[item.body : end.start()].split()) > _MAX_NAME_WORDS:
        return Span(item.body, item.end)
    return Span(item.body, end.start())


def _run_at(blocks: Sequence[TextBlock], offset: int) -> Sequence[TextBlock]:
    """Return the rows or items around an offset, none where it is in no list."""
    at = block_at(blocks, offset)
    if at is None or blocks[at].kind not in (BlockKind.ROW, BlockKind.ITEM):
        return []
    return blocks[run_of(blocks, at)]


def _terms(text: str) -> set[str]:
    """Return what words and numbers are compared by; a sign of money belongs to its number."""
    words = (match.group().lower() for match in _TERM.finditer(_NO_FRACTION.sub("", text)))
    return {stem(word) for word in words if word not in STOP_WORDS}
