"""Questions: by message, by /ask, by an edit, or of one article alone.

Knows how a question becomes an answer that is kept, shown and cited. Does not
know what a text that is no question is for, nor what buttons do.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from telegram import InlineKeyboardMarkup, Message, Update

from qa_bot.channels.telegram.handlers.context import Context, Shared, thread_of
from qa_bot.channels.telegram.middleware.bot_mentions import command_arguments
from qa_bot.channels.telegram.storage.answer_serialization import (
    answer_texts,
    cited_versions,
    serialize_answer,
)
from qa_bot.channels.telegram.storage.answers import ChatQuestion, StoredAnswer
from qa_bot.channels.telegram.transport.delivery import edit_message, send
from qa_bot.channels.telegram.transport.progress import show_typing
from qa_bot.channels.telegram.views import keyboards
from qa_bot.channels.telegram.views.message_layout import Message as Shown
from qa_bot.channels.telegram.views.replies import render_reply, render_text
from qa_bot.conversation.dialogue import REMEMBERED, Kind, Reply
from qa_bot.conversation.rewriting import Turn
from qa_bot.documents import Answer, ArticleRef, Scope
from qa_bot.errors import QaBotError
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

_LOG = logging.getLogger(__name__)
_KEPT_S: Final = 90 * 24 * 3600.0
_PRUNE_EVERY: Final = 500


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said to a question; `id` is None for a remark, which has no buttons."""

    reply: Reply
    id: int | None = None


class Asking:
    """Answers questions."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._since_pruning = 0

    async def ask(self, update: Update, _: Context) -> None:
        """Answer the question that follows the command."""
        if (message := update.effective_message) is not None:
            words = self._shared.words(update)
            await self.answer(message, command_arguments(message), words, asker=_asker(update))

    async def answer(
        self,
        message: Message,
        question: str,
        words: Language,
        *,
        asker: int | None,
        here: bool = False,
    ) -> None:
        """Answer a question in its chat; one that was edited in the answer that it had.

        `here` puts the answer in place of `message`, which is the bot's own.
        """
        if not question:
            await send(message, render_text(words(wording.ASK_WHAT)))
            return
        chat, number = message.chat_id, message.message_id
        earlier = self._shared.answers.find_by_question(chat, number)
        if earlier is not None and earlier.message is not None and not message.edit_date:
            # It was answered before the process ended, and only came again.
            return
        asked = ChatQuestion(chat, thread_of(message), asker, number, question, question)
        async with show_typing(message):
            answered = await self._shared.off_loop.run(self._answered, asked)
        place = number if here else None
        if earlier is not None:
            place = earlier.message
        await self._show(message, answered, words, place)

    async def answer_from(
        self, message: Message, kept: StoredAnswer, scope: Scope, words: Language
    ) -> None:
        """Ask a question again of other articles, and answer under its first answer."""
        asked = replace(kept.asked, question=kept.asked.resolved, message=0)
        async with show_typing(message):
            answered = await self._shared.off_loop.run(self._answered, asked, scope)
        await self._show(message, answered, words, None, only=scope)

    def _answered(self, asked: ChatQuestion, scope: Scope | None = None) -> Answered:
        """Answer and keep the answer; blocks."""
        shared = self._shared
        within = shared.scope(asked.chat) if scope is None else scope
        dialogue = shared.library.dialogue(within, self._turns(asked))
        began = time.monotonic()
        reply = dialogue.reply(asked.question)
        if reply.answer is None:
            return Answered(reply)
        shared.metrics.count_question(reply.answer.answered, time.monotonic() - began)
        resolved = replace(asked, resolved=reply.understood_as or asked.question)
        return Answered(reply, shared.answers.save(resolved, serialize_answer(reply.answer)))

    def _turns(self, asked: ChatQuestion) -> list[Turn]:
        """What was said before, without the answer that this one replaces."""
        latest = self._shared.answers.latest(asked.chat, asked.thread, REMEMBERED + 1)
        before = [
            kept for kept in latest if not asked.message or kept.asked.message != asked.message
        ]
        return [self._turn(kept) for kept in before[-REMEMBERED:]]

    def _turn(self, kept: StoredAnswer) -> Turn:
        versions = partial(self._shared.version, kept.asked.chat)
        texts = answer_texts(kept.answer, versions)
        return Turn(kept.asked.resolved, texts.answer, texts.quote)

    async def _show(
        self,
        message: Message,
        answered: Answered,
        words: Language,
        place: int | None,
        only: Scope | None = None,
    ) -> None:
        """Show an answer in the message of the bot's that is its place, else in a new one."""
        shown, buttons = self._screen(message.chat_id, answered, words, only)
        if place is None or not await _in_place(message, place, shown, buttons):
            sent = await send(message, shown, buttons, at_least_once=True)
            place = sent.message_id if sent else None
        if answered.id is not None and place is not None:
            self._shared.answers.set_message(answered.id, place)
            await self._cite(answered)

    def _screen(
        self, chat: int, answered: Answered, words: Language, only: Scope | None
    ) -> tuple[Sequence[Shown], InlineKeyboardMarkup | None]:
        reply, answer = answered.reply, answered.reply.answer
        if answered.id is None or answer is None:
            return render_reply(reply, words), None
        chosen = self._shared.settings.selected_articles(chat)
        if reply.kind is Kind.DECLINED and (only or chosen):
            reply = replace(reply, text=_declined_in(answer, only, words))
        offers = () if only else search_in(answer)
        buttons = keyboards.under_answer(
            answered.id, answer, words, offers, everywhere=bool(chosen) and only is None
        )
        return render_reply(reply, words), buttons

    async def _cite(self, answered: Answered) -> None:
        """Keep what was quoted; an answer that was shown does not fail by it."""
        if answered.reply.answer is None:
            return
        by, versions = (
            cited_by(answered.id),
            sorted(cited_versions(serialize_answer(answered.reply.answer))),
        )
        try:
            await self._shared.off_loop.run(self._shared.library.cite, by, versions)
            await self._prune()
        except QaBotError as error:
            _LOG.warning("What an answer cites could not be kept: %s", error)

    async def _prune(self) -> None:
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._since_pruning = 0
            await self._shared.off_loop.run(self._drop_old)

    def _drop_old(self) -> None:
        """Forget what nobody will come back to, and what it cites; blocks."""
        shared = self._shared
        for old in shared.answers.delete_older_than(_KEPT_S):
            shared.library.uncite(cited_by(old.id))
        shared.offers.delete_older_than(_KEPT_S)
        shared.additions.delete_older_than(_KEPT_S)
        shared.feedback.delete_older_than(_KEPT_S)


def cited_by(answer: int | None) -> str:
    """The name under which a kept answer cites."""
    return f"telegram:{answer}"


def search_in(answer: Answer) -> tuple[ArticleRef, ...]:
    """The articles that a declined question may be asked of alone: those of the nearest text."""
    if answer.answered:
        return ()
    by_id = {passage.article.id: passage.article for passage in answer.passages}
    return tuple(by_id.values()) if len(by_id) > 1 else ()


def _declined_in(answer: Answer, only: Scope | None, words: Language) -> str:
    if only is None:
        return words(wording.NOT_IN_CHOSEN)
    if only.articles is None or not answer.passages:
        return words(wording.DECLINED)
    return words(wording.NOT_IN_ARTICLE, title=answer.passages[0].article.title)


async def _in_place(
    message: Message, place: int, shown: Sequence[Shown], buttons: InlineKeyboardMarkup | None
) -> bool:
    if len(shown) != 1:
        return False
    return await edit_message(message.get_bot(), message.chat_id, place, shown[0], buttons)


def _asker(update: Update) -> int | None:
    return update.effective_user.id if update.effective_user else None
