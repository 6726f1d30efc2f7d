"""A reader reads rows, items and lines with what they belong to; quotes stay verbatim."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.answering.linearisation import linearise
from qa_bot.answering.readers.reader import PassageReading, ScoredSpan
from qa_bot.answering.table_rows import has_head_row
from qa_bot.documents import Place, Span, StoredChunk
from qa_bot.text.sentences import split_sentences
from tests.fakes import article

HOURS = (
    "Opening hours\n\nDay | Main pool | Small pool\nSaturday | 8:00 | 10:00\nSunday | 9:00 | shut"
)
BRING = "What to bring\n\n- a towel\n- a padlock\n- a cap\n\nDogs stay outside."


def chunk(text: str, *headings: str, start: int = 0) -> StoredChunk:
    """A chunk of an article called "A title", with its headings as places."""
    places = tuple(Place(start + text.index(h), f"A title › {h}") for h in headings)
    return StoredChunk(1, article(text).ref, 0, start, start + len(text), text, places)


def read(chunk: StoredChunk, words: str) -> ScoredSpan:
    """What a reader that finds these words of the linear text finds in the chunk."""
    linear = linearise(chunk)
    at = linear.text.index(words)
    sentence = next(s for s in split_sentences(linear.text) if s.start <= at < s.end)
    span = ScoredSpan(at, at + len(words), sentence, 1.0)
    (found,) = linear.to_chunk(PassageReading((span,), 2.0)).spans
    return found


def said(chunk: StoredChunk, span: ScoredSpan) -> tuple[str, str]:
    """The words and the sentence of a span of the chunk."""
    text = chunk.text
    return text[span.start : span.end], text[span.sentence.start : span.sentence.end]


def test_plain_paragraphs_are_read_as_they_are() -> None:
    """A text without rows, items and lines differs from its linear form by outer spaces only."""
    text = "The mill stood by the river. It burned down in 1731.\n\nNobody rebuilt it, she said."
    assert linearise(chunk(text)).text.strip() == text


def test_each_cell_is_read_after_the_head_of_its_column() -> None:
    """A cell is found in its row, which is quoted word for word."""
    hours = chunk(HOURS, "Opening hours")
    assert "Saturday: Main pool 8:00; Small pool 10:00." in linearise(hours).text
    found = read(hours, "10:00")
    assert said(hours, found) == ("10:00", "Saturday | 8:00 | 10:00")
    assert found.context == "Opening hours: Saturday: Main pool 8:00; Small pool 10:00"


def test_short_items_are_read_as_one_sentence_after_their_heading() -> None:
    """An item is quoted by itself, and several together as they stand."""
    bring = chunk(BRING, "What to bring")
    assert "What to bring: a towel; a padlock; a cap." in linearise(bring).text
    assert said(bring, read(bring, "a padlock")) == ("a padlock", "- a padlock")
    assert said(bring, read(bring, "a padlock; a cap"))[1] == "- a padlock\n- a cap"
    assert said(bring, read(bring, "Dogs")) == ("Dogs", "Dogs stay outside.")


def test_a_heading_stands_for_what_is_below_it() -> None:
    """It answers nothing itself: a span in it becomes the list that it heads."""
    bring = chunk(BRING, "What to bring")
    words, quoted = said(bring, read(bring, "What to bring"))
    assert words.startswith("a towel") and quoted.startswith("- a towel")


def test_a_heading_by_itself_is_never_an_answer() -> None:
    """Where nothing is said in its sentence, the span is left out."""
    text = "Deposit\n\nThe tenant pays two months' rent."
    linear = linearise(chunk(text, "Deposit"))
    span = ScoredSpan(0, 7, Span(0, 7), 3.0)
    assert linear.to_chunk(PassageReading((span,), 0.0)).spans == ()


def test_a_clause_is_read_under_its_run_in_heading() -> None:
    """ "4. Deposit." heads the paragraph that it begins."""
    text = "4. Deposit. The tenant pays two months' rent. It is paid back.\n\nAll else is free."
    found = read(chunk(text), "two months' rent")
    assert said(chunk(text), found)[1] == "The tenant pays two months' rent."
    assert found.context == "4. Deposit. The tenant pays two months' rent."


def test_what_a_speaker_says_is_read_with_the_name() -> None:
    """Each sentence of a turn is said by the one whose name begins it."""
    text = "Cllr Renn: The roof leaks. I propose to mend it.\nClerk: There is no money."
    found = read(chunk(text), "I propose")
    assert found.context == "Cllr Renn: I propose to mend it."


def test_heads_are_words_above_numbers() -> None:
    """Without them, the first row of a table is one like the others."""
    assert has_head_row([["Day", "Opens"], ["Monday", "9:00"]])
    assert has_head_row([["", "K40"], ["Tank", "big"]])
    assert not has_head_row([["Capacity", "1.2 l"], ["Power", "900 W"]])
    assert not has_head_row([["Chair", "Ann Teller"], ["Clerk", "Bo Renn"]])


_LINES = st.sampled_from(
    ["Opening hours", "- a towel", "- a cap; two if cold", "1. Stop. Wait.", "2. Go", "Fee: £3",
     "Day | Price", "Monday | 4", "Who goes there?", "The mill burned. It was rebuilt.", "a:", ""]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_LINES, min_size=1, max_size=12), st.integers(0, 2**16))
def test_whatever_a_reader_finds_is_verbatim_in_the_chunk(lines: list[str], seed: int) -> None:
    """Any span of the linear text comes back as one within its sentence, in the chunk."""
    text = "\n".join(lines).strip() or "x"
    linear = linearise(chunk(text))
    for copy in linear.copies:
        assert linear.text[copy.start : copy.end] == text[copy.source :][: copy.end - copy.start]
    rng = random.Random(seed)
    for sentence in split_sentences(linear.text):
        first, last = sorted(rng.sample(range(sentence.start, sentence.end + 1), 2))
        span = ScoredSpan(first, last, sentence, 0.0)
        for found in linear.to_chunk(PassageReading((span,), 0.0)).spans:
            assert found.sentence.start <= found.start < found.end <= found.sentence.end
            assert found.sentence.end <= len(text)


HEAD = "Station | Opened | Height in metres"
ROWS = "Tarby | 1822 | 32\nLanwick | 1836 | 67\nCorwood |  | 51"


def test_rows_below_heads_of_another_chunk_are_read_with_them() -> None:
    """Only those about the subject of the question, as others answer another one."""
    question = "What is the height of Lanwick?"
    linear = linearise(chunk(ROWS), HEAD, question)
    assert linear.text.split() == "Lanwick: Opened 1836; Height in metres 67.".split()
    start = linear.text.index("67")
    span = ScoredSpan(start, start + 2, Span(0, len(linear.text.rstrip())), 3.0)
    (found,) = linear.to_chunk(PassageReading((span,), 0.0)).spans
    assert ROWS[found.start : found.end] == "67"
    assert ROWS[found.sentence.start : found.sentence.end] == "Lanwick | 1836 | 67"
    assert not linearise(chunk(ROWS), HEAD, "What is the height of Yarby?").text.strip()


def test_all_rows_are_read_where_no_column_is_named_or_the_table_is_whole() -> None:
    """What is asked may be in any of them."""
    assert linearise(chunk(ROWS), HEAD, "Where did Odile live?").text.count(".") == 3
    whole = linearise(chunk(f"{HEAD}\n{ROWS}"), "", "What is the height of Yarby?")
    assert whole.text.count("Height in metres") == 3


def test_a_chunk_in_another_language_is_split_by_its_own_abbreviations() -> None:
    """Where they are known: "т. е." ends no sentence."""
    text = "Письмо написал Пётр, т. е. сам мельник. Он жил у реки."
    start = text.index("мельник")
    span = ScoredSpan(start, start + 7, Span(0, len(text)), 1.0)
    linear = linearise(chunk(text), language="ru")
    (found,) = linear.to_chunk(PassageReading((span,), 2.0)).spans
    assert said(chunk(text), found) == ("мельник", text[:39])
