"""A message that grows while it is made: a draft in a private chat, else a message that is edited.

Knows what Telegram can show and how often it may change. Does not know what a message says.
"""

import itertools
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from telegram import Bot, InlineKeyboardMarkup
from telegram import Message as Sent
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from qa_bot.channels.telegram.transport.delivery import edit_message, retry, send_below
from qa_bot.channels.telegram.views.message_layout import RenderedMessage

_LOG = logging.getLogger(__name__)
# Seconds between two changes: with these, half of what Telegram takes of a bot in a chat, three
# in three seconds and 20 a minute in a group, is left for answers to other questions.
_PAUSE_S: Final = 2.0
_GROUP_PAUSE_S: Final = 6.0
# Ids of drafts begin somewhere below a half of 2**31, so that they are not those of a former
# process, and stay below 2**31.
_MAX_FIRST_ID: Final = 2**30


@dataclass(frozen=True, slots=True)
class StreamTarget:
    """Where a message is streamed to: in a chat and its thread, as a reply to `below`."""

    bot: Bot
    chat: int
    below: int
    thread: int
    is_private: bool

    @property
    def pause_s(self) -> float:
        """Seconds to wait after one change before the next."""
        return _PAUSE_S if self.is_private else _GROUP_PAUSE_S


class DraftMethod:
    """Whether Telegram, or the server in its place, shows drafts; and the ids of new ones."""

    def __init__(self) -> None:
        self.is_refused = False
        self._ids: Iterator[int] = itertools.count(1 + secrets.randbelow(_MAX_FIRST_ID))

    def new_id(self) -> int:
        """Return an id that no other draft has."""
        return next(self._ids)


class StreamedMessage:
    """One message; of it a draft is shown, if that is possible, until it is finished."""

    def __init__(self, target: StreamTarget, drafts: DraftMethod) -> None:
        self._target = target
        self._drafts = drafts
        self._draft_id = drafts.new_id()
        self._sent: Sent | None = None
        self._is_gone = False

    @property
    def sent(self) -> Sent | None:
        """The message itself, once it was sent."""
        return self._sent

    async def show(self, message: RenderedMessage) -> bool:
        """Show the message so far; return False where somebody has deleted it.

        Raises telegram.error.TelegramError when it cannot be shown.
        """
        if self._target.is_private and self._sent is None and not self._drafts.is_refused:
            await self._show_draft(message)
            if not self._drafts.is_refused:
                return True
        return await self.finish(message)

    async def finish(
        self, message: RenderedMessage, buttons: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Send the message, or edit the one that was sent; return and raise as `show` does."""
        target = self._target
        if self._sent is None:
            self._sent = await send_below(
                target.bot, target.chat, target.thread, target.below, message, buttons
            )
            return True
        sent = self._sent
        is_there = await edit_message(target.bot, sent.chat_id, sent.message_id, message, buttons)
        self._is_gone = not is_there
        return is_there

    async def withdraw(self) -> None:
        """Delete the message if it was sent; a draft disappears by itself."""
        if self._sent is not None and not self._is_gone:
            await delete_message(self._target.bot, self._sent.chat_id, self._sent.message_id)

    async def _show_draft(self, message: RenderedMessage) -> None:
        """Show a draft; where that is refused, note it. One that is lost matters to nobody."""
        target = self._target
        try:
            await target.bot.send_message_draft(
                target.chat,
                self._draft_id,
                message.html,
                message_thread_id=target.thread or None,
                parse_mode=ParseMode.HTML,
            )
        except (BadRequest, InvalidToken) as error:
            # python-telegram-bot takes the 404 for an unknown method for one for a bad token.
            self._drafts.is_refused = True
            _LOG.info("Drafts are not shown: %s", error.message)
        except (NetworkError, RetryAfter) as error:
            _LOG.debug("A draft was not shown: %s", error.message)


async def delete_message(bot: Bot, chat: int, message: int) -> None:
    """Delete a message of the bot's, unless it is gone or too old for that.

    Raises telegram.error.TelegramError when that cannot be asked for.
    """
    try:
        await retry(partial(bot.delete_message, chat, message), idempotent=True)
    except BadRequest as error:
        _LOG.info("A message was not deleted: %s", error.message)
