"""What one reader leaves open, and a message in a chat, is read by another, and both count."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.answerer import LanguageReaders
from qa_bot.answering.joined_readings import joined_reading
from qa_bot.answering.question_history import PriorTurn, with_history
from qa_bot.answering.readers.reader import (
    PassageReading,
    Reader,
    ScoredSpan,
    load_conversation_reader,
    load_second_reader,
)
from qa_bot.answers import Answer
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.documents import EVERYTHING, ArticleRef, Scope, Span, StoredChunk
from qa_bot.errors import ModelError
from qa_bot.retrieval.candidates import Candidate
from tests.fakes import FakeEmbedder, RecordingReader, WordReader, article, word_answerer
from tests.patience import PATIENCE_S

FERRY = "The ferry to the island leaves at nine. The ferry back from the island leaves at five."
# The space at its end is a token by itself, after the last sentence.
MILL = "The mill was built in 1902. "
OTHERS = [f"The museum has {count} rooms of old maps." for count in range(2, 9)]
SCORES = st.floats(-12, 12)


class Ferry:
    """Retrieves the same texts for any question, the ferry first."""

    def retrieve(self, question: str, count: int, scope: Scope = EVERYTHING) -> list[Candidate]:
        articles = [ArticleRef(year, "Island", year, f"{year}-05-01") for year in ("2024", "2023")]
        return [
            Candidate(
                StoredChunk(n, articles[n % 2], n, 0, len(text), text), 0.9 - n / 10, 0.5, 1.0
            )
            for n, text in enumerate([FERRY, *OTHERS])
        ][:count]


class LastSentenceReader(WordReader):
    """Finds the answer in the last sentence of every passage; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        self.asked.append((question, len(passages)))
        return [self._of_last(reading) for reading in super().read("", passages)]

    @staticmethod
    def _of_last(reading: PassageReading) -> PassageReading:
        *others, last = reading.spans
        spans = (*(replace(span, score=-11.0) for span in others), replace(last, score=11.0))
        return PassageReading(spans, 0.0)


def ask(
    question: str,
    second: LastSentenceReader,
    scope: Scope = EVERYTHING,
    in_chat: Reader | None = None,
) -> Answer:
    """The answer of a reader of words, of a second one, and in a chat of one of conversations."""
    readers = LanguageReaders(
        WordReader(),
        second_english=lambda: second,
        conversations_in_english=in_chat and (lambda: in_chat),
    )
    answerer = word_answerer(
        Ferry(), other_readers=readers, has_other_languages=lambda: False, candidates=8
    )
    return answerer.answer(question, scope)


def quoted(question: str, second: LastSentenceReader, scope: Scope = EVERYTHING) -> str:
    """What is quoted by both readers."""
    answer = ask(question, second, scope)
    return answer.quote.text if answer.quote else ""


def test_the_second_reader_decides_what_the_first_leaves_open() -> None:
    """It reads three passages of eight, once."""
    second = LastSentenceReader()
    assert quoted("When leaves the ferry to the harbour town?", second).startswith("The ferry back")
    assert second.asked == [("When leaves the ferry to the harbour town?", 3)]


def test_a_reader_of_conversations_reads_what_was_asked_before_and_the_others_do_not() -> None:
    """The second reader reads the question that is meant, where both leave it open."""
    second, in_chat = LastSentenceReader(), RecordingReader()
    scope = replace(EVERYTHING, question_in_chat="who leaves the harbour town | the ferry when?")
    asked = "When leaves the ferry to the harbour town?"
    ask(asked, second, scope, in_chat)
    assert set(in_chat.asked) == {"who leaves the harbour town | the ferry when?"}
    assert second.asked == [(asked, 3)]


def test_the_mean_of_the_question_and_the_message_decides() -> None:
    """By the first reader alone the ferry that leaves for the island answers."""
    scope = replace(EVERYTHING, question_in_chat="who runs the ferry | and when?")
    asked = "When leaves the ferry to the island?"
    alone = ask(asked, LastSentenceReader(), scope)
    joined = ask(asked, LastSentenceReader(), scope, LastSentenceReader())
    assert alone.quote and alone.quote.text.startswith("The ferry to")
    assert joined.quote and joined.quote.text.startswith("The ferry back")


def test_a_question_outside_a_conversation_is_not_read_for_one() -> None:
    """Nothing was said before it."""
    in_chat = LastSentenceReader()
    assert ask("When leaves the ferry to the island?", LastSentenceReader(), in_chat=in_chat)
    assert not in_chat.asked


def test_every_passage_is_shown_once_and_those_that_were_read_again_come_first() -> None:
    """Scores by other weights do not compare: the others keep their order behind them."""
    answer = ask("When leaves the ferry to the harbour town?", LastSentenceReader())
    shown = [passage.text for passage in answer.passages]
    assert sorted(shown) == sorted([FERRY, *OTHERS])
    assert set(shown[:3]) == {FERRY, *OTHERS[:2]} and shown[3:] == OTHERS[2:]
    scores = [passage.score for passage in answer.passages]
    assert scores[3:] == sorted(scores[3:], reverse=True) and min(scores[:3]) >= scores[3]


def test_what_the_first_reader_is_sure_of_is_not_read_again() -> None:
    """Nor is what it surely does not find."""
    second = LastSentenceReader()
    assert quoted("When leaves the ferry to the island?", second).startswith("The ferry to")
    assert not ask("Who painted the portrait of Napoleon?", second).answered
    assert not second.asked


def test_a_question_for_the_newest_is_not_read_again() -> None:
    """All its passages count by their dates, and they were read by the first reader alone."""
    second = LastSentenceReader()
    assert ask("What is the latest time of the ferry?", second).passages and not second.asked


@st.composite
def readings(draw: st.DrawFn) -> PassageReading:
    """A reading of some of five sentences of ten characters."""
    numbers = draw(st.sets(st.integers(0, 4), min_size=1))
    spans = [
        ScoredSpan(start, draw(st.integers(start + 1, 10 * n + 10)), sentence, draw(SCORES))
        for n in sorted(numbers)
        for sentence in [Span(10 * n, 10 * n + 10)]
        for start in [draw(st.integers(10 * n, 10 * n + 9))]
    ]
    return PassageReading(tuple(spans), draw(SCORES))


@given(readings(), readings())
def test_a_joined_reading_lies_between_the_two(one: PassageReading, other: PassageReading) -> None:
    """Each sentence that either read is there once, in order, with words that one of them found."""
    joined = joined_reading(one, other)
    starts = [span.sentence.start for span in joined.spans]
    read = {span.sentence.start for span in (*one.spans, *other.spans)}
    assert starts == sorted(read)
    for span in joined.spans:
        own = [s for s in (*one.spans, *other.spans) if s.sentence == span.sentence]
        surest = max(own, key=lambda each: each.score)
        assert (span.start, span.end) in {(s.start, s.end) for s in own if s.score == surest.score}
        assert min(s.score for s in own) <= span.score <= surest.score
    assert min(one.support, other.support) <= joined.support <= max(one.support, other.support)


@pytest.mark.model
@pytest.mark.parametrize(
    ("off", "count"),
    [([], 3), (["SECOND"], 2), (["CONVERSATION"], 2), (["SECOND", "CONVERSATION"], 1)],
)
def test_a_setting_switches_each_further_reader_off(
    tmp_path: Path, off: list[str], count: int
) -> None:
    """Where they are on, the shipped ones are loaded, and read."""
    environment = {f"QA_BOT_ANSWERING_{name}_READER": "false" for name in off}
    components = Components(load_config(None, environment, index=tmp_path), embedder=FakeEmbedder())
    readers = components.all_readers()
    assert len(readers) == count
    for reader in readers:
        (reading,) = reader.read("When was the mill built?", [MILL])
        assert MILL[reading.best.start : reading.best.end] == "1902" and reading.best.score > 0


@pytest.mark.parametrize(
    ("off", "left"),
    [("SECOND", "_load_conversation_reader"), ("CONVERSATION", "_load_second_reader")],
)
def test_a_setting_switches_its_own_reader_off(
    off: str, left: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not the other one."""
    expected = WordReader()
    monkeypatch.setattr(Components, "_load_reader", lambda _: WordReader())
    monkeypatch.setattr(f"qa_bot.components.{left}", lambda: expected)
    environment = {f"QA_BOT_ANSWERING_{off}_READER": "false"}
    components = Components(load_config(None, environment, index=tmp_path), embedder=FakeEmbedder())
    _, beside = components.all_readers()
    assert beside is expected


def test_the_reader_of_conversations_loads_with_the_first_follow_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question by itself hears nothing of its failure."""

    def fail() -> None:
        raise ModelError("It is not there.")

    monkeypatch.setattr("qa_bot.components._load_conversation_reader", fail)
    monkeypatch.setattr(Components, "_load_reader", lambda _: WordReader())
    environment = {"QA_BOT_ANSWERING_SECOND_READER": "false"}
    components = Components(load_config(None, environment, index=tmp_path), embedder=FakeEmbedder())
    asked, in_chat = "When was the mill built?", "who built the mill? | and when?"
    try:
        components.ingester.add(article(MILL))
        assert components.answerer.answer(asked).answered
        with pytest.raises(ModelError, match="not there"):
            components.answerer.answer(asked, replace(EVERYTHING, question_in_chat=in_chat))
    finally:
        components.close()


def test_the_second_reader_loads_ahead_and_fails_where_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that the first reader settles hears nothing of its failure."""
    tried = threading.Event()

    def fail() -> None:
        tried.set()
        raise ModelError("It is not there.")

    monkeypatch.setattr("qa_bot.components._load_second_reader", fail)
    monkeypatch.setattr(Components, "_load_reader", lambda _: WordReader())
    components = Components(load_config(None, {}, index=tmp_path), embedder=FakeEmbedder())
    try:
        assert components.answerer is not None
        assert tried.wait(PATIENCE_S)
        with pytest.raises(ModelError, match="not there"):
            components.all_readers()
    finally:
        components.close()


@pytest.mark.model
@pytest.mark.parametrize("load", [load_second_reader, load_conversation_reader])
def test_a_shipped_reader_knows_what_was_asked_before(load: Callable[[], Reader]) -> None:
    """The same words ask for something else after another question."""
    text = "Anna Berg built the mill in 1902. Olaf Lind built the bridge in 1911."
    reader = load()
    mill = PriorTurn("Who built the mill?", "Anna Berg")
    bridge = PriorTurn("Who built the bridge?", "Olaf Lind")
    for before, expected in ((mill, "1902"), (bridge, "1911")):
        asked = with_history("and when?", [before])
        (reading,) = reader.read(asked, [text])
        assert text[reading.best.start : reading.best.end] == expected


def test_where_a_reader_is_given_nothing_else_reads(tmp_path: Path) -> None:
    """As in tests, and in programs that bring their own."""
    components = Components(
        load_config(None, {}, index=tmp_path), embedder=FakeEmbedder(), reader=WordReader()
    )
    assert len(components.all_readers()) == 1
