"""What repeats at the edges of pages stays out of a PDF's text, and nothing else does."""

from collections.abc import Sequence

import pytest

from qa_bot.loading.formats.pdf.page_counters import page_counter
from tests.loading.printing import Drawn, drawn, paragraph, read_text

TEXTS = ["The quarry opened early.", "The crane was greased.", "The barge came late.", "Rain fell."]


def sheets(
    tops: Sequence[str] = (), feet: Sequence[str] = (), size: float = 10.0
) -> list[list[Drawn]]:
    """A page for each line at the top or foot, with a text of its own between."""
    count = max(len(tops), len(feet))
    pages = []
    for n in range(count):
        top = [drawn(60, 770, tops[n], size=size)] if tops else []
        foot = [drawn(280, 30, feet[n])] if feet else []
        pages.append([*top, *paragraph(TEXTS[n % 4], f"Nothing else was done in week {n}."), *foot])
    return pages


@pytest.mark.parametrize(
    "lines",
    [
        ["Day 1", "Day 2", "Day 3"],
        ["Lesson 1", "Lesson 2", "Lesson 3", "Lesson 4"],
        ["Part – 1", "Part – 2", "Part – 3"],
        ["7 June 1902", "8 June 1902", "9 June 1902"],
        ["Fee: 40 marks", "Fee: 75 marks", "Fee: 112 marks"],
        ["1740", "1812", "1655"],
        ["Livid", "Mimic", "Dill"],
        ["Balance 18.20", "Balance 7.00", "Balance 3.10"],
    ],
)
def test_a_line_at_the_edge_that_differs_from_page_to_page_stays(lines: list[str]) -> None:
    """Headings, dates, sums and words of the letters i, v, x, l and c are content."""
    for text in (read_text(*sheets(tops=lines)), read_text(*sheets(feet=lines))):
        assert all(line in text for line in lines)


@pytest.mark.parametrize("line", ["3107", "12", "xi", "Civic", "Page of honour", "- 44 -"])
def test_the_last_line_of_the_only_page_stays(line: str) -> None:
    """A number counts nothing where there is nothing to count."""
    assert line in read_text(*sheets(feet=[line]))


@pytest.mark.parametrize(
    "lines",
    [
        ["1", "2", "3"],
        ["17", "18", "19"],
        ["iv", "v", "vi"],
        ["– 5 –", "– 6 –", "– 7 –"],
        ["Page 1", "Page 2"],
        ["Seite 8 von 30", "Seite 9 von 30", "Seite 10 von 30"],
        ["1/3", "2/3", "3/3"],
        ["Annals of the quarry – 3", "Annals of the quarry – 4", "Annals of the quarry – 5"],
        ["Annals of the quarry"] * 3,
        ["29/11/2026, 10:14"] * 4,
    ],
)
def test_a_line_that_counts_the_pages_or_repeats_is_left_out(lines: list[str]) -> None:
    """Numbers that rise with the pages, and the same words on three, interrupt no text."""
    for text in (read_text(*sheets(tops=lines)), read_text(*sheets(feet=lines))):
        assert not any(f"\n{line}\n" in f"\n{text}\n" for line in lines)
        assert all(said in text for said in TEXTS[: len(lines)])


def test_words_that_are_on_two_pages_only_are_read_once() -> None:
    """Two pages may have the same heading: the first stays."""
    assert read_text(*sheets(tops=["Pea soup", "Pea soup"])).count("Pea soup") == 1


def test_a_repeated_heading_is_read_once() -> None:
    """Large words on every page are the document's: they stay where they stand first."""
    pages = [paragraph(*TEXTS, top=700), *sheets(tops=["Quarry notes"] * 3, size=18)]
    assert read_text(*pages).count("Quarry notes") == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("Page 12 of 30", 12),
        ("12 | Page", 12),
        ("xiv", 14),
        ("The quarry | 12", 12),
        ("12 | The quarry", 12),
        ("Civil", None),
        ("Mix", None),
        ("iiv", None),
        ("Day 12", None),
        ("12 May", None),
        ("12345", None),
    ],
)
def test_the_number_of_a_page_is_told_from_other_numbers(text: str, number: int | None) -> None:
    """It stands alone, beside the word for page, or apart from the words of the header."""
    counter = page_counter(text)
    assert (counter.number if counter else None) == number
