"""What is compared by more and less is decided by the numbers of the text."""

import pytest

from qa_bot.answering.comparison_answerer import ComparisonAnswerer
from qa_bot.answering.comparison_requests import comparison_request
from qa_bot.answering.comparisons import compare
from qa_bot.answers import Answer, Passage
from qa_bot.documents import EVERYTHING, ArticleRef, Scope

TICKETS = "Ticket | Price | Valid\nDay | £4.50 | 1 day\nWeek | £18 | 7 days\nYear | £72 | 1 year"
MODELS = "Model | DH-10 | DH-16\nWeight | 9.4 kg | 11.2 kg\nNoise | 41 dB | 38 dB"
PROSE = "A lost key costs £18 to replace and a lost fob £35. The hall takes 80 people."


def compared(question: str, text: str) -> str | None:
    """Return the winner with the calculation."""
    request = comparison_request(question)
    found = None if request is None else compare(request, text)
    return found and f"{found.winner(text)} ({found.calculation(text)})"


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Which is the cheapest ticket?", TICKETS, "Day (£4.50 < £18 < £72)"),
        ("Which ticket is valid the longest?", TICKETS, "Year (1 year > 7 days > 1 day)"),
        ("Which model is quieter, the DH-10 or the DH-16?", MODELS, "DH-16 (38 dB < 41 dB)"),
        ("Which is heavier, DH-10 or DH-16?", MODELS, "DH-16 (11.2 kg > 9.4 kg)"),
        ("What costs more, a key or a fob?", PROSE, "fob (£35 > £18)"),
        (
            "Are there more jobs in the hall or on the rounds?",
            "There are eight in the hall and six on the rounds.",
            "hall (eight > six)",
        ),
        (
            "Which day was longer, day 6 or day 8?",
            "Day 6, to Felgate (71 km).\n\nWe slept well.\n\nDay 8, to the sea (66 km).",
            "Day 6 (71 km > 66 km)",
        ),
    ],
)
def test_the_numbers_decide(question: str, text: str, answer: str) -> None:
    """Over the rows or columns of a table, or the clauses that name both."""
    assert compared(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which is cheaper, a key or a card?", PROSE),
        ("Which is cheaper, a key or a hall?", PROSE),
        ("What is the biggest room called?", TICKETS),
        ("Which is the cheapest?", "Ticket | Price\nDay | £4\nWeek | £4"),
        ("What does the Week ticket cost at most?", TICKETS),
        ("What is the price of a key?", PROSE),
        ("Tell me the longest story", TICKETS),
    ],
)
def test_nothing_is_decided_without_numbers_of_both(question: str, text: str) -> None:
    """Nor by numbers of two dimensions, by equal ones, or where one thing is named."""
    assert compared(question, text) is None


class Reader:
    """Declines, with one passage as the nearest."""

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        passage = Passage(ArticleRef("a", "A", "a.txt"), 100, 100 + len(PROSE), PROSE, 0.5)
        return Answer(question, False, 0.1, passages=(passage,))


def test_a_comparison_quotes_what_was_compared() -> None:
    """The sentence is quoted at its place, both numbers marked, and the calculation shown."""
    answer = ComparisonAnswerer(Reader()).answer("What costs more, a key or a fob?")
    assert answer.answered and answer.text == "fob (£35 > £18)" and answer.quote is not None
    quote = answer.quote
    assert PROSE[quote.start - 100 : quote.end - 100] == quote.text
    marked = [PROSE[mark.start - 100 : mark.end - 100] for mark in quote.marks]
    assert sorted(marked) == ["fob", "key", "£18", "£35"]


def test_than_is_answered_by_the_one_that_has_more() -> None:
    """It is named with the numbers, whichever of the two is asked about."""
    answerer = ComparisonAnswerer(Reader())
    assert answerer.answer("Is a fob cheaper than a key?").text == "key (£18 < £35)"
    assert answerer.answer("Is a fob dearer than a key?").text == "fob (£35 > £18)"
    assert not answerer.answer("Is a fob cheaper than a card?").answered
