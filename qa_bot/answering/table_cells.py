"""The cell of a table that a question asks for: in the row and column whose heads it names.

A reader knows that a row answers, but often takes the value of a sibling: the price of
another ticket, the column of another product. Lines such as "Adult ticket: £6" are the
rows of a table of two columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_bot.answering.lexical_features import content_stems
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answering.table_rows import stems_of
from qa_bot.documents import Span
from qa_bot.text.blocks import BlockKind, TextBlock, block_at, cells, find_blocks, run_of
from qa_bot.text.line_breaks import CELL_SEPARATOR


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a table, with the spans and texts of its cells, the first of which heads it."""

    span: Span
    cells: tuple[Span, ...]
    texts: tuple[str, ...]

    def column_at(self, offset: int) -> int:
        """Return the column of the cell that holds an offset of the text."""
        ends = (i for i, cell in enumerate(self.cells) if offset <= cell.end)
        return next(ends, len(self.cells) - 1)


def move_to_cell(question: str, text: str, span: ScoredSpan, head: str = "") -> ScoredSpan:
    """Return the cell under the heads that the question names, where the span is in a table.

    What the question does not name, the row or the column, stays that of the span.
    `head` is the line of heads of a table that the text begins within.
    """
    if head:
        size = len(head) + 1
        moved = move_to_cell(question, f"{head}\n{text}", _shifted(span, size))
        return _shifted(moved, -size) if moved.start >= size else span
    rows = _table_around(text, span.start)
    at = next((i for i, row in enumerate(rows) if _holds(row, span)), None)
    if at is None:
        return span
    asked = stems_of([question])
    has_heads = _is_row_of_cells(text, rows[0])
    if has_heads and at == 0:
        return span
    heads = rows[0].texts[1:] if has_heads else ()
    row = _named([row.texts[0] for row in rows[has_heads:]], asked)
    column = _named(heads, asked)
    own_column = rows[at].column_at(span.start)
    number = at if row is None else row + has_heads
    at_column = own_column if column is None else column + 1
    chosen = rows[number]
    is_same = number == at and at_column == own_column
    if is_same or at_column >= len(chosen.cells) or not chosen.texts[at_column]:
        return span
    if not has_heads:
        at_column = 1
    cell = chosen.cells[at_column]
    return replace(span, start=cell.start, end=cell.end, sentence=chosen.span)


def _is_row_of_cells(text: str, row: _Row) -> bool:
    return CELL_SEPARATOR in text[row.span.start : row.span.end]


def _shifted(span: ScoredSpan, by: int) -> ScoredSpan:
    sentence = Span(span.sentence.start + by, span.sentence.end + by)
    return replace(span, start=span.start + by, end=span.end + by, sentence=sentence)


def _table_around(text: str, offset: int) -> list[_Row]:
    """Return the rows of the table that an offset lies in, or the labelled lines around it."""
    blocks = find_blocks(text)
    at = block_at(blocks, offset)
    if at is None or blocks[at].kind not in (BlockKind.ROW, BlockKind.LABELLED):
        return []
    return [_row(text, block) for block in blocks[run_of(blocks, at)]]


def _row(text: str, block: TextBlock) -> _Row:
    spans = cells(text, block)
    if block.kind is BlockKind.LABELLED:
        spans = [Span(block.start, block.body), Span(block.body, block.end)]
    return _Row(block.span, tuple(spans), tuple(text[s.start : s.end].strip(" :") for s in spans))


def _holds(row: _Row, span: ScoredSpan) -> bool:
    return row.span.start <= span.start and span.end <= row.span.end


def _named(heads: Sequence[str], asked: set[str]) -> int | None:
    """Return the one head that the question names, by the words that tell it from the others.

    Of "Adult ticket" and "Child ticket" these are "adult" and "child"; "K40" is named by a
    question that has it without the "Pro" of "K40 Pro". None where it names none or two.
    """
    if len(heads) < 2:
        return None
    stems = [content_stems(head) for head in heads]
    shared = set.intersection(*stems)
    named = [i for i, own in enumerate(stems) if own and own - shared <= asked & own]
    most = max((len(stems[i] & asked) for i in named), default=0)
    best = [i for i in named if len(stems[i] & asked) == most]
    return best[0] if most and len(best) == 1 else None
