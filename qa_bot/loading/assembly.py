"""A draft to the text of an article: cleaned, joined, with the place of each part.

Knows pieces and offsets; not file types.
"""

from collections.abc import Iterator

from qa_bot.documents import Place
from qa_bot.loading.boilerplate import drop_furniture
from qa_bot.loading.draft import Draft, Piece
from qa_bot.text.normalisation import clean_text

_LONGEST_LABEL = 200


def assemble(draft: Draft, furnished: bool) -> tuple[str, list[Place]]:
    """The text, and a place wherever another label begins.

    `furnished` texts come from pages, whose furniture is dropped. Offsets count
    code points of the text and rise.
    """
    parts: list[str] = []
    places: list[Place] = []
    length, last = 0, ""
    for piece, text in _cleaned(draft, furnished):
        gap = (" " if piece.joined else "\n\n") if parts else ""
        parts += [gap, text]
        label = clean_text(" ".join(piece.label.split()))[:_LONGEST_LABEL]
        if label != last:
            places.append(Place(length + len(gap), label))
            last = label
        length += len(gap) + len(text)
    return "".join(parts), places


def _cleaned(draft: Draft, furnished: bool) -> Iterator[tuple[Piece, str]]:
    for piece in draft.pieces:
        text = clean_text(piece.text)
        if furnished and not piece.joined:
            text = clean_text(drop_furniture(text))
        if text:
            yield piece, text
