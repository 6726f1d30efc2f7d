"""What Telegram knows: people, chats, messages and the updates waiting for the bot.

Knows the rules of delivery and of texts. Does not know HTTP.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.bot_api.errors import ApiError, bad
from tests.telegram.bot_api.markup import Entity, parse_html, utf16

Json = dict[str, Any]
TOKEN = "123456789:AAtestTESTtestTESTtestTESTtestTEST12"
BOT: Json = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Lighthouse",
    "username": "lighthouse_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_MARKS = {"bold": "*", "italic": "_"}


@dataclass
class Seen:
    """A message as a person sees it."""

    sender: str
    text: str
    entities: list[Entity] = field(default_factory=list)
    raw: Json = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The text with *bold*, _italic_ and quotations as lines that begin with a bar."""
        units = self.text.encode("utf-16-le")
        stops = sorted(self._stops(), key=lambda stop: stop[0], reverse=True)
        for at, mark in stops:
            units = units[: 2 * at] + mark.encode("utf-16-le") + units[2 * at :]
        return units.decode("utf-16-le")

    def _stops(self) -> list[tuple[int, str]]:
        stops: list[tuple[int, str]] = []
        for entity in self.entities:
            start, end = entity["offset"], entity["offset"] + entity["length"]
            if entity["type"] == "blockquote":
                # Insertion runs from the back: the bar is put in last, so it comes first.
                stops += [(start, "| ")]
            elif mark := _MARKS.get(entity["type"]):
                stops = [(start, mark), (end, mark), *stops]
        return stops

    @property
    def buttons(self) -> list[Json]:
        """The buttons under the message."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


class World:
    """One bot's corner of Telegram."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.closed = False
        self.chats: dict[int, Json] = {}
        self.messages: dict[int, list[Seen]] = {}
        self.blocked: set[int] = set()
        self.updates: list[Json] = []
        self.allowed: list[str] | None = None
        self.calls: list[tuple[str, Json]] = []
        self.commands: list[Json] = []
        self.open_queries: set[str] = set()
        self._polls = 0
        self._update_id = 1000
        self._message_id = 0

    def wait(self, condition: Callable[[], bool], timeout: float = 30.0) -> None:
        """Wait until something holds."""
        with self.changed:
            if not self.changed.wait_for(condition, timeout):
                raise AssertionError(f"never came about; the calls were {self.calls[-5:]}")

    def called(self, method: str) -> list[Json]:
        """The parameters of each request of a method."""
        return [params for name, params in self.calls if name == method]

    def next_message_id(self) -> int:
        """A message id not used before."""
        self._message_id += 1
        return self._message_id

    def deliver(self, update: Json) -> int:
        """Let an update wait for the bot; returns its id."""
        with self.changed:
            self._update_id += 1
            self.updates.append({"update_id": self._update_id, **update})
            self.changed.notify_all()
            return self._update_id

    def deliver_again(self, update_id: int) -> None:
        """Let an update that was waiting once wait twice."""
        with self.changed:
            self.updates += [each for each in self.updates if each["update_id"] == update_id][:1]

    def poll(self, offset: int, limit: int, timeout: int) -> list[Json]:
        """Updates from `offset` on, those before it confirmed; waits for the first."""
        with self.changed:
            self._polls += 1
            mine = self._polls
            self._confirm(offset)
            self.changed.notify_all()
            self.changed.wait_for(
                lambda: self.closed or self._polls != mine or bool(self.updates), min(timeout, 50)
            )
            if self._polls != mine:
                raise ApiError(409, "Conflict: terminated by other getUpdates request")
            return self._allowed_updates()[:limit]

    def _confirm(self, offset: int) -> None:
        self.updates = [each for each in self.updates if each["update_id"] >= offset]

    def _allowed_updates(self) -> list[Json]:
        def is_allowed(update: Json) -> bool:
            return not self.allowed or any(kind in update for kind in self.allowed)

        self.updates = [each for each in self.updates if is_allowed(each)]
        return self.updates

    def post(self, chat_id: int, text: str, entities: list[Entity], more: Json) -> Json:
        """A message of the bot."""
        with self.changed:
            if chat_id not in self.chats:
                raise bad("chat not found")
            if chat_id in self.blocked:
                raise ApiError(403, "Forbidden: bot was blocked by the user")
            message: Json = {
                "message_id": self.next_message_id(),
                "date": 1_750_000_000,
                "chat": self.chats[chat_id],
                "from": BOT,
                "text": text,
                "entities": entities,
                **more,
            }
            self.messages[chat_id].append(Seen("bot", text, entities, message))
            self.changed.notify_all()
            return message

    def rewrite(self, chat_id: int, message_id: int, text: str, entities: list[Entity]) -> Seen:
        """The bot's message with another text."""
        with self.changed:
            seen = self.find(chat_id, message_id)
            seen.text, seen.entities = text, entities
            seen.raw |= {"text": text, "entities": entities}
            self.changed.notify_all()
            return seen

    def find(self, chat_id: int, message_id: int) -> Seen:
        """A message of a chat."""
        for seen in self.messages.get(chat_id, []):
            if seen.raw.get("message_id") == message_id:
                return seen
        raise bad("message to edit not found")


def parse_text(text: str, parse_mode: str | None) -> tuple[str, list[Entity]]:
    """A text as shown; raises ApiError when it is empty, too long or badly marked up."""
    if not text.strip():
        raise bad("message text is empty")
    plain, entities = parse_html(text) if parse_mode == "HTML" else (text.strip(), [])
    if not plain:
        raise bad("message text is empty")
    # Stricter than Telegram, which counts code points here.
    if utf16(plain) > 4096:
        raise bad("message is too long")
    return plain, entities
