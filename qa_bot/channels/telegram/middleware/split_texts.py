"""Texts longer than a message, which Telegram's apps send in several.

Knows where the apps cut and what is lost there. Does not know articles.
An app cuts at the best place in the second half of what a message holds, or in
its last few hundred letters: after a paragraph, a line, a sentence, a word; and
in the middle of a word, at the limit, where there is none. White space at the
cut is gone.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from telegram import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from qa_bot.channels.telegram.storage.additions import Part
from qa_bot.channels.telegram.views.message_layout import LIMIT, units

# A shorter message was not cut, and parts come as quickly as an app sends them.
_CUT_UNITS: Final = LIMIT // 2
_TOGETHER_S: Final = 2.0
# Within so many letters of the limit an app finds white space to cut at, if there is any.
_LOOKED_AT: Final = 300
_ENDS: Final = (".", "!", "?", "…", ":", "。", "！", "？")
_CLOSING: Final = "\"'”’»)]"


def part_of(message: Message, person: int, text: str) -> Part:
    """What is to be known of a message to tell what continues it; `text` if it is one."""
    sent_at = message.date.timestamp()
    origin, written_at = _origin(message)
    length = units(text)
    return Part(
        message.chat_id, person, message.message_id, sent_at, length, origin, written_at or sent_at
    )


def continues(part: Part, last: Part) -> bool:
    """Whether a text is what an app cut off the one before it.

    What is forwarded belongs together if it was written together: posts that
    are forwarded at once are each whole.
    """
    followed = part.message > last.message and part.origin == last.origin
    received_s, written_s = part.sent_at - last.sent_at, part.written_at - last.written_at
    together = 0 <= received_s <= _TOGETHER_S and 0 <= written_s <= _TOGETHER_S
    return last.units > _CUT_UNITS and followed and together


def joined(texts: Sequence[str]) -> str:
    """One text of those that it was cut into, in their order."""
    cuts = [(_joint(last) + text) for last, text in pairwise(texts)]
    return "".join([*texts[:1], *cuts])


def _joint(last: str) -> str:
    """The white space that was most likely lost after the text `last`."""
    if units(last) >= LIMIT and not any(map(str.isspace, last[-_LOOKED_AT:])):
        return ""
    return "\n" if last.rstrip(_CLOSING).endswith(_ENDS) else " "


def _origin(message: Message) -> tuple[str, float]:
    """Who wrote what was forwarded, and when in seconds since the epoch."""
    match message.forward_origin:
        case MessageOriginUser() as origin:
            who = f"user {origin.sender_user.id}"
        case MessageOriginHiddenUser() as origin:
            who = f"name {origin.sender_user_name}"
        case MessageOriginChat() as origin:
            who = f"chat {origin.sender_chat.id}"
        case MessageOriginChannel() as origin:
            who = f"channel {origin.chat.id}"
        case _:
            return "", 0.0
    return who, origin.date.timestamp()
