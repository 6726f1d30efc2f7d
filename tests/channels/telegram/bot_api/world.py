"""What Telegram knows: chats, their members, messages, files and what waits for the bot.

Knows who may send where. Does not know HTTP, nor the parameters of methods.
"""

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tests.channels.telegram.bot_api.delivery import Queue
from tests.channels.telegram.bot_api.errors import ApiError, bad
from tests.channels.telegram.bot_api.files import Files
from tests.channels.telegram.bot_api.limiter import Limiter
from tests.channels.telegram.bot_api.markup import Entity
from tests.channels.telegram.bot_api.seen import Seen
from tests.patience import PATIENCE_S

Json = dict[str, Any]
TOKEN = "123456789:AAtestTESTtestTESTtestTESTtestTEST12"
BOT: Json = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Lighthouse",
    "username": "lighthouse_bot",
}
ABILITIES: Json = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
NOW = 1_750_000_000


class World:
    """One bot's corner of Telegram.

    `calls` holds every request that was understood and `results` what came of
    it, `refusals` those that were refused, `violations` what in them broke the specification.
    `drafts` are those of each chat, with their ids, in the order in which they were shown.
    """

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.queue = Queue(self.changed)
        self.files = Files()
        self.limiter = Limiter()
        self.abilities = ABILITIES | {
            "supports_inline_queries": True,
            "supports_guest_queries": True,
        }
        self.chats: dict[int, Json] = {}
        self.messages: dict[int, list[Seen]] = {}
        self.posted: dict[int, list[Seen]] = defaultdict(list)
        self.history: dict[int, list[str]] = defaultdict(list)
        self.drafts: dict[int, list[tuple[int, Seen]]] = defaultdict(list)
        self.members: dict[int, dict[int, Json]] = defaultdict(dict)
        self.topics: dict[int, set[int]] = defaultdict(set)
        self.blocked: set[int] = set()
        self.calls: list[tuple[str, Json]] = []
        self.results: list[tuple[str, Any]] = []
        self.refusals: list[tuple[str, str]] = []
        self.violations: list[str] = []
        self.menus: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.open_queries: set[str] = set()
        self.toasts: dict[str, Json] = {}
        self.asked_in: dict[str, int] = {}
        self.inline_answers: dict[str, Json] = {}
        self.guest_answers: dict[str, Seen] = {}
        self.inline_messages: dict[str, Seen] = {}
        self._message_ids: dict[int, int] = defaultdict(int)

    @property
    def closed(self) -> bool:
        """Whether the server is going away, so that nothing may wait any longer."""
        return self.queue.closed

    @closed.setter
    def closed(self, closed: bool) -> None:
        self.queue.closed = closed

    @property
    def updates(self) -> list[Json]:
        """The updates that the bot has not confirmed."""
        return self.queue.waiting

    @property
    def commands(self) -> list[Json]:
        """The menu that everybody sees for whom there is no other."""
        return self.menus.get(("default", ""), [])

    def wait(self, condition: Callable[[], bool], timeout: float = PATIENCE_S) -> None:
        """Wait until something holds."""
        with self.changed:
            if not self.changed.wait_for(condition, timeout):
                raise AssertionError(
                    f"never came about; the calls were {self.calls[-5:]}, "
                    f"refused were {self.refusals[-5:]}"
                )

    def called(self, method: str) -> list[Json]:
        """The parameters of each request of a method, as they were sent."""
        return [params for name, params in self.calls if name == method]

    def next_message_id(self, chat_id: int = 0) -> int:
        """A message id not used before in that chat; private chats share theirs."""
        box = chat_id if chat_id < 0 else 0
        self._message_ids[box] += 1
        return self._message_ids[box]

    def deliver(self, update: Json) -> int:
        """Let an update wait for the bot; returns its id."""
        return self.queue.add(update)

    def deliver_again(self, update_id: int) -> None:
        """Let an update come another time."""
        self.queue.add_again(update_id)

    def reachable(self, chat_id: int | str) -> Json:
        """The chat, if the bot may write to it; raises ApiError."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else self._named(chat_id)
        if chat is None:
            raise bad("chat not found")
        if "migrated_to" in chat:
            raise _migrated(chat["migrated_to"])
        if chat["id"] in self.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        status = self.members[chat["id"]].get(BOT["id"], {}).get("status", "member")
        if status in ("left", "kicked"):
            what = "is not a member of" if status == "left" else "was kicked from"
            raise ApiError(403, f"Forbidden: bot {what} the {chat['type']} chat")
        return chat

    def post(
        self,
        chat_id: int | str,
        text: str,
        entities: list[Entity],
        more: Json,
        file: bytes | None = None,
    ) -> Json:
        """A message of the bot; `more` is what it holds beside its sender and its text."""
        with self.changed:
            chat = self.reachable(chat_id)
            message: Json = {
                "message_id": self.next_message_id(chat["id"]),
                "date": NOW,
                "chat": chat,
                "from": BOT,
                **({"caption" if file is not None else "text": text} if text else {}),
                **more,
            }
            if entities:
                message["caption_entities" if file is not None else "entities"] = entities
            self.show(chat["id"], Seen("bot", text, entities, message, file))
            return message

    def show(self, chat_id: int, seen: Seen) -> None:
        """Let a message appear in its chat."""
        with self.changed:
            self.messages[chat_id].append(seen)
            if seen.sender == "bot":
                self.posted[chat_id].append(seen)
            self.history[chat_id].append(f"{seen.sender}: {seen.screen}")
            self.changed.notify_all()

    def show_draft(self, chat_id: int, draft_id: int, seen: Seen) -> None:
        """Let a person see a text that the bot is still working on."""
        with self.changed:
            self.drafts[chat_id].append((draft_id, seen))
            self.changed.notify_all()

    def rewrite(self, seen: Seen, text: str, entities: list[Entity], keyboard: Json | None) -> Json:
        """The bot's message with another text and keyboard."""
        with self.changed:
            is_file = seen.file is not None
            seen.text, seen.entities = text, entities
            seen.raw = {**seen.raw, "edit_date": NOW, ("caption" if is_file else "text"): text}
            key = "caption_entities" if is_file else "entities"
            seen.raw.pop(key, None)
            if entities:
                seen.raw[key] = entities
            self.rekey(seen, keyboard)
            return seen.raw

    def rekey(self, seen: Seen, keyboard: Json | None) -> Json:
        """The bot's message with another keyboard, or none."""
        with self.changed:
            if old := seen.raw.get("reply_markup"):
                seen.kept.append(old)
            seen.raw = {key: value for key, value in seen.raw.items() if key != "reply_markup"}
            if keyboard:
                seen.raw["reply_markup"] = keyboard
            self.history[seen.raw["chat"]["id"]].append(f"bot edits {seen.id}: {seen.screen}")
            self.changed.notify_all()
            return seen.raw

    def erase(self, seen: Seen) -> None:
        """Let a message disappear from its chat."""
        with self.changed:
            seen.deleted = True
            chat_id = seen.raw["chat"]["id"]
            self.messages[chat_id].remove(seen)
            self.history[chat_id].append(f"bot deletes {seen.id}")
            self.changed.notify_all()

    def new_query(self, chat_id: int) -> str:
        """The id of a press of a button, or of an inline query, that waits for its answer."""
        with self.changed:
            query = f"query{len(self.asked_in) + 1}"
            self.asked_in[query] = chat_id
            self.open_queries.add(query)
            return query

    def toast(self, query: str, shown: Json) -> None:
        """Answer the press of a button."""
        with self.changed:
            self.open_queries.discard(query)
            self.toasts[query] = shown
            if shown.get("text"):
                self.history[self.asked_in[query]].append(f"toast: {shown['text']}")
            self.changed.notify_all()

    def find(self, chat_id: int | str, message_id: int) -> Seen:
        """A message of a chat."""
        for seen in self.messages.get(self.reachable(chat_id)["id"], []):
            if seen.raw.get("message_id") == message_id:
                return seen
        raise bad("message to edit not found")

    def inline_message(self, inline_message_id: str) -> Seen:
        """A message that somebody sent by way of the bot."""
        found = self.inline_messages.get(inline_message_id)
        if found is None:
            raise bad("MESSAGE_ID_INVALID")
        return found

    def member(self, chat_id: int, user_id: int) -> Json:
        """What somebody is in a chat; raises ApiError for somebody never seen there."""
        found = self.members[chat_id].get(user_id)
        if found is None:
            raise bad("PARTICIPANT_ID_INVALID")
        return found

    def _named(self, name: str) -> Json | None:
        found = (c for c in self.chats.values() if f"@{c.get('username')}" == name)
        return next(found, None)


def _migrated(chat_id: int) -> ApiError:
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(400, text, migrate_to_chat_id=chat_id)
