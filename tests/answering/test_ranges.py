"""An answer that is one end of a range is widened to both."""

import pytest

from qa_bot.answering.ranges import widen_to_range
from tests.answering.spans import span_of

KILLED = "Cars kill 167,000 to 335,000 hedgehogs a year."
WEIGHT = "It weighs between 600 grams and 1.2 kilograms."
HOURS = "On Sundays it is open from 10 am to 6 pm."


@pytest.mark.parametrize(
    ("question", "text", "said", "whole"),
    [
        ("how many are killed", KILLED, "335,000", "167,000 to 335,000"),
        ("how heavy is it", WEIGHT, "600 grams", "between 600 grams and 1.2 kilograms"),
        ("and on sundays?", HOURS, "6 pm", "from 10 am to 6 pm"),
        ("how long does it take", "It takes 5–10 minutes.", "5", "5–10 minutes"),
        ("how much is it", "It costs £5 to £8.", "£5", "£5 to £8"),
    ],
)
def test_half_a_range_becomes_all_of_it(question: str, text: str, said: str, whole: str) -> None:
    """Of amounts with a unit or without, and of times of the day."""
    assert widened(question, text, said) == whole


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("when does it close on sundays", HOURS, "6 pm"),  # asks for an end
        ("what time is the last bus?", "Buses run from 6 am to 11 pm.", "11 pm"),
        ("what time does it shut?", HOURS, "6 pm"),
        ("how many members are there", "It rose from 600 to 900 members.", "900"),  # a change
        ("how many staff are there", "Staff rose 40 to 900.", "900"),
        ("how much does it weigh now", "It grew 5 kg to 12 kg.", "12 kg"),
        ("how many goals did they score", "They got 3-2 at home.", "3"),  # it falls
        ("when did she become chair", "She was chair 2019-2021.", "2019"),  # years
        ("by how much did it change", "Sales of 6% to 2,300 bikes.", "6%"),  # two measures
        ("how much for children under 5?", "Children under 5 - £6.", "£6"),  # a label
        ("how long does step 1 take?", "Step 1 – 30 minutes.", "30 minutes"),
        ("how many votes were against", "It passed by 17 votes to 12.", "12"),
    ],
)
def test_what_is_no_range_stays(question: str, text: str, said: str) -> None:
    """Or what asks for one end of it."""
    assert widened(question, text, said) == said


def widened(question: str, text: str, said: str) -> str:
    """Return the words of a text that some of its words are widened to."""
    span = span_of(text, said)
    found = widen_to_range(question, text, span)
    return text[found.start : found.end]
