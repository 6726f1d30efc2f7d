"""The people who write to the bot, and what they see.

Knows what a person can do and see in a chat. Does not know how the bot is reached.
"""

from collections.abc import Sequence
from typing import Any

from tests.channels.telegram.bot_api import content
from tests.channels.telegram.bot_api.markup import Entity
from tests.channels.telegram.bot_api.members import membership
from tests.channels.telegram.bot_api.seen import Seen
from tests.channels.telegram.bot_api.specification import Json, check
from tests.channels.telegram.bot_api.world import BOT, NOW, World
from tests.patience import PATIENCE_S

ELSEWHERE: Json = {"id": -1000000000555, "type": "supergroup", "title": "Elsewhere"}
HIDDEN: Json = {"type": "hidden_user", "date": NOW, "sender_user_name": "Somebody"}


class Chat:
    """A chat as one of its people uses it."""

    def __init__(self, world: World, chat: Json, user: Json) -> None:
        self._world, self._chat, self._user = world, chat, user
        self._more: Json = {}
        if chat["id"] not in world.chats:
            world.chats[chat["id"]] = chat
            world.messages[chat["id"]] = []
        self._heard = len(self._from_bot())

    @property
    def id(self) -> int:
        """The chat's id."""
        return int(self._chat["id"])

    @property
    def user(self) -> Json:
        """The person, as the bot is told of them."""
        return self._user

    @property
    def seen(self) -> list[Seen]:
        """All messages of the chat."""
        return self._world.messages[self.id]

    def says(self, text: str, entities: Sequence[Entity] | None = None, **more: Any) -> int:
        """Write a message; returns the id of its update.

        Commands, mentions and addresses in the text are found unless its
        `entities` are given; `links` in `more` gives words of the text an address.
        """
        links = more.pop("links", {})
        found = content.entities(text, links) if entities is None else list(entities)
        marked = {"entities": found} if found else {}
        return self._writes(text, None, text=text, **marked, **more)

    def sends(self, kind: str, sent: Any, **more: Any) -> int:
        """Send something that is not text."""
        return self._writes(more.get("caption", "(not text)"), None, **{kind: sent}, **more)

    def uploads(
        self,
        name: str | None,
        content: bytes,
        *,
        mime: str | None = None,
        size: int | None = -1,
        **more: Any,
    ) -> int:
        """Send a file; `size` is what Telegram says of it: the truth (-1), a lie or nothing."""
        said = len(content) if size == -1 else size
        stored = self._world.files.keep(name, content, mime, said)
        text = more.get("caption", "")
        return self._writes(text, content, document=stored.document(), **more)

    def forwards(self, text: str, origin: Json = HIDDEN, **more: Any) -> int:
        """Pass on what somebody else wrote."""
        return self.says(text, forward_origin=origin, **more)

    def replies(self, text: str, seen: Seen | None = None, **more: Any) -> int:
        """Answer a message, the bot's latest unless another is given."""
        to = seen or self._from_bot()[-1]
        return self.says(text, **self._replying_to(to.raw), **more)

    def reacts(self, *emoji: str, seen: Seen | None = None) -> int:
        """Put these reactions, and no others, on a message: the bot's latest unless another."""
        to = seen or self._from_bot()[-1]
        old, new = to.reactions.get(self._user["id"], []), [_reaction(each) for each in emoji]
        to.reactions[self._user["id"]] = new
        change = {"chat": self._chat, "message_id": to.id, "date": NOW, **self._reacting()}
        change |= {"old_reaction": old, "new_reaction": new}
        return self._deliver({"message_reaction": change}, {}) if self._tells_reactions() else 0

    def edits(self, text: str, seen: Seen | None = None) -> int:
        """Change one of one's messages, the latest unless another is given."""
        mine = seen or [each for each in self.seen if each.sender == self._name()][-1]
        found = content.entities(text)
        mine.raw = mine.raw | {"text": text, "edit_date": NOW + 100}
        mine.raw.pop("entities", None)
        mine.raw |= {"entities": found} if found else {}
        mine.text = f"{text} (edited)"
        self._world.history[self.id].append(f"{self._name()} edits {mine.id}: {text}")
        return self._deliver({self._edit_kind(): mine.raw}, mine.raw)

    def taps(self, label: str, seen: Seen | None = None, *, too_old: bool = False) -> str:
        """Press a button under the latest message that has it; returns the press's id.

        Telegram gives the bot no access to a message that is `too_old`.
        """
        where = [seen] if seen is not None else list(reversed(self.seen))
        for each in where:
            for button in each.buttons:
                if button["text"] == label and "callback_data" in button:
                    return self._press(each, button["callback_data"], too_old)
        raise AssertionError(f"no button {label!r} in:\n{self.transcript()}")

    def taps_stale(self, label: str, seen: Seen) -> str:
        """Press a button that a message had before it was edited or deleted."""
        rows = [row for old in seen.kept for row in old["inline_keyboard"]]
        buttons = [*(button for row in rows for button in row), *seen.buttons]
        data = next(each["callback_data"] for each in buttons if each["text"] == label)
        return self._press(seen, data, False)

    def taps_data(self, data: str, seen: Seen) -> str:
        """Send what no button holds, as a changed app could."""
        return self._press(seen, data, False)

    def toast(self, press: str, timeout: float = PATIENCE_S) -> str | None:
        """What is shown in answer to the press of a button, None where it is nothing."""
        self._world.wait(lambda: press in self._world.toasts, timeout)
        return self._world.toasts[press].get("text")

    def presses(self, label: str, seen: Seen | None = None) -> str | None:
        """Press a button and wait until the press is answered; returns what is shown then."""
        return self.toast(self.taps(label, seen))

    def hears(self, timeout: float = PATIENCE_S) -> Seen:
        """The bot's next message."""
        self._world.wait(lambda: len(self._from_bot()) > self._heard, timeout)
        self._heard += 1
        return self._from_bot()[self._heard - 1]

    def asks(self, text: str) -> str:
        """Write a message and read the bot's next."""
        self.says(text)
        return self.hears().shown

    def transcript(self) -> str:
        """The whole chat as it stands on the person's screen."""
        return "\n".join(f"{seen.sender}: {seen.screen}" for seen in self.seen)

    def history(self) -> str:
        """All that happened in the chat, in order: messages, edits, deletions, toasts."""
        return "\n".join(self._world.history[self.id])

    def _name(self) -> str:
        return str(self._user["first_name"]).lower()

    def _edit_kind(self) -> str:
        return "edited_message"

    def _from_bot(self) -> list[Seen]:
        return [seen for seen in self._world.posted[self.id] if self._is_here(seen)]

    def _is_here(self, _: Seen) -> bool:
        return True

    def _sender(self) -> Json:
        return {"from": self._user}

    def _reacting(self) -> Json:
        return {"user": self._user}

    def _tells_reactions(self) -> bool:
        """Whether the bot is told of reactions here."""
        return True

    def _replying_to(self, raw: Json) -> Json:
        """The fields of a reply to a message."""
        return {"reply_to_message": content.as_replied_to(raw)}

    def _writes(self, shown: str, file: bytes | None, **said: Any) -> int:
        if said.get("caption") and "caption_entities" not in said:
            found = content.entities(said["caption"])
            said |= {"caption_entities": found} if found else {}
        message: Json = {
            "message_id": self._world.next_message_id(self.id),
            "date": NOW,
            "chat": self._chat,
            **self._sender(),
            **self._more,
            **said,
        }
        seen = Seen(self._name(), shown, raw=message, file=file)
        self._world.show(self.id, seen)
        return self._deliver({self._edit_kind().removeprefix("edited_"): message}, message)

    def _deliver(self, update: Json, message: Json) -> int:
        """Let the bot have an update if it may see the message; returns the update's id or 0."""
        check("update", {"update_id": 1, **update}, ["Update"])
        return self._world.deliver(update) if self._reaches_bot(message) else 0

    def _reaches_bot(self, _: Json) -> bool:
        return True

    def _press(self, seen: Seen, data: str, too_old: bool) -> str:
        query = self._world.new_query(self.id)
        message = dict(seen.raw)
        if too_old:
            message = {"chat": self._chat, "message_id": seen.id, "date": 0}
        about: Json = {"id": query, "from": self._user, "chat_instance": str(self.id), "data": data}
        if inline := seen.raw.get("inline_message_id"):
            about["inline_message_id"] = inline
        else:
            about["message"] = message
        update = {"callback_query": about}
        check("update", {"update_id": 1, **update}, ["Update"])
        self._world.deliver(update)
        return query

    def _bot_becomes(self, status: str, **more: Any) -> None:
        """Change what the bot is in the chat, and tell it."""
        old = self._world.members[self.id].get(BOT["id"]) or membership("member", BOT)
        new = membership(status, BOT, **more)
        self._world.members[self.id][BOT["id"]] = new
        change = {"chat": self._chat, "from": self._user, "date": NOW}
        change |= {"old_chat_member": old, "new_chat_member": new}
        check("update", change, ["ChatMemberUpdated"])
        self._world.deliver({"my_chat_member": change})


class Person(Chat):
    """One person, writing to the bot alone."""

    def __init__(
        self, world: World, name: str = "Ada", number: int = 1, language: str | None = None
    ) -> None:
        user = content.user(number, name, language)
        super().__init__(world, {"id": number, "type": "private", "first_name": name}, user)

    def blocks_bot(self) -> None:
        """Never hear from the bot again."""
        self._world.blocked.add(self.id)
        self._bot_becomes("kicked")

    def unblocks_bot(self) -> None:
        """Hear from the bot again."""
        self._world.blocked.discard(self.id)
        self._bot_becomes("member")

    @property
    def drafts(self) -> list[str]:
        """What the bot has shown of messages before it sent them."""
        return [seen.shown for _, seen in self._world.drafts[self.id]]

    def queries(self, text: str, offset: str = "", chat_type: str = "sender") -> str:
        """Write the bot's name and a question in any chat; returns the query's id."""
        query = self._world.new_query(self.id)
        if self._world.abilities["supports_inline_queries"]:
            about = {"id": query, "from": self._user, "query": text, "offset": offset}
            self._world.deliver({"inline_query": about | {"chat_type": chat_type}})
        return query

    def summons(self, text: str, chat: Json = ELSEWHERE, **more: Any) -> str:
        """Name the bot in a chat of which it is no member; returns the query's id."""
        query = self._world.new_query(self.id)
        message = {"message_id": 7, "date": NOW, "chat": chat, "from": self._user, "text": text}
        message |= {"entities": content.entities(text), "guest_query_id": query, **more}
        if self._world.abilities["supports_guest_queries"]:
            self._deliver({"guest_message": message}, message)
        return query

    def guest_answer(self, query: str, timeout: float = PATIENCE_S) -> Seen:
        """The message by which the bot answers where it was named."""
        self._world.wait(lambda: query in self._world.guest_answers, timeout)
        return self._world.guest_answers[query]

    def cards(self, query: str, timeout: float = PATIENCE_S) -> list[Json]:
        """The cards that the bot offers in answer to a query."""
        self._world.wait(lambda: query in self._world.inline_answers, timeout)
        results: list[Json] = self._world.inline_answers[query]["results"]
        return results

    def picks(self, query: str, card: Json, into: Chat) -> Seen:
        """Send one of the cards into a chat."""
        return content.send_card(self._world, self._user, query, card, into.id)


def _reaction(emoji: str) -> Json:
    return {"type": "emoji", "emoji": emoji}
