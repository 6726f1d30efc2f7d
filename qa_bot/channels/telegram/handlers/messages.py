"""Messages other than commands: each goes to the handlers of its kind.

Knows how questions, articles and the continuations of one are distinguished, and
asks the person if they cannot be. Does not know how each is handled.
"""

from dataclasses import replace
from typing import Final

from telegram import CallbackQuery, Message, Update

from qa_bot.channels.telegram.handlers.addition_request import AdditionRequest, links_of
from qa_bot.channels.telegram.handlers.article_additions import AdditionHandlers
from qa_bot.channels.telegram.handlers.context import (
    CallbackContext,
    HandlerContext,
    message_of,
    user_id,
)
from qa_bot.channels.telegram.handlers.questions import QuestionHandlers
from qa_bot.channels.telegram.middleware.bot_mentions import (
    Command,
    addressed_question,
    is_private,
)
from qa_bot.channels.telegram.middleware.captions import (
    ADD,
    ASK,
    caption_command,
)
from qa_bot.channels.telegram.middleware.message_kinds import MessageKind, classify_text
from qa_bot.channels.telegram.middleware.rate_limit import RateLimit
from qa_bot.channels.telegram.storage.additions import Addition
from qa_bot.channels.telegram.storage.offers import Offer
from qa_bot.channels.telegram.transport.delivery import acknowledge, edit, send
from qa_bot.channels.telegram.views.keyboards import (
    CallbackData,
    OfferAction,
    parse_callback_data,
    text_or_question_keyboard,
)
from qa_bot.channels.telegram.views.reply_messages import error_text, render_text
from qa_bot.errors import ArticleNotFound
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

# Seconds within which Telegram delivers the messages of one album, and more.
_ALBUM_S: Final = 3600.0


class MessageHandlers:
    """Callbacks for messages, and for the choice of what a message is or was."""

    def __init__(
        self, context: HandlerContext, questions: QuestionHandlers, additions: AdditionHandlers
    ) -> None:
        self._context = context
        self._questions = questions
        self._additions = additions
        self._albums = RateLimit(1, _ALBUM_S)

    async def message(self, update: Update, context: CallbackContext) -> None:
        """Handle a text, or the caption of a picture, if it is addressed to the bot."""
        message = update.effective_message
        if message is not None and message.caption:
            command = caption_command(context.bot.bot, message)
            if command is not None and command.name in (ADD, ASK):
                await self._caption_command(update, message, command)
                return
        text = addressed_question(context.bot.bot, message) if message else None
        if message is None or text is None:
            return
        language = await self._context.language(update)
        if not is_private(message):
            await self._questions.answer_reply(message, text, language, user_id(update))
            return
        request = AdditionRequest(message, user_id(update) or 0, language)
        find = self._additions.find_continued
        addition = await self._context.state_threads.run(find, message)
        if addition is not None:
            await self._additions.extend(request, addition)
        else:
            await self._dispatch(update, request, text)

    async def _caption_command(self, update: Update, message: Message, command: Command) -> None:
        """Do what a command under something other than a file says."""
        request = await self._additions.request(update, message)
        language, asked = request.language, command.arguments
        if command.name == ASK:
            await self._questions.answer_reply(message, asked, language, user_id(update))
        elif await self._additions.is_allowed(update):
            if asked:
                await self._additions.add_text(request, asked, links_of(message))
            else:
                await request.reply(language(wording.WHAT_TO_ADD_HERE))

    async def _dispatch(self, update: Update, request: AdditionRequest, text: str) -> None:
        message = request.message
        kind = classify_text(text, forwarded=message.forward_origin is not None)
        if kind is MessageKind.QUESTION:
            await self._questions.answer_reply(message, text, request.language, user_id(update))
        elif kind is MessageKind.EITHER:
            await self._offer_choice(request, text)
        elif await self._additions.is_allowed(update):
            links = () if kind is MessageKind.LINKS else links_of(message)
            await self._additions.add_text(request, text, links)

    async def _offer_choice(self, request: AdditionRequest, text: str) -> None:
        message, language = request.message, request.language
        add = self._context.offers.add
        offer = await self._context.state_threads.run(
            add, message.chat_id, message.message_id, text
        )
        links = await self._additions.offer_links(message, links_of(message))
        buttons = text_or_question_keyboard(offer, links, language)
        await send(message, render_text(language(wording.TEXT_OR_QUESTION)), buttons)

    async def choose(self, update: Update, _: CallbackContext) -> None:
        """Handle an offered text as what the person chose it to be."""
        query = update.callback_query
        message = message_of(query) if query else None
        if query is None or message is None:
            return
        language, data = await self._context.language(update), parse_callback_data(query.data)
        offer = await self._context.state_threads.run(self._context.offers.get, data.number())
        if offer is None or offer.chat != message.chat_id:
            await acknowledge(query, language(wording.BUTTON_TOO_OLD), alert=True)
        elif data.action == OfferAction.ASK:
            await acknowledge(query)
            await self._ask(query, message, offer, language)
        elif data.action == OfferAction.ASK_ARTICLE:
            await acknowledge(query)
            article_id, *question = offer.payload.split("\n", 1)
            await self._questions.answer_about(
                message,
                "".join(question) or offer.payload,
                language,
                asker=query.from_user.id,
                article=article_id,
            )
        elif await self._context.is_editor(update):
            await acknowledge(query)
            await self._add(query, message, offer, data, language)
        else:
            await acknowledge(query, language(wording.NOT_YOURS), alert=True)

    async def _ask(
        self, query: CallbackQuery, message: Message, offer: Offer, language: Language
    ) -> None:
        await self._questions.answer(
            message, offer.payload, language, asker=query.from_user.id, should_replace=True
        )
        await self._context.state_threads.run(self._context.offers.delete, offer.id)

    async def _add(
        self,
        query: CallbackQuery,
        message: Message,
        offer: Offer,
        data: CallbackData,
        language: Language,
    ) -> None:
        request = AdditionRequest(message, query.from_user.id, language)
        if data.action == OfferAction.ADD_LINK:
            await self._additions.add_link(request, offer.payload)
        else:
            request = replace(request, shown_in=message.message_id)
            await self._additions.add_text(request, offer.payload)
        await self._context.state_threads.run(self._context.offers.delete, offer.id)

    async def unsupported(self, update: Update, _: CallbackContext) -> None:
        """Describe what can be read, once per album."""
        message = update.effective_message
        if message is None:
            return
        album = message.media_group_id
        if album is None or not self._albums.acquire(album):
            language = await self._context.language(update)
            text = wording.PICTURES_NOT_READ if message.photo else wording.NOT_TEXT
            text = wording.VOICES_NOT_HEARD if message.voice else text
            await send(message, render_text(language(text)))

    async def undo(self, update: Update, _: CallbackContext) -> None:
        """Remove what an addition added."""
        query = update.callback_query
        message = message_of(query) if query else None
        if query is None or message is None:
            return
        language, data = await self._context.language(update), parse_callback_data(query.data)
        get = self._context.additions.get
        addition = await self._context.state_threads.run(get, data.number())
        if addition is None or addition.last.chat != message.chat_id:
            await acknowledge(query, language(wording.CANNOT_UNDO), alert=True)
        elif not await self._context.is_editor(update):
            await acknowledge(query, language(wording.NOT_YOURS), alert=True)
        else:
            await self._undo(message, addition, language)
            await acknowledge(query)

    async def _undo(self, message: Message, addition: Addition, language: Language) -> None:
        try:
            remove = self._context.library.remove
            removed = await self._context.addition_threads.run(remove, addition.article)
            text = language(wording.UNDONE, title=removed.title)
        except ArticleNotFound as error:
            text = error_text(error, language)
        await self._context.state_threads.run(self._context.additions.delete, addition.id)
        await edit(message, render_text(text)[0])
