"""Styled text, split or truncated to what one Telegram message can hold.

Knows Telegram's length limit and its HTML subset. Does not know what the text is
about. Lengths are in UTF-16 code units: Telegram counts some texts in these and
others in characters, and this is the larger number.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from telegram.constants import MessageLimit

# UTF-16 code units; the Bot API refuses a longer text.
MAX_MESSAGE_UNITS: Final = int(MessageLimit.MAX_TEXT_LENGTH)
ELLIPSIS: Final = "…"
# Where a text may be split, best first: after a paragraph, a line, a sentence, a word.
_BREAKS: Final = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])\s"),
    re.compile(r"\s"),
)


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text in one style; `link` is the address it leads to, empty for none.

    In `code` Telegram's apps look for no addresses, names, tags and commands.
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    code: bool = False

    @property
    def html(self) -> str:
        """The run in Telegram's HTML."""
        text = escape(self.text)
        text = f"<code>{text}</code>" if self.code else text
        text = f"<b>{text}</b>" if self.bold else text
        text = f"<i>{text}</i>" if self.italic else text
        return f'<a href="{escape(self.link)}">{text}</a>' if self.link else text


@dataclass(frozen=True, slots=True)
class LayoutBlock:
    """A line or a block quotation; `has_gap_before` puts an empty line above it.

    A quotation that `is_expandable` shows its first lines until it is tapped.
    """

    runs: tuple[TextRun, ...]
    is_quotation: bool = False
    has_gap_before: bool = False
    is_expandable: bool = False

    @property
    def text(self) -> str:
        """The text without markup."""
        return "".join(run.text for run in self.runs)

    @property
    def html(self) -> str:
        """The block in Telegram's HTML."""
        inner = "".join(run.html for run in self.runs)
        opening = "<blockquote expandable>" if self.is_expandable else "<blockquote>"
        return f"{opening}{inner}</blockquote>" if self.is_quotation else inner

    def truncated(self, limit: int) -> "LayoutBlock":
        """Return at most `limit` units, cut at a word boundary and closed by an ellipsis."""
        if utf16_length(self.text) <= limit:
            return self
        end = _break_position(self.text, limit - utf16_length(ELLIPSIS), _BREAKS[-1:])
        beginning = self._slice(0, end)
        return replace(beginning, runs=(*beginning.runs, TextRun(ELLIPSIS)))

    def split(self, limit: int) -> Iterator["LayoutBlock"]:
        """Yield the whole block in pieces of at most `limit` units, cut at the best breaks."""
        start, text = 0, self.text
        while start < len(text):
            end = start + _break_position(text[start:], limit, _BREAKS)
            piece = self._slice(start, end)
            if piece.runs:
                yield replace(piece, has_gap_before=self.has_gap_before and start == 0)
            start = end

    def _slice(self, start: int, end: int) -> "LayoutBlock":
        """Return the block between two offsets, without the white space at its ends."""
        inside = self.text[start:end]
        start += len(inside) - len(inside.lstrip())
        end = start + len(inside.strip())
        return replace(self, runs=tuple(_slice_runs(self.runs, start, end)))


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """The content of one Telegram message: as HTML, and plain in case its markup is refused."""

    html: str
    plain: str


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def join_surrogates(text: str) -> str:
    """Join pairs of surrogates to characters and replace lone ones, which UTF-8 cannot carry."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def truncate(text: str, limit: int) -> str:
    """Return at most `limit` units, cut at a word boundary and closed by an ellipsis."""
    return line(text).truncated(limit).text


def line(
    text: str, *, bold: bool = False, italic: bool = False, has_gap_before: bool = False
) -> LayoutBlock:
    """Return a line in one style."""
    run = TextRun(join_surrogates(text), bold, italic)
    return LayoutBlock((run,), has_gap_before=has_gap_before)


def to_messages(blocks: Iterable[LayoutBlock]) -> tuple[RenderedMessage, ...]:
    """Lay blocks out in as few messages as hold them, in order; split a long block."""
    pages: list[list[LayoutBlock]] = [[]]
    size = 0
    for block in (part for whole in blocks for part in whole.split(MAX_MESSAGE_UNITS)):
        needed = utf16_length(block.text) + len(_separator(block))
        if pages[-1] and size + needed > MAX_MESSAGE_UNITS:
            pages.append([])
            size = 0
        pages[-1].append(block)
        size += needed if len(pages[-1]) > 1 else utf16_length(block.text)
    return tuple(_render(page) for page in pages if page)


def to_message(blocks: Iterable[LayoutBlock]) -> RenderedMessage:
    """Lay out blocks that fit in one message; drop what does not."""
    return next(iter(to_messages(blocks)), RenderedMessage(ELLIPSIS, ELLIPSIS))


def _render(page: Sequence[LayoutBlock]) -> RenderedMessage:
    separators = ["", *map(_separator, page[1:])]
    return RenderedMessage(
        html="".join(gap + block.html for gap, block in zip(separators, page, strict=True)),
        plain="".join(gap + block.text for gap, block in zip(separators, page, strict=True)),
    )


def _separator(block: LayoutBlock) -> str:
    return "\n\n" if block.has_gap_before else "\n"


def _slice_runs(runs: Iterable[TextRun], start: int, end: int) -> Iterator[TextRun]:
    offset = 0
    for run in runs:
        text = run.text[max(0, start - offset) : max(0, end - offset)]
        offset += len(run.text)
        if text:
            yield replace(run, text=text)


def _break_position(text: str, limit: int, breaks: Sequence[re.Pattern[str]]) -> int:
    """Return how many code points to take within `limit` units, up to the best late break.

    Breaks in the first half of what fits are ignored.
    """
    fitting = _fitting_length(text, limit)
    if fitting == len(text):
        return fitting
    for pattern in breaks:
        found = [match.end() for match in pattern.finditer(text, fitting // 2, fitting + 1)]
        if found:
            return min(fitting, found[-1])
    return max(1, fitting)


def _fitting_length(text: str, limit: int) -> int:
    """Return how many code points fit in `limit` units."""
    end = min(len(text), limit)
    while utf16_length(text[:end]) > limit:
        end -= (utf16_length(text[:end]) - limit + 1) // 2
    return end
