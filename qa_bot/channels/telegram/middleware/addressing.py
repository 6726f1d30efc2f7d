"""Which messages are meant for the bot, and the question in them.

Knows private chats, groups, mentions and replies. Does not know answers.
"""

from typing import Final

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType

_NAMED: Final[list[str | None]] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]


def is_private(message: Message) -> bool:
    """Whether the person writes to the bot alone."""
    return message.chat.type == ChatType.PRIVATE


def question_for(bot: User, message: Message) -> str | None:
    """The question that a message asks of the bot; None when it is meant for others.

    In a group a message is meant for the bot when it names it or answers it.
    """
    if message.from_user is not None and message.from_user.is_bot:
        return None
    text = message.text or message.caption or ""
    if is_private(message):
        return text
    without_name = _without_name(bot, message)
    if without_name != text or _replies_to(bot, message):
        return without_name.strip()
    return None


def after_command(message: Message) -> str:
    """What follows the command that a message starts with."""
    _, *rest = (message.text or "").split(maxsplit=1) or [""]
    return rest[0].strip() if rest else ""


def names_bot(bot: User, message: Message) -> bool:
    """Whether a command carries the bot's name, as in /help@the_bot."""
    command, *_ = (message.text or "").split(maxsplit=1) or [""]
    return command.lower().endswith(f"@{bot.username}".lower())


def _without_name(bot: User, message: Message) -> str:
    text = message.text or message.caption or ""
    for entity in (*message.entities, *message.caption_entities):
        named = _covered(text, entity) if entity.type in _NAMED else ""
        by_name = named.lower() == f"@{bot.username}".lower()
        if by_name or (entity.user is not None and entity.user.id == bot.id):
            text = text.replace(named, "", 1)
    return text


def _covered(text: str, entity: MessageEntity) -> str:
    """The words that an entity covers; one that ends within a character covers half of it."""
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
    return units[start:end].decode("utf-16-le", "replace")


def _replies_to(bot: User, message: Message) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
