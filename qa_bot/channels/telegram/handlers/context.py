"""What every handler works with.

Knows the parts and what follows from an update about whom it is from. Does not
know what any handler does.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from qa_bot.channels.telegram.library import Library
from qa_bot.channels.telegram.middleware.chat_admins import ChatAdmins
from qa_bot.channels.telegram.middleware.chat_scopes import ChatScopes
from qa_bot.channels.telegram.monitoring.prometheus_metrics import PrometheusMetrics
from qa_bot.channels.telegram.storage.additions import Additions
from qa_bot.channels.telegram.storage.answer_serialization import deserialize_answer
from qa_bot.channels.telegram.storage.answers import StoredAnswer, StoredAnswers
from qa_bot.channels.telegram.storage.chat_preferences import ChatPreferences
from qa_bot.channels.telegram.storage.offers import Offers
from qa_bot.channels.telegram.storage.votes import Votes
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.documents import Answer, Article, ArticleRef, Scope
from qa_bot.i18n.translation import Language, language

Context = ContextTypes.DEFAULT_TYPE
Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Shared:
    """The parts of the bot that handlers work with.

    Adding has a door of its own, so that no long text delays an answer.
    `max_bytes` is the size of the largest file that is taken in.
    """

    library: Library
    shelves: ChatScopes
    admins: ChatAdmins
    is_operator: Callable[[int | None], bool]
    off_loop: WorkerThreads
    adding: WorkerThreads
    answers: StoredAnswers
    feedback: Votes
    settings: ChatPreferences
    additions: Additions
    offers: Offers
    metrics: PrometheusMetrics
    max_bytes: int

    def words(self, update: Update) -> Language:
        """The language of the chat if it chose one, else that of the person's Telegram."""
        chat, person = update.effective_chat, update.effective_user
        chosen = self.settings.language(chat.id) if chat else None
        return language(chosen or (person.language_code if person else None))

    def scope(self, chat: int) -> Scope:
        """What a chat is answered from: what it sees, limited to what it chose."""
        return self.shelves.scope_of(chat, frozenset(self.settings.selected_articles(chat)) or None)

    async def may_change(self, update: Update) -> bool:
        """Whether the person may add and remove articles in the chat."""
        chat, user = update.effective_chat, update.effective_user
        message = None if update.callback_query else update.effective_message
        return chat is not None and await self.admins.is_editor(chat, user, message)

    def version(self, chat: int, article: ArticleRef) -> Article | None:
        """What a chat was shown of an article; None once that is gone, or not the chat's to see.

        Blocks.
        """
        seen = self.shelves.scope_of(chat).collections
        if seen is not None and article.collection not in seen:
            return None
        return self.library.version(article)

    def answer_of(self, kept: StoredAnswer) -> Answer | None:
        """A kept answer with its texts; None once the article that it quotes is gone. Blocks."""
        return deserialize_answer(kept.answer, partial(self.version, kept.asked.chat))


def thread_of(message: Message) -> int:
    """The topic or thread of replies that a message belongs to; 0 for none."""
    return message.message_thread_id or 0


def message_of(query: CallbackQuery) -> Message | None:
    """The message under which a button was pressed, unless Telegram no longer gives it."""
    return query.message if isinstance(query.message, Message) else None
