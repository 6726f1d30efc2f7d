"""An acronym that no text has is read as the words of a text that begin with its letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.text.acronyms import expand_acronyms

TEXT = (
    "The North Sea Rescue Association met in Esbjerg. Delegates of the World Health Organization, "
    "of the European Union and of the Society for the\nProtection of Old Boats spoke. "
    "Eva Ulrich took the Night Reef's chair; who would not? Nato and the IMO sent greetings."
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where did the NSRA meet?", "Where did the North Sea Rescue Association meet?"),
        ("where did the nsra meet", "where did the North Sea Rescue Association meet"),
        ("NSRA's town?", "North Sea Rescue Association's town?"),
        ("What did the WHO say?", "What did the World Health Organization say?"),
        ("Did the EU speak?", "Did the European Union speak?"),
        ("What is in the NR's keep?", "What is in the Night Reef's keep?"),
        ("Who is SPOB?", "Who is Society for the Protection of Old Boats?"),
    ],
)
def test_a_long_form_takes_the_place_of_its_acronym(question: str, expected: str) -> None:
    """In capitals or not; small words may be passed over, and a line may end within it."""
    assert expand_acronyms(question, [TEXT]) == expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("who is the ceo", "Ann Ray, chief executive, spoke.", "who is the chief executive"),
        ("Who is the MD?", "The managing director left.", "Who is the managing director?"),
        ("who is the ceo", "Ann Ray, CEO, spoke for the chief executive.", "who is the ceo"),
        ("who is the ceo", "Ann Ray can eat olives.", "who is the ceo"),
        ("Is there a PM session?", "The prime minister came.", "Is there a PM session?"),
        ("why do pigeons coo", "The operations director left.", "why do pigeons coo"),
    ],
)
def test_an_office_is_named_as_the_text_names_it(question: str, text: str, expected: str) -> None:
    """Though it is in lower case there, and has a word less; not where the text abbreviates it."""
    assert expand_acronyms(question, [text]) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What did the IMO send?",  # the text has it
        "What did NATO send?",  # the text has it in other letters
        "who took the chair?",
        "What did the UEFA say?",  # no words begin with its letters
        "When did Mr OA speak?",  # two letters without an article before the words
        "Is it on at 9 WHO time?",
        "mail to me@NSRA.example or NSRA-4",
        "WHERE DID IT MEET",
        "",
    ],
)
def test_other_words_stay(question: str) -> None:
    """What is known, what is English, what is part of an address, and what nothing explains."""
    assert expand_acronyms(question, [TEXT]) == question


def test_sentences_are_not_joined() -> None:
    """A run of words ends where a sentence or a clause does."""
    assert expand_acronyms("What is ABC?", ["An Acorn, Big. Cat"]) == "What is ABC?"


def test_the_most_frequent_long_form_is_meant() -> None:
    """Of several runs with the same initials the one that is written most often is taken."""
    texts = ["A Big Cat sat.", "All Blue Cups. All Blue Cups."]
    assert expand_acronyms("What is ABC?", texts) == "What is All Blue Cups?"


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_any_text_is_read(question: str, texts: list[str]) -> None:
    """Whatever is typed, only whole words of the texts are put in."""
    expanded = expand_acronyms(question, texts)
    assert expanded == question or len(expanded) > len(question)


def test_a_run_may_pass_over_any_number_of_small_words() -> None:
    """A text of thousands of them is read as any other."""
    text = f"Alpha {'of ' * 5000}Beta Corps."
    assert expand_acronyms("What is ABC?", [text]).endswith("of Beta Corps?")
