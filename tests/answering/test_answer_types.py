"""A short answer is of the type that the question asks for, and whole."""

import pytest

from qa_bot.answering.answer_types import answer_type, move_to_type
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span
from tests.answering.spans import span_of


def moved(question: str, text: str, marked: str) -> str:
    """Return what a span over `marked` becomes."""
    span = span_of(text, marked)
    span = move_to_type(question, text, span)
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("question", "text", "marked", "answer"),
    [
        ("what's the deposit", "4.1 The tenant pays a deposit of £995 first.", "4.1", "£995"),
        ("re-letting fee", "The tenant pays a re-letting fee of £120.", "re-letting fee", "£120"),
        ("How often does the bus come?", "It runs hourly until Saturday.", "Saturday", "hourly"),
        ("When was it built?", "The mill was built in 1804 by Ann Teller.", "Ann Teller", "1804"),
        ("How many trains were late?", "Of 26 trains all were late.", "trains", "26"),
        ("How tall must I be?", "Be over 8 years old and 1.2 m tall.", "over 8 years", "1.2 m"),
        ("What time do you shut?", "On Monday we shut at 9.30 pm.", "Monday", "9.30 pm"),
        (
            "how many children does it cover?",
            "A ticket covers two adults and up to three children.",
            "two adults",
            "up to three",
        ),
        ("How many adults go?", "Two adults and three children go.", "Two", "Two"),
        ("how many people are hurt?", "Of 20 people 12 passengers are hurt.", "12", "12"),
        ("how many minutes is it?", "It is 1 hour and 20 minutes.", "1 hour", "1 hour"),
        ("opening time?", "Since 1974 it opens at 9 am.", "1974", "9 am"),
        ("what number do i ring", "8.1 Ring 01632 960 114 first.", "8.1", "01632 960 114"),
        (
            "what number do i ring if a pipe bursts",
            "Ring the agent on 01632 960 114 at once.",
            "the agent",
            "01632 960 114",
        ),
    ],
)
def test_a_span_of_another_type_is_moved(
    question: str, text: str, marked: str, answer: str
) -> None:
    """It goes to the one expression of its sentence that is of the type."""
    assert moved(question, text, marked) == answer


@pytest.mark.parametrize(
    ("question", "text", "marked", "answer"),
    [
        ("how much is the rent", "The rent is £865 a month.", "£865", "£865 a month"),
        ("How hot may it get?", "Keep it at 3 to 5 °C.", "3", "3 to 5 °C"),
        ("What does the tank hold?", "It holds 1.2 litres.", "1.2", "1.2 litres"),
        ("How many may join?", "Clubs with fewer than 50 members may.", "50", "fewer than 50"),
        ("How long may they stay?", "For up to 14 nights.", "14", "up to 14 nights"),
        (
            "What do they cost?",
            "Between 480 and 650 euros.",
            "480 and 650",
            "Between 480 and 650 euros",
        ),
        ("How much did they raise?", "They raised £1.5 million in May.", "£1.5", "£1.5 million"),
    ],
)
def test_an_amount_is_whole(question: str, text: str, marked: str, answer: str) -> None:
    """Its unit, its range and what it is for each are part of it."""
    assert moved(question, text, marked) == answer


def test_a_span_of_time_has_both_its_ends() -> None:
    """Where one of them is marked, and a season its year."""
    text = "It was built between 1901 and 1912, and widened in the spring of 1978."
    assert moved("When was it built?", text, "between 1901") == "between 1901 and 1912"
    assert moved("When was it widened?", text, "1978") == "spring of 1978"


@pytest.mark.parametrize(
    ("question", "text", "marked"),
    [
        ("How many seconds were left?", "There were 17 seconds left.", "17"),
        ("How many people came?", "A majority of the 40 came.", "majority"),
        ("Who paid £5?", "Ann paid £5 for it.", "Ann"),
        ("How much is parking?", "Parking is free after 18.00.", "free"),
        ("When did it end?", "It ended after the war of 1812.", "after the war"),
        ("When was it built?", "Nobody knows who built the mill.", "Nobody"),
    ],
)
def test_what_may_answer_is_left(question: str, text: str, marked: str) -> None:
    """So is a span where the sentence has nothing of the type."""
    assert moved(question, text, marked) == marked


@pytest.mark.parametrize(
    ("question", "marked", "answer"),
    [
        ("When was the fair?", "1998", "3 and 4 May 2024"),
        ("When was the fair?", "4 May", "3 and 4 May 2024"),
        ("When was the last fair before that?", "1998", "1998"),
        ("What year was it?", "2024", "2024"),
    ],
)
def test_a_date_is_the_event_s_and_whole(question: str, marked: str, answer: str) -> None:
    """A year since which there was none is another one's, unless the question is about that."""
    text = "On 3 and 4 May 2024 Tarn held its first fair since 1998."
    assert moved(question, text, marked) == answer


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("When must I apply?", "Applications must arrive no later than 30 June.", "30 June"),
        ("When was the forest closed?", "The forest has been closed since 2019.", "2019"),
        ("When was the bridge closed?", "No one may use the bridge since 2018.", "2018"),
        ("When did buses stop?", "No buses have run to the mill since 2018.", "2018"),
    ],
)
def test_a_time_limit_and_the_beginning_of_a_state_are_own_dates(
    question: str, text: str, said: str
) -> None:
    """Only a first, last or best one of its kind is compared with what was since then.

    What is still to come does not happen then either.
    """
    at = text.index(said)
    span = ScoredSpan(at, at + len(said), Span(0, len(text)), 1.0)
    expected = answer_type(question)
    assert expected is not None
    assert expected.fits(text, span)
    coming = answer_type("When will it change?")
    assert coming is not None
    assert coming.fits(text, span) is ("since" not in text)


def test_opening_hours_are_whole() -> None:
    """They are all days with all hours, where a shop is open; when it opens is one time."""
    hours = "Tuesday to Friday between 10 am and 5.30 pm, and on Saturdays from 9 am to 1 pm"
    text = f"We are open from {hours}, but not in May."
    assert moved("when are you open?", text, "Tuesday") == hours
    assert moved("opening times", text, "Friday") == hours
    assert moved("when do you open on Saturdays?", text, "9 am") == "9 am"


@pytest.mark.parametrize(
    ("text", "marked", "answer"),
    [
        ("It shuts on Friday 28 June at 1 pm.", "Friday 28", "Friday 28 June at 1 pm"),
        ("It is held from the 15th to the 16th, in Tarn.", "15th", "15th to the 16th"),
        ("It is the 20th congress of 2022.", "2022", "2022"),
    ],
)
def test_a_moment_is_whole(text: str, marked: str, answer: str) -> None:
    """It has its hour, and the days that it is from and to."""
    assert moved("When is it?", text, marked) == answer


@pytest.mark.parametrize(
    "question",
    ["When the plant is hurt, what grows?", "What time zone is it in?", "Who came?", "Why?"],
)
def test_a_question_without_a_type(question: str) -> None:
    """Anything may answer it."""
    assert answer_type(question) is None
