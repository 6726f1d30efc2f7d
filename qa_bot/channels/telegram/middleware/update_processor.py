"""The way of an update through the bot: written down, let in, handled in turn, crossed out.

Knows the journal, the gate and the order. Does not know what an update asks for.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Coroutine
from datetime import datetime
from typing import Any, Final

from telegram import Bot, Update
from telegram.error import NetworkError, TelegramError
from telegram.ext import BaseUpdateProcessor

from qa_bot.channels.telegram.middleware.admission import Gate
from qa_bot.channels.telegram.middleware.chat_order import ChatOrder
from qa_bot.channels.telegram.monitoring.error_handler import outline
from qa_bot.channels.telegram.storage.update_journal import Journal
from qa_bot.errors import StateError
from qa_bot.escape import replace_surrogates
from qa_bot.i18n import wording

# A waiting update holds one of these, so there must be more than people will ever queue up.
_AT_ONCE: Final = 1_000_000
# An update that was begun so often and never finished may be what ends the process. One that waits
# for its turn to be sent, in a group for a minute, is begun too, so that few deaths prove nothing.
_TRIES: Final = 10
# How long a stop waits for what is at work. What is left, as all is without a connection, is
# answered after the next start.
_LAST_S: Final = 60.0
_LOG = logging.getLogger(__name__)


class JournalledQueue(asyncio.Queue[object]):
    """Updates between their arrival and their handling; each is let in once.

    However they arrive, they pass here before Telegram is told that they did.
    `ending` is set once the sign to stop has passed.
    """

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self.journal = journal
        self.ending = asyncio.Event()

    async def put(self, item: object) -> None:
        """Write an update down and queue it, unless it came before.

        Raises NetworkError, upon which Telegram is asked for it again, when it
        cannot be written down.
        """
        if isinstance(item, Update):
            body = _body(item)
            if replace_surrogates(body) != body:
                # Half a character, which JSON may name, can be neither kept nor sent.
                body = replace_surrogates(body)
                item = Update.de_json(json.loads(body), _bot_of(item))
            try:
                if not self.journal.receive(item.update_id, body):
                    return
            except StateError as error:
                _LOG.error("An update cannot be written down. %s", error)
                raise NetworkError("the update could not be written down") from error
        else:
            self.ending.set()
        await super().put(item)

    async def put_unhandled(self, bot: Bot) -> None:
        """Queue what an earlier process received and did not finish."""
        for waiting in list(self.journal.waiting()):
            update = Update.de_json(json.loads(waiting.body), bot)
            if waiting.tries >= _TRIES:
                _LOG.error("Update %d was never finished; it is given up.", waiting.update_id)
                self.journal.handled(waiting.update_id)
                await _apologize(update)
            else:
                self.put_nowait(update)


def _body(update: Update) -> str:
    """The update as JSON.

    Not by its own `to_json`, which fails on a pinned message that is out of
    reach, and an error here would end polling.
    """
    return json.dumps(update.to_dict(), default=_seconds, ensure_ascii=False)


def _bot_of(update: Update) -> Bot | None:
    try:
        return update.get_bot()
    except RuntimeError:
        return None


def _seconds(date: datetime) -> int:
    return int(date.timestamp())


class Intake(BaseUpdateProcessor):
    """Lets updates through the gate, and has each handled in its chat's turn."""

    __slots__ = ("_at_work", "_ending", "_gate", "_journal", "_last", "_order")

    def __init__(self, queue: JournalledQueue, gate: Gate, order: ChatOrder) -> None:
        super().__init__(_AT_ONCE)
        self._journal = queue.journal
        self._ending = queue.ending
        self._at_work: set[asyncio.Task[Any]] = set()
        self._last: asyncio.Task[None] | None = None
        self._gate = gate
        self._order = order

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update that the gate lets in; what fails here keeps it out."""
        if not isinstance(update, Update):
            await coroutine
            return
        if (task := asyncio.current_task()) is not None:
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        try:
            if await self._gate.passes(update):
                await self._handle(update, coroutine)
            self._journal.handled(update.update_id)
        except Exception as error:
            _LOG.error("An update did not get through.\n%s", outline(error))
        finally:
            # One that was handled to its end does not mind.
            if isinstance(coroutine, Coroutine):
                coroutine.close()

    async def _handle(self, update: Update, coroutine: Awaitable[Any]) -> None:
        async with self._order.turn(update):
            self._journal.begin(update.update_id)
            await coroutine

    async def _stop_in_time(self) -> None:
        """Once a stop has waited long enough, leave what is at work to the next start."""
        await self._ending.wait()
        await asyncio.sleep(_LAST_S)
        _LOG.warning("%d updates are left to the next start.", len(self._at_work))
        for task in list(self._at_work):
            task.cancel()

    async def initialize(self) -> None:
        """Watch for the sign to stop."""
        self._last = asyncio.create_task(self._stop_in_time())

    async def shutdown(self) -> None:
        """Watch no longer."""
        if self._last is not None:
            self._last.cancel()


async def _apologize(update: Update | None) -> None:
    message = update.effective_message if update else None
    if message is None:
        return
    try:
        await message.reply_text(wording.APOLOGY)
    except TelegramError as error:
        _LOG.warning("A person could not be told of a failure: %s", error.message)
