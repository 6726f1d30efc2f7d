"""The people who write to the bot, and what they see.

Knows what a person can do and see. Does not know how the bot is reached.
"""

import re
from typing import Any

from tests.telegram.bot_api.markup import Entity, utf16
from tests.telegram.bot_api.world import Json, Seen, World

_COMMAND = re.compile(r"^/\w+(@\w+)?")
_MENTION = re.compile(r"(?<!\S)@\w+")


class _Chat:
    def __init__(self, world: World, chat: Json, user: Json) -> None:
        self._world, self._chat, self._user = world, chat, user
        self._heard = 0
        world.chats[chat["id"]] = chat
        world.messages[chat["id"]] = []

    @property
    def id(self) -> int:
        """The chat's number."""
        return int(self._chat["id"])

    @property
    def seen(self) -> list[Seen]:
        """All messages of the chat."""
        return self._world.messages[self._chat["id"]]

    def says(self, text: str, **more: Any) -> int:
        """Write a message; returns the id of its update."""
        message = self._message(text=text, entities=_entities(text), **more)
        return self._world.deliver({"message": message})

    def sends(self, kind: str, content: Any, **more: Any) -> int:
        """Send something that is not text."""
        return self._world.deliver({"message": self._message(**{kind: content}, **more)})

    def edits(self, text: str) -> int:
        """Change one's latest message."""
        mine = [seen for seen in self.seen if seen.sender != "bot"][-1]
        edited = mine.raw | {"text": text, "entities": _entities(text), "edit_date": 1_750_000_100}
        mine.text = f"{text} (edited)"
        return self._world.deliver({"edited_message": edited})

    def taps(self, label: str) -> None:
        """Press a button under the latest message that has it."""
        seen, button = next(
            (seen, button)
            for seen in reversed(self.seen)
            for button in seen.buttons
            if button["text"] == label
        )
        query = f"query{self._world.next_message_id()}"
        self._world.open_queries.add(query)
        self._world.deliver(
            {
                "callback_query": {
                    "id": query,
                    "from": self._user,
                    "chat_instance": "1",
                    "message": dict(seen.raw),
                    "data": button["callback_data"],
                }
            }
        )

    def hears(self, timeout: float = 30.0) -> Seen:
        """The bot's next message."""
        self._world.wait(lambda: len(self._from_bot()) > self._heard, timeout)
        self._heard += 1
        return self._from_bot()[self._heard - 1]

    def asks(self, text: str) -> str:
        """Write a message and read the bot's next."""
        self.says(text)
        return self.hears().shown

    def blocks_bot(self) -> None:
        """Never hear from the bot again."""
        self._world.blocked.add(self._chat["id"])

    def transcript(self) -> str:
        """The whole chat as the person sees it."""
        return "\n".join(f"{seen.sender}: {seen.shown}" for seen in self.seen)

    def _from_bot(self) -> list[Seen]:
        return [seen for seen in self.seen if seen.sender == "bot"]

    def _message(self, **content: Any) -> Json:
        message: Json = {
            "message_id": self._world.next_message_id(),
            "date": 1_750_000_000,
            "chat": self._chat,
            "from": self._user,
            **content,
        }
        shown = content.get("text", "(not text)")
        self.seen.append(Seen(self._user["first_name"].lower(), shown, raw=message))
        return message


class Person(_Chat):
    """One person, writing to the bot alone."""

    def __init__(self, world: World, name: str = "Ada", number: int = 1) -> None:
        user = {"id": number, "is_bot": False, "first_name": name}
        super().__init__(world, {"id": number, "type": "private", "first_name": name}, user)


class Group(_Chat):
    """A group of people and the bot, seen by one of them."""

    def __init__(self, world: World, name: str = "Ada", number: int = -100) -> None:
        user = {"id": 1, "is_bot": False, "first_name": name}
        super().__init__(world, {"id": number, "type": "supergroup", "title": "Keepers"}, user)

    def replies(self, text: str) -> int:
        """Answer the bot's latest message."""
        return self.says(text, reply_to_message=dict(self._from_bot()[-1].raw))


def _entities(text: str) -> list[Entity]:
    commands = [("bot_command", found) for found in _COMMAND.finditer(text)]
    mentions = [("mention", found) for found in _MENTION.finditer(text)]
    return [
        {
            "type": kind,
            "offset": utf16(text[: found.start()]),
            "length": utf16(found.group()),
        }
        for kind, found in (*commands, *mentions)
    ]
