"""Questions asked from any chat by the bot's name, answered as cards to choose from.

Knows how an answer becomes cards. Does not know how an answer is found. The
cards are one person's: what they see of the library decides what is in them.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final
from uuid import uuid4

from telegram import InlineQuery, InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode

from qa_bot.channels.telegram.handlers.context import Context, Shared
from qa_bot.channels.telegram.transport.delivery import answer_query
from qa_bot.channels.telegram.views.message_layout import Message, clip
from qa_bot.channels.telegram.views.replies import render_passage, render_reply
from qa_bot.conversation.dialogue import Kind, Reply, reply_to
from qa_bot.errors import QuestionError
from qa_bot.i18n.translation import Language

# Telegram takes 50; more than a few passages are no answer.
_MOST: Final = 8
_CACHE_S: Final = 10
_SHORTEST: Final = 3
_TITLE: Final = 60
_DESCRIPTION: Final = 160


class Inline:
    """Answers inline queries."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._latest: dict[int, str] = {}

    async def query(self, update: Update, _: Context) -> None:
        """Offer the answer and the passages, or nothing."""
        query = update.inline_query
        if query is None:
            return
        words, person = self._shared.words(update), query.from_user.id
        self._latest[person] = query.id
        reply = await self._reply(query)
        if self._latest.get(person) == query.id:
            del self._latest[person]
        cards = list(_cards(reply, words)) if reply else []
        # Where the person typed on meanwhile, Telegram no longer waits for this one.
        await answer_query(
            partial(query.answer, cards[:_MOST], cache_time=_CACHE_S, is_personal=True)
        )

    async def _reply(self, query: InlineQuery) -> Reply | None:
        if len(query.query.strip()) < _SHORTEST:
            return None
        try:
            return await self._shared.off_loop.run(self._answered, query)
        except QuestionError:
            return None

    def _answered(self, query: InlineQuery) -> Reply | None:
        """The reply, unless the person has typed on while the query waited for its turn."""
        person = query.from_user.id
        if self._latest.get(person) != query.id:
            return None
        return self._shared.library.dialogue(self._shared.scope(person)).reply(query.query)


def _cards(reply: Reply, words: Language) -> Iterator[InlineQueryResultArticle]:
    answer = reply.answer
    if answer is None:
        return
    if reply.kind is Kind.ANSWER:
        quoted = answer.quote.text if answer.quote else ""
        yield _card(answer.text or quoted, quoted, render_reply(reply_to(answer), words)[0])
    for number, passage in enumerate(answer.passages):
        shown = render_passage(answer, number, words)
        yield _card(passage.article.title, passage.text, shown)


def _card(title: str, description: str, message: Message) -> InlineQueryResultArticle:
    content = InputTextMessageContent(message.html, parse_mode=ParseMode.HTML)
    return InlineQueryResultArticle(
        uuid4().hex, clip(title, _TITLE), content, description=clip(description, _DESCRIPTION)
    )
