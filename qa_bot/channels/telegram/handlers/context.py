"""The parts of the bot that handlers share.

Knows what follows from an update about its chat and its sender. Does not know
what any handler does.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.ext import Application, ContextTypes

from qa_bot.answer_serialization import deserialize_answer
from qa_bot.answers import Answer
from qa_bot.channels.telegram.middleware.chat_admins import ChatAdmins
from qa_bot.channels.telegram.middleware.chat_locks import ChatLocks
from qa_bot.channels.telegram.middleware.chat_scopes import ChatScopes
from qa_bot.channels.telegram.monitoring.prometheus_metrics import PrometheusMetrics
from qa_bot.channels.telegram.storage.additions import Additions
from qa_bot.channels.telegram.storage.chat_preferences import ChatPreferences
from qa_bot.channels.telegram.storage.offers import Offers
from qa_bot.channels.telegram.storage.pending_downloads import PendingDownloads
from qa_bot.channels.telegram.storage.status_messages import StatusMessages
from qa_bot.channels.telegram.storage.stored_answers import StoredAnswer, StoredAnswers
from qa_bot.channels.telegram.storage.votes import Votes
from qa_bot.channels.telegram.transport.background_tasks import BackgroundTasks
from qa_bot.channels.telegram.transport.downloads import FileDownloads
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.views.keyboards import ADDITION, id_under
from qa_bot.documents import Article, ArticleRef, Scope
from qa_bot.i18n import translation
from qa_bot.i18n.translation import Language
from qa_bot.library import Library

PtbApplication = Application[Any, Any, Any, Any, Any, Any]
CallbackContext = ContextTypes.DEFAULT_TYPE
HandlerCallback = Callable[[Update, CallbackContext], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class HandlerContext:
    """What handlers work with; `max_file_bytes` is the size of the largest file accepted.

    `sends_files` gives the files of shared articles to those who ask for a source, and
    `has_inline` answers inline queries.

    The storage classes, `scopes`, `is_operator` and `is_allowed` read the state database, and
    `library` its own: coroutines call them through one of the pools, whose names
    say what each is for. Additions have a pool of their own, so that no long
    text delays an answer, and so has the state database, so that neither delays
    a command.
    """

    library: Library
    scopes: ChatScopes
    admins: ChatAdmins
    is_operator: Callable[[int | None], bool]
    is_allowed: Callable[[int | None, int | None], bool]
    state_threads: WorkerThreads
    answer_threads: WorkerThreads
    addition_threads: WorkerThreads
    answers: StoredAnswers
    votes: Votes
    preferences: ChatPreferences
    additions: Additions
    offers: Offers
    status_messages: StatusMessages
    pending_downloads: PendingDownloads
    downloads: FileDownloads
    background: BackgroundTasks
    chat_locks: ChatLocks
    metrics: PrometheusMetrics
    max_file_bytes: int
    sends_files: bool
    has_inline: bool

    async def language(self, update: Update) -> Language:
        """Return the language to reply in."""
        return await self.state_threads.run(self.find_language, update)

    def find_language(self, update: Update) -> Language:
        """Return the chat's chosen language, else that of the person's Telegram. Blocks."""
        chat, user = update.effective_chat, update.effective_user
        chosen = self.preferences.language(chat.id) if chat else None
        return translation.language(chosen or (user.language_code if user else None))

    def scope(self, chat: int) -> Scope:
        """Return the scope of a chat's answers: what it sees, limited to its choice. Blocks."""
        selected = frozenset(self.preferences.selected_articles(chat))
        return self.scopes.scope_of(chat, selected or None)

    def replied_article(self, message: Message) -> str:
        """Return the id of the article that a message replies to the addition of. Blocks.

        It replies to what was sent, or to the bot's message about it; "" if to neither.
        """
        replied = message.reply_to_message
        if replied is None or replied.chat_id != message.chat_id:
            return ""
        chat, number = replied.chat_id, replied.message_id
        addition = self.additions.find_shown_in(chat, number)
        addition = addition or self.additions.find_by_message(chat, number)
        if addition is None and (named := id_under(replied.reply_markup, ADDITION)):
            # One that Telegram took although nothing confirmed it; the bot then sent another.
            found = self.additions.get(named)
            addition = found if found is not None and found.last.chat == chat else None
        return addition.article if addition else ""

    def is_shareable(self, message: Message) -> bool:
        """Return whether what is asked in a chat can be asked in others by an inline query."""
        is_private = message.chat.type == ChatType.PRIVATE
        return (
            self.has_inline and is_private and bool(message.get_bot().bot.supports_inline_queries)
        )

    async def is_editor(self, update: Update) -> bool:
        """Return whether the sender may add and remove articles in the chat."""
        chat, user = update.effective_chat, update.effective_user
        message = None if update.callback_query else update.effective_message
        return chat is not None and await self.admins.is_editor(chat, user, message)

    def article_version(self, chat: int, article: ArticleRef) -> Article | None:
        """Return the cited version of an article. Blocks.

        None if the version is gone, or the article is not in the chat's scope.
        """
        collections = self.scopes.scope_of(chat).collections
        if collections is not None and article.collection not in collections:
            return None
        return self.library.version(article)

    def restore_answer(self, stored: StoredAnswer) -> Answer | None:
        """Return a stored answer with its texts; None if the quoted article is gone. Blocks."""
        versions = partial(self.article_version, stored.asked.chat)
        return deserialize_answer(stored.answer, versions)


def citer_name(answer_id: int | None) -> str:
    """Return the name under which the library stores the citations of a stored answer."""
    return f"telegram:{answer_id}"


def user_id(update: Update) -> int | None:
    """Return the id of the update's sender; None in the name of a channel."""
    return update.effective_user.id if update.effective_user else None


def thread_of(message: Message) -> int:
    """Return the id of the topic that a message belongs to; 0 for none.

    A supergroup has threads beside topics: Telegram numbers each chain of replies, too.
    """
    return (message.message_thread_id or 0) if message.is_topic_message else 0


def message_of(query: CallbackQuery) -> Message | None:
    """Return the message of a pressed button; None if Telegram no longer gives it."""
    return query.message if isinstance(query.message, Message) else None
