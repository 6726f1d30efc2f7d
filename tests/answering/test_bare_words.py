"""One word that says nothing by itself is widened to its sentence."""

import pytest

from qa_bot.answering.bare_words import widen_fragment
from tests.answering.spans import span_of


@pytest.mark.parametrize(
    ("question", "sentence", "word"),
    [
        ("Who proposed a subsidy?", "He proposed a subsidy.", "He"),
        ("Who is Judith Kerr?", "Mrs Judith Kerr, a resident, spoke.", "Mrs"),
        ("What did Councillor Ward say?", "Apologies: Councillor Ward.", "Apologies"),
        ("Voss", "Voss died in Pitlochry.", "died"),
        ("What happened to Lamb?", "Lamb resigned in June.", "resigned"),
        ("What boats can I hire?", "We hire out boats from the quay.", "boats"),
    ],
)
def test_a_word_that_says_nothing_is_widened(question: str, sentence: str, word: str) -> None:
    """Pronouns, titles, labels, bare verbs and words of the question."""
    assert widened(question, sentence, word) == sentence


@pytest.mark.parametrize(
    ("question", "sentence", "word"),
    [
        ("How many books?", "Adults borrow twelve books.", "twelve"),
        ("Where was she born?", "She was born in Bonn.", "Bonn"),
        ("What colour is it?", "The door is red.", "red"),
        ("Which is warmer, oslo or bergen?", "It is warmer in bergen.", "bergen"),
        ("Who came?", "Mrs Kerr came.", "Mrs Kerr"),
    ],
)
def test_a_word_that_answers_stays(question: str, sentence: str, word: str) -> None:
    """Numbers, names, colours and what a question lets choose."""
    assert widened(question, sentence, word) == word


def widened(question: str, sentence: str, word: str) -> str:
    """The words of a sentence that are shown for one of them."""
    span = span_of(sentence, word)
    found = widen_fragment(question, sentence, span)
    return sentence[found.start : found.end]
