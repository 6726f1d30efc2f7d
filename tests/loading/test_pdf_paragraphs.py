"""Lines of a printed page become the paragraphs that its reader sees."""

from collections.abc import Sequence

import pytest

from qa_bot.loading.formats.pdf.geometry import Line, Page
from qa_bot.loading.formats.pdf.paragraphs import lay_out
from qa_bot.loading.formats.pdf.running_headers import drop_running_lines

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


def laid_out(*pages: Page, known: str = "") -> str:
    """The text of the pages, as it would be joined."""
    pieces, _ = lay_out(pages, known)
    return "".join((" " if piece.joined else "\n\n") + piece.text for piece in pieces).strip()


FULL = "so that the line reaches the very edge of the column, as most do"


@pytest.mark.parametrize(
    ("above", "below", "known", "expected"),
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
def test_a_word_broken_at_a_line_end_is_mended(
    above: str, below: str, known: str, expected: str
) -> None:
    """The hyphen stays where the word is spelt with it, and goes where the line put it."""
    assert expected in laid_out(page(1, FULL, above, below), known=known)


def test_a_paragraph_goes_on_over_columns_and_pages() -> None:
    """Only the end of a sentence, or an indent, ends one."""
    first = page(1, FULL, "and then the miller, who had never heard such a bell before, asked")
    second = page(2, "the vicar for another. It came in May.")
    pieces, _ = lay_out([first, second])
    assert [piece.label for piece in pieces] == ["page 1", "page 2"]
    assert [piece.joined for piece in pieces] == [False, True]


def test_an_indent_or_a_gap_begins_a_paragraph() -> None:
    """As printers have shown it for centuries."""
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
    """The sentence ends first, and the note follows with its own page."""
    body = line("and the ringers, who worked in pairs and had done so since noon,", 700)
    note = line("1 The diary gives four hours.", 60, height=8)
    first = Page(1, 800.0, (line(FULL, 714), body, note))
    pieces, _ = lay_out([first, page(2, "changed at every quarter of an hour.")])
    assert [piece.label for piece in pieces] == ["page 1", "page 2", "page 1"]
    assert pieces[1].joined and pieces[2].text.startswith("1 The diary")


def heads(pages: Sequence[Page]) -> list[str]:
    """The first line of each page once running lines are dropped."""
    return [page.lines[0].text for page in drop_running_lines(pages)]


def test_running_heads_go_even_where_each_chapter_has_its_own() -> None:
    """A number that keeps step with the pages gives them away."""
    titles = ["The barn", "The pit", "The fire", "The pond"]
    pages = [
        Page(n, 800.0, (line(f"{title} | {n + 11}", 770), *page(n, f"Body {title}.").lines))
        for n, title in enumerate(titles, 1)
    ]
    assert heads(pages) == [f"Body {title}." for title in titles]


def test_a_first_line_that_is_no_running_head_stays() -> None:
    """What is said on one page only is text, wherever it stands."""
    pages = [page(n, text, "More.", top=770) for n, text in enumerate(["One.", "Two.", "Six."], 1)]
    assert heads(pages) == ["One.", "Two.", "Six."]


def test_large_words_at_the_top_are_the_headline() -> None:
    """A document without properties is called what its first page calls it."""
    title = [line("The bell-founders", 740, height=20), line("of Otterby", 715, height=20)]
    _, headline = lay_out([Page(1, 800.0, (*title, line(FULL, 600), line("at noon.", 586)))])
    assert headline == "The bell-founders of Otterby"
    assert lay_out([page(1, FULL, "at noon.")])[1] == ""
