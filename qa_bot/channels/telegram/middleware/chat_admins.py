"""Who may add and remove in a chat: in a group its admins only.

Knows Telegram's own admins. Does not know articles.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Final

from telegram import Bot, Chat, ChatMember, Message, User
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from qa_bot.channels.telegram.transport.sending import persist

_LOG = logging.getLogger(__name__)
_VALID_S: Final = 60.0
_KEPT: Final = 10_000
_ADMINS: Final = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


class Admins:
    """Asks Telegram who is an admin, and believes the answer for a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[tuple[int, int], tuple[float, bool]] = OrderedDict()

    async def may_change(self, chat: Chat, user: User | None, message: Message | None) -> bool:
        """Whether a person may change what a chat's library holds.

        `message` is what they wrote, or None for a button: only a message can
        come from an anonymous admin, who writes in the name of the group.
        """
        if chat.type == ChatType.PRIVATE:
            return True
        sender = message.sender_chat if message is not None else None
        if sender is not None:
            return sender.id == chat.id
        return user is not None and await self._is_admin(chat, user)

    async def _is_admin(self, chat: Chat, user: User) -> bool:
        key = (chat.id, user.id)
        at, answer = self._known.get(key, (0.0, False))
        if key in self._known and self._clock() < at + _VALID_S:
            return answer
        try:
            answer = await _ask(chat.get_bot(), chat.id, user.id)
        except TelegramError as error:
            _LOG.warning("Telegram did not say who is an admin: %s", error.message)
            return False
        self._known[key] = (self._clock(), answer)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return answer


async def _ask(bot: Bot, chat: int, user: int) -> bool:
    try:
        member = await persist(partial(bot.get_chat_member, chat, user), harmless=True)
    except BadRequest:
        # A group that hides its members shows them to a bot that is no admin only so.
        return any(each.user.id == user for each in await bot.get_chat_administrators(chat))
    return member.status in _ADMINS
