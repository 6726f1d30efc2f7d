"""Questions are made of a statement by asking for a phrase where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.generation.cloze_questions import cloze_questions

ASKS = ("who or what", "what year", "how much", "how many", "what")


@pytest.mark.parametrize(
    ("statement", "question", "phrase"),
    [
        ("Jane Austen wrote Emma in 1815.", "Jane Austen wrote Emma in what year?", "1815"),
        ("Jane Austen wrote Emma in 1815.", "who or what wrote Emma in 1815?", "Jane Austen"),
        ("It cost £3.2 million.", "It cost how much?", "£3.2 million"),
        ("Shares rose 18%.", "Shares rose how much?", "18%"),
        ("He has 12 bees.", "He has how many bees?", "12"),
        ("She met the King of Spain.", "She met the who or what?", "King of Spain"),
    ],
)
def test_numbers_years_and_names_are_asked_for(statement: str, question: str, phrase: str) -> None:
    """Each by the words that fit it, in place."""
    found = {(each.question, each.phrase) for each in cloze_questions(statement)}
    assert (question, phrase) in found


def test_a_statement_without_names_and_numbers_is_asked_for_its_end() -> None:
    """There is something to ask of any words."""
    (only,) = cloze_questions("the bread was still warm")
    assert (only.question, only.phrase) == ("the bread was what?", "still warm")


@given(st.text(alphabet="Ab1 .,%£", max_size=120))
def test_questions_are_few_and_their_phrases_do_not_overlap(statement: str) -> None:
    """The phrase put back in place of the words that ask gives the statement again."""
    found = cloze_questions(statement)
    body = statement.strip().rstrip(".!?")
    assert len(found) <= 4
    for each in found:
        assert each.question.endswith("?")
        backs = [each.question[:-1].replace(asks, each.phrase, 1) for asks in ASKS]
        assert body in backs
