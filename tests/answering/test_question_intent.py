"""The kind of answer that a question asks for is recognised by its wording."""

import pytest

from qa_bot.answering.question_intent import (
    asks_for_several,
    asks_why,
    asks_yes_no,
    is_question,
    time_preference,
)


@pytest.mark.parametrize(
    ("question", "is_why"),
    [("Why?", True), ("why did it fall", True), ("How come it fell?", True),
     ("And why was that?", True), ("What was the reason?", True),
     ("what was the hut built for", True), ("What was Ann looking for?", False),
     ("Who knows why?", False), ("How tall is it?", False), ("", False)],
)  # fmt: skip
def test_why_questions_are_recognised(question: str, is_why: bool) -> None:
    """By how they begin, in any case."""
    assert asks_why(question) is is_why


@pytest.mark.parametrize(
    ("question", "is_yes_no"),
    [("Do goats graze?", True), (" isn’t it late?", True), ("Is it red or blue?", False),
     ("Who is it?", False), ("Island life?", False), ("", False)],
)  # fmt: skip
def test_yes_no_questions_are_recognised(question: str, is_yes_no: bool) -> None:
    """By their auxiliary, unless they offer a choice."""
    assert asks_yes_no(question) is is_yes_no


@pytest.mark.parametrize(
    "question", ["Who was the last tsar?", "Is the bridge now shut?", "What costs 1200 crowns?"]
)
def test_most_questions_have_no_time_preference(question: str) -> None:
    """A word that may mean something else is no preference."""
    assert time_preference(question, ["2021-03-01", "2024-06-30", ""]) is None


@pytest.mark.parametrize("dates", [[], ["", ""], ["2024-06-30"], ["2022", "2021-04-01"]])
def test_dates_that_fit_alike_give_no_preference(dates: list[str]) -> None:
    """There is no preference where no article is of that year, or none has a date."""
    assert time_preference("What was the budget in 2023?", dates) is None


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("Who keeps the light?", True),
        ("INTERVIEWER: And then?", True),
        ("**Is it open?**", True),
        ("誰が鍵を持っていますか？", True),
        ("3. What the warden does", True),
        ("Where to moor", True),
        ("Where the river bends, it is deep.", False),
        ("She asked him, “Who keeps the light?”", False),
        ("What a night it was.", False),
        ("The light is kept by Anna.", False),
        ("When in harbour", False),
    ],
)
def test_a_sentence_that_asks_is_told_from_one_that_states(sentence: str, asks: bool) -> None:
    """By its mark, or by how a heading without one begins."""
    assert is_question(sentence) is asks


@pytest.mark.parametrize(
    ("question", "is_of_several"),
    [
        ("What happens if I lose it?", False),
        ("What makes the roof leak?", False),
        ("What tools make the roof?", True),
        ("Which tools do I need?", True),
    ],
)
def test_a_verb_after_what_asks_for_no_several_things(question: str, is_of_several: bool) -> None:
    """Though it ends as a plural does."""
    assert asks_for_several(question) is is_of_several
