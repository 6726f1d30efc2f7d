"""Raised and lowered characters of a PDF keep their meaning, and marks of notes leave none."""

import pytest

from tests.loading.printing import Drawn, Part, drawn, lowered, paragraph, raised, read_text

BODY = [
    "The lighthouse of Marn stands on a reef that ships have feared since the days of oars,",
    "and its keeper writes down every day what the instruments in the lantern room have shown.",
]


def line_with(*parts: str | Part, notes: list[Drawn] | None = None) -> str:
    """The last paragraph of a page that ends in a line of the parts."""
    sheet = [*paragraph(*BODY, top=700), drawn(60, 650, *parts), *(notes or [])]
    return read_text(sheet)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("The lamp burns C", lowered("8"), "H", lowered("18"), " at night."), "C8H18 at night."),
        (("The gallery covers 48 m", raised("2"), " of iron."), "48 m² of iron."),
        (("The tank takes 9 m", raised("3"), "."), "9 m³."),
        (("It weighs 7 × 10", raised("5"), " grams."), "7 × 10⁵ grams."),
        (("It grows by 10", raised("-3"), " a year."), "10⁻³ a year."),
        (("The lens has r", raised("2"), " = 0.81 here."), "r² = 0.81 here."),
        (("Of E = mc", raised("2"), " he knew."), "E = mc² he knew."),
        (("The salt is SO", lowered("4"), raised("2-"), " in water."), "SO4²⁻ in water."),
        (("The sample held ", raised("14"), "C and lead."), "¹⁴C and lead."),
        (("He came on the 21", raised("st"), " of June."), "21st of June."),
        (("It was 18 ", raised("o"), "C inside."), "18 °C inside."),
        (("It was 18", raised("o"), "C inside."), "18°C inside."),
        (("The value x", raised("k+1"), " rises."), "x^(k+1) rises."),
        (("The sum x", lowered("1"), raised("2", rise=4), " fell."), "x₁² fell."),
        (("The load F", lowered("max"), " was met."), "F_max was met."),
        (("It took 2", raised("1"), "/", lowered("2", rise=0), " hours."), "2½ hours."),
        (("It took 1", raised("1"), "/", lowered("2"), " hours."), "1½ hours."),
        (("It took 1", raised("5"), "/", lowered("16"), " hours."), "1 5/16 hours."),
        (("(a + b)", raised("2"), " is the area."), "(a + b)² is the area."),
        (("Call 100", raised("2"), " or 12", raised("2"), " a gross."), "12² a gross."),
    ],
)
def test_a_raised_or_lowered_character_keeps_its_meaning(
    parts: tuple[str | Part, ...], expected: str
) -> None:
    """Exponents, indices, fractions, ordinals and degrees are written so that they stay true."""
    assert expected in line_with(*parts)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("The tower was lit in 1874", raised("6"), " by the widow."), "in 1874 by the widow."),
        (("The tower burnt down in 1902.", raised("14")), "in 1902."),
        (("Its keeper", raised("3"), " left."), "Its keeper left."),
        (("Its keeper,", raised("3"), " once a cook, left."), "keeper, once a cook"),
        (("Its keeper", raised("[3]"), " left."), "Its keeper left."),
        (("Its keeper", raised("*"), " left."), "Its keeper left."),
        (("Its keepers", raised("3,4"), " left."), "Its keepers left."),
        (("Its keeper (a former cook)", raised("2"), " left."), "cook) left."),
        (("He said “never again”", raised("2"), " and left."), "again” and left."),
    ],
)
def test_the_mark_of_a_note_leaves_no_trace(parts: tuple[str | Part, ...], expected: str) -> None:
    """A mark after a word, a year or the end of a sentence joins neither."""
    assert expected in line_with(*parts)


def test_notes_on_the_page_tell_marks_from_powers() -> None:
    """A raised number after a short number is a mark where the page has a note of that number."""
    notes = [drawn(60, 80, raised("7", 5, 2.5), "The log of the harbour.", size=7.5)]
    parts = ("The crew was 12", raised("7"), " and the deck 30 m", raised("2"), ".")
    text = line_with(*parts, notes=notes)
    assert "crew was 12 and the deck 30 m²." in text and "The log of the harbour." in text
    assert "crew was 12⁷ and" in line_with(*parts)


@pytest.mark.parametrize(
    ("size", "rise"), [(5.8, -0.8), (6.5, -1.4), (7, -1.5), (8.3, -2), (10, -3)]
)
def test_each_program_lowers_in_its_own_way(size: float, rise: float) -> None:
    """LibreOffice, Word, LaTeX, browsers and a rise without a smaller font are understood."""
    parts = (
        "It vents CO",
        lowered("2", size, rise),
        " and H",
        lowered("2", size, rise),
        "O daily.",
    )
    assert "CO2 and H2O daily." in line_with(*parts)


def test_small_letters_on_the_line_are_no_subscripts() -> None:
    """Small capitals and words in another size stay words."""
    assert "The NATO fleet of 1950 left." in line_with(
        "The N", Part("ATO", 8), " fleet of ", Part("1950", 8), " left."
    )


def test_a_number_drawn_apart_from_its_line_stays_in_its_sentence() -> None:
    """A raised number that is a text object of its own tears no sentence."""
    sheet = [
        *paragraph(*BODY, top=700),
        drawn(60, 676, "The floor is 30 m"),
        drawn(134.5, 679.6, Part("2", 6.5)),
        drawn(140.9, 676, "and made of oak."),
    ]
    assert "The floor is 30 m² and made of oak." in read_text(sheet)


def test_a_number_drawn_after_its_page_is_put_into_its_line() -> None:
    """Programs that draw all raised characters last leave none of them out of place."""
    sheet = [
        *paragraph(*BODY, top=700),
        drawn(60, 676, "The floor is 30 m"),
        drawn(140.9, 676, "and made of oak."),
        drawn(60, 664, "Nobody has painted it for years."),
        drawn(134.5, 679.6, Part("2", 6.5)),
    ]
    assert "The floor is 30 m² and made of oak." in read_text(sheet)
