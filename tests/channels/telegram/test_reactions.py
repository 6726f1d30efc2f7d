"""A thumb that a person puts on an answer is their vote on it."""

import pytest

from qa_bot.channels.telegram.views.keyboards import BAD, GOOD
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.library import FakeLibrary

pytestmark = pytest.mark.usefixtures("unpaced", "bot")


def votes(library: FakeLibrary) -> list[tuple[str, bool]]:
    """Return the votes, the latest first."""
    return [(vote.question, vote.good) for vote in library.components.feedback.votes()]


def settle(person: Person) -> None:
    """Wait until what a person did is handled: what follows it in their chat is answered."""
    person.asks("/help")


def test_reaction_is_the_vote_of_the_buttons(person: Person, library: FakeLibrary) -> None:
    """A thumb counts, is changed and taken back, and the buttons change the same vote."""
    person.asks("How tall is it?")
    answer = person.seen[-1]
    for emoji, found in ((["👍"], [True]), (["👎"], [False]), (["👎", "🔥"], [False]), ([], [])):
        person.reacts(*emoji, seen=answer)
        settle(person)
        assert votes(library) == [("How tall is it?", good) for good in found]
    person.reacts("👍", seen=answer)
    settle(person)
    assert person.presses(GOOD, answer) == wording.FEEDBACK_TAKEN_BACK
    assert votes(library) == []
    assert person.presses(BAD, answer) == wording.THANKS_FOR_FEEDBACK
    person.reacts(seen=answer)
    settle(person)
    assert votes(library) == [("How tall is it?", False)]


def test_other_reactions_are_no_votes(person: Person, library: FakeLibrary) -> None:
    """Another emoji, a thumb on what is no answer and on a question are no votes."""
    person.asks("How tall is it?")
    question, answer = person.seen
    person.reacts("🔥", seen=answer)
    person.reacts("👍", seen=question)
    person.asks("thanks")
    person.reacts("👍")
    settle(person)
    assert votes(library) == []


def test_reactions_in_a_group(api: BotApi, library: FakeLibrary) -> None:
    """In a group the bot must be an admin to see reactions, and anonymous ones are no votes."""
    group = Group(api.world, "Ann", status="creator")
    group.says("/ask How tall is it?")
    answer = group.hears()
    assert not group.reacts("👍", seen=answer)
    group.promotes_bot()
    group.anonymous().reacts("👎", seen=answer)
    group.member("Ben", 2).reacts("👍", seen=answer)
    assert group.asks("/ask When was it lit?")
    assert votes(library) == [("How tall is it?", True)]
