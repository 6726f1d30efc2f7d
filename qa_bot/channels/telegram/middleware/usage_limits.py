"""How much people may ask and add: within a minute, and waiting at once.

Knows limits, and what a message asks of the bot. Does not know who is admitted.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from telegram import Message, Update

from qa_bot.channels.telegram.middleware.bot_mentions import addressed_question, is_private
from qa_bot.channels.telegram.middleware.chat_locks import ChatLocks
from qa_bot.channels.telegram.middleware.message_kinds import MessageKind, classify_text
from qa_bot.channels.telegram.middleware.rate_limit import (
    EventLimit,
    MakeLimit,
    RateLimit,
    own_limit,
)
from qa_bot.channels.telegram.transport.delivery import deliver_notice, send
from qa_bot.channels.telegram.views.reply_messages import render_text
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language, language

# The period of the limits, which are per minute.
MINUTE_S: Final = 60.0
# Button presses and inline queries per question: they cost less, and come at every keystroke.
_QUERIES_PER_QUESTION: Final = 5
# Messages to add per question: the parts of a long text, or the files of an album, come at once.
_ADDITIONS_PER_QUESTION: Final = 5
# Seconds between two notices to one person or chat, so that a flood of updates gets one reply.
NOTICE_EVERY_S: Final = 10.0


@dataclass(frozen=True)
class UsageLimits:
    """How much people may ask, and whether to leave groups that nobody admitted.

    `questions_per_minute` is per person; `waiting_per_chat` and `waiting_overall`
    bound the updates that are being handled or wait for it. The defaults are far above
    what people type, and were chosen, not measured.
    """

    questions_per_minute: int = 20
    waiting_per_chat: int = 50
    waiting_overall: int = 1000
    leave_unknown_groups: bool = False


class _Demand(Enum):
    """What a message asks of the bot."""

    NOTHING = auto()
    QUESTION = auto()
    ADDITION = auto()


class UsageLimiter:
    """Holds people to the limits; says so to them, at most once in a while."""

    def __init__(
        self,
        limits: UsageLimits,
        locks: ChatLocks,
        make_limit: MakeLimit = own_limit,
        is_one_too_many: Callable[[Update], bool] | None = None,
    ) -> None:
        """`is_one_too_many` finds the updates beyond `waiting_overall`, where others count too."""
        self._limits = limits
        self._locks = locks
        self._is_one_too_many = is_one_too_many or self._is_full
        per_minute = limits.questions_per_minute
        queries, additions = _QUERIES_PER_QUESTION, _ADDITIONS_PER_QUESTION
        self._questions = make_limit("questions", per_minute, MINUTE_S)
        self._queries = make_limit("queries", per_minute * queries, MINUTE_S)
        self._additions = make_limit("additions", per_minute * additions, MINUTE_S)
        self._notices = RateLimit(1, NOTICE_EVERY_S)

    def count(self, update: Update) -> float:
        """Count what an update asks, or return the seconds until it may be asked. May block.

        Each chat in whose name people write, such as a group's admins, has a budget.
        """
        limit = self._limit_of(update)
        return 0.0 if limit is None else limit.acquire(_sender(update))

    async def is_within(self, update: Update, wait_s: float) -> bool:
        """Return whether an update may be handled as far as the limits go; say so if not.

        `wait_s` is what `count` returned for it.
        """
        if wait_s:
            text = too_fast_text(language_of(update), wait_s)
            await self._refuse(update, _sender(update), text)
            return False
        return await self._has_capacity(update)

    def _limit_of(self, update: Update) -> EventLimit | None:
        """Return the limit that an update counts towards; None if it asks nothing of the bot."""
        message = update.message or update.edited_message
        if message is None:
            return self._queries if update.guest_message is None else self._questions
        match _demand(message):
            case _Demand.NOTHING:
                return None
            case _Demand.ADDITION:
                return self._additions
            case _:
                return self._questions

    async def _has_capacity(self, update: Update) -> bool:
        """Return whether few enough updates wait, in the chat and in all."""
        chat = update.effective_chat
        if chat is None:
            return True
        is_full = self._locks.pending(chat.id) >= self._limits.waiting_per_chat
        if not is_full and not self._is_one_too_many(update):
            return True
        await self._refuse(update, chat.id, language_of(update)(wording.TOO_MUCH_WAITING))
        return False

    def _is_full(self, _: Update) -> bool:
        return self._locks.pending() >= self._limits.waiting_overall

    async def _refuse(self, update: Update, key: int | None, text: str) -> None:
        """Say why an update is not handled: at each press, whose button waits, else rarely."""
        query, message = update.callback_query, update.message or update.edited_message
        if query is not None:
            await deliver_notice(query.answer(text))
        elif message is not None and not self._notices.acquire(key):
            await deliver_notice(send(message, render_text(text)))


def _demand(message: Message) -> _Demand:
    """Return what a message asks of the bot, by its text or the caption of what it holds."""
    text = message.text or message.caption or ""
    if text.startswith("/"):
        return _Demand.QUESTION
    if addressed_question(message.get_bot().bot, message) is None:
        return _Demand.NOTHING
    if not is_private(message):
        return _Demand.QUESTION if text else _Demand.ADDITION
    kind = classify_text(text, forwarded=message.forward_origin is not None)
    is_addition = not text or kind in (MessageKind.ARTICLE, MessageKind.LINKS)
    return _Demand.ADDITION if is_addition else _Demand.QUESTION


def _sender(update: Update) -> int | None:
    sender = update.effective_sender or update.effective_chat
    return None if sender is None else sender.id


def too_fast_text(language: Language, wait_s: float) -> str:
    """Return the notice that more may be asked in so many seconds."""
    return language.count(wording.TOO_FAST, math.ceil(wait_s))


def language_of(update: Update) -> Language:
    """Return the language of a person's Telegram, for notices to those who may be strangers."""
    person = update.effective_user
    return language(person.language_code if person else None)
