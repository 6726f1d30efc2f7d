"""The menu of commands: what each kind of chat is offered, in each language.

Knows scopes and languages. What the menu shows is a convenience, never a right.
"""

import logging
from collections.abc import Iterable
from typing import Final

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from qa_bot.i18n import wording
from qa_bot.i18n.translation import ENGLISH_CODE, LANGUAGES, Language, language

_LOG = logging.getLogger(__name__)
_EVERYWHERE: Final = ("articles", "use", "new", "help")
_OWN: Final = ("add", "export", "language")
_MENUS: Final[tuple[tuple[BotCommandScope, tuple[str, ...]], ...]] = (
    (BotCommandScopeDefault(), ("ask", *_EVERYWHERE)),
    (BotCommandScopeAllPrivateChats(), (*_EVERYWHERE, *_OWN)),
    (BotCommandScopeAllGroupChats(), ("ask", *_EVERYWHERE)),
    (BotCommandScopeAllChatAdministrators(), ("ask", *_EVERYWHERE, *_OWN)),
)


async def set_menu(bot: Bot) -> None:
    """Set every menu; without one the bot still answers, so a failure is only logged."""
    try:
        for scope, names in _MENUS:
            for code in LANGUAGES:
                # English is what those see whose language has no menu of its own.
                tag = None if code == ENGLISH_CODE else code
                commands = _commands(names, language(code))
                await bot.set_my_commands(commands, scope=scope, language_code=tag)
    except TelegramError as error:
        _LOG.warning("The menu of commands could not be set: %s", error.message)


async def set_operator_menu(bot: Bot, operator: int) -> None:
    """Offer an operator their own commands, in the private chat with the bot."""
    private = next(names for scope, names in _MENUS if scope == BotCommandScopeAllPrivateChats())
    try:
        for code in LANGUAGES:
            tag = None if code == ENGLISH_CODE else code
            words = language(code)
            commands = [*_commands(private, words), *_operator_commands(words)]
            scope = BotCommandScopeChat(operator)
            await bot.set_my_commands(commands, scope=scope, language_code=tag)
    except TelegramError as error:
        # An operator named by the settings may not have written to the bot yet.
        _LOG.info("An operator's menu could not be set: %s", error.message)


def _operator_commands(words: Language) -> list[BotCommand]:
    return [BotCommand(name, words(use)) for name, use in wording.OPERATOR_COMMANDS.items()]


def _commands(names: Iterable[str], words: Language) -> list[BotCommand]:
    return [BotCommand(name, words(wording.TELEGRAM_COMMANDS[name])) for name in names]
