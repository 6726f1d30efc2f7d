"""The linear form of a chunk, in which every row, item and line says what it belongs to.

A reader of sentences does not know that "10:00-16:00" stands below "Small pool" and
beside "Saturday". In the linear form it reads "Saturday: Main pool 8:00-18:00; Small
pool 10:00-16:00", as table readers do (Herzig et al., "TaPas", 2020; Liu et al.,
"TAPEX", 2022), and a list of short items is one sentence after its lead. What the
reader finds is mapped back to the chunk, so that quotes stay verbatim.
"""

import re
from collections.abc import Sequence

from qa_bot.answering.linear_chunk import Copy, LinearChunk, Unit
from qa_bot.answering.place_anaphora import place_anaphors
from qa_bot.answering.question_intent import asks_where, is_question
from qa_bot.answering.table_rows import has_head_row, stems_of, subject_of
from qa_bot.documents import Span, StoredChunk
from qa_bot.text.blocks import BlockKind, TextBlock, cells, find_blocks
from qa_bot.text.line_breaks import CELL_SEPARATOR
from qa_bot.text.sentences import ENGLISH, split_sentences
from qa_bot.text.words import has_digit

# Items of at most so many words are read as one sentence; longer ones are sentences themselves.
_MAX_SHORT_ITEM_WORDS = 10
# Characters of a list that is read as one sentence: about as many as the longest sentences have.
_MAX_JOINED_CHARS = 600
# A head is repeated before each cell while the columns are few: a wide table would double.
_MAX_REPEATED_COLUMNS = 8
_MAX_HEAD_CHARS = 40
# Words of a line without a digit that is a heading, though no loader said so.
_MAX_HEADING_WORDS = 5
# A heading with more words is a headline, which may say by itself what is asked.
_MAX_KNOWN_HEADING_WORDS = 8
# "4. Deposit. The tenant pays …": a number and a few words head the paragraph that they begin.
_CLAUSE_NUMBER = re.compile(r"(?:§ ?)?\(?\d[\d.]*+\)? ?")
# "Q:" and "A:" are marks, not words that a line stands under.
_MAX_MARK_CHARS = 2
# A table of so many rows that ends with its chunk may go on in the next one.
_MANY_ROWS = 8
_RUNS = (BlockKind.ROW, BlockKind.ITEM)
_PLACE_SEPARATOR = " › "


def linearise(
    chunk: StoredChunk, head: str = "", question: str = "", language: str = ENGLISH
) -> LinearChunk:
    """Return the linear form of a chunk; one of plain paragraphs is its text.

    `head` is the line of heads of the table that the chunk begins within. Rows of
    such a table that are not about the subject of the question are left out.
    `language` is the chunk's, a BCP 47 code or "", by which it is split into sentences.
    """
    return _Writer(chunk, head, question, language).write()


class _Writer:
    """Writes the linear text of a chunk, block by block."""

    def __init__(self, chunk: StoredChunk, head: str, question: str, language: str) -> None:
        self._text = chunk.text
        self._head = head
        self._question = question
        self._asks_where = asks_where(question)
        self._headings = _heading_starts(chunk)
        self._blocks = find_blocks(chunk.text, self._headings)
        self._sentences = split_sentences(chunk.text, language)
        self._parts: list[str] = []
        self._length = 0
        self._copies: list[Copy] = []
        self._units: list[Unit] = []
        self._chunk = chunk
        # The last heading that only looks like one; loaders name the others as places.
        self._guessed_heading = ""

    def write(self) -> LinearChunk:
        """Write every block."""
        at = 0
        while at < len(self._blocks):
            block = self._blocks[at]
            after = self._end_of_run(at)
            run = self._blocks[at:after]
            if block.kind is BlockKind.ROW:
                self._write_table(run)
            elif block.kind is BlockKind.ITEM:
                self._write_list(run, self._blocks[at - 1] if at else None)
            else:
                is_led = after < len(self._blocks) and self._blocks[after].kind in _RUNS
                self._write_block(block, is_led)
            at = after
        return LinearChunk("".join(self._parts), self._copies, self._units)

    def _end_of_run(self, at: int) -> int:
        """Return the index after the rows of one table, the items of one list, or one block."""
        kind, after = self._blocks[at].kind, at + 1
        if kind in _RUNS:
            while after < len(self._blocks) and self._blocks[after].kind is kind:
                after += 1
        return after

    def _insert(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _copy(self, span: Span) -> None:
        if span.end > span.start:
            self._copies.append(
                Copy(self._length, self._length + span.end - span.start, span.start)
            )
            self._insert(self._text[span.start : span.end])

    def _in_context(self, offset: int, *parts: str) -> str:
        """Return parts of the text after the headings that an offset stands under."""
        headings = _headings_of(self._chunk, offset) or [self._guessed_heading]
        # A question is answered by what stands under it, and is no part of that.
        statements = [heading for heading in headings if not heading.endswith("?")]
        distinct = [part for part in dict.fromkeys([*statements, *parts]) if part]
        return ": ".join(distinct)

    def _write_block(self, block: TextBlock, has_list_below: bool) -> None:
        """Copy a block with its sentences; those after a label are said under it."""
        is_heading = self._answers_nothing(block, has_list_below)
        label = self._text[block.start : block.body].strip()
        if block.kind is BlockKind.HEADING:
            self._guessed_heading = self._text[block.start : block.end].strip().rstrip(":")
        sentences = self._sentences_of(block)
        if len(sentences) > 1 and _is_run_in_heading(self._line(sentences[0])):
            label = self._line(sentences[0])
            self._units.append(Unit(sentences[0], is_heading=True))
            del sentences[0]
        for span in sentences:
            said = self._text[max(span.start, block.body) : span.end]
            is_label = len(label) > _MAX_MARK_CHARS
            context = self._in_context(span.start, f"{label} {said}") if is_label else ""
            self._units.append(Unit(span, context, is_heading))
        self._copy_paragraph(block.span, sentences)
        self._insert("\n\n")

    def _copy_paragraph(self, span: Span, sentences: Sequence[Span]) -> None:
        """Copy a paragraph; a question for a place is given the names of places for "there"."""
        at = span.start
        title = self._chunk.article.title
        anaphors = place_anaphors(self._text, sentences, title) if self._asks_where else []
        for anaphor in anaphors:
            name = anaphor.antecedent
            self._copy(Span(at, anaphor.span.start))
            self._insert("in ")
            self._copies.append(
                Copy(self._length, self._length + name.end - name.start, name.start, anaphor.span)
            )
            self._insert(self._text[name.start : name.end])
            at = anaphor.span.end
        self._copy(Span(at, span.end))

    def _line(self, span: Span) -> str:
        return self._text[span.start : span.end]

    def _answers_nothing(self, block: TextBlock, has_list_below: bool) -> bool:
        """Return whether a block is a heading that only says what stands below it.

        One that asks is a question, which scoring knows to be answered below, unless a
        list is read with it.
        """
        line = self._text[block.start : block.end].strip()
        if block.kind not in (BlockKind.HEADING, BlockKind.LEAD) or ":" in line.rstrip(":"):
            return False
        if is_question(line) and not has_list_below:
            return False
        is_known = block.start in self._headings
        most = _MAX_KNOWN_HEADING_WORDS if is_known else _MAX_HEADING_WORDS
        return len(line.split()) <= most and not has_digit(line)

    def _sentences_of(self, block: TextBlock) -> list[Span]:
        inside = [s for s in self._sentences if block.start <= s.start < block.end]
        return inside or [block.span]

    def _write_list(self, items: Sequence[TextBlock], above: TextBlock | None) -> None:
        """Write short items as one sentence after their lead, longer ones as they are."""
        lead = self._lead(above)
        bodies = [self._text[item.body : item.end].strip() for item in items]
        is_short = all(len(body.split()) <= _MAX_SHORT_ITEM_WORDS for body in bodies)
        if not is_short or sum(map(len, bodies)) > _MAX_JOINED_CHARS:
            for item in items:
                self._write_item(item, lead)
            return
        if self._parts and lead:
            # The lead was written as a block by itself: the items go on from it.
            self._length -= len(self._parts.pop())
            self._insert(" " if self._parts[-1].endswith((":", "：", "?")) else ": ")
        joined = "; ".join(bodies)
        context = self._in_context(items[0].start, lead, joined)
        for number, item in enumerate(items):
            self._units.append(Unit(item.span, context))
            self._copy(Span(item.body, item.end))
            self._insert("; " if number + 1 < len(items) else ".\n\n")

    def _write_item(self, item: TextBlock, lead: str) -> None:
        for span in self._sentences_of(item):
            said = self._text[max(span.start, item.body) : span.end]
            self._units.append(Unit(span, self._in_context(item.start, lead, said)))
        self._copy(Span(item.start, item.end))
        self._insert("\n\n")

    def _lead(self, above: TextBlock | None) -> str:
        """Return what a list is of: the last sentence above it, if that leads or heads it."""
        if above is None or above.kind not in (BlockKind.LEAD, BlockKind.HEADING):
            return ""
        last = self._sentences_of(above)[-1]
        return self._text[last.start : last.end].rstrip(":： ")

    def _write_table(self, rows: Sequence[TextBlock]) -> None:
        """Write each row as a sentence, its cells after the heads of their columns."""
        table = [cells(self._text, row) for row in rows]
        texts = [[self._text[c.start : c.end] for c in row] for row in table]
        above = self._head.split(CELL_SEPARATOR) if self._head and not self._parts else []
        heads = above or (texts[0] if has_head_row(texts) else [])
        is_first_head = bool(heads) and not above
        if is_first_head:
            self._units.append(Unit(rows[0].span, is_heading=True))
        is_cut = bool(above) or (len(rows) >= _MANY_ROWS and not self._text[rows[-1].end :].strip())
        subject = subject_of(self._question, heads) if is_cut else set()
        for row, spans, values in list(zip(rows, table, texts, strict=True))[is_first_head:]:
            if subject and subject.isdisjoint(stems_of(values)):
                self._units.append(Unit(row.span, is_heading=True))
            else:
                self._write_row(row, spans, values, heads)

    def _write_row(
        self, row: TextBlock, spans: Sequence[Span], values: Sequence[str], heads: Sequence[str]
    ) -> None:
        first = len(self._parts)
        self._copy(spans[0])
        for column, span in enumerate(spans[1:], 1):
            if span.start == span.end:
                continue
            head = heads[column] if len(values) == len(heads) else ""
            is_repeated = len(heads) <= _MAX_REPEATED_COLUMNS and len(head) <= _MAX_HEAD_CHARS
            self._insert(": " if column == 1 else "; ")
            self._insert(f"{head} " if head and is_repeated else "")
            self._copy(span)
        said = "".join(self._parts[first:])
        self._insert(".\n\n")
        self._units.append(Unit(row.span, self._in_context(row.start, said)))


def _is_run_in_heading(sentence: str) -> bool:
    number = _CLAUSE_NUMBER.match(sentence)
    words = sentence[number.end() :] if number else ""
    is_short = 0 < len(words.split()) <= _MAX_HEADING_WORDS
    return is_short and words[0].isalpha() and words.endswith((".", ":")) and not has_digit(words)


def _heading_starts(chunk: StoredChunk) -> frozenset[int]:
    """Return where in the chunk's text the headings are that its places name."""
    starts = set()
    for place in chunk.places:
        at = place.start - chunk.start
        title = place.label.rsplit(_PLACE_SEPARATOR, 1)[-1]
        if at >= 0 and " ".join(chunk.text[at : at + len(title) + 1].split()) == title:
            starts.add(at)
    return frozenset(starts)


def _headings_of(chunk: StoredChunk, offset: int) -> list[str]:
    """Return the headings above an offset of the chunk, the outermost first, without the title."""
    label = chunk.place(chunk.start + offset)
    headings = label.split(_PLACE_SEPARATOR) if label else []
    return headings[1:] if headings and headings[0] == chunk.article.title else headings
