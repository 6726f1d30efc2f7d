"""Operators' commands: admit people and chats, and see how the bot is doing.

Knows commands and whom they mean. Does not know what admission allows.
"""

import re
import time
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Final

from telegram import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginUser,
    Update,
)
from telegram.error import TelegramError

from qa_bot.channels.telegram.handlers.context import (
    CallbackContext,
    HandlerCallback,
    HandlerContext,
)
from qa_bot.channels.telegram.middleware.access import AccessPolicy
from qa_bot.channels.telegram.middleware.bot_mentions import command_arguments, is_private
from qa_bot.channels.telegram.middleware.chat_locks import ChatLocks
from qa_bot.channels.telegram.monitoring.recent_errors import RecentErrors
from qa_bot.channels.telegram.storage.admissions import Peer
from qa_bot.channels.telegram.transport.delivery import send
from qa_bot.channels.telegram.views.reply_messages import render_text
from qa_bot.channels.telegram.views.worker_list import worker_lines
from qa_bot.channels.telegram.workers.bot_worker import BotWorker
from qa_bot.i18n import translation, wording

# At most 18 digits: always fits in a 64-bit integer, the largest that SQLite stores.
_ID: Final = re.compile(r"-?[0-9]{1,18}")
# The Bot API's ids have at most 52 significant bits.
_MAX_ID: Final = 2**52
# Accounts of Telegram's own, in whose name it delivers messages of others: its service messages,
# https://t.me/GroupAnonymousBot and https://t.me/Channel_Bot.
_OF_TELEGRAM: Final = (777000, 1087968824, 136817688)
# Strangers in a list of people; more would hide the others.
_MAX_STRANGERS: Final = 10


class OperatorHandlers:
    """Callbacks for the commands that only operators have."""

    def __init__(
        self,
        access: AccessPolicy,
        locks: ChatLocks,
        errors: RecentErrors,
        context: HandlerContext,
        worker: BotWorker | None = None,
    ) -> None:
        """`worker` is this process where several are one bot."""
        self._access = access
        self._admissions = access.admissions
        self._locks = locks
        self._errors = errors
        self._context = context
        self._worker = worker
        self._started = time.monotonic()

    def only(self, callback: HandlerCallback, otherwise: HandlerCallback) -> HandlerCallback:
        """Return a callback that serves operators; `otherwise` serves everyone else.

        Not a filter: python-telegram-bot calls those on the event loop, where
        the database must not be read.
        """

        @wraps(callback)
        async def checked(update: Update, context: CallbackContext) -> None:
            user = update.message.from_user if update.message else None
            is_operator = await self._context.state_threads.run(
                self._access.is_operator, user.id if user else None
            )
            await (callback if is_operator else otherwise)(update, context)

        return checked

    async def allow(self, update: Update, _: CallbackContext) -> None:
        """Admit those whom the message means, and notify people."""
        await self._decide(update, self._allow)

    async def deny(self, update: Update, _: CallbackContext) -> None:
        """Exclude those whom the message means."""
        await self._decide(update, self._deny)

    async def people(self, update: Update, _: CallbackContext) -> None:
        """List who is admitted, who is not, and who wrote without being known."""
        if (message := update.message) is None:
            return
        language = await self._context.language(update)
        groups = await self._context.state_threads.run(self._groups)
        lines = [language(wording.OPEN_TO_ALL), ""] if self._access.settings.open else []
        for heading, members in groups.items():
            if members:
                shown = sorted(set(members), key=lambda peer: (peer.name.casefold(), peer.id))
                lines += [language(heading), *map(_label, shown), ""]
        await send(message, render_text("\n".join(lines).rstrip()))

    def _groups(self) -> dict[str, list[Peer]]:
        """Return everyone known by the heading under which they are listed. Blocks."""
        settings, admissions = self._access.settings, self._admissions
        return {
            wording.OPERATORS: [*map(self._find, settings.operators), *admissions.operators()],
            wording.ALLOWED: [*map(self._find, settings.allowed), *admissions.list_decided(True)],
            wording.DENIED: admissions.list_decided(False),
            wording.STRANGERS: admissions.strangers(_MAX_STRANGERS),
        }

    async def status(self, update: Update, _: CallbackContext) -> None:
        """Show what the library holds and how the bot is doing."""
        if (message := update.message) is None:
            return
        language = await self._context.language(update)
        library = await self._context.answer_threads.run(self._context.library.status)
        counts = [
            language.count(wording.ARTICLE_COUNT, library.articles),
            language.count(wording.CHUNK_COUNT, library.chunks),
        ]
        lines = [
            language.listed(counts),
            language(wording.MODELS, embedding=library.embedding, reader=library.reader),
            language(wording.RUNNING_FOR, **_duration(time.monotonic() - self._started)),
            # This very message is being handled, and does not wait.
            language(wording.WAITING_NOW, number=await self._pending() - 1),
        ]
        if self._worker is not None:
            reports = await self._context.state_threads.run(self._worker.reports)
            lines += worker_lines(reports, language)
        errors = self._errors.lines
        lines += [language(wording.LATEST_ERRORS if errors else wording.NO_ERRORS), *errors]
        await send(message, render_text("\n".join(lines)))

    async def _decide(
        self, update: Update, decide: Callable[[Message, Peer, int], Awaitable[str]]
    ) -> None:
        message, operator = update.message, update.effective_user
        if message is None or operator is None:
            return
        language = await self._context.language(update)
        lines = []
        for peer in _mentioned_peers(message):
            sentence = wording.CANNOT_WRITE
            if _can_write(peer.id, message):
                sentence = await decide(message, peer, operator.id)
            named = await self._context.state_threads.run(self._with_name, peer)
            lines.append(language(sentence, person=_label(named)))
        await send(message, render_text("\n".join(lines or [language(wording.WHO_IS_MEANT)])))

    async def _pending(self) -> int:
        """Return how many updates are being handled or wait for it."""
        if self._worker is None:
            return self._locks.pending()
        return await self._context.state_threads.run(self._worker.pending)

    async def _allow(self, message: Message, peer: Peer, operator: int) -> str:
        """Admit someone; return the sentence to reply with."""
        is_new = await self._context.state_threads.run(self._admit, peer, operator)
        if is_new and peer.id > 0:
            await self._notify(message, peer.id)
        return wording.IS_ALLOWED

    def _admit(self, peer: Peer, operator: int) -> bool:
        """Admit someone who is no operator; return whether they were not admitted yet. Blocks."""
        if self._access.is_operator(peer.id):
            return False
        was_admitted = self._access.is_allowed(peer.id, None)
        self._admissions.decide(peer, allowed=True, by=operator)
        return not was_admitted

    async def _deny(self, _: Message, peer: Peer, operator: int) -> str:
        """Exclude someone; return the sentence to reply with."""
        is_denied = await self._context.state_threads.run(self._exclude, peer, operator)
        return wording.IS_DENIED if is_denied else wording.OPERATOR_STAYS

    def _exclude(self, peer: Peer, operator: int) -> bool:
        """Exclude someone unless they are an operator; return whether they were. Blocks."""
        if self._access.is_operator(peer.id):
            return False
        self._admissions.decide(peer, allowed=False, by=operator)
        return True

    async def _notify(self, message: Message, user: int) -> None:
        """Tell a person that they are let in: in the language they chose, else the operator's."""
        find, run = self._context.preferences.language, self._context.state_threads.run
        chosen = await run(find, user) or await run(find, message.chat_id)
        spoken = message.from_user.language_code if message.from_user else None
        language = translation.language(chosen or spoken)
        try:
            await message.get_bot().send_message(user, language(wording.YOU_ARE_ALLOWED))
        except TelegramError:
            # A bot cannot write to people who never wrote to it.
            return

    def _find(self, peer_id: int) -> Peer:
        """Return a person or chat with the name last seen. Blocks."""
        return Peer(peer_id, self._admissions.name_of(peer_id))

    def _with_name(self, peer: Peer) -> Peer:
        return peer if peer.name else self._find(peer.id)


def _mentioned_peers(message: Message) -> list[Peer]:
    """Return whom a command means: ids in it, the author replied to, or the group it is in."""
    words = command_arguments(message).replace(",", " ").split()
    if words:
        ids = [int(word) for word in words if _ID.fullmatch(word)]
        return [Peer(each, "") for each in ids if each] if len(ids) == len(words) else []
    replied = message.reply_to_message
    if replied is not None and replied.forum_topic_created is None:
        author = _author(replied)
        return [] if author is None else [author]
    chat = message.chat
    return [] if is_private(message) else [Peer(chat.id, chat.effective_name or "")]


def _author(message: Message) -> Peer | None:
    """Return the first author of a message, or whose contact it shows; None if hidden."""
    origin, contact = message.forward_origin, message.contact
    if contact is not None and contact.user_id:
        return Peer(contact.user_id, f"{contact.first_name} {contact.last_name or ''}".strip())
    if isinstance(origin, MessageOriginUser):
        return Peer(origin.sender_user.id, origin.sender_user.full_name)
    if isinstance(origin, MessageOriginChat):
        return Peer(origin.sender_chat.id, origin.sender_chat.effective_name or "")
    if isinstance(origin, MessageOriginChannel):
        return Peer(origin.chat.id, origin.chat.effective_name or "")
    user, chat = message.from_user, message.sender_chat
    if chat is not None and chat.id != message.chat_id:
        return Peer(chat.id, chat.effective_name or "")
    if origin is not None or user is None or user.is_bot:
        return None
    return Peer(user.id, user.full_name)


def _can_write(peer: int, message: Message) -> bool:
    """Return whether a person, group or channel can have that id, and ever write to the bot."""
    return abs(peer) < _MAX_ID and peer not in (*_OF_TELEGRAM, message.get_bot().id)


def _label(peer: Peer) -> str:
    return f"{peer.name} · {peer.id}" if peer.name else str(peer.id)


def _duration(seconds: float) -> dict[str, int]:
    """Return a duration in days, hours and minutes."""
    minutes = int(seconds // 60)
    return {"days": minutes // 1440, "hours": minutes // 60 % 24, "minutes": minutes % 60}
