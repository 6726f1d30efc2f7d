"""Whatever comes in place of Telegram's responses, no answer is lost and polling goes on."""

import json
import math
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.channels.telegram.transport.bot_request import readable_response
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Fault, Group, Person
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.fakes import FakeAnswers

pytestmark = pytest.mark.usefixtures("unpaced")
PAGE = "<html><body>Please sign in to the network</body></html>"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails is tried again at once."""
    monkeypatch.setattr(
        "qa_bot.channels.telegram.transport.delivery._RETRY_PAUSES_S", (0.0, 0.0, 0.0)
    )


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, PAGE),
        (200, {"ok": True}),
        (200, "[]"),
        (403, PAGE),
        (404, PAGE),
        (429, {"ok": False, "parameters": {"retry_after": "soon"}}),
    ],
)
def test_answer_is_sent_again(
    api: BotApi, person: Person, status: int, body: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer in whose place a page or a success without a result comes is sent again."""
    monkeypatch.setattr("qa_bot.channels.telegram.transport.bot_request._UNSAID_WAIT_S", 1)
    api.faults.add(Fault("sendMessage", status, body))
    assert person.asks("How tall is it?").startswith("*34 metres*")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("body", [{"ok": False}, {"ok": False, "description": 7}])
def test_refusal_without_a_reason_is_not_silent(api: BotApi, person: Person, body: Any) -> None:
    """A person whose answer is refused, for whatever reason, is told that something went wrong."""
    api.faults.add(Fault("sendMessage", 400, body))
    assert person.asks("How tall is it?") == wording.APOLOGY
    assert person.asks("When was it lit?").startswith("*1871*")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("number", ["7", None, 2**63, 2**80, True, 1.5])
def test_update_without_a_usable_id(api: BotApi, person: Person, number: Any) -> None:
    """An update whose id is no integer of 64 bits is skipped, and polling goes on behind it."""
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "tall"}
    once = [{"update_id": number, "message": message}]

    def disturb(batch: list[Any]) -> list[Any]:
        return [*(once.pop() for _ in list(once)), *batch]

    api.world.queue.disturb = disturb
    assert person.asks("When was it lit?").startswith("*1871*")
    assert not once
    assert person.asks("How tall is it?").startswith("*34 metres*")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("asked", ["soon", None, math.inf, -5, [1], 10**30])
def test_poll_that_shall_wait_without_a_number(
    api: BotApi, person: Person, asked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Polling goes on though Telegram says in no usable way how long it shall wait."""
    for limit in ("_UNSAID_WAIT_S", "_MAX_WAIT_S"):
        monkeypatch.setattr(f"qa_bot.channels.telegram.transport.bot_request.{limit}", 1)
    body = {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": asked}}
    api.faults.add(Fault("getUpdates", 429, body))
    api.faults.wait_used()
    assert person.asks("How tall is it?").startswith("*34 metres*")


@given(st.integers(100, 599), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(
        ["ok", "result", "description", "parameters", "retry_after", "migrate_to_chat_id"]
    ), inner, max_size=4), max_leaves=6,
))  # fmt: skip
def test_responses_of_any_form_are_made_readable(code: int, body: Any) -> None:
    """Whatever JSON comes, what is handed on has the types of the specification."""
    _, payload = readable_response(code, json.dumps(body).encode())
    read = json.loads(payload)
    assert isinstance(read["ok"], bool)
    assert isinstance(read.get("description", ""), str)
    parameters = read.get("parameters", {}) if not read["ok"] else {}
    assert all(type(value) is int for value in parameters.values())
    assert 0 <= parameters.get("retry_after", 0) <= 86_400


def test_answer_follows_a_group_that_becomes_a_supergroup(
    api: BotApi, serve: Serve, answers: FakeAnswers
) -> None:
    """What was asked in a group that becomes a supergroup is answered there, with its buttons."""
    group = Group(api.world, kind="group")
    held = answers.held["How tall is it?"] = threading.Event()
    with serve():
        group.says("/ask How tall is it?")
        api.world.wait(lambda: answers.asked == ["How tall is it?"])
        grown = group.migrates(-1000000000001)
        held.set()
        assert grown.hears().text.startswith("34 metres")
        assert grown.presses("👍") == wording.THANKS_FOR_FEEDBACK
        grown.replies("Who was the keeper?")
        assert "Jane Mary Holt" in grown.hears().text
    assert "bot:" not in group.transcript()
