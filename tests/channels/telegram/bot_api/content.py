"""What people's messages hold, as Telegram tells it to the bot.

Knows entities that Telegram finds by itself, users, and what privacy mode lets
through. Does not know delivery.
"""

import re
from collections.abc import Mapping

from tests.channels.telegram.bot_api.errors import bad
from tests.channels.telegram.bot_api.keyboards import read_keyboard
from tests.channels.telegram.bot_api.markup import Entity, cut_out, utf16
from tests.channels.telegram.bot_api.seen import Seen
from tests.channels.telegram.bot_api.specification import Json
from tests.channels.telegram.bot_api.texts import read_text
from tests.channels.telegram.bot_api.world import BOT, NOW, World

GROUP_ANONYMOUS: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
# Who writes in the name of a channel, and who forwards the posts of a linked one, has these.
CHANNEL_BOT: Json = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
TELEGRAM: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
_FOUND = {
    "bot_command": re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])"),
    "mention": re.compile(r"(?<!\S)@\w+"),
    "url": re.compile(r"https?://[^\s<>\"]*[^\s<>\".,!?;:)]"),
}
_NOT_IN_REPLY = ("reply_to_message", "external_reply", "quote")
_SERVICE = ("new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id")


def user(number: int, name: str, language: str | None = None) -> Json:
    """A person."""
    about: Json = {"id": number, "is_bot": False, "first_name": name}
    return about | ({"language_code": language} if language else {})


def entities(text: str, links: Mapping[str, str] | None = None) -> list[Entity]:
    """The entities of a text: those that Telegram finds, and words that hide an address."""
    found = [
        _entity(text, match.start(), match.end(), kind)
        for kind, pattern in _FOUND.items()
        for match in pattern.finditer(text)
    ]
    for words, address in (links or {}).items():
        start = text.index(words)
        link = _entity(text, start, start + len(words), "text_link")
        found.append(link | {"url": address})
    return sorted(found, key=lambda entity: entity["offset"])


def is_for_bot(message: Json) -> bool:
    """Whether privacy mode lets a group's message through to the bot."""
    if any(name in message for name in _SERVICE):
        return True
    replied = message.get("reply_to_message", {})
    if replied.get("from", {}).get("id") == BOT["id"] or message.get("via_bot") == BOT:
        return True
    if "rich_message" in message:
        return f"@{BOT['username']}" in str(message["rich_message"])
    text = message.get("text") or message.get("caption") or ""
    marked = message.get("entities") or message.get("caption_entities") or []
    return any(_names_bot(text, entity) for entity in marked)


def as_replied_to(raw: Json) -> Json:
    """A message as it comes inside a reply to it: without what it replies to itself."""
    return {key: value for key, value in raw.items() if key not in _NOT_IN_REPLY}


def thread_of_reply(raw: Json) -> int:
    """The thread of a reply to a message: of its topic, or the chain of replies that it begins.

    0 outside supergroups, which have neither.
    """
    chat = raw["chat"]
    if chat["type"] != "supergroup":
        return 0
    return int(raw.get("message_thread_id") or raw["message_id"])


def external_reply(raw: Json) -> Json:
    """The fields of a reply to a message of another topic or another chat."""
    about: Json = {"origin": {"type": "user", "date": NOW, "sender_user": raw["from"]}}
    if raw["chat"]["type"] in ("supergroup", "channel"):
        about |= {"chat": raw["chat"], "message_id": raw["message_id"]}
    return {"external_reply": about}


def send_card(world: World, sender: Json, query: str, card: Json, chat_id: int) -> Seen:
    """Let a person send one of the bot's cards into a chat."""
    content = card.get("input_message_content", {})
    if "message_text" not in content:
        raise bad("only cards with a text can be sent here")
    text, marked = read_text(
        content["message_text"], content.get("parse_mode"), content.get("entities")
    )
    number = f"inline{len(world.inline_messages) + 1}"
    raw = {
        "message_id": world.next_message_id(chat_id),
        "date": NOW,
        "chat": world.chats[chat_id],
        "text": text,
        "inline_message_id": number,
    }
    if keyboard := read_keyboard(card.get("reply_markup")):
        raw["reply_markup"] = keyboard
    seen = Seen(f"{sender['first_name'].lower()} via bot", text, marked, raw)
    world.inline_messages[number] = seen
    world.show(chat_id, seen)
    chosen = {"result_id": card["id"], "from": sender, "query": query}
    world.deliver({"chosen_inline_result": chosen | {"inline_message_id": number}})
    return seen


def _names_bot(text: str, entity: Entity) -> bool:
    """Whether an entity is a command of the bot's or its name.

    A command without a name is meant for the bot that spoke last, which is
    this one: there is no other.
    """
    words = cut_out(text, entity).lower()
    own = f"@{BOT['username']}"
    if entity["type"] == "bot_command":
        return "@" not in words or words.endswith(own)
    if entity["type"] == "text_mention":
        return bool(entity["user"]["id"] == BOT["id"])
    return entity["type"] == "mention" and words == own


def _entity(text: str, start: int, end: int, kind: str) -> Entity:
    return {"type": kind, "offset": utf16(text[:start]), "length": utf16(text[start:end])}
