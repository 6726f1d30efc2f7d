"""A question of several parts is split into questions, and one question is left whole."""

import pytest

from qa_bot.answering.compound_questions import split_question


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Who runs the ferry and what does it cost?",
            ["Who runs the ferry?", "What does the ferry cost?"],
        ),
        ("What does it cost and do I need to book?", ["What does it cost?", "Do I need to book?"]),
        ("Is there a pool and how deep is it?", ["Is there a pool?", "How deep is a pool?"]),
        ("When is it open? How much is it?", ["When is it open?", "How much is it?"]),
        (
            "when did the mill open, when did it close and who owns it now",
            ["When did the mill open?", "When did the mill close?", "Who owns the mill now?"],
        ),
    ],
)
def test_questions_that_ask_by_themselves_are_parts(question: str, parts: list[str]) -> None:
    """Each begins with its own question word or verb; "it" is what the first asks about."""
    assert list(split_question(question)) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("When and where was she born?", ["When was she born?", "Where was she born?"]),
        (
            "how many eggs for one pan and how many for three",
            ["How many eggs for one pan?", "How many eggs for three?"],
        ),
        (
            "How much does he earn on Monday and how much on Friday?",
            ["How much does he earn on Monday?", "How much does he earn on Friday?"],
        ),
        ("Who founded the club and when?", ["Who founded the club?", "When was the club founded?"]),
        ("Who wrote the hymn and why?", ["Who wrote the hymn?", "Why was the hymn written?"]),
        ("what did it cost and who lent it", ["What did it cost?", "Who lent it?"]),
        ("Where was he born and when?", ["Where was he born?", "When was he born?"]),
        (
            "Are the bowls durable? And why?",
            ["Are the bowls durable?", "Why are the bowls durable?"],
        ),
        (
            "how many beeps and what colour light when the tank is full?",
            ["How many beeps when the tank is full?", "What colour light when the tank is full?"],
        ),
        ("When do you open and close?", ["When do you open?", "When do you close?"]),
        (
            "What's the price and weight of the tent?",
            ["What's the price of the tent?", "What's the weight of the tent?"],
        ),
    ],
)
def test_parts_share_their_verb_or_their_subject(question: str, parts: list[str]) -> None:
    """What only one of them says is said by each."""
    assert list(split_question(question)) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What is the difference between what he says and what he does?",
        "What is the difference between butter and margarine?",
        "Who reigned between 1914 and 1918?",
        "Where can I buy bread and butter?",
        "Who pays for search and rescue?",
        "How do I drain and clean the tank?",
        "When a plant is injured, what can become proplastids?",
        "Who, with Jim Nantz, was a member of the team?",
        "What did Ibn Sina, who lived long, write?",
        "Which king, which was tall and which was fair, died?",
        "Who was the king and is the duke?",
        "What did he say and who to?",
        "who and who went a year without losing?",
        "Why?",
        "the price and the weight",
        "",
    ],
)
def test_one_question_is_left_whole(question: str) -> None:
    """An "and" within a phrase, and a clause after a comma, are no second question."""
    assert split_question(question) == ()


def test_a_text_is_no_question() -> None:
    """More questions than a person asks at once are left as they are."""
    assert split_question("Why? " + "When is it open? " * 9) == ()


def test_a_long_text_takes_time_with_its_length() -> None:
    """A text of nothing but joints is split, or left, without trying all pairs."""
    assert split_question("when and " * 3_000) == ()
