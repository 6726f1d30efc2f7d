"""What the bot does with each kind of message.

Knows commands, questions and buttons. Does not know how an answer is found, nor
how a message gets through.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from telegram import Message, Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from qa_bot import wording
from qa_bot.channels.telegram import listing, rendering
from qa_bot.channels.telegram.addressing import after_command, is_private, names_bot, question_for
from qa_bot.channels.telegram.conversations import Conversations
from qa_bot.channels.telegram.off_loop import OffLoop
from qa_bot.channels.telegram.presence import typing
from qa_bot.channels.telegram.recent import Recent
from qa_bot.channels.telegram.sending import edit, send
from qa_bot.dialogue import Dialogue
from qa_bot.documents import ArticleRef

Context = ContextTypes.DEFAULT_TYPE
_NEW: Final = filters.UpdateType.MESSAGE
_NEW_OR_EDITED: Final = filters.UpdateType.MESSAGES
_ALBUMS_REMEMBERED: Final = 1000


class Handlers:
    """The bot's side of every exchange."""

    def __init__(
        self,
        conversations: Conversations,
        off_loop: OffLoop,
        list_articles: Callable[[], Sequence[ArticleRef]],
    ) -> None:
        self._conversations = conversations
        self._off_loop = off_loop
        self._list_articles = list_articles
        self._albums = Recent(_ALBUMS_REMEMBERED)

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Give every handler its messages; the first that fits takes one."""
        application.add_handlers([*self._commands(), *self._others()])

    def _commands(self) -> list[BaseHandler[Any, Any, Any]]:
        commands = {
            "start": self.start,
            "help": self.help,
            "articles": self.articles,
            "more": self.more,
            "source": self.source,
            "new": self.new,
        }
        ask = CommandHandler("ask", self.ask, _NEW_OR_EDITED)
        return [ask, *(CommandHandler(name, do, _NEW) for name, do in commands.items())]

    def _others(self) -> list[BaseHandler[Any, Any, Any]]:
        question = filters.TEXT & ~filters.COMMAND & _NEW_OR_EDITED
        not_text = ~filters.TEXT & ~filters.StatusUpdate.ALL & filters.ChatType.PRIVATE & _NEW
        return [
            CallbackQueryHandler(self.turn_page, pattern=listing.PATTERN),
            CallbackQueryHandler(self.stale_button),
            MessageHandler(question, self.question),
            MessageHandler(filters.COMMAND & _NEW, self.unknown_command),
            MessageHandler(not_text, self.not_text),
        ]

    async def start(self, update: Update, _: Context) -> None:
        """Greet."""
        await self._say(update, f"{wording.GREETING}\n\n{wording.telegram_help()}")

    async def help(self, update: Update, _: Context) -> None:
        """Say what a person can do."""
        await self._say(update, wording.telegram_help())

    async def question(self, update: Update, context: Context) -> None:
        """Answer a question, if it is one for the bot."""
        if (message := update.effective_message) is None:
            return
        question = question_for(context.bot.bot, message)
        if question is not None:
            await self._answer(message, question)

    async def ask(self, update: Update, _: Context) -> None:
        """Answer the question that follows the command."""
        if (message := update.effective_message) is not None:
            await self._answer(message, after_command(message))

    async def more(self, update: Update, _: Context) -> None:
        """Show further passages for the last question."""
        if (message := update.effective_message) is None:
            return
        dialogue = self._dialogue(message)
        passages = await self._off_loop.run(dialogue.more)
        if passages:
            await send(message, rendering.render_passages(passages))
        else:
            asked = dialogue.last is not None
            await self._say(update, wording.NOTHING_MORE if asked else wording.NOTHING_ASKED)

    async def source(self, update: Update, _: Context) -> None:
        """Show where the last quote stands."""
        if (message := update.effective_message) is None:
            return
        last = self._dialogue(message).last
        if last is None:
            await self._say(update, wording.NOTHING_ASKED)
            return
        shown = rendering.render_source(last) or rendering.render_text(wording.NO_SOURCE)
        await send(message, shown)

    async def new(self, update: Update, _: Context) -> None:
        """Forget the conversation."""
        if (message := update.effective_message) is not None:
            self._dialogue(message).forget()
            await self._say(update, wording.FORGOTTEN)

    async def articles(self, update: Update, _: Context) -> None:
        """List the articles, from the first page."""
        if (message := update.effective_message) is not None:
            articles = await self._off_loop.run(self._list_articles)
            page, buttons = listing.render_page(articles, 0)
            await send(message, [page], buttons)

    async def turn_page(self, update: Update, _: Context) -> None:
        """Show another page of articles in place of the one shown."""
        if (query := update.callback_query) is None:
            return
        await query.answer()
        articles = await self._off_loop.run(self._list_articles)
        page, buttons = listing.render_page(articles, listing.page_of(query.data or ""))
        # Telegram no longer gives access to a message that is too old.
        if isinstance(query.message, Message):
            await edit(query.message, page, buttons)

    async def stale_button(self, update: Update, _: Context) -> None:
        """Take note of a button that means nothing any more."""
        if update.callback_query is not None:
            await update.callback_query.answer()

    async def unknown_command(self, update: Update, context: Context) -> None:
        """Point to the commands that exist, unless the command may be another bot's."""
        message = update.effective_message
        if message and (is_private(message) or names_bot(context.bot.bot, message)):
            await self._say(update, wording.UNKNOWN_COMMAND)

    async def not_text(self, update: Update, _: Context) -> None:
        """Ask for text, once per album."""
        message = update.effective_message
        album = message.media_group_id if message else None
        if album is None or self._albums.is_new(album):
            await self._say(update, wording.NOT_TEXT)

    async def _answer(self, message: Message, question: str) -> None:
        if not question:
            await send(message, rendering.render_text(wording.ASK_WHAT))
            return
        async with typing(message):
            reply = await self._off_loop.run(self._dialogue(message).reply, question)
        await send(message, rendering.render_reply(reply))

    async def _say(self, update: Update, text: str) -> None:
        if (message := update.effective_message) is not None:
            await send(message, rendering.render_text(text))

    def _dialogue(self, message: Message) -> Dialogue:
        return self._conversations.of(message.chat_id)
