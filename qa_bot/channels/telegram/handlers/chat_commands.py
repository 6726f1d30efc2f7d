"""Commands about the chat itself: help, its language, a new conversation.

Does not know questions or articles.
"""

from telegram import Update

from qa_bot.channels.telegram.handlers.context import (
    CallbackContext,
    HandlerContext,
    message_of,
    thread_of,
)
from qa_bot.channels.telegram.middleware.bot_mentions import is_addressed_command, is_private
from qa_bot.channels.telegram.transport.delivery import acknowledge, edit, send
from qa_bot.channels.telegram.views import keyboards
from qa_bot.channels.telegram.views.keyboards import parse_callback_data
from qa_bot.channels.telegram.views.reply_messages import render_text
from qa_bot.i18n import translation, wording
from qa_bot.i18n.translation import LANGUAGES


class ChatCommandHandlers:
    """Callbacks for the commands about a chat, and for commands and buttons without a handler."""

    def __init__(self, context: HandlerContext) -> None:
        self._context = context

    async def start(self, update: Update, _: CallbackContext) -> None:
        """Greet."""
        language = await self._context.language(update)
        text = f"{language(wording.GREETING)}\n\n{language(wording.TELEGRAM_HELP)}"
        await self._reply(update, text)

    async def help(self, update: Update, _: CallbackContext) -> None:
        """Describe what a person can do."""
        language = await self._context.language(update)
        commands = [
            f"/{name}: {language(description)}"
            for name, description in wording.TELEGRAM_COMMANDS.items()
        ]
        await self._reply(update, "\n".join([language(wording.TELEGRAM_HELP), "", *commands]))

    async def new(self, update: Update, _: CallbackContext) -> None:
        """Start a new conversation, in which earlier questions resolve nothing."""
        message = update.effective_message
        if message is not None:
            start = self._context.answers.start_conversation
            await self._context.state_threads.run(start, message.chat_id, thread_of(message))
            language = await self._context.language(update)
            await self._reply(update, language(wording.FORGOTTEN))

    async def language(self, update: Update, _: CallbackContext) -> None:
        """Offer the languages."""
        message = update.effective_message
        if message is not None:
            language = await self._context.language(update)
            text = render_text(language(wording.LANGUAGE_IS))
            await send(message, text, keyboards.language_keyboard(language))

    async def choose_language(self, update: Update, _: CallbackContext) -> None:
        """Set the chat's language to that of the button, or back to that of Telegram."""
        query = update.callback_query
        message = message_of(query) if query else None
        if query is None or message is None:
            return
        argument = parse_callback_data(query.data).argument()
        code = argument if argument in LANGUAGES else None
        save = self._context.preferences.set_language
        await self._context.state_threads.run(save, message.chat_id, code)
        language = translation.language(code) if code else await self._context.language(update)
        text = render_text(language(wording.LANGUAGE_IS))[0]
        await edit(message, text, keyboards.language_keyboard(language))
        await acknowledge(query)

    async def unknown(self, update: Update, context: CallbackContext) -> None:
        """Point to the commands that exist, unless the command may be another bot's."""
        message = update.effective_message
        if message and (is_private(message) or is_addressed_command(context.bot.bot, message)):
            language = await self._context.language(update)
            await self._reply(update, language(wording.UNKNOWN_COMMAND))

    async def outdated_button(self, update: Update, _: CallbackContext) -> None:
        """Reply that a button no longer does anything."""
        if update.callback_query is not None:
            language = await self._context.language(update)
            text = language(wording.BUTTON_TOO_OLD)
            await acknowledge(update.callback_query, text, alert=True)

    async def _reply(self, update: Update, text: str) -> None:
        if update.effective_message is not None:
            await send(update.effective_message, render_text(text))
