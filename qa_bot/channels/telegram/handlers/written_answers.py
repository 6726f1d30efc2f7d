"""Answers that a language model writes, shown below the extractive ones.

Made beside the turn of the chat, so that no question waits for a model. Does not know how
a model is asked, how sentences are checked, nor how a message streams.
"""

import asyncio
import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from telegram import Bot
from telegram import Message as Sent
from telegram.error import TelegramError

from qa_bot.answer_serialization import cited_versions, deserialize_answer, serialize_answer
from qa_bot.answers import Answer, WrittenAnswer, WrittenSentence
from qa_bot.channels.telegram.handlers.context import HandlerContext, citer_name
from qa_bot.channels.telegram.handlers.conversations import person_of
from qa_bot.channels.telegram.storage.stored_answers import ChatQuestion, StoredAnswer
from qa_bot.channels.telegram.transport.delivery import deliver_notice
from qa_bot.channels.telegram.transport.streamed_message import (
    DraftMethod,
    StreamedMessage,
    StreamTarget,
    delete_message,
)
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.views.written_messages import render_writing, written_screen
from qa_bot.documents import Scope
from qa_bot.errors import QaBotError
from qa_bot.i18n.translation import Language

_LOG = logging.getLogger(__name__)
# A model takes seconds of a processor or of money for each answer.
_AT_ONCE: Final = 2
# Answers that are written or wait for it; with 120 s each, the last comes after ten minutes.
_MAX_UNFINISHED: Final = 10


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An extractive answer that was shown, by the id of its stored answer."""

    id: int
    answer: Answer
    asked: ChatQuestion
    scope: Scope
    target: StreamTarget
    language: Language


class Writing:
    """A written answer in the making, of which a worker thread hands sentences to the loop."""

    def __init__(self, shown: AnswerShown) -> None:
        self.shown = shown
        self.first_s: float | None = None
        self._loop = asyncio.get_running_loop()
        self._sentences: list[WrittenSentence] = []
        self._changed = asyncio.Event()
        self._ended = asyncio.Event()
        self._stopped = threading.Event()
        self._began = time.monotonic()

    def is_stopped(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Let nobody wait any more, so that the thread ends."""
        self._stopped.set()
        self.end()

    def end(self) -> None:
        """Note that no sentence comes any more."""
        self._ended.set()
        self._changed.set()

    def begin(self) -> None:
        """Begin to count seconds."""
        self._began = time.monotonic()

    def age_s(self) -> float:
        """Return the seconds since `begin`."""
        return time.monotonic() - self._began

    def add(self, sentence: WrittenSentence) -> None:
        """Hand on a sentence, from the thread that writes."""
        if self.is_stopped():
            return
        if self.first_s is None:
            self.first_s = self.age_s()
        self._loop.call_soon_threadsafe(self._receive, sentence)

    def _receive(self, sentence: WrittenSentence) -> None:
        self._sentences.append(sentence)
        self._changed.set()

    async def next_sentences(self) -> list[WrittenSentence]:
        """Return the sentences that have come; wait for one, and return none at the end."""
        await self._changed.wait()
        if self._ended.is_set():
            return []
        self._changed.clear()
        new, self._sentences = self._sentences, []
        return new

    async def wait_ended(self, seconds: float) -> None:
        """Wait until the end, and no longer than so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)


class WrittenAnswers:
    """Adds written answers below extractive ones, where a language model is set up."""

    def __init__(self, context: HandlerContext) -> None:
        self._context = context
        self._writes = context.library.writes
        self._host = context.library.written_destination
        self._threads = WorkerThreads(_AT_ONCE, "written")
        self._drafts = DraftMethod()
        self._unfinished = 0
        self._latest: dict[int, Writing] = {}
        self._problem = ""

    def begin(self, shown: AnswerShown) -> None:
        """Write an answer and show it, unless too many wait for theirs."""
        if self._writes and self._unfinished < _MAX_UNFINISHED:
            self._unfinished += 1
            writing = self._latest[shown.id] = Writing(shown)
            self._context.background.spawn(self._write(writing))

    async def withdraw(self, bot: Bot, stored: StoredAnswer) -> None:
        """Stop what is written of an answer whose question has changed, and delete what was."""
        if (writing := self._latest.get(stored.id)) is not None:
            # It then withdraws its message itself.
            writing.stop()
            return
        find = self._context.answers.written_message
        message = await self._context.state_threads.run(find, stored.id)
        if message is not None:
            self._context.background.spawn(_delete(bot, stored.asked.chat, message))

    async def _write(self, writing: Writing) -> None:
        message = StreamedMessage(writing.shown.target, self._drafts)
        try:
            if not await self._stream(writing, message):
                await message.withdraw()
        except TelegramError as error:
            _LOG.info("A written answer was not delivered: %s", error.message)
        except Exception:
            await message.withdraw()
            raise
        finally:
            writing.stop()
            self._unfinished -= 1
            if self._latest.get(writing.shown.id) is writing:
                del self._latest[writing.shown.id]

    async def _stream(self, writing: Writing, message: StreamedMessage) -> bool:
        """Write an answer and show it; return False where nothing of it may stay."""
        work = asyncio.ensure_future(self._threads.run(self._ask, writing))
        work.add_done_callback(lambda _: writing.end())
        try:
            if not await self._show_sentences(writing, message):
                return False
            written = await work
        finally:
            work.cancel()
        return written is not None and await self._finish(writing, message, written)

    def _ask(self, writing: Writing) -> WrittenAnswer | None:
        """Return what the model writes; None if nobody waits for it any more. Blocks."""
        shown, asked = writing.shown, writing.shown.asked
        if writing.is_stopped() or not self._context.is_allowed(asked.asker, asked.chat):
            return None
        writing.begin()
        return self._context.library.write(
            *(shown.answer, shown.scope, asked.resolved, person_of(asked)),
            on_sentence=writing.add,
            is_stopped=writing.is_stopped,
        )

    async def _show_sentences(self, writing: Writing, message: StreamedMessage) -> bool:
        """Show the sentences as they come, to the end; return False once they are unwanted."""
        sentences: list[WrittenSentence] = []
        is_placed = False
        while new := await writing.next_sentences():
            sentences += new
            if not await self._is_wanted(writing):
                return False
            if not await message.show(render_writing(sentences, writing.shown.language)):
                return False
            if message.sent is not None and not is_placed:
                before = serialize_answer(writing.shown.answer)
                is_placed = await self._place(writing, before, message.sent)
            await writing.wait_ended(writing.shown.target.pause_s)
        return not writing.is_stopped()

    async def _is_wanted(self, writing: Writing) -> bool:
        """Return whether the question still stands, and the person may still use the bot."""
        asked = writing.shown.asked
        is_allowed = await self._context.state_threads.run(
            self._context.is_allowed, asked.asker, asked.chat
        )
        return is_allowed and not writing.is_stopped()

    async def _finish(
        self, writing: Writing, message: StreamedMessage, written: WrittenAnswer
    ) -> bool:
        """Store a written answer and show it; return False where nothing of it may stay."""
        shown, run = writing.shown, self._context.state_threads.run
        self._report(writing, written)
        if not written.sentences or not await self._is_wanted(writing):
            return False
        after = serialize_answer(replace(shown.answer, written=written))
        stored = await self._context.answer_threads.run(self._store, shown, after)
        if stored is None or not stored.sentences or writing.is_stopped():
            return False
        known = await run(self._context.preferences.written_host, shown.target.chat)
        host = self._host if known != self._host else ""
        if not await message.finish(*written_screen(shown.id, stored, shown.language, host)):
            return False
        if host:
            await run(self._context.preferences.set_written_host, shown.target.chat, host)
        is_current = message.sent is not None and await self._place(writing, after, message.sent)
        return is_current and not writing.is_stopped()

    def _store(self, shown: AnswerShown, after: str) -> WrittenAnswer | None:
        """Store a written answer and what it cites, and return it as stored. Blocks.

        None where the question has changed, or what it quotes is gone.
        """
        context, before = self._context, serialize_answer(shown.answer)
        try:
            context.library.cite(citer_name(shown.id), sorted(cited_versions(after)))
        except QaBotError as error:
            _LOG.warning("What a written answer cites could not be kept: %s", error)
        if not context.answers.set_written(shown.id, before, after):
            return None
        versions = partial(context.article_version, shown.asked.chat)
        answer = deserialize_answer(after, versions)
        return answer.written if answer is not None else None

    async def _place(self, writing: Writing, current: str, sent: Sent) -> bool:
        """Store which message shows a written answer; return False if the question has changed."""
        place, answer_id = self._context.answers.place_written, writing.shown.id
        return await self._context.state_threads.run(
            place, answer_id, current, sent.chat_id, sent.message_id
        )

    def _report(self, writing: Writing, written: WrittenAnswer) -> None:
        """Count what the model wrote, and log a problem once for as long as it lasts."""
        if written.problem and written.problem != self._problem:
            _LOG.warning("A written answer failed: %s", written.problem)
        is_asked = bool(written.tokens or written.problem or written.sentences or written.dropped)
        if is_asked:
            self._problem = written.problem
            self._context.metrics.count_written(written, writing.first_s, writing.age_s())


async def _delete(bot: Bot, chat: int, message: int) -> None:
    await deliver_notice(delete_message(bot, chat, message))
