"""The one door through which every update passes before anything is done with it.

Knows people, chats and how much each may ask. Does not know what the bot does
for those it lets in.
"""

import asyncio
import logging
import math
from dataclasses import dataclass
from typing import Final

from telegram import Bot, CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.error import TelegramError

from qa_bot.channels.telegram.middleware.access import Access
from qa_bot.channels.telegram.middleware.addressing import after_command, is_private, question_for
from qa_bot.channels.telegram.middleware.chat_order import ChatOrder
from qa_bot.channels.telegram.middleware.pairing import Pairing, Tried, looks_like_code
from qa_bot.channels.telegram.middleware.rate_limit import Pace
from qa_bot.channels.telegram.storage.admissions import Known
from qa_bot.channels.telegram.transport.sending import send
from qa_bot.channels.telegram.views.command_menu import set_operator_menu
from qa_bot.channels.telegram.views.replies import render_text
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language, language

_LOG = logging.getLogger(__name__)
_MINUTE_S: Final = 60.0
# Taps and inline queries cost less than questions, and come at every keystroke.
_LIGHT: Final = 5
# How often one person is told the same, and how many strangers are told anything.
_LINE_EVERY_S: Final = 10.0
_STRANGERS_A_MINUTE: Final = 20
_OUT: Final = {ChatMember.LEFT, ChatMember.BANNED}


@dataclass(frozen=True)
class Limits:
    """How much may be asked, and what becomes of groups that nobody admitted."""

    questions_per_minute: int = 20
    waiting_per_chat: int = 50
    waiting_overall: int = 1000
    leave_unknown_groups: bool = False


class Gate:
    """Lets updates in, or keeps them out with a polite line or in silence."""

    def __init__(self, access: Access, pairing: Pairing, order: ChatOrder, limits: Limits) -> None:
        self._access = access
        self._admissions = access.admissions
        self._pairing = pairing
        self._order = order
        self._limits = limits
        self._questions = Pace(limits.questions_per_minute, _MINUTE_S)
        self._light = Pace(limits.questions_per_minute * _LIGHT, _MINUTE_S)
        self._lines = Pace(1, _LINE_EVERY_S)
        self._strangers = Pace(_STRANGERS_A_MINUTE, _MINUTE_S)

    async def passes(self, update: Update) -> bool:
        """Whether handlers may see an update."""
        self._follow_moves(update.message)
        if update.my_chat_member is not None:
            return await self._membership(update.my_chat_member)
        if await self._pairs(update):
            return False
        if not self._access.admits(_id(update.effective_user), _id(update.effective_chat)):
            await self._keep_out(update)
            return False
        return await self._keeps_pace(update) and await self._has_room(update)

    def _follow_moves(self, message: Message | None) -> None:
        """A group that became a supergroup keeps its admission and articles.

        Telegram says so in both, and either message may come first.
        """
        if message is not None and message.migrate_to_chat_id is not None:
            self._admissions.move(message.chat_id, message.migrate_to_chat_id)
        if message is not None and message.migrate_from_chat_id is not None:
            self._admissions.move(message.migrate_from_chat_id, message.chat_id)

    async def _membership(self, change: ChatMemberUpdated) -> bool:
        """The bot was added, removed or blocked; an operator who adds it admits the group."""
        chat, person = change.chat, change.from_user
        entered = change.old_chat_member.status in _OUT and (
            change.new_chat_member.status not in _OUT
        )
        if chat.type == Chat.PRIVATE or not entered:
            return self._access.admits(person.id, chat.id)
        if self._access.is_operator(person.id):
            self._admissions.decide(_known(chat), allowed=True, by=person.id)
            await self._tell(change.get_bot(), chat.id, _words(person)(wording.GROUP_ADMITTED))
            return True
        if not self._access.admits(None, chat.id):
            await self._keep_out_of(chat, change.get_bot())
            return False
        return True

    async def _pairs(self, update: Update) -> bool:
        """Whether the update is a try at the pairing code; answers it."""
        message, person = update.message, update.effective_user
        if message is None or person is None or not is_private(message):
            return False
        code = after_command(message)
        is_start = (message.text or "").startswith("/start ")
        if not is_start or not looks_like_code(code) or not self._pairing.is_open():
            return False
        if self._access.is_operator(person.id):
            return False
        tried = await asyncio.to_thread(self._pairing.try_code, code, _known(person))
        if tried is Tried.PAIRED:
            _LOG.info("A person has paired and is an operator now.")
            await self._say(message, _words(person)(wording.PAIRED))
            await set_operator_menu(message.get_bot(), person.id)
        elif tried is Tried.WRONG:
            await self._say(message, _words(person)(wording.WRONG_CODE))
        return True

    async def _keep_out(self, update: Update) -> None:
        """One polite line to a person who writes for the first time; else silence."""
        chat, person, message = update.effective_chat, update.effective_user, update.message
        if chat is not None and chat.type in (Chat.GROUP, Chat.SUPERGROUP):
            await self._keep_out_of(chat, update.get_bot())
        elif message is not None and person is not None and is_private(message):
            denied = self._admissions.decision(person.id) is False
            if not denied and self._is_new(_known(person)):
                said = _words(person)(wording.NOT_ADMITTED, person=person.id)
                await self._say(message, said)

    async def _keep_out_of(self, chat: Chat, bot: Bot) -> None:
        self._is_new(_known(chat))
        # Telegram tells of the bot's coming twice, by its membership and by a message.
        if self._limits.leave_unknown_groups and not self._lines.wait_s(chat.id):
            await self._tell(bot, chat.id, wording.GROUP_NOT_ADMITTED)
            try:
                await bot.leave_chat(chat.id)
            except TelegramError as error:
                _LOG.warning("A group could not be left: %s", error.message)

    def _is_new(self, stranger: Known) -> bool:
        """Whether a stranger comes for the first time, and not one of too many."""
        return not self._strangers.wait_s("") and self._admissions.is_first_time(stranger)

    async def _keeps_pace(self, update: Update) -> bool:
        """Whether the person asks no more than is allowed a minute."""
        who = _id(update.effective_user) or _id(update.effective_chat)
        query = update.callback_query
        if query is not None or update.inline_query is not None:
            wait_s = self._light.wait_s(who)
            if wait_s and query is not None and not self._lines.wait_s(who):
                await self._toast(query, _too_fast(update, wait_s))
            return not wait_s
        message = update.message or update.edited_message
        if message is None or not _is_question(message):
            return True
        wait_s = self._questions.wait_s(who)
        if wait_s and not self._lines.wait_s(who):
            await self._say(message, _too_fast(update, wait_s))
        return not wait_s

    async def _has_room(self, update: Update) -> bool:
        """Whether not too much waits already, in the chat and in all."""
        chat, message = update.effective_chat, update.effective_message
        if chat is None:
            return True
        limits, order = self._limits, self._order
        full = order.waiting(chat.id) >= limits.waiting_per_chat
        if not full and order.waiting() < limits.waiting_overall:
            return True
        if message is not None and not self._lines.wait_s(chat.id):
            await self._say(message, _words(update.effective_user)(wording.TOO_MUCH_WAITING))
        return False

    async def _toast(self, query: CallbackQuery, text: str) -> None:
        try:
            await query.answer(text)
        except TelegramError as error:
            _LOG.info("A line at the gate was not delivered: %s", error.message)

    async def _say(self, message: Message, text: str) -> None:
        try:
            await send(message, render_text(text))
        except TelegramError as error:
            _LOG.info("A line at the gate was not delivered: %s", error.message)

    async def _tell(self, bot: Bot, chat: int, text: str) -> None:
        try:
            await bot.send_message(chat, text)
        except TelegramError as error:
            _LOG.info("A line at the gate was not delivered: %s", error.message)


def _is_question(message: Message) -> bool:
    """Whether a message asks the bot something: a text or command that is meant for it."""
    if not message.text or message.forward_origin is not None:
        return False
    is_command = message.text.startswith("/")
    return is_command or question_for(message.get_bot().bot, message) is not None


def _words(person: User | None) -> Language:
    return language(person.language_code if person else None)


def _too_fast(update: Update, wait_s: float) -> str:
    return _words(update.effective_user).count(wording.TOO_FAST, math.ceil(wait_s))


def _id(who: User | Chat | None) -> int | None:
    return None if who is None else who.id


def _known(who: User | Chat) -> Known:
    name = who.full_name if isinstance(who, User) else who.effective_name
    return Known(who.id, name or "")
