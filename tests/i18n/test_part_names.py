"""Parts of a source are named in the person's language, and headings as they are."""

import re

import pytest

from qa_bot.i18n import wording
from qa_bot.i18n.part_names import part_name, place_name
from qa_bot.i18n.translation import ENGLISH_CODE, LANGUAGES, language

OTHERS = [code for code in LANGUAGES if code != ENGLISH_CODE]
# As the readers of the formats write them.
PARTS = [
    "page 3",
    "page 12 (damaged)",
    "comments on page 3",
    "1 picture",
    "21 pictures",
    "attachment 7.png",
    "attached file 7.png",
    "chapter 7.xhtml",
    "chapter 7.xhtml (missing)",
    "chapter 7.xhtml (not a page)",
    "chapter 7.xhtml: line 8 (some bytes are not UTF-8)",
    "line 8 (some bytes are not UTF-8)",
    "2 more lines",
    "part text/plain",
    "an embedded object (7)",
    "a sign of the font 7",
    *sorted(wording.PARTS_WITHOUT_A_NAME),
]
# File names, encodings and types of mail, which no language translates.
SAME = {"png", "xhtml", "UTF", "text", "plain"}
# Words of another language too: "an" of German, "bytes" of Spanish.
SPELT_ALIKE = {"an", "bytes"}


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text))


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("name", PARTS)
def test_parts_are_named_in_each_language(code: str, name: str) -> None:
    """What the name is made of comes again: its numbers and file names, and no English word."""
    shown = part_name(name, language(code))
    english = words(" ".join(PARTS)) - SAME - SPELT_ALIKE
    assert not words(shown) & english, shown
    assert re.findall(r"[\d.]+", shown.replace("стр.", "")) == re.findall(r"[\d.]+", name)
    assert words(shown) >= words(name) & SAME
    assert "{" not in shown


@pytest.mark.parametrize("name", PARTS)
def test_english_is_left_as_the_readers_write_it(name: str) -> None:
    """In English a part keeps its name."""
    assert part_name(name, language("en")) == name


def test_places() -> None:
    """Pages, notes and forwarded messages are named; headings and times stay as they are."""
    german = language("de")
    assert place_name("page 3", german) == "Seite 3"
    assert place_name("notes", german) == "Anmerkungen"
    shown = place_name("forwarded message: 7 chapters › notes", german)
    assert shown == "weitergeleitete Nachricht: 7 chapters › Anmerkungen"
    for place in ("", "The page 3 › Notes", "00:01:23", "a chart", "page 3 of 4", "page ten"):
        assert place_name(place, german) == place


def test_unknown_names_stay() -> None:
    """A name that no reader of a format is known to write is shown as it is."""
    for name in ("", "the back of the envelope", "a\nchart", "page 3\n"):
        assert part_name(name, language("ru")) == name
