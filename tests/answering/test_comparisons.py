"""What is compared by more and less is decided by the numbers of the text."""

import pytest

from qa_bot.answering.comparison_answerer import ComparisonAnswerer
from qa_bot.answering.comparison_requests import comparison_request
from qa_bot.answering.comparisons import compare
from qa_bot.answering.named_winners import named_winner
from qa_bot.answering.stated_comparisons import stated_winner
from qa_bot.answers import Answer, Passage, Quote
from qa_bot.documents import EVERYTHING, ArticleRef, Scope, Span

TICKETS = "Ticket | Price | Valid\nDay | £4.50 | 1 day\nWeek | £18 | 7 days\nYear | £72 | 1 year"
MODELS = "Model | DH-10 | DH-16\nWeight | 9.4 kg | 11.2 kg\nNoise | 41 dB | 38 dB"
BOATS = (
    "Boat | Seats | Half day | Full day | Deposit\nRowing boat | 3 | £18 | £30 | £20\n"
    "Canoe | 2 | £15 | £26 | £20\nPedalo | 4 | £22 | £38 | £30"
)
BRIDGES = "Bridge | Opened | Length | Cost\nNorth | 1932 | 120 m | £2m\nEast | 1850 | 200 m | £1m"
TRAINS = "The morning train takes 1 hour 10 minutes, the evening train 95 minutes."
CITIES = "Oslo was at -5 °C and Bergen at -12 °C; Rome was at 14 °C."
PARCELS = "The red parcel weighs 1 kg and the blue parcel 375 g. The green parcel weighs 2 lb."
OPENED = "The north bridge was opened in 1932 and the south bridge in 1998."
TRAM = "The tram costs £2 million a year. The bus costs £240,000 a year. A cab costs £9 a mile."
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
            "Which room holds more people, the attic or the barn?",
            "The attic, which holds 40 guests, is shut; the barn has seats for 90.",
            "barn (90 > 40)",
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
        ("Which has more bikes, Ash or Elm?", "Ash has 40 staff and Elm 50 docks."),
        ("Which has more rooms, Ash or Elm?", "Ash was built in 1900 and Elm has 20."),
    ],
)
def test_nothing_is_decided_without_numbers_of_both(question: str, text: str) -> None:
    """Nor by numbers of two dimensions, by equal ones, or where one thing is named."""
    assert compared(question, text) is None


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Which train is faster, the morning train or the evening train?", TRAINS,
         "morning train (1 hour 10 minutes < 95 minutes)"),
        ("Which is slower, the morning train or the evening train?", TRAINS,
         "evening train (95 minutes > 1 hour 10 minutes)"),
        ("Which was colder, Oslo or Bergen?", CITIES, "Bergen (-12 °C < -5 °C)"),
        ("Which is older, the north bridge or the south bridge?", OPENED,
         "north bridge (1932 < 1998)"),
        ("Which bridge is the newest?", BRIDGES, "North (1932 > 1850)"),
        ("Which is less expensive, the tram or the bus?", TRAM, "bus (£240,000 < £2 million)"),
        ("Which year had the fewest?", "Year | Visitors\n2019 | 300\n2020 | 120",
         "2020 (120 < 300)"),
        ("Which ferry is fastest?", "Ferry | Time\nAda | 2 hours\nBea | 95 minutes",
         "Bea (95 minutes < 2 hours)"),
        ("Which bridge cost the most?", BRIDGES, "North (£2m > £1m)"),
    ],
)  # fmt: skip
def test_the_comparative_says_which_way_numbers_count(
    question: str, text: str, answer: str
) -> None:
    """What is faster takes less time, what is older was built in an earlier year."""
    assert compared(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which is bigger, a canoe or a pedalo?", BOATS),
        ("Which is heavier, a canoe or a pedalo?", BOATS),
        ("Is the tram faster than the bus?", TRAM),
        ("Which bridge is the widest?", BRIDGES),
        ("Which is wider, the pond or the lake?", "The pond is 3 m deep, the lake 30 m deep."),
        ("Which is older, the mill or the inn?", "The mill was sold in 1820, the inn in 1900."),
        ("Which is older, the inn or the mill?",
         "The inn was built in 1810 and the mill was built in 1820 and burnt in 1955."),
        ("Which boat has more oars, a canoe or a pedalo?", BOATS),
        ("Which is cheaper, a cab or a bus?", TRAM),
        ("Which is cheaper, a canoe or a punt?",
         "A canoe costs £15 for half a day, a punt £38 for a full day."),
        ("Which is the cheapest?", "Day | £4\nWeek | £18\nYear | £72"),
        ("Which is cheaper, a cab or a van?", "A cab costs £9. A van has a deposit of £5."),
    ],
)  # fmt: skip
def test_numbers_of_another_kind_decide_nothing(question: str, text: str) -> None:
    """Money is no size, a depth no width, a price by the mile none by the year."""
    assert compared(question, text) is None


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Which is heavier, the red parcel, the blue parcel or the green parcel?", PARCELS,
         "red parcel (1 kg > 2 lb > 375 g)"),
        ("Which has fewer seats, the canoe, the pedalo or the rowing boat?", BOATS,
         "Canoe (2 < 3 < 4)"),
        ("Which is cheaper, the tram, the bus or the ferry?", TRAM, None),
        ("Is the tram cheaper than the bus or the ferry?", TRAM, None),
    ],
)  # fmt: skip
def test_all_that_are_named_are_compared(question: str, text: str, answer: str | None) -> None:
    """One without a number leaves the comparison undecided."""
    assert compared(question, text) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which is cheaper, a canoe or a pedalo for a full day?", "Canoe (£26 < £38)"),
        ("Which is dearer for a half day, a canoe or a pedalo?", "Pedalo (£22 > £15)"),
        ("Which boat is the cheapest for a full day?", "Canoe (£26 < £30 < £38)"),
        ("Which boat has the highest deposit?", "Pedalo (£30 > £20 = £20)"),
        ("Which boat has the most seats?", "Pedalo (4 > 3 > 2)"),
        ("Which boat has the lowest deposit?", "Rowing boat, Canoe (£20 = £20 < £30)"),
        ("Which boat is the cheapest?", None),
        ("Which is cheaper, a canoe or a pedalo?", None),
        ("Which is cheaper, a canoe or a pedalo for a week?", None),
        ("Which boat is the cheapest for five people?", None),
        ("Which boat is the second cheapest?", None),
        ("Is a canoe less than £20?", None),
        ("Is a canoe cheaper than £20?", None),
        ("How much cheaper is a canoe than a pedalo?", None),
    ],
)
def test_one_column_is_meant_or_none(question: str, answer: str | None) -> None:
    """By its head or what limits the question; all that tie are named."""
    assert compared(question, BOATS) == answer


class Reader:
    """Declines, with one passage as the nearest."""

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        passage = Passage(ArticleRef("a", "A", "a.txt"), 100, 100 + len(PROSE), PROSE, 0.5)
        return Answer(question, False, 0.1, passages=(passage,))


def test_a_comparison_quotes_what_was_compared() -> None:
    """The sentence is quoted at its place, both numbers marked, and the calculation shown."""
    answer = ComparisonAnswerer(Reader()).answer("What costs more, a key or a fob?")
    assert answer.answered and answer.text == "fob (£35 > £18)" and answer.quote is not None
    assert answer.confidence == 0.5, "no surer than the passage"
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


POOLS = (
    "Beginners use the small pool, which is kept at 31 degrees.\n\n"
    "The main pool is kept at 28 degrees."
)
TENTS = "| Lumi | Nido\nWeight | 1,420 g | 2,350 g\nSet-up time | 6 minutes | 11 minutes"


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Is the Lumi or the Nido faster to put up?", TENTS, "Lumi (6 minutes < 11 minutes)"),
        ("which one is lighter, the lumi or the nido", TENTS, "Lumi (1,420 g < 2,350 g)"),
        ("which pool is warmer, the small one or the main one", POOLS,
         "small (31 degrees > 28 degrees)"),
        ("What costs more to replace, a key or a fob?", PROSE, "fob (£35 > £18)"),
        ("What costs more to paint, a key or a fob on Sundays?", PROSE, None),
        ("Which takes more time, the morning train or the evening train?", TRAINS,
         "evening train (95 minutes > 1 hour 10 minutes)"),
        ("Are there more new seats on the canoe or on the pedalo?", BOATS, "Pedalo (4 > 2)"),
        ("cheapest ticket", TICKETS, "Day (£4.50 < £18 < £72)"),
        ("what's the cheapest ticket", TICKETS, "Day (£4.50 < £18 < £72)"),
        ("which boat offers the lowest deposit", BOATS, "Rowing boat, Canoe (£20 = £20 < £30)"),
        ("which is further, gull rock or the sawmill",
         "From Fern the paths lead to Gull Rock (3 km), the sawmill (5 km) and the Kettle (8 km).",
         "sawmill (5 km > 3 km)"),
        ("which is further, gull rock or the sawmill",
         "The paths lead to Gull Rock (3 km) and the sawmill (from 2 to 5 km).", None),
        ("honest opinion please", TICKETS, None),
    ],
)  # fmt: skip
def test_comparisons_are_worded_in_many_ways(question: str, text: str, answer: str | None) -> None:
    """What is compared may stand first, and the grade alone may be asked for."""
    assert compared(question, text) == answer


def test_the_title_may_say_what_the_rows_are() -> None:
    """No head of the table needs the noun of the question then."""
    request = comparison_request("Which tent is the lightest?")
    assert request is not None and compare(request, TENTS) is None
    found = compare(request, TENTS, about="Light tents tested")
    assert found is not None and found.winner(TENTS) == "Lumi"


def test_a_sentence_about_one_of_the_things_compares_none() -> None:
    """It is declined, unless its words grade it."""

    class Sentence:
        def __init__(self, text: str) -> None:
            self.text = text

        def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
            quote = Quote(ArticleRef("a", "A", "a.txt"), 0, len(self.text), self.text)
            return Answer(question, True, 0.8, text=self.text, quote=quote)

    def asked(text: str) -> Answer:
        return ComparisonAnswerer(Sentence(text)).answer("Which is faster, the Lumi or the Nido?")

    assert not asked("The Nido is good for festivals.").answered
    assert asked("The Nido is the faster of all.").answered
    assert asked("The Nido and the Lumi take as long.").answered


FARES = "| To Kurba | To Sutla\nAdult | €4.20 | €6.80\nChild | €2.10 | €3.40"
FEES = "Membership | Per year\nSingle | R420\nStudent or pensioner | R210"
NOISE = "| A1 | B2 | C3\nNoise, low / high | 36 / 41 dB | 38 / 44 dB | 41 / 48 dB"
MIXED = "| A1 | B2 | C3\nNoise, low / high | 36 / 51 dB | 38 / 44 dB | 41 / 48 dB"
TOURS = "Tour | Time\nMine | 2 hours\nHill | 50 minutes"
WORK = "A rowing boat takes me about 180 hours, a church boat more like 900."
TERNS = "About 2,600 pairs were counted in 2019, against 4,100 in 1988."
BOARDING = (
    "Cars must be in lane 2 at least 40 minutes before departure; foot passengers may board "
    "until five minutes before."
)
HOURS = "The library closes at 6 pm, the museum closes at 17:30. The mill was built in 1832."


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("for a child is it cheaper to go to kurba or sutla", FARES, "To Kurba (€2.10 < €3.40)"),
        ("whats cheaper, single or student membership", FEES,
         "Student or pensioner (R210 < R420)"),
        ("Which of the three is the quietest?", NOISE, "A1 (36 < 38 < 41)"),
        ("Which of the three is the quietest?", MIXED, None),
        ("which tour is longer", TOURS, "Mine (2 hours > 50 minutes)"),
        ("which ticket is cheaper", TICKETS, None),
        ("what takes longer to build, a rowing boat or a church boat?", WORK,
         "church boat (900 > 180 hours)"),
        ("were there more tern pairs in 1988 or 2019", TERNS, "1988 (4,100 > 2,600)"),
        ("does the canoe or the pedalo have more seats", BOATS, "Pedalo (4 > 2)"),
    ],
)  # fmt: skip
def test_what_two_things_share_is_said_once(question: str, text: str, answer: str | None) -> None:
    """A noun, a preposition or a unit that stands with one of them is of the other, too."""
    assert compared(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("who has to be there earlier, cars or foot passengers?", BOARDING,
         "Cars (40 minutes > five minutes)"),
        ("does the library or the museum close later", HOURS, "library (6 pm > 17:30)"),
        ("does the library or the museum open later", HOURS, None),
        ("which was built first, the church or the mill?", HOURS, None),
        ("which was built first, the church or the mill?",
         "The church was built on 5 May 1850. The mill was built on 2 June 1832.",
         "mill (2 June 1832 < 5 May 1850)"),
        ("which runs more often, the bus or the tram",
         "The bus runs every 20 minutes, the tram every hour and a half.", None),
    ],
)  # fmt: skip
def test_earlier_and_later_go_by_times(question: str, text: str, answer: str | None) -> None:
    """By times of day, dates, years and how long before something, of the event asked about."""
    assert compared(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text", "winner"),
    [
        ("what dries out quicker, coir or terracotta",
         "Coir pots dry out faster than terracotta.", "Coir"),
        ("what dries out slower, coir or terracotta",
         "Coir pots dry out faster than terracotta.", "terracotta"),
        ("which go deeper, the old or the new piles",
         "The new pile is 18 metres long, twice as deep as the old ones.", "new pile"),
        ("which piles go deeper, the old or the new ones",
         "The new pillar stands on piles twice as deep as the old ones.", "new"),
        ("which is faster, the bus or the tram", "The bus is half as fast as the tram.", "tram"),
        ("which is faster, the bus or the tram", "The bus is not faster than the tram.", None),
        ("which is faster, the bus or the tram", "The bus is heavier than the tram.", None),
    ],
)  # fmt: skip
def test_a_text_may_compare_itself(question: str, text: str, winner: str | None) -> None:
    """By the adjective of the question or its opposite, and "than" the other."""
    request = comparison_request(question)
    found = None if request is None else stated_winner(request, text)
    assert (found and text[found[1].start : found[1].end]) == winner


def test_a_number_is_given_with_the_thing_it_is_of() -> None:
    """Where its clause names one of those offered, and the answer none."""
    text = "They lost 4 per cent, down from 27 per cent before the change."
    start = text.index("27")
    marks = (Span(start, start + len("27 per cent")),)
    quote = Quote(ArticleRef("a", "A", "a.txt"), 0, len(text), text, marks)
    answer = Answer("?", True, 0.6, "27 per cent", quote)
    request = comparison_request("Did they lose more milk before or after the change?")
    assert request is not None
    assert named_winner(request, answer).text == "before: 27 per cent"
    other = comparison_request("Did they lose more milk in May or in June?")
    assert other is not None and named_winner(other, answer) is answer
