"""An enumeration of things is found from any of its items."""

import pytest

from qa_bot.answering.enumerations import enumeration_at
from qa_bot.documents import Span


def enumeration(text: str, item: str) -> str | None:
    """Return the enumeration that an item of a sentence is of."""
    start = text.index(item)
    found = enumeration_at(text, Span(0, len(text)), Span(start, start + len(item)))
    return found and text[found.start : found.end]


@pytest.mark.parametrize("item", ["a towel", "a padlock", "cap"])
def test_each_item_leads_to_the_whole(item: str) -> None:
    """The first, one between and the last."""
    text = "You should bring a towel, a padlock and a cap."
    assert enumeration(text, item) == "a towel, a padlock and a cap"


@pytest.mark.parametrize(
    ("text", "item", "whole"),
    [
        ("Order until 9 pm: by phone, in the app, or with a note.", "by phone",
         "by phone, in the app, or with a note"),
        ("He left three orders, debts of £23,000 and a dog.", "debts of £23,000",
         "three orders, debts of £23,000 and a dog"),
        ("I sell it at the market in Wend, at the farm shop in Stoke and from my own gate.",
         "the farm shop", "at the market in Wend, at the farm shop in Stoke and from my own gate"),
        ("In May, he left an order, debts and a dog.", "debts", "an order, debts and a dog"),
    ],
)  # fmt: skip
def test_prepositions_numbers_and_verbs_bound_it(text: str, item: str, whole: str) -> None:
    """The sentence around it is left out."""
    assert enumeration(text, item) == whole


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("The mill made flour and was sold.", "flour"),
        ("Press Mode to change between Auto, Laundry and Night.", "Press"),
        ("Ann, who came late, and Bob left.", "Bob"),
        ("The mill made flour.", "flour"),
        ("The doctor, Sefa Lind, rides the path herself every year and drew a map.", "Sefa Lind"),
        ("1 October | Saturday and Sunday | 10:30", "1 October"),
        ("Ships from Norway and Iceland waited.", "waited"),
    ],
)
def test_two_clauses_are_no_enumeration(text: str, item: str) -> None:
    """Nor is a word far before one."""
    assert enumeration(text, item) is None


@pytest.mark.parametrize(
    ("text", "item", "whole"),
    [
        ("Pay at the kiosk or online within a week.", "the kiosk", "the kiosk or online"),
        ("It was paid for by the club and two bakers.", "the club", "the club and two bakers"),
        ("Hats and scarves are sold out.", "Hats", "Hats and scarves"),
        ("She bought a hen and sold it.", "a hen", None),
        ("It opens at noon or so.", "noon", None),
        ("He has a degree and the others have none.", "a degree", None),
    ],
)
def test_of_two_alone_both_must_be_things(text: str, item: str, whole: str | None) -> None:
    """They begin alike, either will do, or the second is one word."""
    assert enumeration(text, item) == whole


@pytest.mark.parametrize(
    ("text", "item", "whole"),
    [
        ("Oak for the beams, ash for the oars and elm for the keel.", "ash",
         "Oak for the beams, ash for the oars and elm for the keel"),
        ("Oak for the beams, ash for the oars and elm for the keel.", "ash for the oars and elm",
         "Oak for the beams, ash for the oars and elm for the keel"),
        ("Kites, stoves and parking within sight of the dunes are banned.", "Kites",
         "Kites, stoves and parking within sight of the dunes"),
        ("He was a tailor, a porter and, for a year, a cook.", "a porter",
         "a tailor, a porter and, for a year, a cook"),
        ("If it floods, close the tap, lift the mats and ring Ada.", "lift the mats",
         "close the tap, lift the mats and ring Ada"),
        ("They plan to dig a pond, to plant reeds and to keep ducks on it.", "plant reeds",
         "to dig a pond, to plant reeds and to keep ducks on it"),
        ("The kiosks at the bank, Mill Lane and the port take coins.", "Mill Lane and the port",
         "the bank, Mill Lane and the port"),
    ],
)  # fmt: skip
def test_items_may_be_phrases(text: str, item: str, whole: str) -> None:
    """What each is for, what to do, and what stands before a verb belong to them."""
    assert enumeration(text, item) == whole


def test_actions_may_be_clauses() -> None:
    """What somebody does is said in more words than a thing."""
    text = "He wants to sail to Rhodes, see the yard where the boat was built, and swim."
    span = Span(text.index("sail"), text.index(", see"))
    found = enumeration_at(text, Span(0, len(text)), span, is_of_actions=True)
    assert found is not None
    assert text[found.start : found.end] == text[text.index("sail") : -1]
    assert enumeration_at(text, Span(0, len(text)), span) is None
