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
        ("Claim at the office or online.", "the office"),
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
