"""The type of the answer follows from the wording of the question."""

import pytest

from qa_bot.answering.type_patterns import answer_pattern


@pytest.mark.parametrize(
    ("question", "fits", "does_not"),
    [
        ("How tall is the tower?", "96 metres", "since 1961"),
        ("how much does it cost to make these", "about £4", "20 g"),
        ("How much does a single ticket cost?", "149 kroner", "149 km"),
        ("what is the rent of the flat", "865 a month", "865 steps"),
        ("How many people came?", "forty", "people"),
        ("and when did it open", "in May", "slowly"),
        ("what time does it close", "17:30", "early"),
        ("How long does it take?", "overnight", "gently"),
        ("what's the top speed of the van", "25 mph", "110 miles"),
        ("who runs it", "Una Farrow", "badly"),
        ("What is the phone number of the office?", "01632 960 418", "12 March"),
        ("where do I send it", "to the office", "soon"),
    ],
)
def test_an_answer_has_what_its_type_has(question: str, fits: str, does_not: str) -> None:
    """A length has a unit, a price a currency, a time a number or a word for one."""
    pattern = answer_pattern(question)
    assert pattern is not None
    assert pattern.search(fits)
    assert not pattern.search(does_not)


def test_what_is_asked_for_first_counts() -> None:
    """Of two types that a question asks for, the first must be there."""
    pattern = answer_pattern("When did it start and how fast was it?")
    assert pattern is not None
    assert pattern.search("on Monday")


def test_an_open_question_has_no_type() -> None:
    """Anything may answer what something is."""
    assert answer_pattern("What is a bell frame?") is None
