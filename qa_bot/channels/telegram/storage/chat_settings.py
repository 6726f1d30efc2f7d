"""What a chat has settled for itself: the articles that it asks of, and its language.

Knows ids. Does not know whether an article still exists.
"""

import json
from collections.abc import Callable
from typing import Any

from qa_bot.channels.telegram.storage.state_database import Database


class ChatSettings:
    """The settings of all chats; a person's own are those of the chat with them.

    `home` gives the id under which a chat was first known: a group keeps its
    settings when its id changes.
    """

    def __init__(self, database: Database, home: Callable[[int], int]) -> None:
        self._database = database
        self._home = home

    def chosen(self, chat: int) -> tuple[str, ...]:
        """The ids of the articles that answers are limited to; none means all."""
        row = self._database.one(
            "SELECT chosen FROM chat_settings WHERE chat_id = ?", self._home(chat)
        )
        return () if row is None else tuple(json.loads(row[0]))

    def choose(self, chat: int, articles: tuple[str, ...]) -> None:
        """Limit a chat's answers to these articles, or to none in particular."""
        self._set(chat, "chosen", json.dumps(articles))

    def language(self, chat: int) -> str | None:
        """The code of the language chosen in a chat; None when it is as in Telegram."""
        row = self._database.one(
            "SELECT language FROM chat_settings WHERE chat_id = ?", self._home(chat)
        )
        return None if row is None else row[0]

    def speak(self, chat: int, language: str | None) -> None:
        """Choose a chat's language, or leave it to Telegram."""
        self._set(chat, "language", language)

    def _set(self, chat: int, column: str, value: Any) -> None:
        self._database.run(
            f"INSERT INTO chat_settings (chat_id, {column}) VALUES (?1, ?2) "
            f"ON CONFLICT (chat_id) DO UPDATE SET {column} = ?2",
            self._home(chat),
            value,
        )
