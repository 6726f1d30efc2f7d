"""Reading the rows of a table as sentences that name the heads: "Tarby: Opened 1822, Height 32."

A reader of prose seldom finds the cell of a bare row, and never where the heads are
in another chunk. What it finds is mapped back, so that quotes stay word for word.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from qa_bot.answering.lexical_features import stem
from qa_bot.answering.readers.reader import PassageReading, Reader, ScoredSpan, no_answer
from qa_bot.answering.table_cells import SEPARATOR, named_head
from qa_bot.documents import Span, StoredChunk
from qa_bot.text.words import content_words, words

# Returns for each chunk the heads of the table that it begins within, or "".
TableHeads = Callable[[Sequence[StoredChunk]], Sequence[str]]
_ADDED = -1  # the origin of a character that is not in the chunk


def no_heads(chunks: Sequence[StoredChunk]) -> Sequence[str]:
    """Return no heads for any chunk."""
    return [""] * len(chunks)


def read_with_heads(
    reader: Reader, question: str, chunks: Sequence[StoredChunk], heads: Sequence[str]
) -> list[PassageReading]:
    """Return one reading for each chunk, with spans in the chunk's own text.

    `heads` are those of the tables that the chunks begin within. Only the rows of
    a table of which the question names a column are read as sentences.
    """
    texts = [_write(chunk.text, head, question) for chunk, head in zip(chunks, heads, strict=True)]
    readings = reader.read(question, [text.written for text in texts])
    return [
        text.map_back(reading) if text.written != text.original else reading
        for text, reading in zip(texts, readings, strict=True)
    ]


@dataclass(slots=True)
class _RewrittenText:
    """A text as it is read; each of its characters has an offset in the original, or _ADDED.

    `rows` are the lines of the original that were written as sentences, by their starts.
    """

    original: str
    written: str = ""
    origins: list[int] = field(default_factory=list)
    rows: dict[int, Span] = field(default_factory=dict)

    def keep(self, start: int, end: int) -> None:
        """Write a part of the original."""
        self.written += self.original[start:end]
        self.origins += range(start, end)

    def add(self, text: str) -> None:
        """Write characters that the original has not."""
        self.written += text
        self.origins += [_ADDED] * len(text)

    def map_back(self, reading: PassageReading) -> PassageReading:
        """Return a reading of the written text with spans in the original, one for each row."""
        best: dict[int, tuple[ScoredSpan, str]] = {}
        for span in reading.spans:
            found = self._original_span(span)
            if found is None:
                continue
            known = best.get(found.sentence.start)
            if known is None or known[0].score < found.score:
                read = self.written[span.sentence.start : span.sentence.end]
                best[found.sentence.start] = found, read
        if not best:
            return replace(reading, spans=(no_answer(self.original),))
        found_spans, texts = zip(*(best[start] for start in sorted(best)), strict=True)
        return replace(reading, spans=found_spans, texts=texts)

    def _original_span(self, span: ScoredSpan) -> ScoredSpan | None:
        """Return a span in the original; a head alone stands for the cell after it."""
        kept = [at for at in self.origins[span.start : span.end] if at != _ADDED]
        after = (at for at in self.origins[span.start :] if at != _ADDED)
        start = kept[0] if kept else next(after, _ADDED)
        if start == _ADDED:
            return None
        line = self.original.rfind("\n", 0, start) + 1
        if (row := self.rows.get(line)) is not None:
            cell_end = self.original.find(SEPARATOR, start, row.end)
            end = kept[-1] + 1 if kept else cell_end if cell_end >= 0 else row.end
            return replace(span, start=start, end=min(end, row.end), sentence=row)
        sentence = self.origins[span.sentence.start : span.sentence.end]
        if _ADDED in sentence:
            return None
        return replace(
            span, start=start, end=kept[-1] + 1, sentence=Span(sentence[0], sentence[-1] + 1)
        )


def _write(text: str, head: str, question: str) -> _RewrittenText:
    """Return a text with the rows of its tables as sentences, where a column is asked for.

    Of such a table, rows that have no word of the question but heads are left out:
    they say nothing of what is asked about.
    """
    rewritten = _RewrittenText(text)
    asked = {stem(word) for word in words(question)}
    subject = {stem(word) for word in content_words(question)}
    heads = head.split(SEPARATOR)
    is_first, start = not head, 0
    for line in text.split("\n"):
        end, cells = start + len(line), line.split(SEPARATOR)
        if is_first:
            heads = cells
        # Heads that the question names are no answer.
        is_asked = len(cells) == len(heads) > 1 and named_head(heads[1:], asked) is not None
        if is_asked and not is_first and subject & _stems(cells) - _stems(heads):
            _write_row(rewritten, start, cells, heads)
        elif not is_asked:
            rewritten.keep(start, end)
        if end < len(text):
            rewritten.keep(end, end + 1)
        is_first, start = not line, end + 1
    return rewritten


def _stems(cells: Sequence[str]) -> set[str]:
    return {stem(word) for cell in cells for word in words(cell)}


def _write_row(
    rewritten: _RewrittenText, start: int, cells: Sequence[str], heads: Sequence[str]
) -> None:
    rewritten.rows[start] = Span(start, start + len(SEPARATOR.join(cells)))
    at, mark = start, ""
    for head, cell in zip(heads, cells, strict=True):
        if cell.strip():
            rewritten.add(f"{mark}{head} " if at > start else "")
            rewritten.keep(at, at + len(cell))
            mark = ", " if at > start else ": "
        at += len(cell) + len(SEPARATOR)
    rewritten.add(".")
