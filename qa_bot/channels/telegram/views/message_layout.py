"""Text with bold and italic words and links, cut to what one Telegram message can hold.

Knows Telegram's length limit and its HTML. Does not know what the text says.
Lengths are in UTF-16 units, the larger of the two ways in which Telegram counts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Final

LIMIT: Final = 4096
ELLIPSIS: Final = "…"
# Where a text may be cut, best first: after a paragraph, a line, a sentence, a word.
_ENDS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s"), re.compile(r"\s"))


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style, leading to the address `link` if that is given."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""

    @property
    def html(self) -> str:
        """The run as Telegram's HTML."""
        text = escape(self.text)
        text = f"<b>{text}</b>" if self.bold else text
        text = f"<i>{text}</i>" if self.italic else text
        return f'<a href="{escape(self.link)}">{text}</a>' if self.link else text


@dataclass(frozen=True, slots=True)
class Block:
    """Runs that stand together: a line, or a block quotation; `apart` after an empty line."""

    runs: tuple[Run, ...]
    quoted: bool = False
    apart: bool = False

    @property
    def text(self) -> str:
        """What a person reads."""
        return "".join(run.text for run in self.runs)

    @property
    def html(self) -> str:
        """The block as Telegram's HTML."""
        inner = "".join(run.html for run in self.runs)
        return f"<blockquote>{inner}</blockquote>" if self.quoted else inner

    def clipped(self, limit: int) -> "Block":
        """At most `limit` units, cut at a word end and closed by an ellipsis."""
        if units(self.text) <= limit:
            return self
        end = _cut(self.text, limit - units(ELLIPSIS), _ENDS[-1:])
        kept = self._slice(0, end)
        return replace(kept, runs=(*kept.runs, Run(ELLIPSIS)))

    def parts(self, limit: int) -> Iterator["Block"]:
        """The whole block in pieces of at most `limit` units, cut where a text ends best."""
        start, text = 0, self.text
        while start < len(text):
            end = start + _cut(text[start:], limit, _ENDS)
            piece = self._slice(start, end)
            if piece.runs:
                yield replace(piece, apart=self.apart and start == 0)
            start = end

    def _slice(self, start: int, end: int) -> "Block":
        """The block between two positions, without the white space at its ends."""
        inside = self.text[start:end]
        start += len(inside) - len(inside.lstrip())
        end = start + len(inside.strip())
        return replace(self, runs=tuple(_slice_runs(self.runs, start, end)))


@dataclass(frozen=True, slots=True)
class Message:
    """One Telegram message: as HTML, and plain for when its markup is refused."""

    html: str
    plain: str


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def sound(text: str) -> str:
    """The text with what cannot be sent (lone surrogates) replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def clip(text: str, limit: int) -> str:
    """At most `limit` units of a text, cut at a word end and closed by an ellipsis."""
    return line(text).clipped(limit).text


def line(text: str, *, bold: bool = False, italic: bool = False, apart: bool = False) -> Block:
    """A line in one style."""
    return Block((Run(sound(text), bold, italic),), apart=apart)


def to_messages(blocks: Iterable[Block]) -> tuple[Message, ...]:
    """As few messages as hold the blocks, in order; a long block is cut, nothing is lost."""
    pages: list[list[Block]] = [[]]
    size = 0
    for block in (part for whole in blocks for part in whole.parts(LIMIT)):
        needed = units(block.text) + len(_gap(block))
        if pages[-1] and size + needed > LIMIT:
            pages.append([])
            size = 0
        pages[-1].append(block)
        size += needed if len(pages[-1]) > 1 else units(block.text)
    return tuple(_message(page) for page in pages if page)


def to_message(blocks: Iterable[Block]) -> Message:
    """The first message of the blocks, for what is known to fit into one."""
    return next(iter(to_messages(blocks)), Message(ELLIPSIS, ELLIPSIS))


def _message(page: Sequence[Block]) -> Message:
    gaps = ["", *map(_gap, page[1:])]
    return Message(
        html="".join(gap + block.html for gap, block in zip(gaps, page, strict=True)),
        plain="".join(gap + block.text for gap, block in zip(gaps, page, strict=True)),
    )


def _gap(block: Block) -> str:
    return "\n\n" if block.apart else "\n"


def _slice_runs(runs: Iterable[Run], start: int, end: int) -> Iterator[Run]:
    at = 0
    for run in runs:
        text = run.text[max(0, start - at) : max(0, end - at)]
        at += len(run.text)
        if text:
            yield replace(run, text=text)


def _cut(text: str, limit: int, ends: Sequence[re.Pattern[str]]) -> int:
    """How many code points fit in `limit` units, back to the best end in the last half."""
    room = _fitting(text, limit)
    if room == len(text):
        return room
    for end in ends:
        found = [match.end() for match in end.finditer(text, room // 2, room + 1)]
        if found:
            return min(room, found[-1])
    return max(1, room)


def _fitting(text: str, limit: int) -> int:
    """How many code points fit in `limit` units."""
    end = min(len(text), limit)
    while units(text[:end]) > limit:
        end -= (units(text[:end]) - limit + 1) // 2
    return end
