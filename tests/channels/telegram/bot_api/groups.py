"""Groups and channels: what their members can do, and which fields Telegram then sends.

Knows basic groups, supergroups, topics and those who write in a chat's name. Does not
know how the bot is reached.
"""

from typing import Self

from tests.channels.telegram.bot_api import content
from tests.channels.telegram.bot_api.members import membership
from tests.channels.telegram.bot_api.people import Chat
from tests.channels.telegram.bot_api.seen import Seen
from tests.channels.telegram.bot_api.specification import Json
from tests.channels.telegram.bot_api.world import BOT, NOW, World


class Group(Chat):
    """A group of people and the bot, seen by one of them.

    The bot is in privacy mode unless it may read all messages. Another member,
    topic, an anonymous admin's view of the same group and that of a person who writes
    as a channel come from `member`, `topic`, `anonymous` and `as_channel`. `kind`
    is "supergroup", or "group" for a basic group.
    """

    def __init__(
        self,
        world: World,
        name: str = "Ada",
        number: int = -100,
        user: int = 1,
        status: str = "member",
        title: str = "Keepers",
        kind: str = "supergroup",
    ) -> None:
        chat = world.chats.get(number) or {"id": number, "type": kind, "title": title}
        super().__init__(world, chat, content.user(user, name))
        members = world.members[number]
        members[user] = membership(status, self._user)
        members.setdefault(BOT["id"], membership("member", BOT))
        self._thread: int | None = None
        self._behalf: Json = {}

    @property
    def is_basic(self) -> bool:
        """Whether it is a basic group, which can become a supergroup."""
        return bool(self._chat["type"] == "group")

    def member(self, name: str, number: int, status: str = "member") -> "Group":
        """The group as another member sees it."""
        return Group(self._world, name, self.id, number, status)

    def topic(self, thread: int, name: str = "A topic") -> Self:
        """The same member's view of one topic of the group."""
        self._chat["is_forum"] = True
        self._world.topics[self.id].add(thread)
        view = self._copy()
        view._thread = thread
        # Telegram lets the first message of a topic reply to the topic's beginning.
        began = {"message_id": thread, "date": NOW, "chat": self._chat, "from": self._user}
        began["message_thread_id"] = thread
        began["forum_topic_created"] = {"name": name, "icon_color": 0x6FB9F0}
        about = {"message_thread_id": thread, "is_topic_message": True}
        view._more = about | {"reply_to_message": began | {"is_topic_message": True}}
        view._heard = len(view._from_bot())
        return view

    def anonymous(self) -> Self:
        """The same group written to by an admin who hides behind its name."""
        view = self._copy()
        view._behalf = {"sender_chat": self._chat, "author_signature": "admin"}
        view._user = content.GROUP_ANONYMOUS
        return view

    def as_channel(self, number: int = -1000000000777, title: str = "Coast") -> Self:
        """The same group written to by a person in the name of a channel of theirs."""
        view = self._copy()
        view._behalf = {"sender_chat": {"id": number, "type": "channel", "title": title}}
        view._user = content.CHANNEL_BOT
        return view

    def linked_channel_posts(self, text: str, number: int = -1000000000888) -> Seen:
        """Let Telegram forward a post of the linked channel into the group."""
        channel = {"id": number, "type": "channel", "title": "News"}
        view = self._copy()
        view._behalf = {"sender_chat": channel, "is_automatic_forward": True}
        view._user = content.TELEGRAM
        origin = {"type": "channel", "chat": channel, "message_id": 7, "date": NOW}
        view.says(text, forward_origin=origin)
        return self.seen[-1]

    def adds_bot(self, status: str = "member") -> None:
        """Take the bot in."""
        members = self._world.members[self.id]
        members[BOT["id"]] = membership("left", BOT)
        self._bot_becomes(status)
        self.sends("new_chat_members", [BOT])

    def promotes_bot(self) -> None:
        """Make the bot an admin, who sees every message."""
        self._bot_becomes("administrator")

    def removes_bot(self) -> None:
        """Throw the bot out."""
        self._bot_becomes("kicked")

    def migrates(self, number: int) -> "Group":
        """Become a supergroup with another id, as a basic group does."""
        self.sends("migrate_to_chat_id", number)
        self._chat["migrated_to"] = number
        status = self._world.members[self.id][self._user["id"]]["status"]
        new = Group(self._world, self._user["first_name"], number, self._user["id"], status)
        new.sends("migrate_from_chat_id", self.id)
        return new

    def _copy(self) -> Self:
        view = object.__new__(type(self))
        view.__dict__.update(self.__dict__)
        return view

    def _sender(self) -> Json:
        return {"from": self._user} | self._behalf

    def _reacting(self) -> Json:
        chat = self._behalf.get("sender_chat")
        return {"actor_chat": chat} if chat else {"user": self._user}

    def _tells_reactions(self) -> bool:
        return bool(self._world.members[self.id][BOT["id"]]["status"] == "administrator")

    def _replying_to(self, raw: Json) -> Json:
        """In a supergroup a reply also names the first message of its chain of replies."""
        topic = raw["message_thread_id"] if raw.get("is_topic_message") else None
        if topic != self._thread:
            return content.external_reply(raw)
        thread = self._thread or content.thread_of_reply(raw)
        return {"reply_to_message": content.as_replied_to(raw)} | (
            {"message_thread_id": thread} if thread else {}
        )

    def _is_here(self, seen: Seen) -> bool:
        thread = getattr(self, "_thread", None)
        return thread is None or seen.raw.get("message_thread_id") == thread

    def _reaches_bot(self, message: Json) -> bool:
        status = self._world.members[self.id][BOT["id"]]["status"]
        if status in ("left", "kicked"):
            return False
        reads_all = self._world.abilities["can_read_all_group_messages"]
        is_reaction = not message
        return status == "administrator" or reads_all or is_reaction or content.is_for_bot(message)


class Channel(Chat):
    """A channel in which the bot is an admin."""

    def __init__(self, world: World, title: str = "News", number: int = -1000) -> None:
        chat = {"id": number, "type": "channel", "title": title}
        super().__init__(world, chat, {"id": 0, "is_bot": False, "first_name": title})
        world.members[number][BOT["id"]] = membership("administrator", BOT)

    def _edit_kind(self) -> str:
        return "edited_channel_post"

    def _sender(self) -> Json:
        return {"sender_chat": self._chat}
