"""What an article is about, and what to ask of it, shown in the message that it was added."""

import pytest

from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Person
from tests.channels.telegram.library import FakeLibrary

pytestmark = pytest.mark.usefixtures("unpaced", "bot")

DOOR = b"The door is green. It was painted in 1804. Its hinges are of brass."
AN_OVERVIEW = """\
Added to the library:
*door*
67 characters, English
| The door is green.
| It was painted in 1804.
| Its hinges are of brass.
[What is green?]
[What are the hinges?]
[Undo]"""
QUESTIONS = ("What is green?", "What are the hinges?")


def test_an_overview_of_what_was_added(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """Its main sentences and questions to ask follow in the same message."""
    library.described["door"] = QUESTIONS
    person.uploads("door.txt", DOOR)
    heard = person.hears()
    api.world.wait(lambda: heard.screen == AN_OVERVIEW)
    person.presses("What is green?", heard)
    answered = person.hears()
    assert answered.shown.startswith("_From “door” alone:_\n*green*\n")
    person.presses(wording.UNDO, heard)
    assert heard.screen == wording.UNDONE.format(title="door")


def test_nothing_waits_for_an_overview(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """The word that it was added, an answer and the next addition come before the overview."""
    library.described["door"] = QUESTIONS
    library.overview_may_end.clear()
    person.uploads("door.txt", DOOR)
    heard = person.hears()
    assert heard.screen.endswith("67 characters, English\n[Undo]")
    assert person.asks("How tall is it?").startswith("*34 metres*")
    person.uploads("boat.txt", b"The boat is blue.")
    assert person.hears().text.startswith(wording.ADDED)
    library.overview_may_end.set()
    api.world.wait(lambda: heard.screen == AN_OVERVIEW)


def test_an_overview_of_what_was_undone(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """An overview that comes after Undo is not shown."""
    library.described |= {"door": QUESTIONS, "boat": QUESTIONS}
    library.overview_may_end.clear()
    person.uploads("door.txt", DOOR)
    heard = person.hears()
    person.presses(wording.UNDO, heard)
    person.uploads("boat.txt", DOOR)
    boat = person.hears()
    library.overview_may_end.set()
    # Overviews come one after the other, so the first would have been shown by now.
    api.world.wait(lambda: "[What is green?]" in boat.screen)
    assert heard.screen == wording.UNDONE.format(title="door")


def test_many_files_at_once_get_few_overviews(
    api: BotApi, person: Person, library: FakeLibrary
) -> None:
    """Of an album of files only the first few are described."""
    library.overview_may_end.clear()
    for number in range(8):
        library.described[f"door{number}"] = QUESTIONS
        person.uploads(f"door{number}.txt", DOOR + str(number).encode(), media_group_id="album")
    heard = [person.hears() for _ in range(8)]
    library.overview_may_end.set()
    api.world.wait(lambda: all("[What is green?]" in each.screen for each in heard[:5]))
    assert not any("[What is green?]" in each.screen for each in heard[5:])
