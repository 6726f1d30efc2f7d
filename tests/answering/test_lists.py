"""A list or table is the answer as a whole where the question asks for all of it."""

import pytest

from qa_bot.answering.list_answers import list_answer
from qa_bot.answering.lists import as_question, whole_list

BRING = (
    "What to bring\n\n- a towel\n- a padlock for the locker\n- a cap\n\n"
    "The mayor promised three things:\n\n- a bridge\n- a school"
)
HOURS = "Opening hours\n\nMonday | 9:00\nTuesday | 10:00\n\nTickets\n\nAdult: £6\nChild: £3"
STEPS = "To clean the kettle:\n\n1. Fill it.\n2. Boil it.\n3. Pour it out."


def items(question: str, text: str, words: str) -> list[str]:
    """The items of the list that is chosen around some words, none where the words stay."""
    found = whole_list(question, text, text.index(words))
    if found is None:
        return []
    assert (found.span.start, found.span.end) == (found.items[0].start, found.items[-1].end) or (
        found.span.start < found.items[0].start
    )
    return [text[item.start : item.end] for item in found.items]


@pytest.mark.parametrize(
    "question",
    ["What should I bring?", "what do i need to bring", "Which things should I bring?"],
)
def test_a_question_for_several_things_gets_the_whole_list(question: str) -> None:
    """Each item is given without its marker."""
    assert items(question, BRING, "a towel") == ["a towel", "a padlock for the locker", "a cap"]


@pytest.mark.parametrize(
    "question", ["What do I need for the locker?", "Do I need a cap?", "Is a towel needed?"]
)
def test_a_question_for_one_item_gets_that_item(question: str) -> None:
    """What only one item says, and a yes or a no, ask for no list."""
    assert items(question, BRING, "a padlock") == []


def test_the_lead_of_a_list_is_answered_by_the_list() -> None:
    """Unless a number or a time is asked for, which the lead may say itself."""
    assert items("What did the mayor promise?", BRING, "The mayor") == ["a bridge", "a school"]
    assert items("How many things did the mayor promise?", BRING, "The mayor") == []


@pytest.mark.parametrize(
    ("question", "words", "count"),
    [
        ("When are you open?", "Monday", 2),
        ("What are the opening hours?", "10:00", 2),
        ("When are you open on Monday?", "Monday", 0),
        ("How much are the tickets?", "Adult", 2),
        ("How much is a child ticket?", "Child", 0),
    ],
)
def test_a_table_is_whole_unless_a_row_is_named(question: str, words: str, count: int) -> None:
    """The heading's words ask for all rows, a row's own words for that row."""
    assert len(items(question, HOURS, words)) == count


@pytest.mark.parametrize("question", ["Why is my kettle so loud?", "how heavy is the kettle"])
def test_the_title_asks_for_no_list(question: str) -> None:
    """A word of the title, on the heading too, is in whatever is asked about the text."""
    text = "The kettle\n\n- The lid rattles: scale.\n- It drips: a worn seal."
    assert whole_list(question, text, text.index("The lid"), "The kettle") is None
    assert whole_list("the kettle", text, text.index("The lid"), "The kettle") is not None


def test_how_to_do_something_gets_every_step() -> None:
    """Numbered steps are the answer to how something is done."""
    assert items("How do I clean the kettle?", STEPS, "Boil it") == [
        "Fill it.",
        "Boil it.",
        "Pour it out.",
    ]


def test_a_list_that_fills_more_than_a_screen_is_not_given_whole() -> None:
    """Of a long one, the item that answers best is shown."""
    text = "What to bring\n\n" + "\n".join(f"- thing number {i}" for i in range(40))
    assert items("What should I bring?", text, "- thing number 7") == []


BOATS = (
    "Boat hire\n\nBoat | Seats | Half day | Full day\nCanoe | 2 | £15 | £26\nPedalo | 4 | £22 | £38"
)


def answered(question: str, text: str, words: str) -> str:
    """The short answer of the list around some words, "" where it is not given whole."""
    found = whole_list(question, text, text.index(words))
    return "" if found is None else list_answer(question, text, found)


def test_a_wide_table_gives_what_is_asked_for_with_its_heads() -> None:
    """The columns that are named, those of money for costs; never the line of heads."""
    costs = "Canoe: Half day £15, Full day £26; Pedalo: Half day £22, Full day £38"
    assert answered("How much do the boats cost?", BOATS, "Canoe") == costs
    prices = answered("What are the prices of a full day?", BOATS, "Canoe")
    assert prices == "Canoe: Full day £26; Pedalo: Full day £38"
    assert answered("When are you open?", HOURS, "Monday") == "Monday: 9:00; Tuesday: 10:00"


def test_a_long_table_is_not_given_whole() -> None:
    """Of more than eight rows, the one that answers is shown."""
    rows = "\n".join(f"Boat {i} | {i} | £{i}5 | £{i}9" for i in range(1, 10))
    text = f"Boat hire\n\nBoat | Seats | Half day | Full day\n{rows}"
    assert answered("How much do the boats cost?", text, "Boat 3") == ""


@pytest.mark.parametrize("question", ["Which boat is the cheapest?", "What is the cheapest boat?"])
def test_a_question_for_one_row_gets_no_table(question: str) -> None:
    """All rows are about it, and one answers."""
    assert answered(question, BOATS, "Canoe") == ""


def test_a_count_is_given_with_its_list() -> None:
    """Where the line above the list names what is counted."""
    text = "Rules\n\n- No fires.\n- No dogs.\n- Pay first."
    assert answered("How many rules are there?", text, "No dogs") == (
        "3: No fires; No dogs; Pay first"
    )
    assert answered("How many boats are there?", text, "No dogs") == ""


@pytest.mark.parametrize(
    ("request_", "question"),
    [
        ("List all clubs", "What are the clubs?"),
        ("Please list all of the chess clubs.", "What are the chess clubs?"),
        ("List prices for 2025", "What are the prices for 2025?"),
        ("Name the boss", "Name the boss"),
        ("Which clubs meet?", "Which clubs meet?"),
    ],
)
def test_a_request_for_a_list_is_read_as_a_question(request_: str, question: str) -> None:
    """What is named in the plural is asked for."""
    assert as_question(request_) == question


def test_words_of_the_title_name_no_item() -> None:
    """The article's title is what the list is about."""
    text = "Ingredients\n\n- plums\n- flour"
    at = text.index("plums")
    question = "What are the ingredients of the plum cake?"
    assert whole_list(question, text, at) is None
    assert whole_list(question, text, at, "Plum cake") is not None


def test_a_number_of_the_question_leaves_out_the_rows_without_it() -> None:
    """Rows with another value do not have what is asked for."""
    rows = "Canoe | 2 | £15 | £20\nPedalo | 4 | £22 | £30\nRaft | 3 | £9 | £20"
    text = f"Boat hire\n\nBoat | Seats | Half day | Deposit\n{rows}"
    answer = answered("Which boats have a deposit of £20?", text, "Canoe")
    assert answer == "Canoe: Deposit £20; Raft: Deposit £20"


def test_a_number_of_a_name_leaves_out_nothing() -> None:
    """It stands in the title or the lead."""
    text = "Facts\n\n- Tank: 50 litres\n- Range: 200 km"
    found = whole_list("what are the facts of the TX 50", text, text.index("Range"), "The TX 50")
    assert found is not None
    assert len(found.items) == 2


def test_a_step_that_the_question_names_is_given_alone() -> None:
    """Where neither the lead nor another step has its words."""
    steps = STEPS.replace("Boil it.", "Boil it with the lid open, so that it cannot foam over.")
    assert items("How do I keep it from foaming over?", steps, "Boil it") == []
    assert len(items("How do I clean the kettle?", steps, "Boil it")) == 3


def test_a_lead_that_points_below_is_answered_by_the_list() -> None:
    """ "These Sundays" says nothing by itself, whatever is asked."""
    text = "We meet on these Sundays:\n\n- 3 May\n- 7 June"
    assert items("When do we meet?", text, "We meet") == ["3 May", "7 June"]
    assert items("When do we meet?", text.replace("these ", ""), "We meet") == []


def test_a_number_of_one_thing_is_no_list() -> None:
    """ "How many" of something else than the items asks for one of their numbers."""
    text = "My compost\n\n- 214 kg of scraps went in\n- 41 kg of compost came out"
    assert items("How many began to compost?", text, "214 kg") == []


def test_prose_above_a_table_names_no_table() -> None:
    """It may name a row, of which the question asks."""
    prose = (
        "The fees go up in May. A big boat costs £84 a year, a small boat £46 and a raft £18, "
        "which is to be paid to the harbour master by card only."
    )
    text = f"{prose}\n\nBoat | Now | From May\nBig boat | £78 | £84\nSmall boat | £42 | £46"
    assert items("how much is a small boat from may", text, "£46") == []
