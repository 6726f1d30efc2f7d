"""Reasons, ways, places and names are answered whole."""

import pytest

from qa_bot.answering.answer_clauses import widen_to_clause
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span
from tests.answering.spans import span_of


def widened(question: str, text: str, marked: str) -> str:
    """Return what a span over `marked` becomes."""
    span = span_of(text, marked)
    span = widen_to_clause(question, text, span)
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("question", "text", "marked", "answer"),
    [
        (
            "Why are dogs banned?",
            "Dogs are banned, because the stairs are shared, from May.",
            "stairs",
            "because the stairs are shared",
        ),
        (
            "Why was it shut?",
            "It was shut because the roof leaked, and the staff went home.",
            "the roof leaked, and the staff went home",
            "because the roof leaked",
        ),
        (
            "Why are the swings shut?",
            "The surface failed its inspection on Monday.",
            "surface",
            "The surface failed its inspection on Monday",
        ),
        (
            "How do I cook them?",
            "Don't thaw them, put them in the boiling water and wait.",
            "boiling water",
            "put them in the boiling water and wait",
        ),
        (
            "how do i end it",
            "To end it, write to the clerk in May, and return the key, because the rent runs on.",
            "write",
            "write to the clerk in May, and return the key",
        ),
        (
            "how to dry them?",
            "Spread two spoonfuls on paper and wait. It takes long.",
            "two spoonfuls on paper",
            "Spread two spoonfuls on paper and wait",
        ),
        (
            "How do you grill them?",
            "Don't wash them, lay them dry on the hot rack and turn them once.",
            "on the hot rack",
            "lay them dry on the hot rack and turn them once",
        ),
        ("How can I book?", "You can book by letter, by fax or with a card from the kiosk.",
         "You can book by letter", "by letter, by fax or with a card from the kiosk"),
        (
            "How will the boats be heated?",
            "They will be heated overnight by pumps in the harbour wall.",
            "overnight",
            "overnight by pumps in the harbour wall",
        ),
        (
            "How did he find the ring?",
            "He borrowed a rake from a farmer, and his wife helped.",
            "a rake",
            "He borrowed a rake from a farmer",
        ),
        ("Where was Ilka born?", "She was born in a village by the river Sajó.", "a village",
         "a village by the river Sajó"),
        ("where is the log", "It is under Help > Show log.", "Help", "Help > Show log"),
        (
            "who is the tarnish president?",
            "Pellish President Ned Moor and Tarnish President Ada Renn met.",
            "President Ned Moor",
            "President Ada Renn",
        ),
        ("Who saw it?", "It was seen by Dr Ada Renn in May.", "Ada Renn", "Dr Ada Renn"),
        ("Who do I write to?", "Write to Helene Marsh, tenancy manager.", "tenancy manager",
         "Helene Marsh, tenancy manager"),
    ],
)  # fmt: skip
def test_a_fragment_is_widened(question: str, text: str, marked: str, answer: str) -> None:
    """It grows to its clause, its place or its name, within its sentence."""
    assert widened(question, text, marked) == answer


@pytest.mark.parametrize(
    ("question", "text", "marked"),
    [
        ("Why did she leave?", "She left for her health in May.", "for her health"),
        ("How do I pay?", "Pay by card or in cash on the day.", "by card or in cash"),
        ("How did the fees compare?", "They set much higher fees, too.", "higher fees"),
        ("Where is the shop?", "It is in Chapel Street by the mill.", "Chapel Street"),
        (
            "Who is the president?",
            "Pellish President Ned Moor met President Ada Renn.",
            "President Ned Moor",
        ),
        ("Who looked?", "The Tarn council looked at it.", "The Tarn council looked at it"),
        ("Who came?", "The old miller came.", "miller"),
        ("What came?", "A letter from Dr Renn came.", "Renn"),
    ],
)
def test_what_is_whole_is_left(question: str, text: str, marked: str) -> None:
    """A reason that says so, a name, and what was not asked for stay as they were read."""
    assert widened(question, text, marked) == marked


def test_the_reason_may_be_the_sentence_before() -> None:
    """What resumes it by "for this" is quoted with it, within one paragraph."""
    text = "In May it rained.\n\nAda pulled a dog out of the river. For this she got a medal."
    span = ScoredSpan(text.index("a medal"), len(text) - 1, Span(text.index("For"), len(text)), 0.0)
    span = widen_to_clause("Why did Ada get a medal?", text, span)
    assert text[span.start : span.end] == "Ada pulled a dog out of the river"
    assert text[span.sentence.start : span.sentence.end] == text[text.index("Ada") :]
    alone = text[text.index("For") :]
    first = ScoredSpan(0, len(alone), Span(0, len(alone)), 0.0)
    assert widen_to_clause("Why?", alone, first) == first
