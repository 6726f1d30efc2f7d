"""A message to add as an article: its source, the links in it, the file attached to it.

Does not know how any of them is added.
"""

from dataclasses import dataclass
from typing import Final

from telegram import (
    Message,
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from qa_bot.channels.telegram.middleware.message_kinds import find_links
from qa_bot.channels.telegram.transport.delivery import send
from qa_bot.channels.telegram.views.reply_messages import render_text
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

# Bytes, as the setting `max_file_megabytes` counts.
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class AdditionRequest:
    """A message to add, its sender, and the language of the replies.

    `shown_in` is the id of the bot's message to show the result in; None for a new one.
    """

    message: Message
    user: int
    language: Language
    shown_in: int | None = None

    @property
    def text_source(self) -> str:
        """The source of an article whose text this message holds: who wrote it and when."""
        return text_source(self.message, self.message.message_id)

    def file_source(self, name: str) -> str:
        """Return the source of a file in this message."""
        return f"{message_source(self.message.chat_id, self.message.message_id)}/{name}"

    async def reply(self, text: str) -> None:
        """Send a text to where the message came from."""
        await send(self.message, render_text(text))


def message_source(chat: int, message: int) -> str:
    """Return the source of an article that begins in a message, without who sent it."""
    return f"telegram:{chat}/{message}"


def text_source(message: Message, first: int) -> str:
    """Return the source of a text that begins in the message `first` and goes on in `message`.

    `documents.readable_source` shows it as the author and the date.
    """
    origin = message.forward_origin
    author = _author(origin) if origin is not None else _sender(message)
    date = (message.date if origin is None else origin.date).date().isoformat()
    name = " ".join(f"{author}, {date}".replace("/", " ").split())
    return f"{message_source(message.chat_id, first)}/{name}"


def link_to(message: Message) -> str:
    """Return the address of a message, or of the post that it forwards; "" if it has none."""
    origin = message.forward_origin
    if isinstance(origin, MessageOriginChannel):
        # A channel without a name is known by its id, less the -100 that marks channels.
        root = origin.chat.link or f"https://t.me/c/{str(origin.chat.id).removeprefix('-100')}"
        return f"{root}/{origin.message_id}"
    return message.link or ""


def _sender(message: Message) -> str:
    if message.sender_chat is not None:
        return message.sender_chat.effective_name or ""
    return message.from_user.full_name if message.from_user else ""


def _author(origin: MessageOrigin) -> str:
    match origin:
        case MessageOriginUser():
            return origin.sender_user.full_name
        case MessageOriginHiddenUser():
            return origin.sender_user_name
        case MessageOriginChat():
            return origin.sender_chat.effective_name or ""
        case MessageOriginChannel():
            return origin.chat.effective_name or ""
    return ""


def links_of(message: Message) -> list[str]:
    """Return every address that a message leads to, shown or behind other words."""
    entities = (*message.entities, *message.caption_entities)
    hidden = [entity.url for entity in entities if entity.type == "text_link" and entity.url]
    shown = find_links(message.text or message.caption or "")
    return list(dict.fromkeys([*shown, *hidden]))


def too_large_text(name: str, size: int, limit: int, language: Language) -> str:
    """Explain that a file of `size` bytes, 0 for unknown, is larger than `limit` bytes."""
    most = _megabytes(limit, language)
    if not size:
        return language(wording.FILE_TOO_LARGE_TO_FETCH, name=name, most=most)
    return language(wording.FILE_TOO_LARGE, name=name, size=_megabytes(size, language), most=most)


def _megabytes(size: int, language: Language) -> str:
    return language(wording.MEGABYTES, number=language.number(size / _MEGABYTE))
