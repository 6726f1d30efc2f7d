"""What a chat settles for itself: help, its language, beginning anew.

Knows these commands and the choice of languages. Does not know questions or
articles.
"""

from typing import Final

from telegram import Update

from qa_bot.channels.telegram.handlers.context import Context, Shared, message_of, thread_of
from qa_bot.channels.telegram.middleware.bot_mentions import is_addressed_command, is_private
from qa_bot.channels.telegram.transport.delivery import acknowledge, edit, send
from qa_bot.channels.telegram.views import keyboards
from qa_bot.channels.telegram.views.replies import render_text
from qa_bot.i18n import wording
from qa_bot.i18n.translation import LANGUAGES, language

LANGUAGE_PATTERN: Final = f"^{keyboards.LANGUAGE}:"


class Settings:
    """The commands that are about the chat itself."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    async def start(self, update: Update, _: Context) -> None:
        """Greet."""
        words = self._shared.words(update)
        await self._say(update, f"{words(wording.GREETING)}\n\n{words(wording.TELEGRAM_HELP)}")

    async def help(self, update: Update, _: Context) -> None:
        """Say what a person can do."""
        words = self._shared.words(update)
        commands = [f"/{name}: {words(use)}" for name, use in wording.TELEGRAM_COMMANDS.items()]
        await self._say(update, "\n".join([words(wording.TELEGRAM_HELP), "", *commands]))

    async def new(self, update: Update, _: Context) -> None:
        """Forget the conversation."""
        message = update.effective_message
        if message is not None:
            self._shared.answers.start_conversation(message.chat_id, thread_of(message))
            await self._say(update, self._shared.words(update)(wording.FORGOTTEN))

    async def language(self, update: Update, _: Context) -> None:
        """Offer the languages."""
        message = update.effective_message
        if message is not None:
            words = self._shared.words(update)
            said = render_text(words(wording.LANGUAGE_IS))
            await send(message, said, keyboards.languages(words))

    async def choose_language(self, update: Update, _: Context) -> None:
        """Speak the language chosen from now on."""
        query = update.callback_query
        message = message_of(query) if query else None
        if query is None or message is None:
            return
        pressed = keyboards.read(query.data or "")
        code = pressed.arguments[0] if pressed.arguments else None
        self._shared.settings.set_language(message.chat_id, code if code in LANGUAGES else None)
        words = language(code) if code in LANGUAGES else self._shared.words(update)
        said = render_text(words(wording.LANGUAGE_IS))[0]
        await edit(message, said, keyboards.languages(words))
        await acknowledge(query)

    async def unknown(self, update: Update, context: Context) -> None:
        """Point to the commands that exist, unless the command may be another bot's."""
        message = update.effective_message
        if message and (is_private(message) or is_addressed_command(context.bot.bot, message)):
            await self._say(update, self._shared.words(update)(wording.UNKNOWN_COMMAND))

    async def stale(self, update: Update, _: Context) -> None:
        """Say that a button means nothing any more."""
        if update.callback_query is not None:
            said = self._shared.words(update)(wording.BUTTON_TOO_OLD)
            await acknowledge(update.callback_query, said, alert=True)

    async def _say(self, update: Update, text: str) -> None:
        if update.effective_message is not None:
            await send(update.effective_message, render_text(text))
