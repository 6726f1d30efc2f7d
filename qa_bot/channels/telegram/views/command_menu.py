"""The command menu of each kind of chat, in each language.

Knows scopes and languages. The menu is a convenience: it grants no right.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
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

from qa_bot.i18n import translation, wording
from qa_bot.i18n.translation import ENGLISH_CODE, LANGUAGES, Language

_LOG = logging.getLogger(__name__)
_EVERYWHERE: Final = ("articles", "use", "new", "help")
_FOR_CHANGES: Final = ("add", "export", "language")
_PRIVATE: Final = (*_EVERYWHERE, *_FOR_CHANGES)


@dataclass(frozen=True, slots=True)
class CommandMenu:
    """The names of the commands that chats of one scope are offered, in order."""

    scope: BotCommandScope
    commands: tuple[str, ...]


_MENUS: Final = (
    CommandMenu(BotCommandScopeDefault(), ("ask", *_EVERYWHERE)),
    CommandMenu(BotCommandScopeAllPrivateChats(), _PRIVATE),
    CommandMenu(BotCommandScopeAllGroupChats(), ("ask", *_EVERYWHERE)),
    CommandMenu(BotCommandScopeAllChatAdministrators(), ("ask", *_EVERYWHERE, *_FOR_CHANGES)),
)


async def set_menu(bot: Bot) -> None:
    """Set the menu of every scope; only log a failure, since the bot answers without a menu."""
    try:
        for menu in _MENUS:
            for code in LANGUAGES:
                commands = _commands(menu.commands, translation.language(code))
                await bot.set_my_commands(commands, scope=menu.scope, language_code=_tag(code))
    except TelegramError as error:
        _LOG.warning("The menu of commands could not be set: %s", error.message)


async def set_operator_menu(bot: Bot, operator: int) -> None:
    """Add the operators' commands to the menu of an operator's private chat."""
    scope = BotCommandScopeChat(operator)
    try:
        for code in LANGUAGES:
            language = translation.language(code)
            commands = [*_commands(_PRIVATE, language), *_operator_commands(language)]
            await bot.set_my_commands(commands, scope=scope, language_code=_tag(code))
    except TelegramError as error:
        # An operator named by the settings may not have written to the bot yet.
        _LOG.info("An operator's menu could not be set: %s", error.message)


def _tag(code: str) -> str | None:
    """Return the `language_code` of a menu; None makes it that of all other languages."""
    return None if code == ENGLISH_CODE else code


def _operator_commands(language: Language) -> list[BotCommand]:
    commands = wording.OPERATOR_COMMANDS
    return [BotCommand(name, language(description)) for name, description in commands.items()]


def _commands(names: Iterable[str], language: Language) -> list[BotCommand]:
    return [BotCommand(name, language(wording.TELEGRAM_COMMANDS[name])) for name in names]
