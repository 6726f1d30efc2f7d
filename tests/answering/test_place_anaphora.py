"""A question for a place is read with the names of places in the place of "there"."""

import pytest

from qa_bot.answering.linearisation import linearise
from qa_bot.answering.place_anaphora import place_anaphors
from qa_bot.answering.readers.reader import PassageReading, ScoredSpan
from qa_bot.documents import Span, StoredChunk
from qa_bot.text.sentences import split_sentences
from tests.fakes import article

TARN = "Tarn is an old town. In May the poets met there for a week. Ann lived in Tarn."
CHUNK = StoredChunk(1, article(TARN).ref, 0, 0, len(TARN), TARN)


def places(text: str) -> list[str]:
    """The names that the adverbs of a paragraph stand for."""
    found = place_anaphors(text, split_sentences(text))
    return [text[each.antecedent.start : each.antecedent.end] for each in found]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (TARN, ["Tarn"]),
        ("She was born in Lower Pell and died there.", ["Lower Pell"]),
        ("They met at Pell. Then Ned moved to Tarn. He sang there. He left Tarn.", ["Pell"]),
        ("Ned moved to Tarn. He sang there. Nobody sings in Tarn.", ["Tarn"]),
        ("It rained in May. They met there.", []),
        ("Ada is old. They met there.", []),
        ("They met in Tarn, and there is a lift.", []),
        ("They met in Tarn. There was a lift.", []),
    ],
)
def test_the_place_is_named_before(text: str, names: list[str]) -> None:
    """It stands after a preposition of place, there or elsewhere; "there is" names none."""
    assert places(text) == names


def marked(words: str, end_of: str) -> tuple[str, str]:
    """What a reader that marks words of the linear text marks in the text, and its sentence.

    `end_of` is what the linear text has before the words, and these to their end.
    """
    linear = linearise(CHUNK, question="Where did the poets meet?")
    end = linear.text.index(end_of) + len(end_of)
    span = ScoredSpan(end - len(words), end, Span(0, len(linear.text)), 1.0)
    (found,) = linear.to_chunk(PassageReading((span,), 1.0)).spans
    sentence = found.sentence
    return TARN[found.start : found.end], TARN[sentence.start : sentence.end]


def test_the_name_is_quoted_where_it_stands() -> None:
    """The quote goes from the sentence with the name to the one that says what happened there."""
    met = "In May the poets met there for a week."
    assert marked("Tarn", "met in Tarn") == ("Tarn", f"Tarn is an old town. {met}")
    assert marked("Tarn for a week", "met in Tarn for a week") == ("there for a week", met)
    assert marked("Tarn", "lived in Tarn") == ("Tarn", "Ann lived in Tarn.")


def test_other_questions_are_read_with_the_text_as_it_is() -> None:
    """Only a question for a place is given its name."""
    assert linearise(CHUNK, question="When did the poets meet?").text.strip() == TARN
