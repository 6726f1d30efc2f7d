"""PDFs, printed as typesetters do."""

from benchmarks.documents import BOILERPLATE, HYPHENS, RAISED, TABLES, Case
from tests.loading.printing import Drawn, Sheet, drawn, lowered, paragraph, printed, raised

_BODY = [
    "The lighthouse of Marn stands on a reef that ships have feared since the days of oars,",
    "and its keeper writes down every day what the instruments in the lantern room have shown.",
]


def _lines(*lines: Drawn) -> bytes:
    return printed([*paragraph(*_BODY, top=700), *lines])


def _bill(town: str, work: str, total: str) -> list[Drawn]:
    return [
        drawn(60, 740, f"Bill for {town}", size=14),
        *paragraph(work, "Oil for the bell.", top=700),
        drawn(60, 60, f"Sum to pay: {total} crowns"),
    ]


def _day(number: int, deed: str) -> list[Drawn]:
    return [
        drawn(60, 760, f"Day {number}"),
        *paragraph(deed, "In the evening they hear a talk in the old customs house.", top=720),
    ]


def _headed(number: int, *texts: str) -> list[Drawn]:
    """A page of a journal, whose name and number repeat."""
    return [
        drawn(60, 770, "The Marn Harbour Gazette"),
        *paragraph(*texts, top=720),
        drawn(300, 30, str(number)),
    ]


def _table() -> list[Drawn]:
    lines = [drawn(x, 600, t) for x, t in ((60, "Ferry"), (150, "Master"), (260, "Its story"))]
    y = 580
    for name, master, story in (
        ("Swan", "Ada Holt", ["Built in 1866 on the upper", "slip, sold to the salt", "company."]),
        ("Gull", "Ben Rook", ["Sank in 1871 off the mole", "with a load of slate."]),
    ):
        lines += [drawn(60, y, name), drawn(150, y, master)]
        lines += [drawn(260, y - 12 * n, text) for n, text in enumerate(story)]
        y -= 12 * len(story) + 6
    return lines


_LEFT = [
    "The keeper rose before dawn and",
    "climbed the two hundred steps to",
    "the lantern, where he trimmed the",
    "wicks and wiped the glass until",
    "the lamps were out of sight.",
]
_RIGHT = [
    "Every Friday a boat brought the",
    "oil, the bread and the letters of",
    "the week, which the keeper read",
    "aloud to his wife and his three",
    "daughters in the kitchen.",
]


def _columns(left: list[str], right: list[str]) -> bytes:
    """Two columns of running text, drawn line by line across both."""
    lines = []
    for n, (a, b) in enumerate(zip(left, right, strict=True)):
        lines += [drawn(60, 600 - 12 * n, a), drawn(320, 600 - 12 * n, b)]
    return printed([*paragraph(*_BODY, top=700), *lines])


_SPLIT = ("The pilots waited in the long", "boats until at last the fog had", "lifted.")

CASES = [
    Case(RAISED, "power.pdf", _lines(drawn(60, 650, "It weighs 7 × 10", raised("5"), " grams.")),
         (r"7 × 10\^5 ?grams",)),
    Case(RAISED, "area.pdf", _lines(drawn(60, 650, "The deck covers 48 m", raised("2"),
         " of iron.")), (r"48 m\^?2 of iron",)),
    Case(RAISED, "formula.pdf", _lines(drawn(60, 650, "It vents CO", lowered("2"), " and H",
         lowered("2"), "O daily.")), ("CO_?2 and H_?2 ?O daily",)),
    Case(RAISED, "note-mark.pdf", _lines(drawn(60, 650, "The tower was lit in 1874", raised("6"),
         " by the widow.")), (r"lit in 1874\b",)),
    Case(RAISED, "letter.pdf", _lines(drawn(60, 650, "The lens has r", raised("2"),
         " = 0.81 here.")), (r"r\^?2 = 0\.81 here",)),
    Case(BOILERPLATE, "sums.pdf", printed(_bill("Marn", "Repair of the pump.", "412"),
         _bill("Sund", "Paint for the gate.", "655"), _bill("Fen", "Nails.", "198")),
         ("655 crowns",)),
    Case(BOILERPLATE, "days.pdf", printed(_day(1, "The group walks to the mill and eats there."),
         _day(2, "The group takes the ferry at nine."), _day(3, "The group climbs the dam.")),
         ("Day 2",)),
    Case(BOILERPLATE, "number-last.pdf", _lines(drawn(60, 660, "The number of lamps in 1931 was:"),
         drawn(60, 60, "4218")), ("4218",)),
    Case(BOILERPLATE, "roman-word.pdf", printed([drawn(60, 760, "Mild"), *paragraph(*_BODY)]),
         ("Mild",)),
    Case(BOILERPLATE, "sentence-over-pages.pdf", printed(_headed(1, *_BODY, _SPLIT[0]),
         _headed(2, *_SPLIT[1:], *_BODY), _headed(3, *_BODY), _headed(4, *_BODY)),
         ("waited in the long boats until at last the fog had lifted",)),
    Case(TABLES, "wrapped-cells.pdf", _lines(*_table()),
         ("Swan ¦ Ada Holt ¦ Built in 1866 on the upper slip, sold to the salt company",)),
    Case(TABLES, "columns.pdf", _columns(_LEFT, _RIGHT),
         ("the two hundred steps to the lantern", "the oil, the bread and the letters")),
    Case(TABLES, "short-columns.pdf", _columns(_LEFT[:3], _RIGHT[:3]),
         ("the two hundred steps to the lantern", "the oil, the bread and the letters")),
    Case(HYPHENS, "line-ends.pdf", printed(Sheet(paragraph(*_BODY, "The pilots were praised for "
         "their consid-", "erable patience, and they were paid in full by the town."))),
         ("considerable patience",)),
    Case(HYPHENS, "kept.pdf", printed(Sheet(paragraph(*_BODY, "The well-known pilot and the well-",
         "known keeper were brothers who shared a house on the quay."))),
         ("the well-known keeper",)),
]  # fmt: skip
