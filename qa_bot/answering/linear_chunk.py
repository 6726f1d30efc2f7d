"""The linear form of a chunk, and the way back from what a reader finds in it.

Does not know how a chunk is written in its linear form.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_bot.answering.readers.reader import PassageReading, ScoredSpan
from qa_bot.documents import Span


@dataclass(frozen=True, slots=True)
class Copy:
    """A run of the linear text that is copied from `source` on in the chunk's text.

    `anaphor` is the word of the chunk's text that the run replaces, such as "there"; None for a
    run that stands where it does in the chunk.
    """

    start: int
    end: int
    source: int
    anaphor: Span | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """What can be quoted: a sentence, row, item or line of the chunk's text.

    `context` is the text with the heads that it stands under, "" where it stands by
    itself; `is_heading` means that it answers nothing.
    """

    span: Span
    context: str = ""
    is_heading: bool = False


class LinearChunk:
    """The linear form of one chunk, and the way back from it."""

    def __init__(self, text: str, copies: Sequence[Copy], units: Sequence[Unit]) -> None:
        self.text = text
        self.copies = copies
        self._starts = [copy.start for copy in copies]
        self._units = units
        self._unit_starts = [unit.span.start for unit in units]

    def to_chunk(self, reading: PassageReading) -> PassageReading:
        """Return a reading of the linear text as one of the chunk's text.

        Each span is given the unit that it lies in as its sentence; of several spans in
        one unit the best is kept. A span in a heading stands for what is below it.
        """
        best: dict[int, ScoredSpan] = {}
        for span in reading.spans:
            source = self._source(span.start, span.end)
            if source is None or self._units[self._unit_at(source.start)].is_heading:
                source = self._below_heading(span)
            if source is None:
                continue
            anaphor = self._anaphor(span.start, span.end)
            at = self._unit_at(source.start if anaphor is None else anaphor.start)
            if at not in best or span.score > best[at].score:
                first = self._units[self._unit_at(source.start)]
                last = self._units[self._unit_at(source.end - 1)]
                unit = self._units[at]
                sentence = Span(first.span.start, max(unit.span.end, last.span.end))
                best[at] = replace(
                    span,
                    start=source.start,
                    end=source.end,
                    sentence=sentence,
                    context=unit.context,
                )
        return PassageReading(tuple(best[at] for at in sorted(best)), reading.support)

    def _unit_at(self, offset: int) -> int:
        return max(0, bisect_right(self._unit_starts, offset) - 1)

    def _anaphor(self, start: int, end: int) -> Span | None:
        """Return the anaphor whose antecedent a range of the linear text lies within."""
        copy = self.copies[max(0, bisect_right(self._starts, start) - 1)]
        return copy.anaphor if end <= copy.end else None

    def _source(self, start: int, end: int) -> Span | None:
        """Return what a range of the linear text copies of the chunk; None if it copies nothing."""
        first = max(0, bisect_right(self._starts, start) - 1)
        copied = [c for c in self.copies[first:] if c.end > start and c.start < end]
        if not copied:
            return None
        head, tail = copied[0], copied[-1]
        first = head.source + max(0, start - head.start)
        last = tail.source + min(end, tail.end) - tail.start
        if head is not tail:
            # What reaches beyond an antecedent has the anaphor in its place.
            first = first if head.anaphor is None else head.anaphor.start
            last = last if tail.anaphor is None else tail.anaphor.end
        return Span(first, last)

    def _below_heading(self, span: ScoredSpan) -> Span | None:
        """Return all that a sentence says after the heading that it begins with."""
        for copy in self.copies:
            if span.sentence.start <= copy.start < span.sentence.end and not (
                self._units[self._unit_at(copy.source)].is_heading
            ):
                return self._source(copy.start, span.sentence.end)
        return None
