"""Old messages and expired callback queries, which Telegram no longer gives."""

import pytest

from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.bot_api.world import NOW

pytestmark = pytest.mark.usefixtures("unpaced", "bot")


def test_a_pinned_message_out_of_reach(api: BotApi, person: Person) -> None:
    """A pinned message that Telegram no longer gives does not end polling."""
    group = Group(api.world)
    chat = api.world.chats[group.id]
    service = {"message_id": 5, "date": NOW, "chat": chat, "from": group.user}
    pinned = {"chat": chat, "message_id": 1, "date": 0}
    api.world.deliver({"message": service | {"pinned_message": pinned}})
    assert person.asks("How tall is it?").startswith("*34 metres*")


def test_an_expired_callback_query_is_handled(api: BotApi, person: Person) -> None:
    """A button pressed while the bot was away works, though its query has expired."""
    person.says("/ask\nHow tall is it?")
    heard = person.hears()
    press = {"id": "forgotten", "from": person.user, "chat_instance": "1"}
    press |= {"data": heard.buttons[0]["callback_data"], "message": heard.raw}
    api.world.deliver({"callback_query": press})
    api.world.wait(lambda: heard.text.startswith("Passage 2"))


def test_a_file_that_telegram_does_not_give(api: BotApi, person: Person) -> None:
    """The person is asked to send a file again that Telegram's servers have dropped."""
    person.sends("document", {"file_id": "gone", "file_unique_id": "gone", "file_name": "a.txt"})
    assert person.hears().text == "“a.txt” did not arrive whole. Please send it again."
