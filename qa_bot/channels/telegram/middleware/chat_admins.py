"""Who may add and remove articles in a chat: in a group only its admins.

Knows Telegram's admins. Does not know articles.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from telegram import Bot, Chat, ChatMember, Message, User
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from qa_bot.channels.telegram.transport.delivery import retry

_LOG = logging.getLogger(__name__)
# Seconds that a cached answer is used: how long a former admin may still make changes.
_CACHE_TTL_S: Final = 60.0
# Cached answers; bounds the memory, beyond it the oldest goes.
_CACHE_SIZE: Final = 10_000
_ADMIN_STATUSES: Final = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class _CachedStatus:
    checked_at: float
    is_admin: bool


class ChatAdmins:
    """Asks Telegram who is an admin, and caches the answers for a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._cache: OrderedDict[tuple[int, int], _CachedStatus] = OrderedDict()

    async def is_editor(self, chat: Chat, user: User | None, message: Message | None) -> bool:
        """Return whether a person may change the articles of a chat.

        `message` is what they wrote, or None for a button: only a message can come
        from an anonymous admin, who writes in the name of the group.
        """
        if chat.type == ChatType.PRIVATE:
            return True
        sender = message.sender_chat if message is not None else None
        if sender is not None:
            return sender.id == chat.id
        return user is not None and await self._is_admin(chat, user)

    async def _is_admin(self, chat: Chat, user: User) -> bool:
        key = (chat.id, user.id)
        cached = self._cache.get(key)
        if cached is not None and self._clock() < cached.checked_at + _CACHE_TTL_S:
            return cached.is_admin
        try:
            is_admin = await _ask_telegram(chat.get_bot(), chat.id, user.id)
        except TelegramError as error:
            _LOG.warning("Telegram did not say who is an admin: %s", error.message)
            return False
        self._cache[key] = _CachedStatus(self._clock(), is_admin)
        if len(self._cache) > _CACHE_SIZE:
            self._cache.popitem(last=False)
        return is_admin


async def _ask_telegram(bot: Bot, chat: int, user: int) -> bool:
    try:
        member = await retry(partial(bot.get_chat_member, chat, user), idempotent=True)
    except BadRequest:
        # In a group that hides its members, a bot that is no admin can only list the admins.
        return any(each.user.id == user for each in await bot.get_chat_administrators(chat))
    return member.status in _ADMIN_STATUSES
