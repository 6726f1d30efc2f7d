"""A question after those before it is one line, which a reader reads whole."""

from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.question_history import PriorTurn, with_history

PRIOR_TURNS = st.lists(st.builds(PriorTurn, st.text(), st.text()), max_size=4)


def test_the_last_two_exchanges_stand_before_the_question() -> None:
    """Of the first of them the question alone."""
    history = [
        PriorTurn("who runs it", "Anna"),
        PriorTurn("since when", "2009"),
        PriorTurn("how old is she"),
    ]
    assert with_history("and her son?", history[:1]) == "who runs it | Anna | and her son?"
    assert with_history("and her son?", history) == "since when | how old is she | and her son?"


def test_a_question_without_history_stays_as_it_is() -> None:
    """But for its line breaks."""
    assert with_history("and\nher son?", []) == "and her son?"


def test_a_long_question_leaves_less_room_for_its_history() -> None:
    """So that its own end is never cut off where a reader reads so many tokens."""
    history = [PriorTurn("who runs it", "Anna"), PriorTurn("since when", "2009")]
    assert with_history("long " * 39, history) == "long " * 38 + "long"
    asked = ("and so " * 25).strip()
    assert with_history(asked, history) == f"who | since when | 2009 | {asked}"


@given(st.text(), PRIOR_TURNS)
def test_the_question_stands_last_and_whole_and_what_is_before_it_is_short(
    question: str, history: list[PriorTurn]
) -> None:
    written = with_history(question, history)
    asked = " ".join(question.split())
    assert written.endswith(asked)
    assert len(written) <= max(200, len(asked))
    assert len(written.splitlines()) <= 1
