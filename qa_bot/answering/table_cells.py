"""The cell of a table that a question asks for: in the row and column whose heads it names.

A reader knows that a row answers, but often takes the value of a sibling: the price of
another ticket, the column of another product. Lines such as "Adult ticket: £6" are the
rows of a table of two columns.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_bot.answering.lexical_features import content_stems
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answering.table_rows import stems_of
from qa_bot.documents import Span
from qa_bot.text.blocks import BlockKind, TextBlock, block_at, cells, find_blocks, run_of
from qa_bot.text.line_breaks import CELL_SEPARATOR

# "How much", "what time" say which kind of cell, not where it stands.
_ASKING = stems_of(["much many long time cost costs price get leave depart arrive"])
# A question names a cell if at most one in so many of its words is none of the two heads'.
_NAMED_SHARE = 3
# It must have half of the words of a head, or a third where it has no other words.
_HEAD_SHARE = 2
# Of two heads that a question names, what it asks for decides: "Which days are you open?"
_ASKED_NOUN = re.compile(r"\s*(?:(?:on|at|in) )?(?:which|what) (?P<noun>[^\W\d_]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    """The row and the column of a cell, None where a question names none."""

    row: int | None
    column: int | None


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

    def has(self, column: int) -> bool:
        """Return whether a column has text in this row, which may have fewer cells than others."""
        return column < len(self.texts) and self.texts[column] != ""


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
    has_heads = _is_row_of_cells(text, rows[0])
    if has_heads and at == 0:
        return span
    named = _named_place(question, rows, has_heads)
    own_column = rows[at].column_at(span.start)
    number = at if named.row is None else named.row
    at_column = own_column if named.column is None else named.column
    chosen = rows[number]
    is_same = number == at and at_column == own_column
    if is_same or not chosen.has(at_column):
        return span
    if not has_heads:
        at_column = 1
    cell = chosen.cells[at_column]
    return replace(span, start=cell.start, end=cell.end, sentence=chosen.span)


def names_cell(question: str, text: str, offset: int, head: str = "") -> bool:
    """Return whether a question names the row and the column of a cell, and little else.

    Then the table at the offset says what is asked; an empty cell says nothing.
    """
    if head:
        return names_cell(question, f"{head}\n{text}", offset + len(head) + 1)
    rows = _table_around(text, offset)
    if not rows or not _is_row_of_cells(text, rows[0]):
        return False
    named = _named_place(question, rows, has_heads=True)
    if named.row is None or named.column is None or not rows[named.row].has(named.column):
        return False
    asked = content_stems(question) - _ASKING
    heads = [
        content_stems(each) for each in (rows[named.row].texts[0], rows[0].texts[named.column])
    ]
    others = len(asked.difference(*heads))
    fewest = _HEAD_SHARE if others else _NAMED_SHARE
    is_sure = all(fewest * len(head & asked) >= len(head) for head in heads)
    return is_sure and others <= len(asked) / _NAMED_SHARE


def _named_place(question: str, rows: Sequence[_Row], has_heads: bool) -> _Place:
    """Return the row and the column whose heads a question names, None where it names none."""
    asked = stems_of([question])
    heads = rows[0].texts[1:] if has_heads else ()
    row = _named([row.texts[0] for row in rows[has_heads:]], asked)
    column = _named(heads, asked)
    if column is None and (noun := _ASKED_NOUN.match(question)):
        column = _named(heads, asked & stems_of([noun["noun"]]))
    return _Place(None if row is None else row + has_heads, None if column is None else column + 1)


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
    question that has it without the "Pro" of "K40 Pro". Where it names none whole, the one of
    which it has a word that no other has: "the Airlight" of "Fjellby Airlight 2". None where
    it names none or two.
    """
    if len(heads) < 2:
        return None
    stems = [content_stems(head) for head in heads]
    shared = set.intersection(*stems)
    named = [i for i, own in enumerate(stems) if own and own - shared <= asked & own]
    most = max((len(stems[i] & asked) for i in named), default=0)
    best = [i for i in named if len(stems[i] & asked) == most]
    if most:
        return best[0] if len(best) == 1 else None
    counts = Counter(each for own in stems for each in own)
    part = [i for i, own in enumerate(stems) if any(counts[each] == 1 for each in own & asked)]
    return part[0] if len(part) == 1 else None
