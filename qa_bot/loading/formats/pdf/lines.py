"""Build the lines of a PDF page, with their boxes and cells, from its characters.

Knows characters; not paragraphs or tables.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pypdfium2

from qa_bot.loading.formats.pdf.characters import (
    LINE_END_HYPHENS,
    Character,
    is_level,
    read_segments,
)
from qa_bot.loading.formats.pdf.geometry import Line, PrintedCell, line_of_cells
from qa_bot.loading.formats.pdf.loose_marks import place_loose_marks
from qa_bot.loading.formats.pdf.printed_lines import (
    Written,
    note_numbers,
    print_line,
    write_line,
)

_HYPHENS = re.compile(f"(?:[{LINE_END_HYPHENS}\xad]|(?<=[^\\W\\d_])\u2010)$")
_INNER_HYPHENS = str.maketrans({"\u2010": "-", "\xad": "", "\ufffe": "-", "\x02": "-"})
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_MARKER = re.compile(r"\W{1,2}|\(?[\d.]{1,6}[.)]?|\(?[a-zA-Z][.)]")
_MAX_MARKER = 9  # characters of a marker that is looked for
# No measurement of these is on record. They are in heights of the line's letters:
_SAME_SIZE_DROP = 0.4  # baselines of parts of one line differ by less,
_RAISED_DROP = 0.65  # and by less than this where one part is raised or lowered
_MIN_PART_GAP = -0.8  # parts of one line overlap by less,
_ATTACHED_GAP = 1.1  # and raised or lowered ones stand no further apart than this
_LEVEL_DROP = 0.1  # baselines that differ by less are the same
_WORD_GAP = 0.15  # a wider gap between parts is a space
_CELL_GAP = 1.1  # a wider gap may part two cells of a table,
_ROW_CELL_GAP = 0.8  # or this wide where another shows that the line is a row,
_SEAM = 0.3  # so wide a gap parts cells where those of the next line do,
_SURE_CELL_GAP = 1.5  # and does where it is this wide
_SENTENCE_GAP = 2.5  # justified lines are stretched up to this between sentences
_MAX_MARKER_GAP = 4.0  # after a list's marker; what stands further off is a cell
_SEAM_RATIO = 1.25  # of such a gap to the narrowest of the cell
_CELL_GAP_RATIO = 1.8  # of a gap between cells to the narrowest of the line
_SMALLER = 0.92  # ratio of heights below which a part may be raised or lowered


def extract_lines(page: pypdfium2.PdfTextPage) -> Iterator[Line]:
    """Yield the lines of a page in the order in which they are drawn."""
    parts = (part for segment in read_segments(page) for part in _level_parts(segment))
    segments = (_stripped(part) for part in parts)
    level = is_level(page)
    lines = list(_join_parts(filter(None, segments), level=level))
    printed = list(map(print_line, place_loose_marks(lines) if level else lines))
    noted = note_numbers(printed)
    for line in printed:
        cells = tuple(_cells(write_line(line, noted), line.height))
        if cells:
            yield line_of_cells(cells, line.baseline, line.height)


def _level_parts(segment: Sequence[Character]) -> Iterator[Sequence[Character]]:
    """Yield the parts of a segment that stand apart and not on one baseline, such as cells."""
    last: Character | None = None
    start = 0
    for index, character in enumerate(segment):
        if character.text.isspace():
            continue
        if last and last.baseline != character.baseline and _stand_apart(last, character):
            yield segment[start:index]
            start = index
        last = character
    yield segment[start:]


def _stand_apart(last: Character, first: Character) -> bool:
    height = max(last.height, first.height)
    drop = abs(last.baseline - first.baseline)
    is_apart = abs(first.left - last.right) > _ATTACHED_GAP * height
    return drop > _LEVEL_DROP * height and is_apart


def _stripped(segment: Sequence[Character]) -> list[Character]:
    """Return the characters without blanks at the end; one at the start parts words."""
    end = len(segment)
    while end and not segment[end - 1].text.strip():
        end -= 1
    return list(segment[:end])


def _join_parts(segments: Iterator[list[Character]], *, level: bool) -> Iterator[list[Character]]:
    """Join segments that stand side by side, such as those around a raised number."""
    line: list[Character] = []
    tallest: Character | None = None
    for segment in segments:
        first = next(c for c in segment if c.text.strip())
        if tallest and level and _are_one_line(line[-1], tallest, first):
            gap = first.left - line[-1].right
            if segment[0] is first and gap > _WORD_GAP * tallest.height:
                line.append(Character(" ", line[-1].right, first.left, first.baseline, 0.0))
            segment = _levelled(segment, first, tallest, gap)
        elif line:
            yield line
            line, tallest = [], None
        line += segment if line else segment[segment.index(first) :]
        for character in segment:
            # The last of the tallest: parts may stand a little higher than those before.
            if tallest is None or character.height >= _SMALLER * tallest.height:
                tallest = character if character.text.strip() else tallest
    if line:
        yield line


def _levelled(
    segment: list[Character], first: Character, tallest: Character, gap: float
) -> list[Character]:
    """Return a part that stands apart on the baseline of its line, as it is not raised."""
    drop = tallest.baseline - first.baseline
    if not drop or gap < _ATTACHED_GAP * tallest.height:
        return segment
    return [c._replace(baseline=c.baseline + drop) for c in segment]


def _are_one_line(last: Character, tallest: Character, first: Character) -> bool:
    height = max(tallest.height, first.height)
    is_smaller = min(tallest.height, first.height) < _SMALLER * height
    drop = abs(tallest.baseline - first.baseline)
    gap = first.left - last.right
    is_cell = gap > _ATTACHED_GAP * height and drop < _SAME_SIZE_DROP * height
    if drop < _LEVEL_DROP * height or is_cell:
        return gap > _MIN_PART_GAP * height
    is_attached = _MIN_PART_GAP * height < gap < _ATTACHED_GAP * height
    return is_attached and drop < (_RAISED_DROP if is_smaller else _SAME_SIZE_DROP) * height


def _cells(tokens: Sequence[Written], height: float) -> Iterator[PrintedCell]:
    """Yield the cells of a line, which are further apart than words."""
    words = _words(tokens)
    gaps = [right[0].left - left[-1].right for left, right in pairwise(words)]
    narrowest = min(gaps, default=0.0)
    is_row = max(gaps, default=0.0) > _SENTENCE_GAP * height
    cell: list[list[Written]] = words[:1]
    for number, (gap, word) in enumerate(zip(gaps, words[1:], strict=False)):
        is_first = number == 0
        if _parts_cells(gap, narrowest, height, is_row=is_row) and not _is_one_cell(
            cell, gap, height, is_first=is_first
        ):
            yield _cell(cell, height)
            cell = []
        cell.append(word)
    if cell and (last := _cell(cell, height)).text:
        yield last


def _words(tokens: Sequence[Written]) -> list[list[Written]]:
    """Return the tokens between blanks, where these have any text."""
    words: list[list[Written]] = [[]]
    for token in tokens:
        if token.text.isspace():
            words.append([])
        else:
            words[-1].append(token)
    return [word for word in words if any(token.text for token in word)]


def _parts_cells(gap: float, narrowest: float, height: float, *, is_row: bool) -> bool:
    if is_row:
        return gap > _ROW_CELL_GAP * height
    is_uneven = gap > _CELL_GAP_RATIO * narrowest or gap > _SURE_CELL_GAP * height
    return gap > _CELL_GAP * height and is_uneven


def _is_one_cell(
    cell: Sequence[Sequence[Written]], gap: float, height: float, *, is_first: bool
) -> bool:
    """Return whether a gap follows a list's marker, or is a justified line's between sentences."""
    end = cell[-1][-1].text[-1:]
    if end and end in ".!?:;," and gap < _SENTENCE_GAP * height:
        return True
    if gap > _MAX_MARKER_GAP * height:
        return False
    start = "".join(token.text for token in cell[0][:_MAX_MARKER])
    return is_first and _MARKER.fullmatch(start) is not None


def _cell(words: Sequence[Sequence[Written]], height: float) -> PrintedCell:
    gaps = [right[0].left - left[-1].right for left, right in pairwise(words)]
    least = max(_SEAM * height, _SEAM_RATIO * min(gaps, default=0.0))
    parts: list[list[Sequence[Written]]] = [[words[0]]]
    for gap, word in zip(gaps, words[1:], strict=True):
        if gap > least:
            parts.append([])
        parts[-1].append(word)
    if len(parts) == 1:
        return _part(words)
    cells = tuple(map(_part, parts))
    return PrintedCell(" ".join(cell.text for cell in cells), cells[0].left, cells[-1].right, cells)


def _part(words: Sequence[Sequence[Written]]) -> PrintedCell:
    text = " ".join("".join(token.text for token in word) for word in words)
    text = _HYPHENS.sub("-", text.translate(_LIGATURES).strip()).translate(_INNER_HYPHENS)
    return PrintedCell(text, words[0][0].left, words[-1][-1].right)
