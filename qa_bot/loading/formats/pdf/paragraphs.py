"""Lines as they stand on pages to pieces of text: joined where one paragraph wraps.

Knows boxes and line ends; not PDF. Lengths are in points, y grows upward.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from qa_bot.loading.draft import Piece
from qa_bot.loading.formats.pdf.geometry import (
    CELLS,
    Line,
    Measures,
    Page,
    is_alike,
    last_part,
    measure,
    page_label,
)

_ITEM = re.compile(r"(?:[•‣◦▪●■–*]|[-]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s)")
_LEADERS = re.compile(r"(?:\. ?){5,}")
_ENDS = re.compile(r"[.!?:;…][”’\")\]]*$")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_FIRST_PART = re.compile(r"[^\W\d_]+")
_WIDE_GAP = 1.35
_ROOM = 1.3
# Scripts that put no space between words: Chinese and Japanese.
_UNSPACED = re.compile("[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]")
_SMALL = 0.92
_LARGE = 1.2
_INDENT = 0.7
_WIDEST_INDENT = 4.0


class _Tie(Enum):
    """How a line follows the one before."""

    GOES_ON = " "
    NEW_LINE = "\n"
    NEW_PARAGRAPH = "\n\n"


def lay_out(pages: Sequence[Page], known: str = "") -> tuple[list[Piece], str]:
    """The pieces, labelled by page, and the headline: large words at the very top, or "".

    `known` is text that is spelt right, such as a title, for words broken at
    line ends.
    """
    pages = [_with_whole_lines(page) for page in pages]
    measures = measure(pages, known)
    pieces = list(_Writer(measures).write(pages))
    return pieces, _headline(pages, pieces, measures)


def _with_whole_lines(page: Page) -> Page:
    """The page with lines joined that stand beside each other, as after a raised number."""
    lines: list[Line] = []
    for line in page.lines:
        above = lines[-1] if lines else None
        if (
            above
            and abs(above.bottom - line.bottom) < 0.4 * above.height
            and (-0.5 * above.height < line.left - above.right < 1.5 * above.height)
        ):
            text = f"{above.text} {line.text}"
            lines[-1] = Line(text, above.left, line.right, above.bottom, above.height)
        else:
            lines.append(line)
    return Page(page.number, page.height, tuple(lines))


class _Writer:
    """Writes pieces while it walks the lines of all pages."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures
        self._text = ""
        self._label = ""
        self._joined = False
        self._notes: list[Piece] = []

    def write(self, pages: Sequence[Page]) -> Iterator[Piece]:
        above: Line | None = None
        for page in pages:
            body, notes = self._split_notes(page)
            label = page_label(page.number)
            rights = _Rights(body)
            for number, line in enumerate(body):
                tie = (
                    _Tie.NEW_PARAGRAPH if above is None else self._tie(above, line, rights, number)
                )
                yield from self._take(line, tie, label)
                above = line
            self._notes += self._note_pieces(notes, label)
        yield from self._end()

    def _take(self, line: Line, tie: _Tie, label: str) -> Iterator[Piece]:
        text = line.text.translate(_LIGATURES)
        if tie is _Tie.NEW_PARAGRAPH:
            yield from self._end()
            self._text, self._label, self._joined = text, label, False
            return
        joined = self._join(self._text, text) if tie is _Tie.GOES_ON else None
        if label == self._label or tie is _Tie.NEW_LINE:
            self._text = joined if joined is not None else f"{self._text}\n{text}"
            return
        yield from self._turn_page(text, label)

    def _turn_page(self, text: str, label: str) -> Iterator[Piece]:
        """Go on with the paragraph as a piece of the next page; a broken word stays on its own."""
        if self._text.endswith("-"):
            head, _, rest = text.partition(" ")
            whole = self._join(self._text, head)
            yield Piece(whole, self._label, self._joined)
            text = rest
        else:
            yield Piece(self._text, self._label, self._joined)
        self._text, self._label, self._joined = text, label, True

    def _end(self) -> Iterator[Piece]:
        """Close the paragraph; the notes of the pages that it began on follow it."""
        if self._text:
            yield Piece(self._text, self._label, self._joined)
        yield from self._notes
        self._notes, self._text = [], ""

    def _join(self, above: str, below: str) -> str:
        if _UNSPACED.match(above[-1:]) and _UNSPACED.match(below):
            return above + below
        last, first = last_part(above), _FIRST_PART.match(below)
        if not last or first is None:
            return f"{above}{below}" if above.endswith("-") else f"{above} {below}"
        return (above if self._keeps_hyphen(last, first[0]) else above[:-1]) + below

    def _keeps_hyphen(self, last: str, first: str) -> bool:
        """Whether a word broken at a line's end is spelt with the hyphen."""
        words = self._measures.words
        start, rest = last[:-1].casefold(), first.casefold()
        if words[f"{start}-{rest}"] != words[start + rest]:
            return words[f"{start}-{rest}"] > words[start + rest]
        if first[0].isupper():
            return True
        return bool(words[start] and words[rest]) and len(start) > 2 and len(rest) > 2

    def _tie(self, above: Line, below: Line, rights: "_Rights", number: int) -> _Tie:
        if not is_alike(above.height, below.height):
            return _Tie.NEW_PARAGRAPH
        step = above.bottom - below.bottom
        size = max(1.0, below.height / self._measures.height) if self._measures.height else 1.0
        is_item = _ITEM.match(below.text) is not None
        if number == 0 or step <= 0:
            return self._tie_over_gap(above, below)
        if step > _WIDE_GAP * self._measures.pitch * size:
            return _Tie.NEW_PARAGRAPH
        if is_item:
            return _Tie.NEW_LINE if _ITEM.match(self._text) else _Tie.NEW_PARAGRAPH
        if above.text.endswith("-"):
            return _Tie.GOES_ON
        if CELLS in below.text or _LEADERS.search(above.text):
            return _Tie.NEW_LINE
        if CELLS in above.text:
            return _Tie.NEW_PARAGRAPH
        ended = _ENDS.search(above.text) is not None
        if (
            ended
            and below.left - above.left > _INDENT * below.height
            and not _ITEM.match(above.text)
        ):
            return _Tie.NEW_PARAGRAPH
        if below.height > _LARGE * self._measures.height:
            return _Tie.GOES_ON
        if above.left - below.left > _WIDEST_INDENT * below.height:
            return _Tie.NEW_PARAGRAPH
        if _are_centred(above, below):
            return _Tie.NEW_LINE
        # Within a sentence a line end is more likely to be chance.
        room = _ROOM if ended else 1.25 * _ROOM
        word = len(below.text.split(maxsplit=1)[0]) * self._measures.width * below.height
        if not rights.has_room(above, room * word + 0.5 * room * below.height):
            return _Tie.GOES_ON
        return _Tie.NEW_PARAGRAPH if ended else _Tie.NEW_LINE

    def _tie_over_gap(self, above: Line, below: Line) -> _Tie:
        """How text follows across a column or page: it goes on unless a sentence has ended."""
        if above.text.endswith("-"):
            return _Tie.GOES_ON
        if _ENDS.search(above.text) or _ITEM.match(below.text):
            return _Tie.NEW_PARAGRAPH
        is_body = is_alike(below.height, self._measures.height)
        return _Tie.GOES_ON if is_body and not below.text[0].isupper() else _Tie.NEW_PARAGRAPH

    def _split_notes(self, page: Page) -> tuple[list[Line], list[Line]]:
        """The lines of the body, and the small ones below it."""
        lines = list(page.lines)
        at = len(lines)
        while at and lines[at - 1].height < _SMALL * self._measures.height:
            at -= 1
        if at == 0:
            return lines, []
        return lines[:at], lines[at:]

    def _note_pieces(self, notes: Sequence[Line], label: str) -> list[Piece]:
        texts: list[str] = []
        for line in notes:
            text = line.text.translate(_LIGATURES)
            if texts and not re.match(r"\[?(?:\d{1,3}|[*†‡])\]?\s", text):
                texts[-1] = self._join(texts[-1], text)
            else:
                texts.append(text)
        return [Piece(text, label) for text in texts]


class _Rights:
    """How far the lines of a page reach to the right, by where they begin."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    def has_room(self, above: Line, width: float) -> bool:
        """Whether so much more would have stood on the line."""
        reach = max(
            (line.right for line in self._lines if self._stands_over(line, above)),
            default=above.right,
        )
        return above.right + width < reach

    @staticmethod
    def _stands_over(line: Line, other: Line) -> bool:
        """Whether the two are of one column: of like height, and one above the other."""
        overlaps = line.left < other.right and other.left < line.right
        return overlaps and is_alike(line.height, other.height)


def _are_centred(above: Line, below: Line) -> bool:
    shift = abs((above.left + above.right) - (below.left + below.right)) / 2
    return shift < 0.3 * below.height and abs(above.left - below.left) > below.height


def _headline(pages: Sequence[Page], pieces: Sequence[Piece], measures: Measures) -> str:
    """The largest words of the first page where they stand at its top."""
    first = pages[0].lines if pages else ()
    large = max((line.height for line in first), default=0.0)
    if not first or large < _LARGE * measures.height or not is_alike(first[0].height, large):
        return ""
    return " ".join(pieces[0].text.split()) if pieces and len(pieces[0].text) <= 200 else ""
