"""What a format module returns: pieces of text with labels, and the document's metadata.

Knows nothing of sources, ids or file formats.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from qa_bot.documents import BoilerplateCount, BoilerplateKind

# Counts characters by what they are while a document is read.
BoilerplateTally = Counter[BoilerplateKind]


@dataclass(frozen=True, slots=True)
class Piece:
    """One or more paragraphs of text; `label` is the page, heading or time where they stand.

    `joined` means that the text continues the last paragraph of the previous
    piece, as at a page break.
    """

    text: str
    label: str = ""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as extracted, before cleaning; metadata that it lacks are empty.

    `published` is an ISO 8601 date or time, `language` a code such as "en", and
    `unread` lists the labels of pages that hold no text, and `left_out` counts the boilerplate.
    """

    pieces: tuple[Piece, ...]
    title: str = ""
    author: str = ""
    published: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    left_out: tuple[BoilerplateCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list or table; `level` is 1 to 6 for a heading, else 0."""

    text: str
    level: int = 0


def count_left_out(tally: BoilerplateTally) -> tuple[BoilerplateCount, ...]:
    """Return the counts of a tally, the largest first, without those that are 0."""
    return tuple(BoilerplateCount(kind, count) for kind, count in tally.most_common() if count > 0)


def label_by_headings(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    """Return each block as a piece labelled with the path of headings above it."""
    path: list[Block] = []
    pieces = []
    for block in blocks:
        if block.level:
            path = [above for above in path if above.level < block.level]
            path.append(Block(" ".join(block.text.split()), block.level))
        pieces.append(Piece(block.text, " › ".join(heading.text for heading in path)))
    return tuple(pieces)
