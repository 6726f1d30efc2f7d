"""Join the lines of pages into paragraphs, across columns and pages.

Knows boxes and line ends; not PDF. Lengths are in points, y grows upward.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from qa_bot.loading.draft import Piece
from qa_bot.loading.formats.pdf.geometry import (
    DocumentStatistics,
    Line,
    Page,
    compute_statistics,
    is_same_size,
    page_label,
)
from qa_bot.loading.formats.pdf.hyphenation import count_words, join_lines
from qa_bot.loading.formats.pdf.tables import join_table_rows
from qa_bot.text.line_breaks import CELL_SEPARATOR

_ITEM = re.compile(r"(?:[•‣◦▪●■–*]|[-]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s)")
_LEADERS = re.compile(r"(?:\. ?){5,}")
_SENTENCE_END = re.compile(r"[.!?:;…][”’\")\]]*$")
_BROKEN_WORD = re.compile(r"[^\W\d_]-$")
_NOTE_START = re.compile(r"\[?(?:\d{1,3}|[*†‡])\]?\s")

# No measurement of these is on record. Ratios to the usual pitch or height of letters:
_PARAGRAPH_PITCH = 1.33  # a larger step down begins a paragraph
_NOTE_HEIGHT = 0.92  # smaller lines at the foot of a page are notes
_HEADLINE_HEIGHT = 1.2  # larger lines are headlines
# Lengths in heights of the line's letters:
_MIN_INDENT = 0.7  # an indent of at least this begins a paragraph
_MAX_OUTDENT = 4.0  # a line that begins further to the left belongs to other text
_MAX_CENTRE_SHIFT = 0.3  # centres of centred lines differ by no more
# A line break was meant where the next word had room by this factor, for a space of half a height;
_ROOM = 1.3
_ROOM_IN_SENTENCE = 1.25 * _ROOM  # within a sentence it is more likely to be chance.
_SPACE_WIDTH = 0.5
_MAX_HEADLINE_CHARS = 200  # a longer first paragraph is no headline


class _LineBreak(Enum):
    """What the end of a line means for the text."""

    NONE = " "
    LINE = "\n"
    PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True)
class Layout:
    """The pieces of a document, labelled by page, and its headline, or ""."""

    pieces: tuple[Piece, ...]
    headline: str


def lay_out(pages: Sequence[Page], known_text: str = "") -> Layout:
    """Join lines into pieces, and find the headline: large words at the very top.

    `known_text` is correctly spelt text, such as a title, that helps to rejoin
    words broken at line ends.
    """
    words = count_words((line.text for page in pages for line in page.lines), known_text)
    pages = [replace(page, lines=tuple(join_table_rows(page.lines, words))) for page in pages]
    statistics = compute_statistics(pages, words)
    pieces = tuple(_ParagraphWriter(statistics).write(pages))
    return Layout(pieces, _headline(pages, pieces, statistics))


class _ParagraphWriter:
    """Writes pieces while it walks the lines of all pages."""

    def __init__(self, statistics: DocumentStatistics) -> None:
        self._statistics = statistics
        self._text = ""
        self._label = ""
        self._joined = False
        self._notes: list[Piece] = []

    def write(self, pages: Sequence[Page]) -> Iterator[Piece]:
        """Yield the pieces of all pages; the notes of a page follow its last paragraph."""
        above: Line | None = None
        for page in pages:
            body, notes = self._split_notes(page)
            label = page_label(page.number)
            edges = _RightEdges(body)
            for number, line in enumerate(body):
                line_break = _LineBreak.PARAGRAPH
                if above is not None:
                    line_break = self._break_between(above, line, edges, is_first=number == 0)
                yield from self._add_line(line, line_break, label)
                above = line
            self._notes += self._note_pieces(notes, label)
        yield from self._end_paragraph()

    def _add_line(self, line: Line, line_break: _LineBreak, label: str) -> Iterator[Piece]:
        text = line.text
        if line_break is _LineBreak.PARAGRAPH:
            yield from self._end_paragraph()
            self._text, self._label, self._joined = text, label, False
        elif line_break is _LineBreak.LINE:
            self._text = f"{self._text}\n{text}"
        elif label == self._label:
            self._text = join_lines(self._text, text, self._statistics.words)
        else:
            yield from self._turn_page(text, label)

    def _turn_page(self, text: str, label: str) -> Iterator[Piece]:
        """Continue the paragraph on the next page; a broken word stays whole on the first."""
        if self._text.endswith("-"):
            head, _, rest = text.partition(" ")
            whole = join_lines(self._text, head, self._statistics.words)
            yield Piece(whole, self._label, self._joined)
            text = rest
        else:
            yield Piece(self._text, self._label, self._joined)
        self._text, self._label, self._joined = text, label, True

    def _end_paragraph(self) -> Iterator[Piece]:
        """End the paragraph; the notes of the pages that it began on follow it."""
        if self._text:
            yield Piece(self._text, self._label, self._joined)
        yield from self._notes
        self._notes, self._text = [], ""

    def _break_between(
        self, above: Line, below: Line, edges: "_RightEdges", *, is_first: bool
    ) -> _LineBreak:
        """Decide by the geometry of two lines; `is_first` is whether the lower begins its page."""
        if above.table or below.table:
            is_next_row = above.table == below.table and not is_first
            return _LineBreak.LINE if is_next_row else _LineBreak.PARAGRAPH
        if not is_same_size(above.height, below.height):
            return _LineBreak.PARAGRAPH
        step = above.bottom - below.bottom
        if is_first or step <= 0:
            return self._break_over_gap(above, below, edges)
        if _BROKEN_WORD.search(above.text) and below.text[:1].islower():
            return _LineBreak.NONE
        body_height = self._statistics.height
        scale = max(1.0, below.height / body_height) if body_height else 1.0
        if step > _PARAGRAPH_PITCH * self._statistics.pitch * scale:
            return _LineBreak.PARAGRAPH
        if _ITEM.match(below.text):
            return _LineBreak.LINE if _ITEM.match(self._text) else _LineBreak.PARAGRAPH
        if above.text.endswith("-"):
            return _LineBreak.NONE
        if CELL_SEPARATOR in below.text or _LEADERS.search(above.text):
            return _LineBreak.LINE
        if CELL_SEPARATOR in above.text:
            return _LineBreak.PARAGRAPH
        return self._break_in_column(above, below, edges)

    def _break_in_column(self, above: Line, below: Line, edges: "_RightEdges") -> _LineBreak:
        """Decide by indents and by the room that was left on the upper line."""
        height = below.height
        has_ended = _SENTENCE_END.search(above.text) is not None
        is_indented = below.left - above.left > _MIN_INDENT * height
        if has_ended and is_indented and not _ITEM.match(above.text):
            return _LineBreak.PARAGRAPH
        if height > _HEADLINE_HEIGHT * self._statistics.height:
            return _LineBreak.NONE
        if above.left - below.left > _MAX_OUTDENT * height:
            return _LineBreak.PARAGRAPH
        if _are_centred(above, below):
            return _LineBreak.LINE
        room = _ROOM if has_ended else _ROOM_IN_SENTENCE
        if not edges.has_room(above, room * self._room_for(below)):
            return _LineBreak.NONE
        return _LineBreak.PARAGRAPH if has_ended else _LineBreak.LINE

    def _room_for(self, line: Line) -> float:
        """Return the width of the line's first word and of the space before it."""
        word = len(line.text.split(maxsplit=1)[0]) * self._statistics.char_width
        return (word + _SPACE_WIDTH) * line.height

    def _break_over_gap(self, above: Line, below: Line, edges: "_RightEdges") -> _LineBreak:
        """Decide across a column or page: text continues unless a sentence has ended."""
        if above.text.endswith("-"):
            return _LineBreak.NONE
        if _SENTENCE_END.search(above.text) or _ITEM.match(below.text):
            return _LineBreak.PARAGRAPH
        is_body = is_same_size(below.height, self._statistics.height)
        first = below.text[0]
        # A number goes on with a sentence whose line was full, and else begins something.
        is_new = first.isdecimal() and edges.has_room(above, self._room_for(below))
        continues = is_body and not first.isupper() and not is_new
        return _LineBreak.NONE if continues else _LineBreak.PARAGRAPH

    def _split_notes(self, page: Page) -> tuple[list[Line], list[Line]]:
        """Return the lines of the body, and the small ones below it."""
        lines = list(page.lines)
        end = len(lines)
        small = _NOTE_HEIGHT * self._statistics.height
        while end and lines[end - 1].height < small and not lines[end - 1].table:
            end -= 1
        return (lines[:end], lines[end:]) if end else (lines, [])

    def _note_pieces(self, notes: Sequence[Line], label: str) -> list[Piece]:
        texts: list[str] = []
        for line in notes:
            text = line.text
            if texts and not _NOTE_START.match(text):
                texts[-1] = join_lines(texts[-1], text, self._statistics.words)
            else:
                texts.append(text)
        return [Piece(text, label) for text in texts]


class _RightEdges:
    """How far the lines of each column of a page reach to the right."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    def has_room(self, line: Line, width: float) -> bool:
        """Return whether so much more would have fitted on the line."""
        edge = max(
            (other.right for other in self._lines if self._are_in_one_column(other, line)),
            default=line.right,
        )
        return line.right + width < edge

    @staticmethod
    def _are_in_one_column(one: Line, other: Line) -> bool:
        overlaps = one.left < other.right and other.left < one.right
        is_one_column = one.column == other.column
        return overlaps and is_one_column and is_same_size(one.height, other.height)


def _are_centred(above: Line, below: Line) -> bool:
    shift = abs((above.left + above.right) - (below.left + below.right)) / 2
    is_centred = shift < _MAX_CENTRE_SHIFT * below.height
    return is_centred and abs(above.left - below.left) > below.height


def _headline(
    pages: Sequence[Page], pieces: Sequence[Piece], statistics: DocumentStatistics
) -> str:
    """Return the largest words of the first page where they stand at its top, or ""."""
    first = pages[0].lines if pages else ()
    largest = max((line.height for line in first), default=0.0)
    if not first or largest < _HEADLINE_HEIGHT * statistics.height:
        return ""
    if not is_same_size(first[0].height, largest):
        return ""
    is_short = bool(pieces) and len(pieces[0].text) <= _MAX_HEADLINE_CHARS
    return " ".join(pieces[0].text.split()) if is_short else ""
