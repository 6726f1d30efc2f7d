"""What the bot does with each kind of update; one module a concern."""

from typing import Any, Final

from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from qa_bot.channels.telegram.handlers import (
    additions,
    answer_buttons,
    articles,
    chat_commands,
    messages,
)
from qa_bot.channels.telegram.handlers.additions import Adding
from qa_bot.channels.telegram.handlers.answer_buttons import AnswerButtons
from qa_bot.channels.telegram.handlers.articles import Articles
from qa_bot.channels.telegram.handlers.chat_commands import Settings
from qa_bot.channels.telegram.handlers.context import Handle, Shared
from qa_bot.channels.telegram.handlers.inline_queries import Inline
from qa_bot.channels.telegram.handlers.messages import Incoming
from qa_bot.channels.telegram.handlers.questions import Asking

_NEW: Final = filters.UpdateType.MESSAGE
_NEW_OR_EDITED: Final = filters.UpdateType.MESSAGES
_PRIVATE: Final = filters.ChatType.PRIVATE

AnyHandler = BaseHandler[Any, Any, Any]


def register(
    application: Application[Any, Any, Any, Any, Any, Any], shared: Shared, *, inline: bool
) -> None:
    """Give every handler its updates; the first that fits takes one."""
    asking, taking, shelf, own = Asking(shared), Adding(shared), Articles(shared), Settings(shared)
    sorting = Incoming(shared, asking, taking)
    pressed: dict[str, Handle] = {
        answer_buttons.PATTERN: AnswerButtons(shared, asking).press,
        articles.PATTERN: shelf.press,
        additions.UNDO_PATTERN: taking.undo,
        messages.OFFER_PATTERN: sorting.choose,
        chat_commands.LANGUAGE_PATTERN: own.choose_language,
    }
    application.add_handlers(_commands(asking, taking, shelf, own))
    application.add_handlers([CallbackQueryHandler(do, pattern=p) for p, do in pressed.items()])
    application.add_handler(CallbackQueryHandler(own.stale))
    application.add_handlers(_messages(sorting, taking, own))
    if inline:
        application.add_handler(InlineQueryHandler(Inline(shared).query))


def _commands(asking: Asking, taking: Adding, shelf: Articles, own: Settings) -> list[AnyHandler]:
    commands: dict[str, Handle] = {
        "start": own.start,
        "help": own.help,
        "new": own.new,
        "language": own.language,
        "articles": shelf.list,
        "use": shelf.use,
        "export": shelf.export,
        "add": taking.add,
    }
    ask = CommandHandler("ask", asking.ask, _NEW_OR_EDITED)
    return [ask, *(CommandHandler(name, do, _NEW) for name, do in commands.items())]


def _messages(sorting: Incoming, taking: Adding, own: Settings) -> list[AnyHandler]:
    text = (filters.TEXT | (filters.CAPTION & ~filters.Document.ALL)) & ~filters.COMMAND
    something_else = ~filters.TEXT & ~filters.StatusUpdate.ALL & _PRIVATE & _NEW
    return [
        MessageHandler(filters.Document.ALL & _PRIVATE & _NEW, sorting.document),
        MessageHandler(text & _NEW_OR_EDITED, sorting.message),
        MessageHandler(filters.COMMAND & _NEW, own.unknown),
        MessageHandler(something_else, sorting.something_else),
    ]
