"""Tables as text (CSV, TSV): a line for each row, with " | " between its cells.

Knows delimiters and quoting (RFC 4180); the first row has the heads of the columns.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from qa_bot.errors import SourceDamaged
from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.encoding import decode_with_remarks
from qa_bot.loading.raw_source import RawSource
from qa_bot.text.line_breaks import CELL_SEPARATOR
from qa_bot.text.normalisation import clean_text

_DELIMITERS = ",;\t|"
_SAMPLE_CHARS = 20_000  # of the text, by which its delimiter is chosen
_SAMPLE_ROWS = 50  # of the sample that are compared
_MAX_CELL_CHARS = 1_000_000  # a longer cell is a text with a quotation mark that never ends
# Some programs write the delimiter in a first line of its own.
_DELIMITER_LINE = "sep="


def read(raw: RawSource) -> Draft:
    """Extract the draft of a table.

    Raises SourceNotText, and SourceDamaged where a quoted cell never ends.
    """
    decoded = decode_with_remarks(raw.data, raw.source, raw.charset)
    text = clean_text(decoded.text)
    delimiter, text = _delimiter(text)
    try:
        lines = list(_lines(text, delimiter))
    except csv.Error as error:
        raise SourceDamaged(
            raw.source,
            f"is no table that can be read ({error})",
            "Check its quotation marks, or save it with .txt at the end of its name.",
        ) from error
    return Draft((Piece("\n".join(lines)),), unread=decoded.remarks)


def _lines(text: str, delimiter: str) -> Iterator[str]:
    """Yield the rows that have any text."""
    csv.field_size_limit(_MAX_CELL_CHARS)
    for row in csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True
    ):
        cells = [" ".join(cell.split()) for cell in row]
        if any(cells):
            yield CELL_SEPARATOR.join(cells)


def _delimiter(text: str) -> tuple[str, str]:
    """Return the delimiter of regular rows, and the text without a line that states it."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith(_DELIMITER_LINE) and len(first) == len(_DELIMITER_LINE) + 1:
        return first[-1], rest
    sample = text[:_SAMPLE_CHARS]
    return max(_DELIMITERS, key=lambda delimiter: _regular_cells(sample, delimiter)), text


def _regular_cells(sample: str, delimiter: str) -> int:
    """Return how many cells the rows of the usual number of columns have in all."""
    rows: list[Sequence[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0
    # A row of one cell says nothing of the delimiter.
    return max((width * count for width, count in widths.items() if width > 1), default=0)
