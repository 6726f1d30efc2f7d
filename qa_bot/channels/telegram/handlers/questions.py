"""Questions: by message, by /ask, by an edit, or again in another scope.

Knows how a question becomes an answer that is stored, shown and cited. Does not
know what other texts are for, nor what buttons do.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatType

from qa_bot.answer_serialization import (
    cited_versions,
    serialize_answer,
)
from qa_bot.answers import Answer
from qa_bot.channels.telegram.handlers.context import (
    CallbackContext,
    HandlerContext,
    citer_name,
    thread_of,
    user_id,
)
from qa_bot.channels.telegram.handlers.conversations import (
    Continued,
    Conversations,
    ReplyTarget,
    reply_target,
)
from qa_bot.channels.telegram.handlers.written_answers import AnswerShown, WrittenAnswers
from qa_bot.channels.telegram.middleware.bot_mentions import (
    command_arguments,
    question_replied_to,
)
from qa_bot.channels.telegram.storage.stored_answers import ChatQuestion, StoredAnswer
from qa_bot.channels.telegram.transport.delivery import edit_message, send, send_all
from qa_bot.channels.telegram.transport.progress import show_typing
from qa_bot.channels.telegram.transport.streamed_message import StreamTarget
from qa_bot.channels.telegram.views.keyboards import answer_keyboard, options_keyboard
from qa_bot.channels.telegram.views.message_layout import RenderedMessage
from qa_bot.channels.telegram.views.reply_messages import render_reply, render_text
from qa_bot.conversation.turns import Reply, ReplyKind
from qa_bot.documents import EVERYTHING, ArticleRef, Scope
from qa_bot.errors import QaBotError
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

_LOG = logging.getLogger(__name__)
# 90 days; buttons under older messages no longer work.
_RETENTION_S: Final = 90 * 24 * 3600.0
# Answers between two deletions of what is too old, which read the whole table.
_PRUNE_EVERY: Final = 500


@dataclass(frozen=True, slots=True)
class AnswerToShow:
    """A reply and the id of its stored answer; `id` is None for a reply that is no answer.

    `after` is the id of the answer that it continues, 0 if none, and `offers` are
    those of the offers to ask each of the reply's options. `asked` is the question as
    it was stored, and `scope` where it was searched.
    """

    reply: Reply
    id: int | None = None
    after: int = 0
    offers: tuple[int, ...] = ()
    asked: ChatQuestion | None = None
    scope: Scope = EVERYTHING


class QuestionHandlers:
    """Callback for /ask, and the answering of every other question."""

    def __init__(self, context: HandlerContext) -> None:
        self._context = context
        self._conversations = Conversations(context)
        self._written = WrittenAnswers(context)
        self._since_pruning = 0

    async def ask(self, update: Update, _: CallbackContext) -> None:
        """Answer the question that follows the command."""
        if (message := update.effective_message) is not None:
            language = await self._context.language(update)
            question = command_arguments(message)
            await self.answer_reply(message, question, language, user_id(update))

    async def answer_reply(
        self, message: Message, question: str, language: Language, asker: int | None
    ) -> None:
        """Answer a question, of one article alone where it replies to that being added."""
        article = await self._context.state_threads.run(self._context.replied_article, message)
        await self.answer(message, question, language, asker=asker, article=article)

    async def answer(
        self,
        message: Message,
        question: str,
        language: Language,
        *,
        asker: int | None,
        should_replace: bool = False,
        article: str = "",
    ) -> None:
        """Answer a question in its chat; after an edit, in the message of the earlier answer.

        An empty one stands for the question that the message replies to.
        `should_replace` puts the answer in place of `message`, which is the bot's own.
        `article` is the id of the one article to ask, "" for all that the chat sees.
        """
        shown_under, target = message, reply_target(message)
        if not question:
            replied = question_replied_to(message.get_bot().bot, message)
            if replied is None:
                await send(message, render_text(language(wording.ASK_WHAT)))
                return
            (question, shown_under), target = replied, None
        chat, number = message.chat_id, message.message_id
        find = self._context.answers.find_by_question
        earlier = await self._context.state_threads.run(find, chat, number)
        if earlier is not None and earlier.message is not None and not message.edit_date:
            # A process answered it and was killed before the update counted as handled.
            return
        if earlier is not None:
            await self._written.withdraw(message.get_bot(), earlier)
        if should_replace:
            target = ReplyTarget(number)
        asked = ChatQuestion(chat, thread_of(message), asker, number, question, question, article)
        async with show_typing(message):
            answer = await self._context.answer_threads.run(self._find_answer, asked, target)
        shown_in = number if should_replace else None
        if earlier is not None:
            shown_in = earlier.message
        await self._show(shown_under, answer, language, shown_in, _only(article))

    async def answer_about(
        self, message: Message, question: str, language: Language, *, asker: int, article: str
    ) -> None:
        """Answer a question from one article alone, below the bot's `message` that offers it."""
        chat, thread = message.chat_id, thread_of(message)
        asked = ChatQuestion(chat, thread, asker, 0, question, question, article)
        async with show_typing(message):
            answer = await self._context.answer_threads.run(self._find_answer, asked, None)
        await self._show(message, answer, language, None, _only(article))

    async def answer_from(
        self, message: Message, stored: StoredAnswer, scope: Scope, language: Language
    ) -> None:
        """Answer a stored question again in another scope, below its first answer."""
        article = next(iter(scope.articles or ()), "")
        asked = replace(stored.asked, question=stored.asked.resolved, message=0, article=article)
        async with show_typing(message):
            answer = await self._context.answer_threads.run(
                self._go_on, asked, stored.follows, scope
            )
        await self._show(message, answer, language, None, scope)

    async def answer_suggestion(
        self, message: Message, stored: StoredAnswer, question: str, language: Language
    ) -> None:
        """Answer a question that was suggested with a stored answer, below it."""
        asked = replace(stored.asked, question=question, resolved=question, message=0)
        async with show_typing(message):
            answer = await self._context.answer_threads.run(self._go_on, asked, stored.id)
        await self._show(message, answer, language, None, _only(asked.article))

    def _find_answer(self, asked: ChatQuestion, target: ReplyTarget | None) -> AnswerToShow:
        """Find and store an answer to a message. Blocks."""
        scope = self._scope(asked)
        return self._ask_in(self._conversations.open(asked, scope, target), asked, scope)

    def _go_on(self, asked: ChatQuestion, last: int, scope: Scope | None = None) -> AnswerToShow:
        """Find and store an answer to a question that continues the answer `last`. Blocks."""
        within = self._scope(asked) if scope is None else scope
        return self._ask_in(self._conversations.go_on(asked, within, last), asked, within)

    def _scope(self, asked: ChatQuestion) -> Scope:
        """Return the scope of a question: the one article that it asks, else the chat's. Blocks."""
        if not asked.article:
            return self._context.scope(asked.chat)
        return self._context.scopes.scope_of(asked.chat, frozenset({asked.article}))

    def _ask_in(self, continued: Continued, asked: ChatQuestion, scope: Scope) -> AnswerToShow:
        context, last = self._context, continued.last
        start = time.monotonic()
        reply = continued.chat.ask(asked.question)
        if reply.answer is None:
            self._conversations.keep(asked, continued)
            add = partial(context.offers.add, asked.chat, asked.message)
            offers = tuple(add(each.question) for each in reply.options)
            return AnswerToShow(reply, None, last, offers)
        context.metrics.count_question(reply.answer.answered, time.monotonic() - start)
        resolved = replace(asked, resolved=reply.understood_as or asked.question)
        number = context.answers.save(resolved, serialize_answer(reply.answer), last)
        return AnswerToShow(reply, number, last, (), resolved, scope)

    async def _show(
        self,
        message: Message,
        answer: AnswerToShow,
        language: Language,
        shown_in: int | None,
        searched: Scope | None = None,
    ) -> None:
        """Show an answer in the bot's message `shown_in` if possible, else in a new one."""
        messages, buttons = await self._render(message, answer, language, searched)
        chat, shown = message.chat_id, [shown_in] if shown_in is not None else []
        if shown_in is None or not await _replace(message, shown_in, messages, buttons):
            sent = await send_all(message, messages, buttons, at_least_once=True)
            shown = [each.message_id for each in sent]
            # A group that has become a supergroup meanwhile has another id.
            chat = sent[-1].chat_id if sent else chat
        await self._context.state_threads.run(self._record, answer, chat, shown)
        if answer.id is not None and shown:
            await self._cite(answer)
            self._begin_writing(message, answer, language, (chat, shown[-1]))

    def _begin_writing(
        self, message: Message, shown: AnswerToShow, language: Language, below: tuple[int, int]
    ) -> None:
        """Let a language model write of an answer, below the message that shows it."""
        answer, asked = shown.reply.answer, shown.asked
        if shown.id is None or answer is None or asked is None:
            return
        is_private = message.chat.type == ChatType.PRIVATE
        target = StreamTarget(message.get_bot(), *below, asked.thread, is_private)
        self._written.begin(AnswerShown(shown.id, answer, asked, shown.scope, target, language))

    def _record(self, answer: AnswerToShow, chat: int, messages: Sequence[int]) -> None:
        """Store where an answer is shown, for its buttons and for replies to it. Blocks."""
        answers = self._context.answers
        if answer.id is not None and messages:
            answers.set_messages(answer.id, chat, messages)
        elif answer.after:
            answers.place(chat, messages, answer.after)

    async def _render(
        self, message: Message, shown: AnswerToShow, language: Language, searched: Scope | None
    ) -> tuple[Sequence[RenderedMessage], InlineKeyboardMarkup | None]:
        reply, answer = shown.reply, shown.reply.answer
        if shown.id is None or answer is None:
            labels = [option.label for option in reply.options]
            return render_reply(reply, language), options_keyboard(shown.offers, labels)
        selected_articles = self._context.preferences.selected_articles
        is_limited = bool(await self._context.state_threads.run(selected_articles, message.chat_id))
        if reply.kind is ReplyKind.DECLINED and (searched or is_limited):
            reply = replace(reply, text=_declined_text(answer, searched, language))
        search_in = () if searched else articles_to_search(answer)
        has_search_all = is_limited and searched is None
        buttons = answer_keyboard(
            shown.id,
            answer,
            language,
            search_in,
            has_search_all=has_search_all,
            is_shareable=self._context.is_shareable(message),
        )
        title = title_asked(answer) if searched and searched.articles else ""
        return render_reply(reply, language, title), buttons

    async def _cite(self, shown: AnswerToShow) -> None:
        """Store what an answer cites; a failure does not undo the answer, which was sent."""
        if shown.reply.answer is None:
            return
        citer = citer_name(shown.id)
        versions = sorted(cited_versions(serialize_answer(shown.reply.answer)))
        try:
            await self._context.answer_threads.run(self._context.library.cite, citer, versions)
            await self._prune()
        except QaBotError as error:
            _LOG.warning("What an answer cites could not be kept: %s", error)

    async def _prune(self) -> None:
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._since_pruning = 0
            await self._context.answer_threads.run(self._delete_old)

    def _delete_old(self) -> None:
        """Delete what is past its retention, and its citations. Blocks."""
        context = self._context
        for old in context.answers.delete_older_than(_RETENTION_S):
            context.library.uncite(citer_name(old.id))
        context.offers.delete_older_than(_RETENTION_S)
        context.additions.delete_older_than(_RETENTION_S)
        context.votes.delete_older_than(_RETENTION_S)


def articles_to_search(answer: Answer) -> tuple[ArticleRef, ...]:
    """Return the articles of a declined answer's passages, if there are several.

    They are offered for asking the question again, one at a time.
    """
    if answer.answered:
        return ()
    by_id = {passage.article.id: passage.article for passage in answer.passages}
    return tuple(by_id.values()) if len(by_id) > 1 else ()


def title_asked(answer: Answer) -> str:
    """Return the title of the one article that was asked; "" where nothing of it is cited."""
    cited = answer.quote or next(iter(answer.passages), None)
    return cited.article.title if cited is not None and answer.answered else ""


def _only(article: str) -> Scope | None:
    """Return the scope of one article, as it is shown; None for no id."""
    return Scope(articles=frozenset({article})) if article else None


def _declined_text(answer: Answer, searched: Scope | None, language: Language) -> str:
    if searched is None:
        return language(wording.NOT_IN_CHOSEN)
    if searched.articles is None or not answer.passages:
        return language(wording.DECLINED)
    return language(wording.NOT_IN_ARTICLE, title=answer.passages[0].article.title)


async def _replace(
    message: Message,
    shown_in: int,
    messages: Sequence[RenderedMessage],
    buttons: InlineKeyboardMarkup | None,
) -> bool:
    """Replace the content of the bot's own message; return whether that was possible."""
    if len(messages) != 1:
        return False
    return await edit_message(message.get_bot(), message.chat_id, shown_in, messages[0], buttons)
