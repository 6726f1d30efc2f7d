"""A question for several things is answered by the whole enumeration."""

import pytest

from qa_bot.answering.quotes import expand_to_enumeration
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span
from tests.answering.spans import span_of

TEXT = "Rain fell. Ships from Norway, Denmark, the Faroe Islands and Iceland waited. It cleared."
SENTENCE = Span(TEXT.index("Ships"), TEXT.index(" It cleared"))
LIST = "Norway, Denmark, the Faroe Islands and Iceland"


def expanded_answer(question: str, words: str) -> str:
    """The words as they are expanded for the question."""
    start = TEXT.index(words)
    found = ScoredSpan(start, start + len(words), SENTENCE, 1.0)
    expanded = expand_to_enumeration(question, TEXT, found)
    return TEXT[expanded.start : expanded.end]


def test_a_title_with_an_and_is_one_of_several() -> None:
    """All that stands after the number of things is given, not the title alone."""
    text = "He wrote two plays: The Cat and the Bell (1921) and Low Water (1930)."
    found = span_of(text, "The Cat and the Bell")
    whole = expand_to_enumeration("what plays did he write", text, found)
    assert text[whole.start : whole.end] == "The Cat and the Bell (1921) and Low Water (1930)"


@pytest.mark.parametrize("words", ["Norway", "Denmark, the Faroe Islands", "Iceland", LIST])
@pytest.mark.parametrize(
    "question",
    [
        "Which countries kept their ships in port?",
        "what other nations waited",
        "Name the countries.",
        "Who waited?",
        "Which sea-faring nations did wait?",
    ],
)
def test_an_item_expands_to_its_enumeration_when_several_are_asked_for(
    question: str, words: str
) -> None:
    """Whichever part of the enumeration was found."""
    assert expanded_answer(question, words) == LIST


@pytest.mark.parametrize(
    "question",
    ["Which country lies farthest north?", "What is Iceland?", "Where did it rain?"],
)
def test_an_item_stays_when_one_is_asked_for(question: str) -> None:
    """A question for one thing is not answered by an enumeration."""
    assert expanded_answer(question, "Iceland") == "Iceland"


def test_words_in_no_enumeration_stay() -> None:
    """A span never expands to names that it does not overlap."""
    assert expanded_answer("Which places stayed dry?", "waited") == "waited"


def test_adjacent_enumerations_are_separate() -> None:
    """A span expands to the one of two enumerations that it overlaps."""
    text = "Ann and Ben, and Cid, Dora and Eve, Finn came."
    sentence = Span(0, len(text))
    for words, whole in (("Ben", "Ann and Ben"), ("Dora", "Cid, Dora and Eve")):
        start = text.index(words)
        found = ScoredSpan(start, start + len(words), sentence, 1.0)
        expanded = expand_to_enumeration("Which people came?", text, found)
        assert text[expanded.start : expanded.end] == whole


def test_a_labelled_line_is_enumerated_whole() -> None:
    """What stands between commas after a label is one enumeration, without an "and"."""
    text = "Present: Anna Brook (chair), David Lane, Tom Price."
    start = text.index("David")
    found = ScoredSpan(start, start + 5, Span(0, len(text)), 1.0)
    expanded = expand_to_enumeration("List the members", text, found)
    assert text[expanded.start : expanded.end] == "Anna Brook (chair), David Lane, Tom Price"
    prose = "Present: Anna, who had come late, and then spoke of her plans for the town, was heard."
    stays = ScoredSpan(9, 13, Span(0, len(prose)), 1.0)
    assert expand_to_enumeration("List the members", prose, stays) == stays


@pytest.mark.parametrize(
    ("question", "text", "words", "expected"),
    [
        ("Who sent apologies?", "Apologies: Mr Ashe (away), Ms Swann", "Mr Ashe",
         "Mr Ashe (away), Ms Swann"),
        ("who is the treasurer on the board?", "Board: Ann Ray, Tom Price (treasurer), Joe Orr",
         "Tom Price", "Tom Price"),
        ("who was present?", "**Present:** Ann Ray, Ned Fell (head of the night shift), Joe Orr",
         "Ann Ray", "Ann Ray, Ned Fell (head of the night shift), Joe Orr"),
        ("When is it shut?", "It is shut on 25 and 26 May, on 1 June and from 7 to 20 July.",
         "25 and 26 May", "25 and 26 May, on 1 June and from 7 to 20 July"),
        ("What must stay outside?", "Bottles, chewing gum and cameras stay outside.", "Bottles",
         "Bottles, chewing gum and cameras"),
        ("What does he listen for?", "There are three things that he listens for: the breath, the"
         " click of the keys and the beat.", "the breath",
         "the breath, the click of the keys and the beat"),
        ("Which herbs grow there?", "The bed is planted with lavender, sage and thyme.",
         "lavender, sage", "lavender, sage and thyme"),
        ("What does Carla have to do?", "Carla: send the letter to all; clear the gutter",
         "gutter", "send the letter to all; clear the gutter"),
        ("What does Ken have to do?", "Carla: send the letter to all; clear the gutter",
         "gutter", "gutter"),
        ("What are they called?", "They have two daughters: Ann, who is a vet, and Bo, who sings.",
         "Ann", "Ann, who is a vet, and Bo, who sings"),
        ("Who is the chair?", "Present: Ann Lee (chair), Bo Ek, Cy Orr", "Ann Lee", "Ann Lee"),
        ("Who leads them?", "They are led by Ann and Ben.", "Ann", "Ann and Ben"),
    ],
)  # fmt: skip
def test_whoever_and_whatever_there_is_answers(
    question: str, text: str, words: str, expected: str
) -> None:
    """A question that leaves open how many things answer has all that the text enumerates."""
    found = span_of(text, words)
    expanded = expand_to_enumeration(question, text, found)
    assert text[expanded.start : expanded.end] == expected


def test_the_item_that_the_question_names_stays() -> None:
    """Of the others nothing is asked, though several things might answer."""
    text = "The red one hums, the blue one clicks and the black one whistles."
    assert _expanded("What does the blue one do?", text, "clicks") == "clicks"
    assert _expanded("What do they do?", text, "the blue one clicks") == text[:-1]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what isnt grown there", "Oak, ash and elm"),
        ("what can't grow there", "Oak, ash and elm"),
        ("what plant is grown there", "ash"),
    ],
)
def test_a_negation_leaves_open_how_many_answer(question: str, answer: str) -> None:
    """With its apostrophe or without; a noun that ends alike does not."""
    assert _expanded(question, "Oak, ash and elm are not grown there.", "ash") == answer


def test_a_price_stays() -> None:
    """What stands beside it is of other things."""
    text = "A big boat costs £84 a year, a small boat £46 and a raft £18."
    assert _expanded("What does a big boat cost?", text, "£84 a year") == "£84 a year"


def test_a_verb_is_none_of_several_names() -> None:
    """The one enumeration of its sentence is what was asked for."""
    text = "2. Turn Dial to choose Wool, Silk or Jeans."
    assert _expanded("What programmes are there?", text, "Turn") == "Wool, Silk or Jeans"
    assert _expanded("What programmes are there?", text, "Silk") == "Wool, Silk or Jeans"


def _expanded(question: str, text: str, words: str) -> str:
    span = span_of(text, words)
    found = expand_to_enumeration(question, text, span)
    return text[found.start : found.end]
