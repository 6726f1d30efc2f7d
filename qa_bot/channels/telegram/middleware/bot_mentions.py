"""Which messages are addressed to the bot, and the question in them.

Knows private chats, groups, mentions, replies and commands. Does not know answers.
"""

from dataclasses import dataclass
from typing import Final

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType

_MENTIONS: Final[list[str | None]] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]


@dataclass(frozen=True, slots=True)
class Command:
    """A command such as /help@the_bot: its name, the bot that it names or "", what follows it.

    The name, which begins with a slash, and the bot are in lower case.
    """

    name: str
    addressee: str
    arguments: str


def is_private(message: Message) -> bool:
    """Return whether a message is from a private chat with the bot."""
    return message.chat.type == ChatType.PRIVATE


def is_from_another_bot(message: Message) -> bool:
    """Return whether a bot wrote a message, and no person in the name of a chat.

    What an anonymous admin or somebody writes as a channel comes with a bot in `from`.
    """
    user = message.from_user
    return user is not None and user.is_bot and message.sender_chat is None


def is_own_card(message: Message) -> bool:
    """Return whether a person chose a message among the bot's answers by inline mode."""
    return message.via_bot is not None and message.via_bot.id == message.get_bot().id


def addressed_question(bot: User, message: Message) -> str | None:
    """Return the text that a message addresses to the bot, without its mention.

    None when the message is not for the bot: in a group it must mention the bot or
    reply to it, and messages of other bots never are.
    """
    if is_from_another_bot(message):
        return None
    text = message.text or message.caption or ""
    unnamed = without_mention(bot, message)
    if is_private(message):
        return text if unnamed.strip() else ""
    if unnamed != text or _is_reply_to(bot, message):
        return unnamed.strip()
    return None


def question_replied_to(bot: User, message: Message) -> tuple[str, Message] | None:
    """Return the question that a message replies to, and the message to answer it under.

    A part that the person quotes counts alone. None if nothing is replied to, or what
    the bot itself wrote.
    """
    replied = message.reply_to_message
    if replied is not None and (
        replied.forum_topic_created or _is_reply_to(bot, message) or is_own_card(replied)
    ):
        return None
    asked = message if replied is None else replied
    if message.quote is not None:
        return message.quote.text, asked
    if replied is None:
        return None
    is_command = (replied.text or "").startswith("/")
    question = command_arguments(replied) if is_command else without_mention(bot, replied)
    return (question.strip(), replied) if question.strip() else None


def command_arguments(message: Message) -> str:
    """Return the text after the command that a message starts with."""
    return split_command(message.text or "").arguments


def is_addressed_command(bot: User, message: Message) -> bool:
    """Return whether a command names the bot, as in /help@the_bot."""
    return split_command(message.text or "").addressee == f"{bot.username}".lower()


def split_command(text: str) -> Command:
    """Return the command that a text begins with, whether or not it is one."""
    command, *rest = text.split(maxsplit=1) or [""]
    name, _, addressee = command.lower().partition("@")
    return Command(name, addressee, rest[0].strip() if rest else "")


def without_mention(bot: User, message: Message) -> str:
    """Return the text or caption of a message without the bot's name in it."""
    text = message.text or message.caption or ""
    for entity in (*message.entities, *message.caption_entities):
        mention = _entity_text(text, entity) if entity.type in _MENTIONS else ""
        is_username = mention.lower() == f"@{bot.username}".lower()
        if is_username or (entity.user is not None and entity.user.id == bot.id):
            text = text.replace(mention, "", 1)
    return text


def _entity_text(text: str, entity: MessageEntity) -> str:
    """Return the text of an entity, whose offsets count UTF-16 code units.

    An entity that ends inside a surrogate pair ends in U+FFFD.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
    return units[start:end].decode("utf-16-le", "replace")


def _is_reply_to(bot: User, message: Message) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
