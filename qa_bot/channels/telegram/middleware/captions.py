"""What the caption of a file asks for: to add it, to answer a question about it, or neither.

Knows commands, mentions and questions. Does not know files.
"""

from dataclasses import dataclass

from telegram import Message, User

from qa_bot.answering.overview_intent import overview_request
from qa_bot.answering.question_intent import is_question
from qa_bot.channels.telegram.middleware.bot_mentions import addressed_question, is_private
from qa_bot.channels.telegram.middleware.message_kinds import MessageKind, classify_text

ADD, ASK = "/add", "/ask"


@dataclass(frozen=True, slots=True)
class CaptionCommand:
    """A command as Telegram does not report it in a caption: its name, and what follows it."""

    name: str
    arguments: str


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
    words = words.strip()
    if not words or classify_text(words) is not MessageKind.QUESTION:
        return Caption(True)
    # A caption that was forwarded is not what its sender asks.
    if message.forward_origin is None and _asks(words):
        return Caption(True, question=words)
    return Caption(True, offered=words)


def caption_command(bot: User, message: Message) -> CaptionCommand | None:
    """Return the command that a caption or text begins with; None if it is not for the bot."""
    command, *rest = (message.text or message.caption or "").split(maxsplit=1) or [""]
    name, _, addressee = command.lower().partition("@")
    if not name.startswith("/") or addressee not in ("", (bot.username or "").lower()):
        return None
    return CaptionCommand(name, rest[0].strip() if rest else "")


def _asks(words: str) -> bool:
    return words.endswith("?") or is_question(words) or overview_request(words) is not None
