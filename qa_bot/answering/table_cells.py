"""The cell of a table that a question asks for: in the row and column whose heads it names.

A reader knows that a row answers, but not under which head its cells stand. Knows
rows as lines with " | " between cells, of which the first has the heads.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_bot.answering.lexical_features import stem
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span
from qa_bot.text.words import content_words, words

_LEAST_SHARE = 0.5  # of the words of a column's head that a question has; chosen, not fitted
SEPARATOR = " | "  # between the cells of a row, as the loaders write them


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a table: where it stands, and its cells."""

    start: int
    cells: tuple[str, ...]

    def cell_span(self, column: int) -> Span:
        before = sum(len(cell) + len(SEPARATOR) for cell in self.cells[:column])
        start = self.start + before
        return Span(start, start + len(self.cells[column]))

    def column_at(self, offset: int) -> int:
        """Return the column of the cell that holds an offset of the text."""
        ends = [self.cell_span(column).end for column in range(len(self.cells))]
        return next((i for i, end in enumerate(ends) if offset <= end), len(ends) - 1)


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
    at = next((i for i, row in enumerate(rows) if _holds(row, span)), 0)
    if at == 0:
        return span
    asked = {stem(word) for word in words(question)}
    heads = rows[0].cells
    own_column = rows[at].column_at(span.start)
    row = _named([row.cells[0] for row in rows[1:]], asked)
    column = named_head(heads[1:], asked)
    number = at if row is None else row + 1
    at_column = own_column if column is None else column + 1
    chosen = rows[number]
    # Of a cell whose head is asked for, the reader may have found a part.
    is_same = number == at and at_column == own_column and column is None
    if is_same or at_column >= len(chosen.cells) or not chosen.cells[at_column].strip():
        return span
    cell = chosen.cell_span(at_column)
    line = Span(chosen.start, chosen.cell_span(len(chosen.cells) - 1).end)
    return replace(span, start=cell.start, end=cell.end, sentence=line)


def _shifted(span: ScoredSpan, by: int) -> ScoredSpan:
    sentence = Span(span.sentence.start + by, span.sentence.end + by)
    return replace(span, start=span.start + by, end=span.end + by, sentence=sentence)


def _table_around(text: str, offset: int) -> list[_Row]:
    """Return the rows of the table that an offset lies in, all of the width of its heads."""
    start = text.rfind("\n\n", 0, offset) + 1
    end = text.find("\n\n", offset)
    rows: list[_Row] = []
    for line in text[start : end if end >= 0 else len(text)].split("\n"):
        cells = tuple(line.split(SEPARATOR))
        if len(cells) > 1 and (not rows or len(cells) == len(rows[0].cells)):
            rows.append(_Row(start, cells))
        start += len(line) + 1
    return rows


def _holds(row: _Row, span: ScoredSpan) -> bool:
    return row.start <= span.start and span.end <= row.cell_span(len(row.cells) - 1).end


def named_head(heads: Sequence[str], asked: set[str]) -> int | None:
    """Return the one head of a column that the question names, if by half of its words.

    So "the height" is that of "Height in metres", where no other head has the word.
    """
    whole = _named(heads, asked)
    return _named(heads, asked, _LEAST_SHARE) if whole is None else whole


def _named(heads: Sequence[str], asked: set[str], least: float = 1.0) -> int | None:
    """Return the one head of whose words the question has that share, and most of."""
    sizes = []
    for head in heads:
        stems = {stem(word) for word in content_words(head)}
        shared = len(stems & asked)
        sizes.append(shared if shared >= least * len(stems) else 0)
    most = max(sizes, default=0)
    return sizes.index(most) if most and sizes.count(most) == 1 else None
