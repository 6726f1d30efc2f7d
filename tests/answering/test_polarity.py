"""Yes and no are said only where the sentence settles the question."""

import pytest

from qa_bot.answering.polarity import verdict


@pytest.mark.parametrize(
    ("question", "sentence", "said"),
    [
        ("Was the driver hurt?", "The driver, a man of 43, was not hurt.", "No"),
        ("Do I have to pay a deposit on bottles?", "There is no deposit, but keep them.", "No"),
        ("Can I save charts as SVG?", "Charts can be saved as SVG.", "Yes"),
        ("May I keep a cat?", "A tenant may keep one cat.", "Yes"),
        ("Is there parking?", "Yes, there is parking behind the hall.", "Yes"),
        ("Is it safe to put the water in my iron?",
         "You may drink the water, but do not put it in an iron.", "No"),
    ],
)  # fmt: skip
def test_a_clause_denies_or_affirms(question: str, sentence: str, said: str) -> None:
    """By a negation in the clause that has what was asked about, or without one."""
    assert verdict(question, sentence) == said


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did the minister comment?", "The minister declined to comment."),
        ("Can I freeze them cooked?", "Yes, but raw."),
        ("Is the pool open in May?", "The pool is open except in May."),
        ("Do I have to have the app?", "You can do it in the app."),
        ("Is version 4 affected?", "Version 5 is affected."),
        ("Is it only for members?", "It is for members."),
        ("Isn't it for members?", "It is for members."),
        ("Does the DH-10 have castors?", "Castors | no | yes"),
        ("Was Ann there?", "Present: Bob Clerk: Ann Apologies: Cid"),
        ("Can I bring a dog?", "The café has a terrace."),
        ("Is it?", "It is."),
    ],
)
def test_what_does_not_settle_it_says_neither(question: str, sentence: str) -> None:
    """Exceptions, hedges, opposites, other numbers and rows of a table leave it open."""
    assert verdict(question, sentence) is None
