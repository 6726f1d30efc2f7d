"""Operators' commands, as operators and others see them."""

import logging

import pytest

from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BOT, BotApi, Group, Person
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.library import FakeLibrary
from tests.channels.telegram.test_admission import Serve, serve, shown

__all__ = ["serve", "shown"]
MINE = frozenset({7})


@pytest.fixture
def operator(api: BotApi) -> Person:
    return Person(api.world, "Olga", 7)


def test_allow_and_deny_by_number(
    api: BotApi, serve: Serve, operator: Person, person: Person
) -> None:
    """A stranger is admitted by their id, notified, and denied again."""
    with serve(operators=MINE):
        assert "your number is 1" in person.asks("How tall is it?")
        assert (
            operator.asks("/people")
            == "Operators:\n7\n\nCame lately, and nobody let them in:\nAda · 1"
        )
        assert operator.asks("/allow 1") == "Let in: Ada · 1"
        assert person.hears().text == wording.YOU_ARE_ALLOWED
        assert person.asks("How tall is it?").startswith("*34 metres*")
    with serve(operators=MINE):
        assert person.asks("How tall is it?").startswith("*34 metres*"), "forgotten by a restart"
        assert operator.asks("/deny 1") == "Kept out: Ada · 1"
        assert operator.asks("/people") == "Operators:\n7\n\nKept out:\nAda · 1"
        person.says("How tall is it?")
        assert operator.asks("How tall is it?").startswith("*34 metres*")
    assert person.transcript().endswith("ada: How tall is it?")


def test_allow_by_forwarded_message(api: BotApi, serve: Serve, operator: Person) -> None:
    """A reply to a forwarded message admits its author, unless Telegram hides them."""
    ben = Person(api.world, "Ben", 2)
    open_origin = {"type": "user", "date": 1_750_000_000, "sender_user": ben.user}
    with serve(operators=MINE):
        operator.forwards("Please let me in", open_origin)
        operator.says("/allow", reply_to_message=dict(operator.seen[-1].raw))
        operator.hears()
        assert operator.hears().text == "Let in: Ben · 2"
        operator.forwards("Me too")
        operator.says("/allow", reply_to_message=dict(operator.seen[-1].raw))
        operator.hears()
        assert operator.hears().text == wording.WHO_IS_MEANT
        assert operator.asks("/allow everyone") == wording.WHO_IS_MEANT
        assert ben.hears().text == wording.YOU_ARE_ALLOWED
        assert ben.asks("How tall is it?").startswith("*34 metres*")


def test_nobody_is_allowed_who_cannot_write(api: BotApi, serve: Serve, operator: Person) -> None:
    """An id that nobody can have, the bot itself and Telegram's own accounts are not admitted."""
    group = Group(api.world, "Olga", -100, user=7)
    with serve(operators=MINE, allowed=frozenset({-100})):
        for number in (BOT["id"], 777000, 1087968824, 136817688, 10**17, -(10**17)):
            said = operator.asks(f"/allow {number}")
            assert said == wording.CANNOT_WRITE.format(person=number)
        assert operator.asks("/people") == "Operators:\n7\n\nLet in:\n-100"
        group.anonymous().says("/ask how tall")
        group.hears()
        group.replies("/deny", group.seen[-2])
        assert group.hears().text == wording.WHO_IS_MEANT
        group.as_channel(-1000000000777).says("/ask how tall")
        assert group.hears().text.startswith("34 metres")
        group.replies("/deny", group.seen[-2])
        assert group.hears().text == "Kept out: Coast · -1000000000777"
        group.as_channel(-1000000000777).says("/ask how tall")
        assert group.asks("/ask who was the keeper").startswith("*Jane")


def test_group_is_allowed_from_within(api: BotApi, serve: Serve) -> None:
    """/allow in a group admits the group, and /deny in reply to a member denies them."""
    group = Group(api.world, "Olga", -100, user=7)
    with serve(operators=MINE):
        group.member("Ben", 2).says("/ask how tall")
        assert group.asks("/allow@lighthouse_bot") == "Let in: Keepers · -100"
        ben = group.member("Ben", 2)
        assert ben.asks("/ask how tall").startswith("*34 metres*")
        group.hears()
        group.says("/deny", reply_to_message=dict(group.seen[-2].raw))
        assert group.hears().text == "Kept out: Ben · 2"
        ben.says("/ask how tall")
        assert group.asks("/ask how tall").startswith("*34 metres*")


def test_operators_cannot_be_denied(api: BotApi, serve: Serve, operator: Person) -> None:
    """No command denies an operator, neither their own nor another's."""
    with serve(operators=MINE):
        assert operator.asks("/deny 7") == "7 is an operator and stays one."
        assert operator.asks("How tall is it?").startswith("*34 metres*")


def test_commands_are_unknown_to_others(api: BotApi, serve: Serve, person: Person) -> None:
    """To a person who is no operator the operators' commands are unknown."""
    with serve(operators=MINE, allowed=frozenset({1})):
        for command in ("/allow 2", "/deny 7", "/people", "/status"):
            assert person.asks(command) == wording.UNKNOWN_COMMAND


def test_status(api: BotApi, serve: Serve, operator: Person, answers: FakeAnswers) -> None:
    """/status shows what the library holds, what waits and the errors, without any question."""
    with serve(operators=MINE):
        assert operator.asks("/status") == (
            "1 article, 9 chunks\nmodels: an-embedding-model; a-reader\n"
            f"running for 0 d 0 h 0 min\nwaiting: 0\n{wording.NO_ERRORS}"
        )
        operator.asks("please crash on my private matter")
        token = "987654321:" + "S" * 35
        logging.getLogger("telegram.ext").error("refused: %s", token)
        shown = operator.asks("/status")
    assert wording.LATEST_ERRORS in shown
    assert "Handling an update failed" in shown
    assert "refused: **********" in shown
    assert "private matter" not in shown


def test_menu(api: BotApi, serve: Serve, operator: Person, person: Person) -> None:
    """Only the menu of an operator's private chat has the operators' commands."""
    with serve(operators=MINE):
        api.world.wait(lambda: ("chat:7", "ru") in api.world.menus)
    shown = {each["command"] for each in api.world.menus["chat:7", ""]}
    assert {"articles", "allow", "deny", "people", "status"} <= shown
    others = [menu for (scope, _), menu in api.world.menus.items() if scope != "chat:7"]
    assert others
    assert not any(each["command"] == "allow" for menu in others for each in menu)


def test_only_operators_remove_shared_articles(
    api: BotApi, serve: Serve, operator: Person, person: Person, library: FakeLibrary
) -> None:
    """Only in an operator's private chat does a shared article have a button to remove it."""
    with serve(operators=MINE, allowed=frozenset({1})):
        for each in (person, operator):
            each.says("/articles")
            each.hears()
            each.presses("1")
        card = person.seen[-1]
        assert "Remove" not in [button["text"] for button in card.buttons]
        person.toast(person.taps_data("l:gone:lighthouse:0:0", card))
        assert not library.removed
        operator.presses("Remove")
        operator.presses("Remove")
        api.world.wait(lambda: "lighthouse" in library.removed)
