"""Answers that a language model writes, below the extractive ones, as a person sees them."""

import logging

import pytest

from qa_bot.answers import DroppedSentence
from qa_bot.channels.telegram.transport import flood_limits, streamed_message
from tests.channels.telegram.bot_api import BotApi, Fault, Group, Person
from tests.channels.telegram.bot_api.seen import Seen
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.library import FakeLibrary
from tests.channels.telegram.running import RunningBot
from tests.channels.telegram.writer import LIT, TALL, FakeWriter

ASKED = "How tall is it?"
AN_ANSWER = "*34 metres*\n| It stands *34 metres* tall.\n_The Gull Rock Light_"
SOURCES = """\
| [1] “It stands 34 metres tall.” _The Gull Rock Light_
[2] “The lighthouse on Gull Rock was lit in 1871.” _The Gull Rock Light_"""
WRITTEN = f"""\
_Written by a language model (a-model) from the passages below; each sentence was checked \
against them:_
{TALL} [1] {LIT} [2][1]
{SOURCES}"""
WRITING = "_As a language model writes it; each sentence is checked against the passages:_\n"
FIRST = f"{WRITING}{TALL} [1] …\n| [1] “It stands 34 metres tall.” _The Gull Rock Light_"
DROPPED = DroppedSentence("It has 99 keepers.", "number", "99")
LEFT_OUT = """\
_What the language model also wrote, and why it was left out:_

`It has 99 keepers.`
_The passages do not have that number: _`99`
[‹ Answer]"""


@pytest.fixture
def library(library: FakeLibrary) -> FakeLibrary:
    """A library with a language model, which is not a remote one."""
    library.writes = True
    return library


@pytest.fixture
def writer(library: FakeLibrary) -> FakeWriter:
    return library.writer


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages change as soon as there is a sentence."""
    pause(monkeypatch, 0.0)


def pause(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(streamed_message, "_PAUSE_S", seconds)
    monkeypatch.setattr(streamed_message, "_GROUP_PAUSE_S", seconds)


def ask_held(person: Person | Group, writer: FakeWriter, question: str = ASKED) -> Seen:
    """Ask; return the extractive answer, while the written one waits for its first sentence."""
    writer.is_held = True
    person.says(question)
    return person.hears()


@pytest.mark.usefixtures("bot")
class TestInPrivate:
    """In a private chat a draft grows, and the message replaces it."""

    def test_sentences_stream(self, api: BotApi, person: Person, writer: FakeWriter) -> None:
        """Each sentence is added to one draft; the whole is a reply to the extractive answer."""
        extractive = ask_held(person, writer)
        assert extractive.shown == AN_ANSWER
        writer.lets()
        api.world.wait(lambda: len(person.drafts) == 1)
        assert person.drafts == [FIRST]
        writer.lets()
        api.world.wait(lambda: len(person.drafts) == 2)
        assert person.drafts[1] == f"{WRITING}{TALL} [1] {LIT} [2][1] …\n{SOURCES}"
        writer.lets()
        written = person.hears()
        assert written.screen == WRITTEN
        assert written.raw["reply_to_message"]["message_id"] == extractive.id
        ids = {draft_id for draft_id, _ in api.world.drafts[person.id]}
        assert len(ids) == 1 and 0 not in ids
        assert writer.asked == [(ASKED, f"telegram:{person.id}")]

    def test_drafts_have_different_ids(
        self, api: BotApi, person: Person, writer: FakeWriter
    ) -> None:
        """The draft of one answer never changes into that of another."""
        for _ in range(2):
            ask_held(person, writer)
            writer.lets()
            api.world.wait(lambda: len(person.drafts) > len(writer.asked) - 1)
            writer.lets(2)
            assert person.hears().screen == WRITTEN
        assert len({draft_id for draft_id, _ in api.world.drafts[person.id]}) == 2

    @pytest.mark.parametrize(("code", "reason"), [(400, "Bad Request: no"), (404, "Not Found")])
    def test_refused_drafts(
        self, api: BotApi, person: Person, writer: FakeWriter, code: int, reason: str
    ) -> None:
        """Where drafts are refused, a message is sent and edited, and no draft is tried again."""
        api.faults.add(Fault.error("sendMessageDraft", code, reason))
        for _ in range(2):
            ask_held(person, writer)
            writer.lets()
            written = person.hears()
            assert written.shown == FIRST
            writer.lets(2)
            api.world.wait(lambda seen=written: seen.screen == WRITTEN)
        assert person.drafts == [] and api.faults.coming == []

    def test_a_lost_draft(self, api: BotApi, person: Person, writer: FakeWriter) -> None:
        """A draft that does not arrive is not sent again; the message comes all the same."""
        api.faults.add(Fault.gateway("sendMessageDraft"))
        ask_held(person, writer)
        writer.lets()
        api.faults.wait_used()
        writer.lets()
        api.world.wait(lambda: len(person.drafts) == 1)
        writer.lets()
        assert person.hears().screen == WRITTEN

    def test_floods(self, api: BotApi, person: Person, writer: FakeWriter) -> None:
        """When Telegram asks to wait, the message comes once and whole, as does the next."""
        api.faults.add(Fault.flood("sendMessageDraft", 1))
        ask_held(person, writer)
        writer.lets(3)
        assert person.hears().screen == WRITTEN
        writer.is_held = False
        assert person.asks("When was it lit?").startswith("*1871*")
        assert person.hears().screen == WRITTEN

    def test_changes_are_paced(
        self,
        api: BotApi,
        person: Person,
        writer: FakeWriter,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Sentences that come in quick succession are one change, and the end waits for none."""
        pause(monkeypatch, 3600.0)
        writer.sentences *= 10
        ask_held(person, writer)
        writer.lets()
        api.world.wait(lambda: len(person.drafts) == 1)
        writer.lets(20)
        assert person.hears().shown.count(TALL) == 10
        assert len(person.drafts) == 1

    def test_the_next_question_does_not_wait(
        self, api: BotApi, person: Person, writer: FakeWriter
    ) -> None:
        """While a model writes, the next question is answered; both written answers follow."""
        first = ask_held(person, writer)
        second = ask_held(person, writer, "When was it lit?")
        assert second.shown.startswith("*1871*")
        writer.lets(6)
        replied = {person.hears().raw["reply_to_message"]["message_id"] for _ in range(2)}
        assert replied == {first.id, second.id}

    def test_a_reply_to_it_goes_on_from_its_question(
        self, api: BotApi, person: Person, answers: object
    ) -> None:
        """A written answer stands after the extractive one, which a reply continues."""
        person.asks(ASKED)
        written = person.hears()
        person.asks("Who was the keeper?")
        person.hears()
        person.replies("more", written)
        assert "Jane" not in person.hears().shown.partition("\n")[0]

    def test_the_extractive_message_was_deleted(
        self, api: BotApi, person: Person, writer: FakeWriter
    ) -> None:
        """Without the message that it replies to, a written answer comes by itself."""
        api.world.erase(ask_held(person, writer))
        writer.lets(3)
        written = person.hears()
        assert written.screen == WRITTEN and "reply_to_message" not in written.raw

    def test_a_blocked_bot(
        self, api: BotApi, person: Person, writer: FakeWriter, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A person who blocks the bot meanwhile stops the model; that is no error."""
        ask_held(person, writer)
        person.blocks_bot()
        writer.lets(3)
        writer.wait_ended()
        ben = Person(api.world, "Ben", 2)
        writer.is_held = False
        ben.asks(ASKED)
        assert ben.hears().screen == WRITTEN
        assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


@pytest.mark.usefixtures("bot")
class TestInGroups:
    """In a group one message is sent with the first sentence, and edited."""

    def test_edits(self, api: BotApi, writer: FakeWriter) -> None:
        """The message replies to the extractive answer in its topic, and ends whole."""
        group = Group(api.world).topic(5)
        extractive = ask_held(group, writer, f"/ask {ASKED}")
        writer.lets()
        written = group.hears()
        assert written.shown == FIRST
        writer.lets(2)
        api.world.wait(lambda: written.screen == WRITTEN)
        assert written.raw["reply_to_message"]["message_id"] == extractive.id
        assert written.raw["message_thread_id"] == 5
        assert not api.world.called("sendMessageDraft")

    def test_who_asks(self, api: BotApi, writer: FakeWriter) -> None:
        """A member asks for themselves, and an anonymous admin in the name of the group."""
        group = Group(api.world)
        admin = group.anonymous()
        for member in (group.member("Ben", 2), admin):
            member.says(f"/ask {ASKED}")
            group.hears()
            written = group.hears()
            api.world.wait(lambda seen=written: seen.screen == WRITTEN)
        assert [person for _, person in writer.asked] == ["telegram:2", f"telegram:{group.id}"]

    def test_a_deleted_message_stays_deleted(self, api: BotApi, writer: FakeWriter) -> None:
        """When an admin deletes the message while it grows, nothing comes in its place."""
        group = Group(api.world)
        ask_held(group, writer, f"/ask {ASKED}")
        writer.lets()
        api.world.erase(group.hears())
        writer.lets(2)
        writer.wait_ended()
        api.world.wait(lambda: "editMessageText" in dict(api.world.refusals))
        writer.is_held = False
        group.says("/ask When was it lit?")
        assert group.hears().shown.startswith("*1871*")
        written = group.hears()
        api.world.wait(lambda: written.screen == WRITTEN)
        assert group.transcript().count("language model") == 1

    def test_a_migration(self, api: BotApi, writer: FakeWriter) -> None:
        """A group that becomes a supergroup before the first sentence gets it there."""
        group = Group(api.world, kind="group")
        ask_held(group, writer, f"/ask {ASKED}")
        supergroup = group.migrates(-1000000000200)
        writer.lets(3)
        written = supergroup.hears()
        api.world.wait(lambda: written.screen == WRITTEN)


def test_what_was_left_out(api: BotApi, serve: Serve, writer: FakeWriter) -> None:
    """A button shows the dropped sentences with their reasons, and back; after a restart too."""
    writer.dropped = (DROPPED,)
    person = Person(api.world)
    with serve():
        assert person.asks(ASKED) == AN_ANSWER
        written = person.hears()
        assert written.screen == f"{WRITTEN}\n[What was left out (1)]"
        person.presses("What was left out (1)")
        assert written.screen == LEFT_OUT
    with serve():
        person.presses("‹ Answer", written)
        assert written.screen == f"{WRITTEN}\n[What was left out (1)]"
        person.presses("What was left out (1)")
        assert written.screen == LEFT_OUT


def test_buttons_of_a_removed_article(
    api: BotApi, serve: Serve, writer: FakeWriter, library: FakeLibrary
) -> None:
    """Nothing that was written of an article is shown once it is removed."""
    writer.dropped = (DROPPED,)
    person = Person(api.world)
    with serve():
        person.asks(ASKED)
        written = person.hears()
        library.removed.add("lighthouse")
        assert person.presses("What was left out (1)", written)
        assert "99 keepers" not in person.transcript()


def test_where_the_question_goes(
    api: BotApi, serve: Serve, writer: FakeWriter, library: FakeLibrary
) -> None:
    """The first written answer in each chat names the host, once, and again another host."""
    library.written_destination = "llm.example.org"
    notice = "_Your questions and the passages go to llm.example.org._"
    ada, ben = Person(api.world), Person(api.world, "Ben", 2)

    def is_named(person: Person) -> bool:
        person.asks(ASKED)
        return notice in person.hears().shown

    with serve():
        assert [is_named(ada), is_named(ada), is_named(ben)] == [True, False, True]
    with serve():
        assert not is_named(ada)
    library.written_destination = "other.example.org"
    notice = notice.replace("llm", "other")
    with serve():
        assert [is_named(ada), is_named(ada)] == [True, False]


def test_the_flood_limits_hold(
    api: BotApi, serve: Serve, writer: FakeWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts count as messages do: Telegram never has to ask for a pause."""
    monkeypatch.setattr(flood_limits, "_CHAT", flood_limits.SendWindow(3, 3.1))
    api.world.limiter.on = True
    writer.sentences *= 2
    person = Person(api.world)
    with serve():
        ask_held(person, writer)
        for shown in range(1, 5):
            writer.lets()
            api.world.wait(lambda count=shown: len(person.drafts) == count)
        writer.lets()
        assert person.hears().shown.count(TALL) == 2
    assert api.world.limiter.exceeded == []


def test_metrics(
    api: BotApi, bot: RunningBot, person: Person, writer: FakeWriter, library: FakeLibrary
) -> None:
    """Outcomes, reasons, tokens and seconds are counted, once for each answer that was written."""
    outcomes = "qa_bot_written_answers_total"
    writer.dropped = (DROPPED, DroppedSentence("It fell.", "unsupported"))
    person.asks(ASKED)
    assert person.hears().shown == WRITTEN
    writer.wait_ended()
    writer.dropped, writer.sentences = (), ()
    for is_refusal, problem in ((False, ""), (True, ""), (False, "The server is down. Start it.")):
        writer.is_refusal, writer.problem = is_refusal, problem
        person.asks(ASKED)
        writer.wait_ended()
    named = ("written", "nothing supported", "refused", "problem")
    person.asks("thanks")
    api.world.wait(lambda: bot.metric(outcomes, outcome="problem") == 1)
    assert [bot.metric(outcomes, outcome=each) for each in named] == [1, 1, 1, 1]
    dropped = "qa_bot_written_sentences_dropped_total"
    assert [bot.metric(dropped, reason=each) for each in ("number", "unsupported")] == [1, 1]
    assert bot.metric("qa_bot_written_tokens_total") == 4 * 120
    seconds = [bot.metric("qa_bot_written_seconds_count", until=u) for u in ("first", "last")]
    assert seconds == [1, 1]


@pytest.mark.usefixtures("bot")
def test_other_chats_get_no_written_answers(
    api: BotApi, person: Person, writer: FakeWriter
) -> None:
    """Inline queries and guest messages are answered at once or not at all: never written."""
    assert person.cards(person.queries("How tall is it"))
    query = person.summons(f"@lighthouse_bot {ASKED}")
    assert person.guest_answer(query).shown.startswith(AN_ANSWER[:20])
    person.asks(ASKED)
    assert person.hears().screen == WRITTEN
    assert writer.asked == [(ASKED, f"telegram:{person.id}")]


def test_no_model(api: BotApi, serve: Serve, person: Person, library: FakeLibrary) -> None:
    """Where no language model is set up, none is asked."""
    library.writes = False
    with serve():
        person.asks(ASKED)
        person.asks("When was it lit?")
    assert library.writer.asked == []


def test_too_many_wait(
    api: BotApi, serve: Serve, writer: FakeWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond a number of answers that wait for a model, none is written."""
    monkeypatch.setattr("qa_bot.channels.telegram.handlers.written_answers._MAX_UNFINISHED", 2)
    person = Person(api.world)
    with serve():
        for _ in range(4):
            ask_held(person, writer)
        writer.lets(6)
        assert [person.hears().screen for _ in range(2)] == [WRITTEN] * 2
        person.asks("thanks")
    assert len(writer.asked) == 2
