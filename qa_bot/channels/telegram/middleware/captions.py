"""What the caption of a file asks for: to add it, to answer a question about it, or neither.

Knows commands, mentions and questions. Does not know files.
"""

from dataclasses import dataclass

from telegram import Message, User

from qa_bot.answering.overview_intent import overview_request
from qa_bot.answering.question_intent import is_question
from qa_bot.channels.telegram.middleware.bot_mentions import (
    Command,
    addressed_question,
    is_private,
    split_command,
    without_mention,
)
from qa_bot.channels.telegram.middleware.message_kinds import MessageKind, classify_text

ADD, ASK = "/add", "/ask"


@dataclass(frozen=True, slots=True)
class Caption:
    """What a caption asks for.

    `is_addressed` when the bot shall deal with the file. `question` is to be answered of
    the file alone, "" for none; `offered` may be a question, so that a button asks it.
    """

    is_addressed: bool
    question: str = ""
    offered: str = ""


def read_caption(bot: User, message: Message) -> Caption:
    """Return what the caption of a file asks for, or the text of a command in reply to one.

    In a group a file is dealt with only where the caption is /add, /ask or names the bot.
    """
    text = message.text or message.caption or ""
    if text.strip().startswith("/"):
        command = caption_command(bot, message)
        is_known = command is not None and command.name in (ADD, ASK)
        asks = command is not None and command.name == ASK
        question = command.arguments if command is not None and asks else ""
        return Caption(is_known or is_private(message), question)
    words = addressed_question(bot, message)
    if words is None or not (text or is_private(message)):
        return Caption(False)
    words = without_mention(bot, message).strip()
    if not words or classify_text(words) is not MessageKind.QUESTION:
        return Caption(True)
    # A caption that was forwarded is not what its sender asks.
    if message.forward_origin is None and _asks(words):
        return Caption(True, question=words)
    return Caption(True, offered=words)


def caption_command(bot: User, message: Message) -> Command | None:
    """Return the command that a caption or text begins with; None if it is not for the bot.

    Telegram does not report those in a caption.
    """
    command = split_command(message.text or message.caption or "")
    is_for_bot = command.addressee in ("", (bot.username or "").lower())
    return command if is_for_bot and command.name.startswith("/") else None


def _asks(words: str) -> bool:
    return words.endswith("?") or is_question(words) or overview_request(words) is not None
