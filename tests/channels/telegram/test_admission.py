"""Who is admitted, by whom, and what is sent to those who are not."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest

from qa_bot.channels.telegram.middleware.access import AccessSettings
from qa_bot.channels.telegram.middleware.usage_limits import UsageLimits
from qa_bot.errors import StateError
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BOT, BotApi, Group, Person
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.library import FakeLibrary
from tests.channels.telegram.running import RunningBot, open_to_all

OPERATOR = 1
Serve = Callable[..., AbstractContextManager[RunningBot]]


@pytest.fixture
def shown() -> list[str]:
    """What the terminal showed."""
    return []


@pytest.fixture
def serve(
    api: BotApi, answers: FakeAnswers, shown: list[str], folder: Any, library: FakeLibrary
) -> Serve:
    """Runs a bot that admits nobody but those whom the settings admit."""

    @contextmanager
    def running(
        limits: UsageLimits | None = None, pair: bool = False, **access: Any
    ) -> Iterator[RunningBot]:
        settings = replace(
            open_to_all(api.url),
            folder=folder,
            access=AccessSettings(**access),
            limits=limits or UsageLimits(),
            announce=shown.append,
            pair=pair,
        )
        with RunningBot(settings, answers, library=library) as bot:
            # Whatever is shown, is shown before the first poll.
            api.world.wait(lambda: bool(api.world.called("getUpdates")))
            yield bot
        assert bot.error is None
        api.world.calls.clear()

    return running


def code_in(text: str) -> str:
    """Return the pairing code in a text."""
    found = re.search(r"/start (\S+)", text)
    assert found
    return found[1]


def joins(api: BotApi, chat: Group, person: int, was: str = "left", now: str = "member") -> None:
    """Deliver that a person changed the bot's membership in a group."""
    user = {"id": person, "is_bot": False, "first_name": "Ada"}
    api.world.deliver(
        {
            "my_chat_member": {
                "chat": api.world.chats[chat.id],
                "from": user,
                "date": 1_750_000_000,
                "old_chat_member": {"user": BOT, "status": was},
                "new_chat_member": {"user": BOT, "status": now},
            }
        }
    )


def test_pairing(api: BotApi, serve: Serve, person: Person, shown: list[str]) -> None:
    """The first person to send the code that the terminal shows becomes an operator for good."""
    with serve():
        assert person.asks("How tall is it?") == wording.NOT_ADMITTED.format(person=person.id)
        code = code_in(shown[0])
        assert f"https://t.me/lighthouse_bot?start={code}" in shown[0]
        assert person.asks(f"/start {code.lower()}") == wording.PAIRED
        assert person.asks("How tall is it?").startswith("*34 metres*")
        assert Person(api.world, "Ben", 2).asks(f"/start {code}") == wording.NOT_ADMITTED.format(
            person=2
        )
    with serve():
        assert person.asks("How tall is it?").startswith("*34 metres*")
    assert len(shown) == 1


def test_wrong_codes(api: BotApi, serve: Serve, person: Person, shown: list[str]) -> None:
    """A person's wrong codes are answered five times, then ignored; others may still pair."""
    with serve():
        for _ in range(5):
            assert person.asks("/start AAAAA-AAAAA") == wording.WRONG_CODE
        person.says(f"/start {code_in(shown[0])}")
        assert Person(api.world, "Ben", 2).asks(f"/start {code_in(shown[0])}") == wording.PAIRED
        assert person.asks("hello") == wording.NOT_ADMITTED.format(person=person.id)


def test_code_of_an_earlier_start(serve: Serve, person: Person, shown: list[str]) -> None:
    """Each start without an operator shows a new code, and the earlier one is refused."""
    with serve():
        pass
    with serve():
        assert person.asks(f"/start {code_in(shown[0])}") == wording.WRONG_CODE
        assert person.asks(f"/start {code_in(shown[1])}") == wording.PAIRED


def test_pairing_anew(api: BotApi, serve: Serve, person: Person, shown: list[str]) -> None:
    """A new code can be shown when there is an operator, who stays one."""
    with serve(pair=True, operators=frozenset({7})):
        assert person.asks(f"/start {code_in(shown[0])}") == wording.PAIRED
        assert Person(api.world, "Olga", 7).asks("How tall is it?").startswith("*34 metres*")


def test_one_bot_at_a_time(
    api: BotApi, serve: Serve, person: Person, answers: FakeAnswers, folder: Any
) -> None:
    """A second bot over the same library ends at once, and the first goes on."""
    with serve(open=True):
        with RunningBot(replace(open_to_all(api.url), folder=folder), answers) as second:
            second.wait_ended()
        assert isinstance(second.error, StateError)
        assert "another qa-bot telegram runs" in str(second.error)
        assert person.asks("How tall is it?").startswith("*34 metres*")


def test_stranger_gets_one_notice(
    api: BotApi, serve: Serve, person: Person, answers: FakeAnswers
) -> None:
    """A stranger gets one notice in all, whatever they send and after a restart."""
    with serve(operators=frozenset({7})):
        assert person.asks("How tall is it?") == wording.NOT_ADMITTED.format(person=1)
        person.says("How tall is it?")
        person.edits("When was it lit?")
    with serve(operators=frozenset({7})):
        person.says("/articles")
        assert Person(api.world, "Cleo", 7).asks("How tall is it?").startswith("*34")
    assert person.transcript().count("bot:") == 1
    assert answers.asked == ["How tall is it?"]


def test_every_kind_of_update_is_filtered(api: BotApi, serve: Serve, answers: FakeAnswers) -> None:
    """A stranger's buttons, edits, inline queries, channel and forged posts reach no handler."""
    ada, ben = Person(api.world), Person(api.world, "Ben", 2)
    with serve(allowed=frozenset({1}), operators=frozenset({7})):
        ada.says("/articles")
        ada.hears()
        user = {"id": 2, "is_bot": False, "first_name": "Ben"}
        message = {"message_id": 99, "date": 1_750_000_000, "chat": api.world.chats[2]}
        channel = {"id": -5, "type": "channel", "title": "News"}
        query = {"id": "q1", "from": user, "chat_instance": "1", "data": "articles:0"}
        for update in (
            {"edited_message": message | {"from": user, "text": "tall", "edit_date": 1}},
            {"callback_query": query | {"message": message | {"text": "x"}}},
            {"callback_query": query | {"inline_message_id": "i"}},
            {"inline_query": {"id": "q2", "from": user, "query": "tall", "offset": ""}},
            {"channel_post": message | {"chat": channel, "text": "tall"}},
            {"message": message | {"text": "tall"}},
        ):
            api.world.allowed = None
            api.world.deliver(update)
        ada.asks("How tall is it?")
    assert answers.asked == ["How tall is it?"]
    assert ben.transcript() == ""
    assert not api.world.called("answerCallbackQuery")


def test_open_is_a_setting(api: BotApi, serve: Serve, person: Person) -> None:
    """With access.open every person and group is admitted."""
    with serve(open=True):
        assert person.asks("How tall is it?").startswith("*34 metres*")
        assert Group(api.world).asks("/ask how tall").startswith("*34 metres*")


def test_groups(api: BotApi, serve: Serve, answers: FakeAnswers) -> None:
    """A group is admitted by its id or by an operator who adds the bot; others get no reply."""
    with serve(operators=frozenset({7}), allowed=frozenset({-100, 1})):
        assert Group(api.world, "Ben", -100).asks("/ask how tall").startswith("*34 metres*")
        added, unknown = Group(api.world, "Ben", -200), Group(api.world, "Ada", -300)
        joins(api, unknown, 1)
        unknown.says("/ask how tall")
        joins(api, added, 7)
        assert added.hears().text == wording.GROUP_ADMITTED
        assert added.asks("/ask how tall").startswith("*34 metres*")
    assert "bot:" not in unknown.transcript()
    assert len(answers.asked) == 2


def test_group_is_admitted_before_what_is_asked_next(api: BotApi, serve: Serve) -> None:
    """A question right behind the update by which an operator admits the group is answered."""
    group = Group(api.world, "Ben", -200)
    with serve(operators=frozenset({7})):
        with api.world.changed:
            joins(api, group, 7)
            group.says("/ask how tall")
        heard = [group.hears().text for _ in range(2)]
    assert wording.GROUP_ADMITTED in heard
    assert any(text.startswith("34 metres") for text in heard)


def test_group_that_becomes_a_supergroup(api: BotApi, serve: Serve) -> None:
    """A group that becomes a supergroup, with a new id, stays admitted."""
    group, grown = Group(api.world, "Ben", -100), Group(api.world, "Ben", -1000001)
    with serve(operators=frozenset({7}), allowed=frozenset({-100})):
        group.sends("migrate_to_chat_id", -1000001)
        assert grown.asks("/ask how tall").startswith("*34 metres*")


def test_leaving_is_a_setting(api: BotApi, serve: Serve) -> None:
    """With the setting, the bot leaves a group that nobody admitted, after one notice."""
    group = Group(api.world, "Ben", -100, user=2)
    with serve(UsageLimits(leave_unknown_groups=True), operators=frozenset({7})):
        group.adds_bot()
        assert group.hears().text == wording.GROUP_NOT_ADMITTED
        api.world.wait(lambda: "bot leaves" in api.world.history[-100])
    assert group.transcript().count("bot:") == 1


def test_questions_a_minute(
    api: BotApi, serve: Serve, person: Person, answers: FakeAnswers
) -> None:
    """A person who asks too much is told once a burst when to ask again; others are answered."""
    with serve(UsageLimits(questions_per_minute=3), open=True):
        for _ in range(6):
            person.says("tall")
        heard = [person.hears().text for _ in range(4)]
        assert Person(api.world, "Ben", 2).asks("tall?").startswith("*34")
    assert answers.asked == ["tall"] * 3 + ["tall?"]
    notice = next(text for text in heard if "34" not in text)
    assert re.fullmatch(r"That was a lot at once\. Please ask again in \d+ seconds\.", notice)


def test_captions_forwards_and_files_count(api: BotApi, serve: Serve, answers: FakeAnswers) -> None:
    """What is asked under a picture or forwarded counts like a question; what is added counts."""
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    asks: dict[str, Callable[[Person], object]] = {
        "caption": lambda who: who.sends("photo", photo, caption="How tall is it?"),
        "forward": lambda who: who.forwards("How tall is it?"),
    }
    with serve(UsageLimits(questions_per_minute=1), open=True):
        for number, ask in enumerate(asks.values(), start=10):
            who = Person(api.world, "Ann", number)
            ask(who)
            who.hears()
            ask(who)
            assert "That was a lot at once." in who.hears().text
        cat = Person(api.world, "Cat", 3)
        for number in range(6):
            cat.uploads(f"{number}.txt", f"Mill {number} was built in {1800 + number}.".encode())
        heard = [cat.hears().text for _ in range(6)]
    assert sum("That was a lot at once." in text for text in heard) == 1
    assert answers.asked == ["How tall is it?"]


def test_those_who_write_in_the_name_of_a_chat(api: BotApi, serve: Serve) -> None:
    """Anonymous admins and people who write as a channel are answered on mention and reply."""
    group = Group(api.world, "Olga", -100, user=7)
    with serve(operators=frozenset({7}), allowed=frozenset({-100})):
        for view in (group.anonymous(), group.as_channel()):
            view.says("@lighthouse_bot How tall is it?")
            assert "34 metres" in group.hears().text
            view.replies("Who was the keeper?")
            assert "Jane Mary Holt" in group.hears().text


def test_another_bot_is_ignored(api: BotApi, serve: Serve, answers: FakeAnswers) -> None:
    """A bot in the group is not answered, whatever it writes, so that no two talk for ever."""
    group = Group(api.world, "Olga", -100, user=7)
    with serve(operators=frozenset({7}), allowed=frozenset({-100})):
        bot = group.member("Robot", 99)
        bot.user["is_bot"] = True
        bot.says("/ask how tall")
        bot.says("@lighthouse_bot how tall")
        assert group.asks("/ask who was the keeper").startswith("*Jane")
    assert answers.asked == ["who was the keeper"]


def test_each_groups_anonymous_admins_have_a_budget(
    api: BotApi, serve: Serve, answers: FakeAnswers
) -> None:
    """What the anonymous admins of one group ask does not count for those of another."""
    first, second = Group(api.world, number=-100), Group(api.world, number=-200)
    with serve(UsageLimits(questions_per_minute=1), open=True):
        first.anonymous().says("/ask how tall")
        assert first.hears().text.startswith("34 metres")
        first.anonymous().says("/ask how tall")
        assert "That was a lot at once." in first.hears().text
        second.anonymous().says("/ask how tall")
        assert second.hears().text.startswith("34 metres")


def test_too_much_waiting(api: BotApi, serve: Serve, person: Person, answers: FakeAnswers) -> None:
    """A chat in which too much waits gets one notice, and all that waits is answered."""
    held = answers.held["tall 0"] = threading.Event()
    with serve(UsageLimits(waiting_per_chat=3), open=True):
        for number in range(6):
            person.says(f"tall {number}")
        assert person.hears().text == wording.TOO_MUCH_WAITING
        held.set()
        assert all(person.hears().text.startswith("34") for _ in range(3))
    assert answers.asked == ["tall 0", "tall 1", "tall 2"]
