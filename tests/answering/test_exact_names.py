"""Names with digits are exact: what is said of another one is no answer."""

import re
from collections.abc import Sequence

import pytest

from qa_bot.answering.exact_names import holds_names
from qa_bot.answering.readers.reader import PassageReading
from qa_bot.answers import Answer
from qa_bot.documents import EVERYTHING, ArticleRef, Scope, StoredChunk
from qa_bot.retrieval.candidates import Candidate
from tests.fakes import WordReader, word_answerer

MASTS = (
    "The mast m0x14 was painted by Ida. The mast m3x3 was painted by Ann. "
    "The mast m14x1 has no painter but Tom."
)


class LineReader(WordReader):
    """As its base class, where a full stop within a number ends no sentence."""

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        return super().read(question, [re.sub(r"\.(?=\d)", ",", each) for each in passages])


class Texts:
    """Retrieves one chunk for each text, in the order given."""

    def __init__(self, *texts: str, title: str = "The bay") -> None:
        self._texts, self._title = texts, title

    def retrieve(self, question: str, count: int, scope: Scope = EVERYTHING) -> list[Candidate]:
        article = ArticleRef("a", self._title, "a.txt")
        chunks = [StoredChunk(n, article, 0, 0, len(t), t) for n, t in enumerate(self._texts)]
        return [Candidate(chunk, 0.5, 0.5, 1.0) for chunk in chunks]


def asked(question: str, *texts: str, title: str = "The bay") -> Answer:
    return word_answerer(Texts(*texts, title=title), LineReader()).answer(question)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who painted the mast m41x4?", MASTS),
        ("Who built the boat K1?", "The boat K12 was built by Jonas."),
        ("Who built the boat K-21?", "The boat K-12 was built by Jonas."),
        ("Who leads the Q3 review?", "The Q2 review is led by Mara. Who leads it is Mara."),
        ("Wer baute das Boot B1?", "Das Boot B12 baute Jonas."),
    ],
)
def test_what_is_said_of_another_is_declined(question: str, text: str) -> None:
    """However alike the two look, and in any language."""
    assert not asked(question, text).answered


@pytest.mark.parametrize(
    ("question", "text", "title", "answer"),
    [
        ("Who built the boat K12?", "The boat K-12 was built by Jonas.", "", "Jonas"),
        ("Who built the boat k12?", "The boat K12 was built by Jonas.", "", "Jonas"),
        ("Who built v2 of the guide?", "v2.0 of the guide was built by Jonas", "", "Jonas"),
        ("Who built the boat K12?", "The boat K12¹ was built by Jonas.", "", "Jonas"),
        (
            "Who let the flat of 80 m2?",
            "The flat of 80 m² by the M25 is let by Jonas.",
            "",
            "Jonas",
        ),
        ("Who built K1?", "Built like the K12, by Jonas.", "The boat K1", "Jonas"),
        (
            "Who built and launched K1?",
            "The boat K1 is small. Like the K12 it was built and launched by Jonas.",
            *("", "Jonas"),
        ),
        ("What replaced K1 at the yard?", "The yard replaced the old boat by K12.", "", "K12"),
        ("Who played the organ at 10pm?", "The organ was played at 11pm by Jonas.", "", "Jonas"),
    ],
)
def test_the_same_name_and_what_is_no_name(
    question: str, text: str, title: str, answer: str
) -> None:
    """A name may be spelt with a hyphen, stand around the sentence, or be the answer itself."""
    assert asked(question, text, title=title).text == answer


def test_the_sentence_of_the_name_comes_first() -> None:
    """A sentence about another thing gives way to one about the thing that was asked for."""
    found = asked("Who painted the mast m14x1?", MASTS)
    assert (found.text, found.quote and found.quote.text) == (
        *("Tom", "The mast m14x1 has no painter but Tom."),
    )


@pytest.mark.parametrize(
    ("topic", "is_held"),
    [("the mast m14x1", True), ("M14x1 and m3x3", True), ("m1", False), ("the masts", True)],
)
def test_a_topic_is_said_of_by_a_text_that_has_its_names(topic: str, is_held: bool) -> None:
    """A text about other masts says nothing of one that it does not name."""
    assert holds_names(topic, MASTS) is is_held
