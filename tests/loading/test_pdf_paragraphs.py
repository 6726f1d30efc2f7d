"""Lines of a printed page become the paragraphs that a person sees there."""

from collections.abc import Sequence

import pytest

from qa_bot.loading.formats.pdf.geometry import Line, Page
from qa_bot.loading.formats.pdf.paragraphs import lay_out
from qa_bot.loading.formats.pdf.running_headers import drop_running_headers

HEIGHT = 10.0
PITCH = 14.0
WIDTH = 5.0
COLUMN = 300.0


def line(text: str, y: float, left: float = 50.0, height: float = HEIGHT) -> Line:
    """A line set in letters of one width."""
    return Line(text, left, left + WIDTH * len(text), y, height)


def page(number: int, *texts: str, top: float = 700.0) -> Page:
    """A page of body lines, one under the other."""
    lines = [line(text, top - PITCH * i) for i, text in enumerate(texts)]
    return Page(number, 800.0, tuple(lines))


def laid_out(*pages: Page, known_text: str = "") -> str:
    """The text of the pages, as it would be joined."""
    pieces = lay_out(pages, known_text).pieces
    return "".join((" " if piece.joined else "\n\n") + piece.text for piece in pieces).strip()


FULL = "so that the line reaches the very edge of the column, as most do"


@pytest.mark.parametrize(
    ("above", "below", "known_text", "expected"),
    [
        ("they rang the foun-", "dry bell again and again", "", "foundry bell"),
        (
            "they saw a well-",
            "known founder at work there",
            "a well-known man",
            "well-known founder",
        ),
        ("they met Mary-", "Ann Maan at the mill", "", "Mary-Ann Maan"),
        ("鐘は八時に鳴り、" * 8 + "町の", "人々は起きた。", "", "町の人々"),
        ("from 1788 -", "1790 it burned", "", "1788 -1790"),
    ],
)
def test_a_word_broken_at_a_line_end_is_rejoined(
    above: str, below: str, known_text: str, expected: str
) -> None:
    """The hyphen stays where the word is spelt with it, and goes where the line put it."""
    assert expected in laid_out(page(1, FULL, above, below), known_text=known_text)


def test_a_paragraph_goes_on_over_columns_and_pages() -> None:
    """Across a column or page only the end of a sentence ends a paragraph."""
    first = page(1, FULL, "and then the miller, who had never heard such a bell before, asked")
    second = page(2, "the vicar for another. It came in May.")
    pieces = lay_out([first, second]).pieces
    assert [piece.label for piece in pieces] == ["page 1", "page 2"]
    assert [piece.joined for piece in pieces] == [False, True]


def test_an_indent_or_a_gap_begins_a_paragraph() -> None:
    """A line that is indented, or stands below a gap, is the first of a paragraph."""
    lines = [
        line(FULL, 700),
        line("and it was cast at last, in the winter when all the ponds froze.", 686),
        line("Nobody was there to see it but the tanner and his old grey dog,", 672, left=62),
        line("who slept through it.", 658),
        line("Years went by.", 620),
    ]
    text = laid_out(Page(1, 800.0, tuple(lines)))
    assert "froze.\n\nNobody was" in text and "it.\n\nYears" in text and "dog, who slept" in text


def test_notes_at_the_foot_do_not_cut_the_sentence_over_them() -> None:
    """The sentence ends first, and the note follows with the label of its own page."""
    body = line("and the ringers, who worked in pairs and had done so since noon,", 700)
    note = line("1 The diary gives four hours.", 60, height=8)
    first = Page(1, 800.0, (line(FULL, 714), body, note))
    pieces = lay_out([first, page(2, "changed at every quarter of an hour.")]).pieces
    assert [piece.label for piece in pieces] == ["page 1", "page 2", "page 1"]
    assert pieces[1].joined and pieces[2].text.startswith("1 The diary")


def first_lines(pages: Sequence[Page]) -> list[str]:
    """The first line of each page once running headers are dropped."""
    return [page.lines[0].text for page in drop_running_headers(pages)]


def test_running_headers_are_dropped_even_where_each_chapter_has_its_own() -> None:
    """A number that rises with the pages identifies them."""
    titles = ["The barn", "The pit", "The fire", "The pond"]
    pages = [
        Page(n, 800.0, (line(f"{title} | {n + 11}", 770), *page(n, f"Body {title}.").lines))
        for n, title in enumerate(titles, 1)
    ]
    assert first_lines(pages) == [f"Body {title}." for title in titles]


def test_a_first_line_that_is_no_running_header_stays() -> None:
    """A line on one page only is text, wherever it stands."""
    pages = [page(n, text, "More.", top=770) for n, text in enumerate(["One.", "Two.", "Six."], 1)]
    assert first_lines(pages) == ["One.", "Two.", "Six."]


def test_large_words_at_the_top_are_the_headline() -> None:
    """A document without a stated title has that of its first page."""
    title = [line("The bell-founders", 740, height=20), line("of Otterby", 715, height=20)]
    pages = [Page(1, 800.0, (*title, line(FULL, 600), line("at noon.", 586)))]
    assert lay_out(pages).headline == "The bell-founders of Otterby"
    assert lay_out([page(1, FULL, "at noon.")]).headline == ""
