"""The heads of the table that a chunk begins within, which stand before it in its article.

Knows rows as lines with " | " between cells, of which the first has the heads.
"""

from collections.abc import Sequence

from qa_bot.documents import StoredChunk
from qa_bot.errors import ArticleDamaged
from qa_bot.storage.store import Store
from qa_bot.text.line_breaks import CELL_SEPARATOR
from qa_bot.text.words import has_digit

_MAX_HEAD_CHARS = 600  # half of a chunk; longer heads would leave no room to read the rows


def table_heads(store: Store, chunks: Sequence[StoredChunk]) -> list[str]:
    """Return for each chunk the line of heads above it, or "" where it begins in no table."""
    below: dict[tuple[str, str], list[int]] = {}
    for at, chunk in enumerate(chunks):
        if chunk.start and CELL_SEPARATOR in _first_block(chunk.text):
            below.setdefault((chunk.article.id, chunk.article.digest), []).append(at)
    heads = [""] * len(chunks)
    for article_id, digest, found in store.versions(list(below)):
        # What is damaged is reported where its passages are shown.
        if not isinstance(found, ArticleDamaged):
            for at in below[article_id, digest]:
                heads[at] = _head_above(found.text, chunks[at])
    return heads


def _first_block(text: str) -> str:
    return text.partition("\n\n")[0]


def _head_above(text: str, chunk: StoredChunk) -> str:
    block = text.rfind("\n\n", 0, chunk.start) + 1
    first_row = text.find(CELL_SEPARATOR, block, chunk.start)
    if first_row < 0:
        return ""
    start = text.rfind("\n", 0, first_row) + 1
    end = text.find("\n", first_row)
    head = text[start:end] if 0 < end <= chunk.start else ""
    columns = head.count(CELL_SEPARATOR)
    rows = _first_block(chunk.text).split("\n")
    row = next((line for line in rows if line.count(CELL_SEPARATOR) == columns), "")
    return head if row and len(head) <= _MAX_HEAD_CHARS and _are_heads(head, row) else ""


def _are_heads(head: str, row: str) -> bool:
    """Return whether a first row has no number over words, as only a row of values has."""
    pairs = zip(head.split(CELL_SEPARATOR), row.split(CELL_SEPARATOR), strict=True)
    return not any(
        has_digit(above) and below.strip() and not has_digit(below) for above, below in pairs
    )
