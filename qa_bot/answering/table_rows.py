"""Which row of a table has the heads of its columns, and which are about what a question asks.

Knows cells as texts; not where they stand.
"""

from collections.abc import Callable, Sequence

from qa_bot.answering.lexical_features import content_stems, stem
from qa_bot.documents import StoredChunk
from qa_bot.text.words import has_digit, words

# Returns for each chunk the line of heads of the table that it begins within, or "".
TableHeads = Callable[[Sequence[StoredChunk]], Sequence[str]]


def no_heads(chunks: Sequence[StoredChunk]) -> Sequence[str]:
    """Return no heads for any chunk."""
    return [""] * len(chunks)


def subject_of(question: str, heads: Sequence[str]) -> set[str]:
    """Return the stems of a question beside those of heads, where it names a word of these.

    A row without any of them says nothing of what is asked about: "How high is
    Tarby?" is about Tarby, and no row of other places answers it.
    """
    asked, named = content_stems(question), stems_of(heads)
    return asked - named if asked & named else set()


def stems_of(texts: Sequence[str]) -> set[str]:
    """Return the stems of the words of some texts."""
    return {stem(word) for text in texts for word in words(text)}


def has_head_row(table: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row of a table has the heads of its columns.

    Heads are words above numbers. Without a number, more than two columns have heads;
    of two, the first may be the heads of the rows.
    """
    first, rest = table[0], table[1:]
    if not rest or len(first) < 2:
        return False
    if not first[0].strip():
        return True
    numbers = _share_with_digits([row[1:] for row in rest])
    if not numbers:
        return len(first) > 2 and not _share_with_digits([first[1:]])
    return _share_with_digits([first[1:]]) < numbers / 2


def _share_with_digits(rows: Sequence[Sequence[str]]) -> float:
    values = [cell for row in rows for cell in row if cell.strip()]
    return sum(map(has_digit, values)) / max(1, len(values))
