"""Whoever asks for several things gets the whole list."""

import pytest

from qa_bot.answering.lists import whole_list
from qa_bot.answering.readers.base import Finding
from qa_bot.documents import Span

TEXT = "Rain fell. Ships from Norway, Denmark, the Faroe Islands and Iceland waited. It cleared."
SENTENCE = Span(TEXT.index("Ships"), TEXT.index(" It cleared"))
LIST = "Norway, Denmark, the Faroe Islands and Iceland"


def grown(question: str, words: str) -> str:
    """What the words become as an answer to the question."""
    start = TEXT.index(words)
    finding = whole_list(question, TEXT, Finding(start, start + len(words), SENTENCE, 1.0))
    return TEXT[finding.start : finding.end]


@pytest.mark.parametrize("words", ["Norway", "Denmark, the Faroe Islands", "Iceland", LIST])
@pytest.mark.parametrize(
    "question",
    [
        "Which countries kept their ships in port?",
        "what other nations waited",
        "Name the countries.",
    ],
)
def test_one_item_becomes_the_list_when_several_are_asked_for(question: str, words: str) -> None:
    """Whichever part of the list was found."""
    assert grown(question, words) == LIST


@pytest.mark.parametrize(
    "question",
    ["Which country lies farthest north?", "What is Iceland?", "Where did it rain?", "Who waited?"],
)
def test_one_item_stays_one_when_one_is_asked_for(question: str) -> None:
    """A list is no better an answer to a question for one thing."""
    assert grown(question, "Iceland") == "Iceland"


def test_words_that_are_in_no_list_stay() -> None:
    """Nothing grows beyond its sentence or into what is not a list."""
    assert grown("Which places stayed dry?", "waited") == "waited"


def test_lists_that_follow_each_other_are_told_apart() -> None:
    """Of two lists in one enumeration the one that holds the finding is given."""
    text = "Ann and Ben, and Cid, Dora and Eve, Finn came."
    sentence = Span(0, len(text))
    for words, whole in (("Ben", "Ann and Ben"), ("Dora", "Cid, Dora and Eve")):
        start = text.index(words)
        found = Finding(start, start + len(words), sentence, 1.0)
        grown_to = whole_list("Which people came?", text, found)
        assert text[grown_to.start : grown_to.end] == whole
