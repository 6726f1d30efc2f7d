"""The rows of a table are read with its heads, and quoted without."""

from collections.abc import Sequence
from dataclasses import replace

from qa_bot.answering.readers.reader import PassageReading, ScoredSpan
from qa_bot.answering.table_cells import move_to_cell
from qa_bot.answering.table_reading import read_with_heads
from qa_bot.documents import ArticleRef, Span, StoredChunk
from qa_bot.text.sentences import split_sentences

HEAD = "Station | Opened | Height in metres"
ROWS = "Tarby | 1822 | 32\nLanwick | 1836 | 67\nCorwood |  | 51"
QUESTION = "What is the height of Lanwick in metres?"


class RecordingReader:
    """A reader that answers each sentence by the words that it is told to look for."""

    def __init__(self, *answers: str) -> None:
        self.answers = answers
        self.seen: list[str] = []

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        """Return a span for each sentence: the first answer in it, or all of it."""
        self.seen += passages
        return [PassageReading(tuple(self._spans(text)), 1.0) for text in passages]

    def _spans(self, text: str) -> list[ScoredSpan]:
        spans = []
        for sentence in split_sentences(text) or [Span(0, len(text))]:
            within = text[sentence.start : sentence.end]
            found = next((a for a in self.answers if a in within), within)
            start = sentence.start + within.index(found)
            spans.append(ScoredSpan(start, start + len(found), sentence, 1.0))
        return spans


def chunk(text: str) -> StoredChunk:
    """A chunk somewhere in an article."""
    return StoredChunk(1, ArticleRef("a", "Stations", "s.csv"), 3, 900, 900 + len(text), text)


def read(question: str, text: str, head: str, *answers: str) -> tuple[str, PassageReading]:
    """What the reader saw of a chunk, and its reading."""
    reader = RecordingReader(*answers)
    (reading,) = read_with_heads(reader, question, [chunk(text)], [head])  # type: ignore[arg-type]
    return reader.seen[0], reading


def test_a_row_that_is_asked_about_is_read_as_a_sentence() -> None:
    """The span is that of the cell, and the sentence the row as it stands."""
    seen, reading = read(QUESTION, ROWS, HEAD, "67")
    assert seen.split() == "Lanwick: Opened 1836, Height in metres 67.".split()
    (span,) = reading.spans
    assert ROWS[span.start : span.end] == "67"
    assert ROWS[span.sentence.start : span.sentence.end] == "Lanwick | 1836 | 67"
    assert reading.texts == ("Lanwick: Opened 1836, Height in metres 67.",)


def test_heads_in_the_chunk_are_used_and_are_no_answer() -> None:
    """As in the first chunk of a table; other paragraphs are read as they are."""
    text = f"It was windy.\n\n{HEAD}\n{ROWS}\n\nNobody came."
    seen, reading = read(QUESTION, text, "", "67")
    assert "Lanwick: Opened 1836, Height in metres 67." in seen
    assert "Station" not in seen and "Tarby" not in seen
    quoted = [text[s.sentence.start : s.sentence.end] for s in reading.spans]
    assert quoted == ["It was windy.", "Lanwick | 1836 | 67", "Nobody came."]


def test_a_head_that_is_found_stands_for_its_cell() -> None:
    """Words that the chunk has not are never quoted."""
    _, reading = read(QUESTION, ROWS, HEAD, "Height in metres")
    assert [ROWS[s.start : s.end] for s in reading.spans] == ["67"]
    _, reading = read("When was Corwood opened?", ROWS, HEAD, "Corwood")
    assert [ROWS[s.start : s.end] for s in reading.spans] == ["Corwood"]


def test_a_table_of_which_no_column_is_named_is_read_as_it_stands() -> None:
    """So is a text without tables."""
    for question, text in ((QUESTION, "A | b\nc | d"), ("Who came?", ROWS), (QUESTION, "It rang.")):
        seen, reading = read(question, text, "")
        assert seen == text and reading.texts == ()


def test_rows_without_the_subject_answer_nothing() -> None:
    """A question on a station of another chunk has no answer in this one."""
    seen, reading = read("What is the height of Yarby in metres?", ROWS, HEAD)
    assert not seen.strip()
    assert len(reading.spans) == 1


def test_the_cell_is_found_under_heads_that_stand_above_the_chunk() -> None:
    """A part of the cell is grown to the whole of it."""
    row = ROWS.index("Lanwick")
    span = ScoredSpan(row, row + 7, Span(row, row + 19), 1.0)
    moved = move_to_cell(QUESTION, ROWS, span, HEAD)
    assert ROWS[moved.start : moved.end] == "67"
    assert ROWS[moved.sentence.start : moved.sentence.end] == "Lanwick | 1836 | 67"
    part = replace(span, start=row + 17, end=row + 18)
    moved = move_to_cell(QUESTION, ROWS, part, HEAD)
    assert ROWS[moved.start : moved.end] == "67"
