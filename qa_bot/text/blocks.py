"""The blocks of a text as a person sees them: headings, list items, table rows, labelled lines.

Knows the plain form that the loaders give them: a heading is a paragraph by itself, an
item begins with its marker, and the cells of a row stand between " | ". Does not know
what a text is about.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from qa_bot.documents import Span
from qa_bot.text.line_breaks import CELL_SEPARATOR, after_marker, split_blocks

_FEWEST_ITEMS = 2  # a marker may stand before a sentence, too: only a run of items is a list
# The bars beside an empty first or last cell of a row whose outer spaces are cut off.
_FIRST_BAR, _LAST_BAR = CELL_SEPARATOR.lstrip(), CELL_SEPARATOR.rstrip()
# "Deposit: £200", "Cllr Dunmore: The roof has leaked": a label is a few words before a colon.
_LABEL = re.compile(r"[^\W_][^:\n.!?;|]{0,39}:\s+(?=\S)")
_MAX_LABEL_WORDS = 5
# A line that is longer, or ends like a sentence, is no heading.
_MAX_HEADING_CHARS = 70
_SENTENCE_ENDS = (".", "!", "…", ",", ";", "。")


class BlockKind(Enum):
    """What a block is by its shape."""

    HEADING = "heading"
    LEAD = "lead"
    ITEM = "item"
    ROW = "row"
    LABELLED = "labelled"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block of a text; `body` starts after the marker of an item or the label of a line."""

    kind: BlockKind
    start: int
    end: int
    body: int

    @property
    def span(self) -> Span:
        """The whole block."""
        return Span(self.start, self.end)


def find_blocks(text: str, heading_starts: Collection[int] = ()) -> list[TextBlock]:
    """Return the blocks of a text in order; those at `heading_starts` are headings.

    A short line by itself without an end mark is a heading too where something that
    is none follows, and one before a list, or one that ends with a colon, leads it.
    """
    spans = split_blocks(text)
    kinds = [_kind_by_start(text, span) for span in spans]
    _keep_runs(text, spans, kinds)
    for i, span in enumerate(spans):
        if kinds[i] is BlockKind.PARAGRAPH:
            is_known = span.start in heading_starts
            if is_known or _is_heading(text, spans, kinds, i):
                kinds[i] = BlockKind.HEADING
    for i in range(len(spans) - 1):
        if kinds[i + 1] is BlockKind.ITEM and kinds[i] is not BlockKind.ITEM:
            kinds[i] = _lead_kind(text[spans[i].start : spans[i].end], kinds[i])
    return [
        TextBlock(kind, span.start, span.end, _body_start(text, span, kind))
        for kind, span in zip(kinds, spans, strict=True)
    ]


def block_at(blocks: Sequence[TextBlock], offset: int) -> int | None:
    """Return the index of the block that an offset of the text lies in, None between two."""
    return next((i for i, block in enumerate(blocks) if block.start <= offset < block.end), None)


def run_of(blocks: Sequence[TextBlock], at: int) -> slice:
    """Return the run of blocks of one kind that the block at an index belongs to.

    Such are the items of a list, the rows of a table and labelled lines below each other.
    """
    first, after, kind = at, at + 1, blocks[at].kind
    while first > 0 and blocks[first - 1].kind is kind:
        first -= 1
    while after < len(blocks) and blocks[after].kind is kind:
        after += 1
    return slice(first, after)


def cells(text: str, row: TextBlock) -> list[Span]:
    """Return the spans of a row's cells, without the spaces around them.

    A block has no outer spaces, so that a bar at its start or end has an empty cell beside it.
    """
    found, start = [], row.start
    if text.startswith(_FIRST_BAR, row.start):
        found, start = [Span(start, start)], start + len(_FIRST_BAR)
    is_last_empty = text.endswith(_LAST_BAR, start, row.end)
    end = row.end - len(_LAST_BAR) if is_last_empty else row.end
    for cell in text[start:end].split(CELL_SEPARATOR):
        lead = len(cell) - len(cell.lstrip())
        found.append(Span(start + lead, start + lead + len(cell.strip())))
        start += len(cell) + len(CELL_SEPARATOR)
    return [*found, Span(row.end, row.end)] if is_last_empty else found


def cell_texts(text: str, row: TextBlock) -> list[str]:
    """Return the texts of a row's cells, without the spaces around them."""
    return [text[cell.start : cell.end] for cell in cells(text, row)]


def _kind_by_start(text: str, span: Span) -> BlockKind:
    line = text[span.start : span.end]
    has_bar = CELL_SEPARATOR in line or line.startswith(_FIRST_BAR) or line.endswith(_LAST_BAR)
    if has_bar and "\n" not in line:
        return BlockKind.ROW
    if after_marker(line):
        return BlockKind.ITEM
    return BlockKind.LABELLED if _label_end(text, span) else BlockKind.PARAGRAPH


def _label_end(text: str, span: Span) -> int:
    """Return where the label at the start of a span ends, 0 if there is none."""
    label = _LABEL.match(text, span.start, span.end)
    if label is None or len(label[0].split()) > _MAX_LABEL_WORDS:
        return 0
    return label.end()


def _keep_runs(text: str, spans: Sequence[Span], kinds: list[BlockKind]) -> None:
    """Make a lone item or row a paragraph: what is meant as one is not alone."""
    for kind in (BlockKind.ITEM, BlockKind.ROW):
        for i, span in enumerate(spans):
            beside = kinds[max(0, i - 1) : i] + kinds[i + 1 : i + _FEWEST_ITEMS]
            if kinds[i] is kind and kind not in beside:
                labelled = _label_end(text, span)
                kinds[i] = BlockKind.LABELLED if labelled else BlockKind.PARAGRAPH


def _is_heading(text: str, spans: Sequence[Span], kinds: Sequence[BlockKind], i: int) -> bool:
    """Return whether a block looks like a heading: short, by itself, with a text below it."""
    span = spans[i]
    line = text[span.start : span.end]
    if i + 1 == len(spans) or len(line) > _MAX_HEADING_CHARS or line.endswith(_SENTENCE_ENDS):
        return False
    after = spans[i + 1]
    if "\n\n" not in text[span.end : after.start]:
        return False
    is_apart = i == 0 or "\n\n" in text[spans[i - 1].end : span.start]
    below = text[after.start : after.end]
    is_followed = kinds[i + 1] is not BlockKind.PARAGRAPH or below.endswith((".", "!", "?", ":"))
    return is_apart and is_followed


def _lead_kind(line: str, kind: BlockKind) -> BlockKind:
    """Return what stands directly above a list: its lead, its heading, or what it is."""
    return BlockKind.LEAD if line.endswith((":", "：")) else kind


def _body_start(text: str, span: Span, kind: BlockKind) -> int:
    if kind is BlockKind.ITEM:
        return span.start + after_marker(text[span.start : span.end])
    return _label_end(text, span) if kind is BlockKind.LABELLED else span.start
