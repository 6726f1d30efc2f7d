"""Decide whether an update reaches the handlers, and tell people why not.

Knows people, chats and usage limits. Does not know what the bot does for those it
admits.
"""

import logging
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from telegram import Bot, Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.error import TelegramError

from qa_bot.channels.telegram.middleware.access import AccessPolicy
from qa_bot.channels.telegram.middleware.bot_mentions import (
    command_arguments,
    is_from_another_bot,
    is_own_card,
    is_private,
)
from qa_bot.channels.telegram.middleware.chat_locks import ChatLocks
from qa_bot.channels.telegram.middleware.pairing_codes import (
    TRIES_PERIOD_S,
    PairingCodes,
    PairingResult,
    looks_like_code,
)
from qa_bot.channels.telegram.middleware.rate_limit import MakeLimit, RateLimit, own_limit
from qa_bot.channels.telegram.middleware.usage_limits import (
    MINUTE_S,
    NOTICE_EVERY_S,
    UsageLimiter,
    UsageLimits,
    language_of,
    too_fast_text,
)
from qa_bot.channels.telegram.storage.admissions import Peer
from qa_bot.channels.telegram.transport.delivery import deliver_notice, send
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.views.command_menu import set_operator_menu
from qa_bot.channels.telegram.views.reply_messages import render_text
from qa_bot.i18n import wording

_LOG = logging.getLogger(__name__)
# People, in all, who are told that they are not admitted; bounds what strangers make the bot send.
_STRANGERS_PER_MINUTE: Final = 20
_NOT_MEMBER: Final = {ChatMember.LEFT, ChatMember.BANNED}


class _Decision(Enum):
    """What the state database says of an update."""

    ADMITTED = auto()
    MEMBERSHIP = auto()
    GROUP_ADMITTED = auto()
    PAIRED = auto()
    WRONG_CODE = auto()
    TOO_MANY_CODES = auto()
    UNKNOWN_GROUP = auto()
    NEW_STRANGER = auto()
    IGNORED = auto()


class AdmissionFilter:
    """Admits updates by access, rate and queue length; rejects others, with a notice at most.

    `threads` must have a single thread. All reads and writes of an update are made in
    one call there, so that updates leave this filter in the order in which they came.
    """

    def __init__(
        self,
        access: AccessPolicy,
        pairing: PairingCodes,
        locks: ChatLocks,
        limits: UsageLimits,
        threads: WorkerThreads,
        make_limit: MakeLimit = own_limit,
        is_one_too_many: Callable[[Update], bool] | None = None,
    ) -> None:
        """See `UsageLimiter` for the last two."""
        self._access = access
        self._admissions = access.admissions
        self._pairing = pairing
        self._usage = UsageLimiter(limits, locks, make_limit, is_one_too_many)
        self._should_leave_groups = limits.leave_unknown_groups
        self._threads = threads
        self._notices = RateLimit(1, NOTICE_EVERY_S)
        self._strangers = RateLimit(_STRANGERS_PER_MINUTE, MINUTE_S)

    async def should_handle(self, update: Update) -> bool:
        """Return whether handlers may see an update. Raises StateError."""
        decision, wait_s = await self._threads.run(self._decide_and_count, update)
        if decision is _Decision.ADMITTED:
            return await self._usage.is_within(update, wait_s)
        await self._notify(update, decision)
        return decision in (_Decision.MEMBERSHIP, _Decision.GROUP_ADMITTED)

    def _decide_and_count(self, update: Update) -> tuple[_Decision, float]:
        """Decide on an update, and count it if it is admitted. Blocks."""
        decision = self._decide(update)
        is_admitted = decision is _Decision.ADMITTED
        return decision, self._usage.count(update) if is_admitted else 0.0

    def _decide(self, update: Update) -> _Decision:
        """Read and write all that the state database says of an update. Blocks."""
        self._record_migration(update.message)
        if update.my_chat_member is not None:
            return self._decide_membership(update.my_chat_member)
        if (pairing := self._decide_pairing(update)) is not None:
            return pairing
        if update.guest_message is not None:
            return self._decide_guest(update.guest_message)
        message = update.message or update.edited_message
        if message is not None and (is_from_another_bot(message) or is_own_card(message)):
            return _Decision.IGNORED
        if self._access.is_allowed(_id(update.effective_sender), _id(update.effective_chat)):
            return _Decision.ADMITTED
        return self._decide_stranger(update)

    def _decide_guest(self, message: Message) -> _Decision:
        """Decide on a message of a chat without the bot: it counts who asks, and in person."""
        person = message.from_user
        is_person = person is not None and not person.is_bot and message.sender_chat is None
        is_allowed = is_person and self._access.is_allowed(_id(person), None)
        return _Decision.ADMITTED if is_allowed else _Decision.IGNORED

    def _record_migration(self, message: Message | None) -> None:
        """Let a group that became a supergroup keep its admission and articles.

        Telegram says so in both chats, and either message may come first.
        """
        if message is not None and message.migrate_to_chat_id is not None:
            self._admissions.migrate(message.chat_id, message.migrate_to_chat_id)
        if message is not None and message.migrate_from_chat_id is not None:
            self._admissions.migrate(message.migrate_from_chat_id, message.chat_id)

    def _decide_membership(self, change: ChatMemberUpdated) -> _Decision:
        """Decide on the bot's being added, removed or blocked; an operator's adding admits."""
        chat, person = change.chat, change.from_user
        has_joined = change.old_chat_member.status in _NOT_MEMBER and (
            change.new_chat_member.status not in _NOT_MEMBER
        )
        if chat.type == Chat.PRIVATE or not has_joined:
            is_allowed = self._access.is_allowed(person.id, chat.id)
            return _Decision.MEMBERSHIP if is_allowed else _Decision.IGNORED
        if self._access.is_operator(person.id):
            self._admissions.decide(_peer(chat), allowed=True, by=person.id)
            return _Decision.GROUP_ADMITTED
        if self._access.is_allowed(None, chat.id):
            return _Decision.MEMBERSHIP
        self._is_new_stranger(_peer(chat))
        return _Decision.UNKNOWN_GROUP

    def _decide_pairing(self, update: Update) -> _Decision | None:
        """Try the pairing code that an update sends; None when it sends none."""
        message, person = update.message, update.effective_user
        if message is None or person is None or not is_private(message):
            return None
        code = command_arguments(message)
        is_start = (message.text or "").startswith("/start ")
        if not is_start or not looks_like_code(code) or not self._pairing.is_open():
            return None
        if self._access.is_operator(person.id):
            return None
        match self._pairing.try_code(code, _peer(person)):
            case PairingResult.PAIRED:
                return _Decision.PAIRED
            case PairingResult.WRONG:
                return _Decision.WRONG_CODE
            case PairingResult.TOO_MANY:
                return _Decision.TOO_MANY_CODES
            case _:
                return _Decision.IGNORED

    def _decide_stranger(self, update: Update) -> _Decision:
        chat, person, message = update.effective_chat, update.effective_user, update.message
        if chat is not None and chat.type in (Chat.GROUP, Chat.SUPERGROUP):
            self._is_new_stranger(_peer(chat))
            return _Decision.UNKNOWN_GROUP
        if message is not None and person is not None and is_private(message):
            is_denied = self._admissions.decision(person.id) is False
            if not is_denied and self._is_new_stranger(_peer(person)):
                return _Decision.NEW_STRANGER
        return _Decision.IGNORED

    def _is_new_stranger(self, stranger: Peer) -> bool:
        """Store a stranger; return whether they are new, and not one of too many."""
        return not self._strangers.acquire("") and self._admissions.add_stranger(stranger)

    async def _notify(self, update: Update, decision: _Decision) -> None:
        """Tell the person or the group about a decision."""
        chat, person, message = update.effective_chat, update.effective_user, update.message
        words = language_of(update)
        if decision is _Decision.UNKNOWN_GROUP and chat is not None:
            await self._leave_unknown(chat, update.get_bot())
        elif decision is _Decision.GROUP_ADMITTED and chat is not None:
            await deliver_notice(
                update.get_bot().send_message(chat.id, words(wording.GROUP_ADMITTED))
            )
        elif message is None or person is None:
            return
        elif decision is _Decision.NEW_STRANGER:
            await _reply(message, words(wording.NOT_ADMITTED, person=person.id))
        elif decision is _Decision.WRONG_CODE:
            await _reply(message, words(wording.WRONG_CODE))
        elif decision is _Decision.TOO_MANY_CODES:
            await _reply(message, too_fast_text(words, TRIES_PERIOD_S))
        elif decision is _Decision.PAIRED:
            _LOG.info("A person has paired and is an operator now.")
            await _reply(message, words(wording.PAIRED))
            await set_operator_menu(message.get_bot(), person.id)

    async def _leave_unknown(self, chat: Chat, bot: Bot) -> None:
        # Telegram reports that the bot was added twice, as a membership and as a message.
        if self._should_leave_groups and not self._notices.acquire(chat.id):
            await deliver_notice(bot.send_message(chat.id, wording.GROUP_NOT_ADMITTED))
            try:
                await bot.leave_chat(chat.id)
            except TelegramError as error:
                _LOG.warning("A group could not be left: %s", error.message)


async def _reply(message: Message, text: str) -> None:
    await deliver_notice(send(message, render_text(text)))


def _id(who: User | Chat | None) -> int | None:
    return None if who is None else who.id


def _peer(who: User | Chat) -> Peer:
    name = who.full_name if isinstance(who, User) else who.effective_name
    return Peer(who.id, name or "")
