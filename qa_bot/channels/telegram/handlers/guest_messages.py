"""Guest mode: questions that name the bot in a chat of which it is no member.

Knows how such a question is answered, once, into that chat. Does not know how an
answer is found. What is searched is what the person who asks sees in their own chat
with the bot, and nothing is kept: the chat's id may be that of another chat.
"""

from functools import partial
from uuid import uuid4

from telegram import InlineQueryResultArticle, InputTextMessageContent, Message, Update, User
from telegram.constants import ParseMode

from qa_bot.channels.telegram.handlers.context import CallbackContext, HandlerContext
from qa_bot.channels.telegram.middleware.bot_mentions import (
    question_replied_to,
    without_mention,
)
from qa_bot.channels.telegram.transport.delivery import answer_query
from qa_bot.channels.telegram.views.message_layout import RenderedMessage
from qa_bot.channels.telegram.views.reply_messages import (
    error_text,
    render_reply,
    render_text,
)
from qa_bot.conversation.turns import Reply, ReplyKind
from qa_bot.errors import QuestionError
from qa_bot.i18n import translation, wording
from qa_bot.i18n.translation import Language


class GuestHandlers:
    """Callback for guest messages."""

    def __init__(self, context: HandlerContext) -> None:
        self._context = context

    async def message(self, update: Update, _: CallbackContext) -> None:
        """Answer the question in a guest message, or the one that it replies to."""
        message = update.guest_message
        if message is None or not message.guest_query_id or message.from_user is None:
            return
        bot, person = message.get_bot(), message.from_user
        language = await self._language(person)
        shown = await self._answer(message, person, language)
        result = InlineQueryResultArticle(
            uuid4().hex,
            bot.first_name,
            InputTextMessageContent(shown.html, parse_mode=ParseMode.HTML),
        )
        await answer_query(partial(bot.answer_guest_query, message.guest_query_id, result))

    async def _language(self, person: User) -> Language:
        """Return the language of the person's own chat with the bot."""
        find = self._context.preferences.language
        chosen = await self._context.state_threads.run(find, person.id)
        return translation.language(chosen or person.language_code)

    async def _answer(self, message: Message, person: User, language: Language) -> RenderedMessage:
        bot = message.get_bot().bot
        question = without_mention(bot, message).strip()
        if not question and (replied := question_replied_to(bot, message)) is not None:
            question, _ = replied
        if not question:
            return render_text(language(wording.ASK_WHAT))[0]
        try:
            reply = await self._context.answer_threads.run(self._find_reply, person, question)
        except QuestionError as error:
            return render_text(error_text(error, language))[0]
        # The nearest passage would show the chat what nobody asked for.
        if reply.kind is ReplyKind.DECLINED:
            return render_text(language(wording.DECLINED))[0]
        return render_reply(reply, language)[0]

    def _find_reply(self, person: User, question: str) -> Reply:
        """Return the reply to a question by itself. Blocks."""
        return self._context.library.chat(self._context.scope(person.id)).ask(question)
