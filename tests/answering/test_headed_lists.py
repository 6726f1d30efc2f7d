"""A list is found by the words above it, whatever its items say."""

import pytest

from qa_bot.answering.headed_lists import headed_section, is_headed_list
from qa_bot.documents import Place, StoredChunk
from tests.fakes import article

TEXT = (
    "What you need\n\nFor the dough:\n\n- 200 g flour\n- 1 egg\n\nRemoved\n\n- Export to old "
    "files.\n- The button."
)
NOTES = article(TEXT, title="Plum cake")
PLACES = (Place(TEXT.index("Removed"), "Plum cake › 5.3.0 › Removed"),)
CHUNK = StoredChunk(1, NOTES.ref, 0, 0, len(TEXT), TEXT, PLACES)


@pytest.mark.parametrize(
    ("question", "item", "is_headed"),
    [
        ("everything that goes in the dough?", "flour", True),
        ("what do i need for the plum cake dough", "flour", True),
        ("what got removed in 5.3.0?", "Export", True),
        ("what got removed in 5.2.0?", "Export", False),
        ("what got removed in 5.3.0?", "flour", False),
        ("what is in the sauce", "flour", False),
        ("how many eggs for the dough", "egg", False),
        ("is there an egg in the dough", "egg", False),
        ("when is the dough ready", "egg", False),
    ],
)
def test_the_lead_and_headings_say_all_that_is_asked(
    question: str, item: str, is_headed: bool
) -> None:
    """A number that stands above no list, another word or one thing that is asked for is none."""
    assert is_headed_list(question, CHUNK, TEXT.index(item)) is is_headed


RULES = "House rules\n\nQuiet from 10 pm.\n\nNo fires.\n\nSpeed limit: 10 km/h\n\nTo do\n\nSwim."


@pytest.mark.parametrize(
    ("question", "is_whole"),
    [
        ("What are the house rules?", True),
        ("list the rules", True),
        ("What are the rules for swimmers?", False),
        ("What is the speed limit?", False),
        ("How many rules are there?", False),
    ],
)
def test_short_paragraphs_under_a_heading_are_its_things(question: str, is_whole: bool) -> None:
    """Where the heading has all that is asked for."""
    found = headed_section(question, RULES, RULES.index("Quiet"))
    items = [RULES[item.start : item.end] for item in found.items] if found else None
    assert items == (
        ["Quiet from 10 pm.", "No fires.", "Speed limit: 10 km/h"] if is_whole else None
    )


def test_paragraphs_of_prose_are_no_list() -> None:
    """A long one goes on about its subject."""
    text = f"House rules\n\nQuiet from 10 pm.\n\n{'We like it quiet here. ' * 9}"
    assert headed_section("What are the house rules?", text, text.index("Quiet")) is None
