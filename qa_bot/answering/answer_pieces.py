"""The cells and items that a short answer is made of: never a marker, never part of two.

A span that a reader marks in a list or table may begin with the marker of an item or end
within the next one. It becomes one item's body, one cell, or whole ones. Knows the blocks
of a text, not what they say.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answering.table_rows import has_head_row
from qa_bot.documents import Span
from qa_bot.text.blocks import (
    BlockKind,
    TextBlock,
    block_at,
    cell_texts,
    cells,
    find_blocks,
    run_of,
)
from qa_bot.text.line_breaks import CELL_SEPARATOR

# The marker of an item that is alone in its chunk, where its block is no list.
_LONE_MARKER = re.compile(r"(?:[-*+•‣◦▪]|\(?\d{1,3}[.)])\s+(?=\S)")
_ITEM_END = " ;,."


def is_marker(text: str, span: ScoredSpan) -> bool:
    """Return whether a span is no more than the marker of an item, such as "3."."""
    blocks = find_blocks(text)
    at = block_at(blocks, span.start)
    return at is not None and span.end <= _body(text, blocks[at])


def within_pieces(text: str, span: ScoredSpan) -> ScoredSpan:
    """Return the item's body, the cell, or the whole items or cells that a span is of.

    The sentence of a span within one item or row is that item or row.
    """
    touched = _pieces_at(text, span.start, span.end)
    if not touched:
        return span
    is_whole = all(
        span.start <= _body(text, b) and b.end <= span.end + len(_ITEM_END) for b in touched
    )
    if len(touched) > 1 and is_whole:
        return replace(span, start=_body(text, touched[0]), end=touched[-1].end)
    block = max(touched, key=lambda b: min(b.end, span.end) - max(b.start, span.start))
    if block.kind is BlockKind.ROW:
        start, end = _whole_cells(text, block, span)
    else:
        start, end = max(span.start, _body(text, block)), min(span.end, block.end)
        if start >= end:
            start, end = _body(text, block), block.end
    sentence = span.sentence
    if not (block.start <= sentence.start and sentence.end <= block.end):
        sentence = block.span
    return replace(span, start=start, end=end, sentence=sentence)


def piece_text(text: str, span: Span, head: str = "") -> str:
    """Return the words of a span without the markers and bars of its items and cells.

    Several items or rows are joined by "; ", and several cells of a row have the heads of
    their columns. `head` is the line of heads of a table that the text begins within.
    """
    touched = _pieces_at(text, span.start, span.end)
    if not touched:
        return text[span.start : span.end]
    blocks = find_blocks(text)
    parts = []
    for block in touched:
        if block.kind is BlockKind.ROW:
            parts.append(row_text(text, block, span, column_heads(text, blocks, block, head)))
        else:
            body = text[max(span.start, _body(text, block)) : min(span.end, block.end)]
            parts.append(" ".join(body.split()))
    if len(parts) == 1:
        return parts[0]
    return "; ".join(part.rstrip(_ITEM_END) for part in parts if part)


def row_text(text: str, row: TextBlock, span: Span, heads: Sequence[str]) -> str:
    """Return the cells of a row that a span touches: "Canoe: Seats 2, Half day £15".

    `heads` are those of the columns, the first included; none where the table has none.
    """
    spans = cells(text, row)
    columns = [
        i
        for i, cell in enumerate(spans)
        if cell.start < span.end and span.start < cell.end and cell.end > cell.start
    ]
    texts = [text[spans[i].start : spans[i].end] for i in columns]
    if len(texts) < 2:
        return text[max(span.start, row.start) : min(span.end, row.end)].strip(" |")
    if len(spans) > 2 and len(heads) == len(spans):
        texts = [
            f"{heads[i]} {cell}" if i and heads[i] else cell
            for i, cell in zip(columns, texts, strict=True)
        ]
    if columns[0] == 0:
        return f"{texts[0]}: {', '.join(texts[1:])}"
    return ", ".join(texts)


def column_heads(
    text: str, blocks: Sequence[TextBlock], row: TextBlock, head: str = ""
) -> list[str]:
    """Return the heads of the columns of a row's table, none where it has none.

    `head` is the line of heads of a table that the text begins within.
    """
    run = run_of(blocks, blocks.index(row))
    if head and run.start == 0:
        return [cell.strip() for cell in head.split(CELL_SEPARATOR)]
    table = [cell_texts(text, each) for each in blocks[run]]
    return table[0] if has_head_row(table) else []


def _pieces_at(text: str, start: int, end: int) -> list[TextBlock]:
    """Return the items and rows that a range touches, and a lone item's paragraph."""
    touched = [b for b in find_blocks(text) if b.start < end and start < b.end]
    return [
        b for b in touched if b.kind in (BlockKind.ITEM, BlockKind.ROW) or _body(text, b) > b.start
    ]


def _body(text: str, block: TextBlock) -> int:
    """Return where an item begins after its marker, and any other block at its start."""
    if block.kind is BlockKind.ITEM:
        return block.body
    lone = _LONE_MARKER.match(text, block.start, block.end)
    return block.start if lone is None else lone.end()


def _whole_cells(text: str, row: TextBlock, span: ScoredSpan) -> tuple[int, int]:
    """Return a span within one cell, the cells that it holds, or the one that it has most of."""
    touched = [c for c in cells(text, row) if c.start < span.end and span.start < c.end]
    if not touched:
        return row.start, row.end
    whole = [c for c in touched if span.start <= c.start and c.end <= span.end]
    if whole:
        return whole[0].start, whole[-1].end
    most = max(touched, key=lambda c: min(c.end, span.end) - max(c.start, span.start))
    return max(most.start, span.start), min(most.end, span.end)
