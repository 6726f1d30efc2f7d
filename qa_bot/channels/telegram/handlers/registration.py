"""Registration of the handlers: which updates, commands and buttons each one gets."""

from typing import Any, Final

from telegram import Message
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    filters,
)

from qa_bot.channels.telegram.handlers.answer_buttons import AnswerButtonHandlers
from qa_bot.channels.telegram.handlers.article_additions import AdditionHandlers
from qa_bot.channels.telegram.handlers.chat_articles import ArticleHandlers
from qa_bot.channels.telegram.handlers.chat_commands import ChatCommandHandlers
from qa_bot.channels.telegram.handlers.context import (
    HandlerCallback,
    HandlerContext,
    PtbApplication,
)
from qa_bot.channels.telegram.handlers.guest_messages import GuestHandlers
from qa_bot.channels.telegram.handlers.inline_queries import InlineHandlers
from qa_bot.channels.telegram.handlers.messages import MessageHandlers
from qa_bot.channels.telegram.handlers.operators import OperatorHandlers
from qa_bot.channels.telegram.handlers.questions import QuestionHandlers
from qa_bot.channels.telegram.handlers.received_files import FileHandlers, is_picture_to_read
from qa_bot.channels.telegram.handlers.voice_questions import VoiceHandlers
from qa_bot.channels.telegram.views import keyboards

_NEW: Final = filters.UpdateType.MESSAGE
_NEW_OR_EDITED: Final = filters.UpdateType.MESSAGES
_EDITED: Final = filters.UpdateType.EDITED_MESSAGE
_PRIVATE: Final = filters.ChatType.PRIVATE


class _PictureFilter(filters.MessageFilter):
    """Passes the photos whose text may be read."""

    def filter(self, message: Message) -> bool:
        """Return whether a message is such a photo."""
        return is_picture_to_read(message)


_PICTURE: Final = _PictureFilter()

AnyHandler = BaseHandler[Any, Any, Any]


def register_handlers(
    application: PtbApplication,
    context: HandlerContext,
    operators: OperatorHandlers,
    *,
    has_inline: bool,
) -> FileHandlers:
    """Add every handler; of those that match an update, the first gets it.

    Returns the handlers of files, whose downloads outlast updates.
    """
    questions, additions = QuestionHandlers(context), AdditionHandlers(context)
    articles, commands = ArticleHandlers(context), ChatCommandHandlers(context)
    files = FileHandlers(context, questions, additions)
    messages = MessageHandlers(context, questions, additions)
    answers = AnswerButtonHandlers(context, questions)
    buttons: dict[str, HandlerCallback] = {
        keyboards.ANSWER: answers.press,
        keyboards.ARTICLES: articles.press,
        keyboards.ADDITION: messages.undo,
        keyboards.OFFER: messages.choose,
        keyboards.LANGUAGE: commands.choose_language,
    }
    application.add_handlers(_operator_commands(operators, commands.unknown))
    application.add_handlers(_commands(questions, files, articles, commands))
    application.add_handlers(
        [CallbackQueryHandler(callback, f"^{prefix}:") for prefix, callback in buttons.items()]
    )
    application.add_handler(CallbackQueryHandler(commands.outdated_button))
    application.add_handlers(
        [*_recognised(context, files, questions), *_messages(messages, files, commands)]
    )
    application.add_handler(MessageReactionHandler(answers.react))
    if has_inline:
        application.add_handler(
            MessageHandler(filters.UpdateType.GUEST_MESSAGE, GuestHandlers(context).message)
        )
        application.add_handler(InlineQueryHandler(InlineHandlers(context).query))
    return files


def _operator_commands(operators: OperatorHandlers, otherwise: HandlerCallback) -> list[AnyHandler]:
    """Return the operators' commands; for others they are unknown, as any made-up one."""

    def command(name: str, callback: HandlerCallback, where: filters.BaseFilter) -> AnyHandler:
        return CommandHandler(name, operators.only(callback, otherwise), where)

    return [
        command("allow", operators.allow, _NEW),
        command("deny", operators.deny, _NEW),
        command("people", operators.people, _NEW & _PRIVATE),
        command("status", operators.status, _NEW & _PRIVATE),
    ]


def _commands(
    questions: QuestionHandlers,
    files: FileHandlers,
    articles: ArticleHandlers,
    commands: ChatCommandHandlers,
) -> list[AnyHandler]:
    callbacks: dict[str, HandlerCallback] = {
        "start": commands.start,
        "help": commands.help,
        "new": commands.new,
        "language": commands.language,
        "articles": articles.list,
        "use": articles.use,
        "export": articles.export,
        "add": files.add,
    }
    ask = CommandHandler("ask", questions.ask, _NEW_OR_EDITED)
    return [ask, *(CommandHandler(name, callback, _NEW) for name, callback in callbacks.items())]


def _recognised(
    context: HandlerContext, files: FileHandlers, questions: QuestionHandlers
) -> list[AnyHandler]:
    """Return the handlers of what becomes text only where an extra is installed."""
    library, voices = context.library, VoiceHandlers(context, questions)
    pictures = [MessageHandler(_PICTURE & _NEW, files.receive)] if library.reads_pictures else []
    speech = [MessageHandler(filters.VOICE & _NEW, voices.receive)] if library.hears else []
    return [*pictures, *speech]


def _messages(
    messages: MessageHandlers, files: FileHandlers, commands: ChatCommandHandlers
) -> list[AnyHandler]:
    text = (filters.TEXT | (filters.CAPTION & ~filters.Document.ALL)) & ~filters.COMMAND
    unsupported = ~filters.TEXT & ~filters.StatusUpdate.ALL & _PRIVATE & _NEW
    return [
        MessageHandler(filters.Document.ALL & _NEW, files.receive),
        MessageHandler(filters.Document.ALL & _EDITED, files.edited),
        MessageHandler(text & _NEW_OR_EDITED, messages.message),
        MessageHandler(filters.COMMAND & _NEW, commands.unknown),
        MessageHandler(unsupported, messages.unsupported),
    ]
