"""What operators may do: admit people and chats, and see how the bot fares.

Knows commands and whom they mean. Does not know what admission brings.
"""

import re
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from telegram import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginUser,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import Application, CommandHandler, filters

from qa_bot.channels.telegram.handlers.context import Context, Shared
from qa_bot.channels.telegram.middleware.access import AccessPolicy
from qa_bot.channels.telegram.middleware.bot_mentions import command_arguments, is_private
from qa_bot.channels.telegram.middleware.chat_locks import ChatLocks
from qa_bot.channels.telegram.monitoring.recent_errors import RecentErrors
from qa_bot.channels.telegram.storage.admissions import Peer
from qa_bot.channels.telegram.transport.delivery import send
from qa_bot.channels.telegram.views.replies import render_text
from qa_bot.i18n import wording
from qa_bot.i18n.translation import language

_NUMBER: Final = re.compile(r"-?[0-9]{1,18}")
_STRANGERS: Final = 10


class Operators:
    """The commands that only operators have; to others they do not exist."""

    def __init__(
        self,
        access: AccessPolicy,
        order: ChatLocks,
        errors: RecentErrors,
        shared: Shared,
    ) -> None:
        self._access = access
        self._admissions = access.admissions
        self._order = order
        self._errors = errors
        self._shared = shared
        self._started = time.monotonic()

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Take the operators' commands before others see them."""
        mine = filters.UpdateType.MESSAGE & _FromOperator(self._access)
        alone = mine & filters.ChatType.PRIVATE
        application.add_handlers(
            [
                CommandHandler("allow", self.allow, mine),
                CommandHandler("deny", self.deny, mine),
                CommandHandler("people", self.people, alone),
                CommandHandler("status", self.status, alone),
            ]
        )

    async def allow(self, update: Update, _: Context) -> None:
        """Admit those whom the message means, and let people know."""
        await self._decide(update, self._allow)

    async def deny(self, update: Update, _: Context) -> None:
        """Keep out those whom the message means."""
        await self._decide(update, self._deny)

    async def people(self, update: Update, _: Context) -> None:
        """List who is let in, who is not, and who came unknown."""
        if (message := update.message) is None:
            return
        words = self._shared.words(update)
        lines = [words(wording.OPEN_TO_ALL), ""] if self._access.settings.open else []
        for heading, members in self._groups().items():
            if members:
                shown = sorted(set(members), key=lambda each: (each.name.casefold(), each.id))
                lines += [words(heading), *map(_named, shown), ""]
        await send(message, render_text("\n".join(lines).rstrip()))

    def _groups(self) -> dict[str, list[Peer]]:
        """Everyone known, by the heading under which they are listed."""
        settings, admissions = self._access.settings, self._admissions
        return {
            wording.OPERATORS: [*map(self._known, settings.operators), *admissions.operators()],
            wording.ALLOWED: [*map(self._known, settings.allowed), *admissions.list_decided(True)],
            wording.DENIED: admissions.list_decided(False),
            wording.STRANGERS: admissions.strangers(_STRANGERS),
        }

    async def status(self, update: Update, _: Context) -> None:
        """Say what the library holds and how the bot fares."""
        if (message := update.message) is None:
            return
        words = self._shared.words(update)
        library = await self._shared.off_loop.run(self._shared.library.status)
        count = words.count(wording.ARTICLE_COUNT, library.articles)
        lines = [
            f"{count}, {words.count(wording.CHUNK_COUNT, library.chunks)}",
            words(wording.MODELS, embedding=library.embedding, reader=library.reader),
            words(wording.RUNNING_FOR, **_parts(time.monotonic() - self._started)),
            # This very message is being handled, and does not wait.
            words(wording.WAITING_NOW, number=self._order.pending() - 1),
        ]
        errors = self._errors.lines
        lines += [words(wording.LATEST_ERRORS if errors else wording.NO_ERRORS), *errors]
        await send(message, render_text("\n".join(lines)))

    async def _decide(
        self, update: Update, decide: Callable[[Message, Peer, int], Awaitable[str]]
    ) -> None:
        message, by = update.message, update.effective_user
        if message is None or by is None:
            return
        words = self._shared.words(update)
        lines = [
            words(await decide(message, each, by.id), person=_named(self._with_name(each)))
            for each in _meant(message)
        ]
        await send(message, render_text("\n".join(lines or [words(wording.WHO_IS_MEANT)])))

    async def _allow(self, message: Message, who: Peer, by: int) -> str:
        """Let someone in; returns the sentence that says so."""
        if not self._access.is_operator(who.id):
            was_in = self._access.is_allowed(who.id, None)
            self._admissions.decide(who, allowed=True, by=by)
            if not was_in and who.id > 0:
                await self._greet(message, who.id)
        return wording.IS_ALLOWED

    async def _deny(self, _: Message, who: Peer, by: int) -> str:
        """Keep someone out; returns the sentence that says so."""
        if self._access.is_operator(who.id):
            return wording.OPERATOR_STAYS
        self._admissions.decide(who, allowed=False, by=by)
        return wording.IS_DENIED

    async def _greet(self, message: Message, person: int) -> None:
        words = language(self._shared.settings.language(person))
        try:
            await message.get_bot().send_message(person, words(wording.YOU_ARE_ALLOWED))
        except TelegramError:
            # Only people who wrote to the bot first can be written to.
            return

    def _known(self, number: int) -> Peer:
        return Peer(number, self._admissions.name_of(number))

    def _with_name(self, who: Peer) -> Peer:
        return who if who.name else self._known(who.id)


class _FromOperator(filters.MessageFilter):
    """Messages of operators."""

    __slots__ = ("_access",)

    def __init__(self, access: AccessPolicy) -> None:
        super().__init__()
        self._access = access

    def filter(self, message: Message) -> bool:
        return message.from_user is not None and self._access.is_operator(message.from_user.id)


def _meant(message: Message) -> list[Peer]:
    """Whom a command means: the numbers in it, who is replied to, or the group it stands in."""
    words = command_arguments(message).replace(",", " ").split()
    if words:
        numbers = [int(word) for word in words if _NUMBER.fullmatch(word)]
        return [Peer(each, "") for each in numbers if each] if len(numbers) == len(words) else []
    replied = message.reply_to_message
    if replied is not None and replied.forum_topic_created is None:
        return [known for known in [_behind(replied)] if known is not None]
    chat = message.chat
    return [] if is_private(message) else [Peer(chat.id, chat.effective_name or "")]


def _behind(message: Message) -> Peer | None:
    """Who wrote a message first, or whose contact it shows; None when that is hidden."""
    origin, contact = message.forward_origin, message.contact
    if contact is not None and contact.user_id:
        return Peer(contact.user_id, f"{contact.first_name} {contact.last_name or ''}".strip())
    if isinstance(origin, MessageOriginUser):
        return Peer(origin.sender_user.id, origin.sender_user.full_name)
    if isinstance(origin, MessageOriginChat):
        return Peer(origin.sender_chat.id, origin.sender_chat.effective_name or "")
    if isinstance(origin, MessageOriginChannel):
        return Peer(origin.chat.id, origin.chat.effective_name or "")
    person = message.from_user
    if origin is not None or person is None or person.id == message.get_bot().id:
        return None
    return Peer(person.id, person.full_name)


def _named(who: Peer) -> str:
    return f"{who.name} · {who.id}" if who.name else str(who.id)


def _parts(seconds: float) -> dict[str, int]:
    """A time in days, hours and minutes."""
    minutes = int(seconds // 60)
    return {"days": minutes // 1440, "hours": minutes // 60 % 24, "minutes": minutes % 60}
