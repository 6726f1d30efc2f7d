"""Inline queries: questions asked from any chat, answered by results to choose from.

Knows how an answer becomes results. Does not know how an answer is found. The
results are computed for the person who asks: their scope limits what is found.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final
from uuid import uuid4

from telegram import InlineQuery, InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode

from qa_bot.channels.telegram.handlers.context import CallbackContext, HandlerContext
from qa_bot.channels.telegram.transport.delivery import answer_query
from qa_bot.channels.telegram.views.message_layout import RenderedMessage, truncate
from qa_bot.channels.telegram.views.reply_messages import render_passage, render_reply
from qa_bot.conversation.turns import Reply, ReplyKind, reply_to
from qa_bot.errors import QuestionError
from qa_bot.i18n.translation import Language

# The Bot API takes 50 results; passages beyond the first few are no answer.
_MAX_RESULTS: Final = 8
# Seconds that Telegram may repeat the results for the same query; the library may change.
_CACHE_S: Final = 10
# Characters below which a query is the beginning of a word rather than a question.
_MIN_QUERY_CHARACTERS: Final = 3
# UTF-16 units of a result's title and description; bounds what is sent for each result.
_TITLE_UNITS: Final = 60
_DESCRIPTION_UNITS: Final = 160


class InlineHandlers:
    """Callbacks for inline queries."""

    def __init__(self, context: HandlerContext) -> None:
        self._context = context
        self._latest: dict[int, str] = {}

    async def query(self, update: Update, _: CallbackContext) -> None:
        """Offer the answer and its passages, or nothing."""
        query = update.inline_query
        if query is None:
            return
        user = query.from_user.id
        self._latest[user] = query.id
        language = await self._context.language(update)
        reply = await self._reply(query)
        if self._latest.get(user) == query.id:
            del self._latest[user]
        results = list(_results(reply, language))[:_MAX_RESULTS] if reply else []
        # If the person has typed on, Telegram no longer waits for this one.
        await answer_query(partial(query.answer, results, cache_time=_CACHE_S, is_personal=True))

    async def _reply(self, query: InlineQuery) -> Reply | None:
        if len(query.query.strip()) < _MIN_QUERY_CHARACTERS:
            return None
        try:
            return await self._context.answer_threads.run(self._find_reply, query)
        except QuestionError:
            return None

    def _find_reply(self, query: InlineQuery) -> Reply | None:
        """Return the reply; None if the person has typed on while the query waited. Blocks."""
        user = query.from_user.id
        if self._latest.get(user) != query.id:
            return None
        # Not counted: a question comes again with every letter that the person types.
        chat = self._context.library.chat(self._context.scope(user), is_counted=False)
        return chat.ask(query.query)


def _results(reply: Reply, language: Language) -> Iterator[InlineQueryResultArticle]:
    answer = reply.answer
    if answer is None:
        return
    if reply.kind in (ReplyKind.ANSWER, ReplyKind.OVERVIEW):
        quoted = answer.quote.text if answer.quote else ""
        yield _result(answer.text or quoted, quoted, render_reply(reply_to(answer), language)[0])
    for index, passage in enumerate(answer.passages):
        message = render_passage(answer, index, language)
        yield _result(passage.article.title, passage.text, message)


def _result(title: str, description: str, message: RenderedMessage) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        uuid4().hex,
        truncate(title, _TITLE_UNITS),
        InputTextMessageContent(message.html, parse_mode=ParseMode.HTML),
        description=truncate(description, _DESCRIPTION_UNITS),
    )
