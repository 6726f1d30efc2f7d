"""What an article that was added is about, and what may be asked of it, in the bot's message.

Found beside the turn of the chat, so that no addition and no answer waits for it. Does
not know how sentences and questions are chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telegram import Message

from qa_bot.answers import Answer, Overview
from qa_bot.channels.telegram.handlers.context import HandlerContext
from qa_bot.channels.telegram.storage.additions import Addition
from qa_bot.channels.telegram.transport.delivery import edit_message
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.views.added_article import ArticleAdded, render_added_article
from qa_bot.channels.telegram.views.keyboards import LinkOffer, QuestionOffer, addition_keyboard
from qa_bot.documents import Article
from qa_bot.errors import ArticleNotFound, QaBotError
from qa_bot.i18n.translation import Language

# Sentences that say what an article is about, in a message that says more.
_SENTENCES: Final = 3
# Articles that wait for their overview; of more, as of an album of files, none is made.
_MAX_WAITING: Final = 5


@dataclass(frozen=True, slots=True)
class ShownAddition:
    """An article that was added, and what the bot's message about it shows."""

    message: Message
    addition: Addition
    added: ArticleAdded
    links: Sequence[LinkOffer] = ()
    asks: Sequence[QuestionOffer] = ()


class AddedOverviews:
    """Adds overviews to the bot's messages about articles that were added."""

    def __init__(self, context: HandlerContext) -> None:
        self._context = context
        # One at a time: it takes the time of a few questions, and is in no hurry.
        self._threads = WorkerThreads(1, "overviews")
        self._waiting = 0

    def begin(self, shown: ShownAddition, language: Language) -> None:
        """Find an overview and show it, unless too many wait for theirs."""
        if self._waiting < _MAX_WAITING:
            self._waiting += 1
            self._context.background.spawn(self._add(shown, language))

    async def _add(self, shown: ShownAddition, language: Language) -> None:
        try:
            answer = await self._threads.run(self._find, shown)
        except QaBotError:
            # The article was removed meanwhile, or the next question will say what is wrong.
            return
        finally:
            self._waiting -= 1
        if answer.overview is None or not answer.overview.sentences:
            return
        async with self._context.chat_locks.hold(shown.message.chat_id):
            await self._show(shown, answer.overview, language)

    def _find(self, shown: ShownAddition) -> Answer:
        """Return the overview of an article alone. Blocks."""
        articles = frozenset({shown.added.article.id})
        scope = self._context.scopes.scope_of(shown.message.chat_id, articles)
        return self._context.library.overview("", scope, _SENTENCES)

    async def _show(self, shown: ShownAddition, overview: Overview, language: Language) -> None:
        """Show an overview, unless the article or the message has changed meanwhile."""
        message, article = shown.message, shown.added.article
        run = self._context.state_threads.run
        addition = await run(self._context.additions.get, shown.addition.id)
        if addition is None or addition.shown_in is None or not await self._is_current(article):
            return
        questions = await run(self.offer_questions, message, article, overview.suggestions)
        buttons = addition_keyboard(addition.id, shown.links, language, [*shown.asks, *questions])
        text = render_added_article(shown.added, language, overview.sentences)
        await edit_message(message.get_bot(), message.chat_id, addition.shown_in, text, buttons)

    async def _is_current(self, article: Article) -> bool:
        try:
            now = await self._context.answer_threads.run(self._context.library.article, article.id)
        except ArticleNotFound:
            return False
        return now.digest == article.digest

    def offer_questions(
        self, message: Message, article: Article, questions: Sequence[str]
    ) -> list[QuestionOffer]:
        """Store an offer to ask each question of an article alone. Blocks."""
        add, chat, number = self._context.offers.add, message.chat_id, message.message_id
        return [
            QuestionOffer(add(chat, number, f"{article.id}\n{question}"), question)
            for question in questions
        ]
