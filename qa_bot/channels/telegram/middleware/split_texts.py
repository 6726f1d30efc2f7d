"""Detect and join the parts of a text that Telegram's apps split over several messages.

An app splits at the best place in the second half of what a message holds, or in
its last few hundred characters: after a paragraph, a line, a sentence, a word; or
inside a word, at the limit, where there is none. White space at the split is lost.
Does not know articles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from telegram import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from qa_bot.channels.telegram.storage.additions import MessagePart
from qa_bot.channels.telegram.views.message_layout import MAX_MESSAGE_UNITS, utf16_length

# UTF-16 code units: an app splits in the second half, so a shorter message was not split.
_MIN_SPLIT_UNITS: Final = MAX_MESSAGE_UNITS // 2
# Seconds between two parts, which an app sends at once.
_MAX_GAP_S: Final = 2.0
# Characters before the limit in which an app finds white space to split at, if there is any.
_SPLIT_SEARCH: Final = 300
_SENTENCE_ENDS: Final = (".", "!", "?", "…", ":", "。", "！", "？")
_CLOSING: Final = "\"'”’»)]"


@dataclass(frozen=True, slots=True)
class _Origin:
    """The author of a forwarded message, and when it was written, in seconds since the epoch."""

    author: str
    written_at: float


def message_part(message: Message, person: int, text: str) -> MessagePart:
    """Describe a message so that its continuation can be detected; `text` is "" for a file."""
    sent_at = message.date.timestamp()
    origin = _origin(message)
    return MessagePart(
        message.chat_id,
        person,
        message.message_id,
        sent_at,
        utf16_length(text),
        origin.author,
        origin.written_at or sent_at,
    )


def is_continuation(part: MessagePart, last: MessagePart) -> bool:
    """Return whether `part` is the rest of a text whose split-off beginning is `last`.

    Forwarded messages belong together only if they were written together: posts
    that are forwarded at once are each whole.
    """
    follows = part.message > last.message and part.origin == last.origin
    sent_s, written_s = part.sent_at - last.sent_at, part.written_at - last.written_at
    is_close = 0 <= sent_s <= _MAX_GAP_S and 0 <= written_s <= _MAX_GAP_S
    return last.units > _MIN_SPLIT_UNITS and follows and is_close


def join_texts(texts: Sequence[str]) -> str:
    """Return the text that was split into `texts`."""
    rest = [(_separator(last) + text) for last, text in pairwise(texts)]
    return "".join([*texts[:1], *rest])


def _separator(last: str) -> str:
    """Return the white space that was most likely lost after the text `last`."""
    if utf16_length(last) >= MAX_MESSAGE_UNITS and not any(map(str.isspace, last[-_SPLIT_SEARCH:])):
        return ""
    return "\n" if last.rstrip(_CLOSING).endswith(_SENTENCE_ENDS) else " "


def _origin(message: Message) -> _Origin:
    match message.forward_origin:
        case MessageOriginUser() as origin:
            author = f"user {origin.sender_user.id}"
        case MessageOriginHiddenUser() as origin:
            author = f"name {origin.sender_user_name}"
        case MessageOriginChat() as origin:
            author = f"chat {origin.sender_chat.id}"
        case MessageOriginChannel() as origin:
            author = f"channel {origin.chat.id}"
        case _:
            return _Origin("", 0.0)
    return _Origin(author, origin.date.timestamp())
