"""A unit, a formula or a fraction is one word however it is typed or printed."""

import pytest

from qa_bot.answering.lexical_features import question_coverage, token_coverage, weighted_overlaps
from qa_bot.text.number_forms import fold_number_forms, number_form_spellings
from qa_bot.text.words import words

SAME = [
    ("m2", "m²"),
    ("m^2", "m²"),
    ("cm3", "cm³"),
    ("CO2", "CO₂"),
    ("CO_2", "CO₂"),
    ("C6H12O6", "C₆H₁₂O₆"),
    ("10^6", "10⁶"),
    ("10^{6}", "10⁶"),
    ("10^-3", "10⁻³"),
    ("s^-1", "s⁻¹"),
    ("1/2", "½"),
    ("2 1/2", "2½"),
    ("2 1/2", "2 ½"),
    ("x_1", "x₁"),
]


@pytest.mark.parametrize(("typed", "printed"), SAME)
def test_a_typed_word_and_a_printed_one_are_the_same(typed: str, printed: str) -> None:
    """Features of words count them as shared, and the printed one is among the spellings."""
    assert words(typed) == words(printed) == words(f"({printed}.")
    assert question_coverage(f"the {typed}", f"some {printed} here") == 1.0
    assert weighted_overlaps(printed, [f"of {typed}", "of none"]) == [1.0, 0.0]
    assert printed.lower() in number_form_spellings(words(typed)[0])


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("on 3/4/2020", ["on", "3", "4", "2020"]),
        ("24 km/h", ["24", "km", "h"]),
        ("snake_case and file_name_2", ["snake", "case", "and", "file", "name", "2"]),
        ("1884, 2.5 and 1,000", ["1884", "2", "5", "and", "1", "000"]),
        ("the 5th of Otterby's", ["the", "5th", "of", "otterby's"]),
        ("a^", ["a"]),
    ],
)
def test_other_words_are_as_before(question: str, found: list[str]) -> None:
    """Dates, units per unit, names and decimal numbers hold no such form."""
    assert words(question) == found


def test_a_repeated_word_is_marked_where_it_stands() -> None:
    """The offsets are those of the text, which keeps its characters."""
    offsets = [(0, 2), (3, 6), (7, 9), (10, 12), (13, 15), (16, 21)]
    shares = token_coverage("holds m2", "It has 80 m² of floor", offsets)
    assert shares == [0, 0, 0, 0.5, 0, 0]


def test_a_number_without_its_exponent_finds_the_power() -> None:
    """Other numbers have no further spelling, so that decimals are not taken for powers."""
    assert number_form_spellings("106") == ("106", "10⁶")
    assert number_form_spellings("28") == ("28",)
    assert number_form_spellings("1884") == ("1884",)
    assert fold_number_forms("straße") == "straße"
