"""Numbers with their unit compare in one base unit."""

import pytest

from qa_bot.answering.measures import cell_measure, measures


@pytest.mark.parametrize(
    ("text", "value", "dimension"),
    [
        ("1 hour 45 minutes", 6300.0, "duration, seconds"),
        ("£1,150.50", 1150.5, "money, £"),
        ("2.3 billion crowns", 2.3e9, "money, crowns"),
        ("9,4 kg", 9400.0, "mass, grams"),
        ("35 per cent", 35.0, "share, per cent"),
        ("1.234.567", 1234567.0, ""),
        ("eight", 8.0, ""),
        ("-5 °C", -5.0, "temperature, degrees"),
        ("minus 5 degrees", -5.0, "temperature, degrees"),
        ("£2m", 2e6, "money, £"),
        ("30 m²", 30.0, "area, m²"),
        ("20 square metres", 20.0, "area, m²"),
        ("60,000", 60000.0, ""),
    ],
)
def test_a_measure_is_read(text: str, value: float, dimension: str) -> None:
    """Digits and words, grouped or with a decimal point or comma, with their unit."""
    (found,) = measures(text)
    assert (found.value, found.dimension) == (pytest.approx(value), dimension)
    assert text[found.start : found.end] == text


def test_measures_of_a_text_are_in_order() -> None:
    """Two units of one dimension are one measure only where the second is the smaller."""
    found = [(m.value, m.dimension) for m in measures("1.7 l or 2 l, and 30 minutes")]
    assert found == [
        (1.7, "volume, litres"),
        (2.0, "volume, litres"),
        (1800.0, "duration, seconds"),
    ]
    assert [m.value for m in measures("£3 and £2, at -5 °C and -12 °C")] == [3, 2, -5, -12]


def test_what_is_free_costs_nothing() -> None:
    """A cell without a number has no measure, unless it says that it is free."""
    free = cell_measure("Free with a ticket", 0, 18)
    assert free is not None and free.value == 0.0
    assert cell_measure("on request", 0, 10) is None


@pytest.mark.parametrize(
    ("text", "value", "dimension"),
    [
        ("R420", 420.0, "money, rand"),
        ("Rs. 250", 250.0, "money, ₹"),
        ("EUR 5", 5.0, "money, €"),
        ("12.50 zł", 12.5, "money, zł"),
        ("35 soles", 35.0, "money, soles"),
        ("two hundred cedis", 200.0, "money, cedi"),
        ("2½ hours", 9000.0, "duration, seconds"),
        ("ten and a half hours", 37800.0, "duration, seconds"),
        ("half an hour", 1800.0, "duration, seconds"),
        ("seventy-five minutes", 4500.0, "duration, seconds"),
    ],
)
def test_currencies_and_fractions_are_read(text: str, value: float, dimension: str) -> None:
    """By the words and signs of many currencies, and numbers with a half in words."""
    test_a_measure_is_read(text, value, dimension)
