"""Written answers of which nothing is shown, or nothing more: unsupported, stopped, withdrawn."""

import logging
from typing import Any

import pytest

from qa_bot.channels.telegram.middleware.access import AccessSettings
from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.library import FakeLibrary
from tests.channels.telegram.test_written_answers import (
    ASKED,
    DROPPED,
    FIRST,
    WRITTEN,
    ask_held,
    library,
    without_pauses,
    writer,
)
from tests.channels.telegram.writer import LIT, FakeWriter

__all__ = ["library", "without_pauses", "writer"]


@pytest.mark.usefixtures("bot")
class TestNothingToShow:
    """Where no sentence is supported, the extractive answer stands alone."""

    def _stands_alone(self, api: BotApi, person: Person, writer: FakeWriter, asked: str) -> None:
        whole, writer.sentences = writer.sentences, ()
        person.says(asked)
        person.hears()
        writer.wait_ended()
        writer.sentences = whole
        person.says("When was the lighthouse lit?")
        heard = [person.hears(), person.hears()]
        assert [each.shown.startswith("*1871*") for each in heard] == [True, False]
        assert heard[1].shown == WRITTEN

    def test_nothing_is_supported(self, api: BotApi, person: Person, writer: FakeWriter) -> None:
        """Sentences that were all dropped are not shown, nor that there were any."""
        writer.dropped = (DROPPED,)
        self._stands_alone(api, person, writer, ASKED)

    def test_a_refusal(self, api: BotApi, person: Person, writer: FakeWriter) -> None:
        """A model that finds no answer either to a declined question adds nothing."""
        writer.is_refusal = True
        self._stands_alone(api, person, writer, "Who painted the door?")

    def test_a_problem(
        self, api: BotApi, person: Person, writer: FakeWriter, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A problem is logged once for as long as it lasts, and no chat sees it."""
        whole, writer.sentences = writer.sentences, ()
        writer.problem = "The server is down. Start it."
        for _ in range(3):
            person.asks(ASKED)
            writer.wait_ended()
        writer.problem, writer.sentences = "", whole
        person.asks(ASKED)
        assert person.hears().screen == WRITTEN
        logged = [each.message for each in caplog.records if each.levelno >= logging.WARNING]
        assert logged == ["A written answer failed: The server is down. Start it."]
        assert "server" not in person.transcript()

    def test_a_defect(self, api: BotApi, writer: FakeWriter, person: Person) -> None:
        """What was shown of an answer that a defect ends is taken back."""
        group = Group(api.world)
        write = writer.write

        def fail(*arguments: Any) -> object:
            write(*arguments)
            raise RuntimeError

        writer.write = fail  # type: ignore[method-assign,assignment]
        ask_held(group, writer, f"/ask {ASKED}")
        writer.lets()
        written = group.hears()
        writer.lets(2)
        api.world.wait(lambda: written.deleted)


@pytest.mark.usefixtures("bot")
class TestWithdrawal:
    """What nobody asks any more is not shown."""

    def test_an_edit_stops_the_model(self, api: BotApi, person: Person, writer: FakeWriter) -> None:
        """An edited question gets one written answer, to what it asks now."""
        ask_held(person, writer)
        writer.lets()
        api.world.wait(lambda: len(person.drafts) == 1)
        person.edits("When was it lit?")
        api.world.wait(lambda: len(writer.asked) == 2)
        writer.lets(4)
        assert person.hears().screen == WRITTEN
        assert [asked for asked, _ in writer.asked] == [ASKED, "When was it lit?"]
        assert person.transcript().count("language model") == 1

    def test_an_edit_takes_back_what_was_shown(self, api: BotApi, writer: FakeWriter) -> None:
        """In a group the message with the first sentences of an edited question goes."""
        group = Group(api.world)
        ask_held(group, writer, f"/ask {ASKED}")
        writer.lets()
        before = group.hears()
        group.edits("/ask When was it lit?")
        api.world.wait(lambda: before.deleted)
        writer.lets(5)
        after = group.hears()
        api.world.wait(lambda: after.screen == WRITTEN)
        assert group.transcript().count("language model") == 1

    def test_an_edit_replaces_a_finished_answer(
        self, api: BotApi, person: Person, writer: FakeWriter
    ) -> None:
        """The written answer to what a question asked before is deleted."""
        person.asks(ASKED)
        before = person.hears()
        person.edits("When was it lit?")
        api.world.wait(lambda: before.deleted)
        assert person.hears().screen == WRITTEN
        assert person.transcript().count("language model") == 1

    def test_an_article_that_is_gone(
        self, api: BotApi, person: Person, writer: FakeWriter, library: FakeLibrary
    ) -> None:
        """Sentences about an article that was removed meanwhile are not sent."""
        ask_held(person, writer)
        writer.lets(2)
        api.world.wait(lambda: any(LIT in each for each in person.drafts))
        library.removed.add("lighthouse")
        writer.lets()
        writer.wait_ended()
        person.asks("thanks")
        assert "Written by" not in person.transcript()


def test_removal_of_access_stops_the_model(api: BotApi, serve: Serve, writer: FakeWriter) -> None:
    """A person who is kept out meanwhile sees no further sentence."""
    operator, ben = Person(api.world, "Ada", 1), Person(api.world, "Ben", 2)
    with serve(access=AccessSettings(open=True, operators=frozenset({1}))):
        ask_held(ben, writer)
        writer.lets()
        api.world.wait(lambda: len(ben.drafts) == 1)
        operator.asks("/deny 2")
        writer.lets(2)
        writer.wait_ended()
        writer.is_held = False
        operator.asks(ASKED)
        assert operator.hears().screen == WRITTEN
        assert len(ben.drafts) == 1
        assert "Written by" not in ben.transcript()


def test_a_stop_in_the_midst(api: BotApi, serve: Serve, writer: FakeWriter) -> None:
    """A bot that is stopped while a model writes leaves the extractive answer, and starts clean."""
    person = Person(api.world)
    with serve():
        ask_held(person, writer)
        writer.lets()
        api.world.wait(lambda: len(person.drafts) == 1)
    writer.lets()
    writer.wait_ended()
    writer.is_held = False
    with serve():
        assert person.asks("When was it lit?").startswith("*1871*")
        assert person.hears().screen == WRITTEN
    assert [asked for asked, _ in writer.asked] == [ASKED, "When was it lit?"]
    assert person.transcript().count("Written by") == 1


def test_what_a_stop_leaves_goes_with_its_question(
    api: BotApi, serve: Serve, writer: FakeWriter
) -> None:
    """The sentences that a group saw before a stop stay, until their question is edited."""
    group = Group(api.world)
    with serve():
        ask_held(group, writer, f"/ask {ASKED}")
        writer.lets()
        left = group.hears()
        api.world.wait(lambda: left.shown == FIRST)
        group.says("/ask When was it lit?")
        group.hears()
    writer.lets(2)
    writer.wait_ended()
    writer.is_held = False
    mine = next(each for each in group.seen if each.sender == "ada")
    with serve():
        assert not left.deleted
        group.edits("/ask Who was the keeper?", mine)
        api.world.wait(lambda: left.deleted)
        written = group.hears()
        api.world.wait(lambda: written.screen == WRITTEN)
