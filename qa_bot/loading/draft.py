"""What a reader hands over: pieces of text, where each stands, what is said of the whole.

Knows nothing of sources, ids or file types.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, a paragraph or more; `label` says where it stands.

    `joined` means that it goes on with the paragraph of the piece before, as
    text does at the foot of a page.
    """

    text: str
    label: str = ""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Text before cleaning; what the source does not say is empty.

    `published` is an ISO date or time, `language` a code such as "en", and
    `unread` names the places that hold no text.
    """

    pieces: tuple[Piece, ...]
    title: str = ""
    author: str = ""
    published: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, title: str = "") -> "Draft":
        """The draft of one text that says no more about itself."""
        return cls((Piece(text),), title)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list or table; `level` is 1 to 6 where it is a heading."""

    text: str
    level: int = 0


def under_headings(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    """The blocks as pieces, each labelled by the headings that it stands under."""
    path: list[Block] = []
    pieces = []
    for block in blocks:
        if block.level:
            path = [above for above in path if above.level < block.level]
            path.append(Block(" ".join(block.text.split()), block.level))
        pieces.append(Piece(block.text, " › ".join(heading.text for heading in path)))
    return tuple(pieces)
