"""What a chat chose for itself: the articles that it searches, and its language.

Also the host of a language model that it was informed of. Knows ids. Does not know
whether an article still exists.
"""

import json
from collections.abc import Callable
from typing import Any

from qa_bot.channels.telegram.storage.state_database import StateDatabase


class ChatPreferences:
    """The preferences of all chats; a person's own are those of their private chat.

    `original_id` maps a chat's id to its first one, so that a group keeps its
    preferences when its id changes. Every method blocks.
    """

    def __init__(self, database: StateDatabase, original_id: Callable[[int], int]) -> None:
        self._database = database
        self._original_id = original_id

    def selected_articles(self, chat: int) -> tuple[str, ...]:
        """Return the ids of the articles that a chat searches; empty means all."""
        row = self._database.fetch_one(
            "SELECT chosen FROM chat_settings WHERE chat_id = ?", self._original_id(chat)
        )
        return () if row is None else tuple(json.loads(row[0]))

    def select_articles(self, chat: int, articles: tuple[str, ...]) -> None:
        """Limit a chat's search to these articles; empty lifts the limit."""
        self._set(chat, "chosen", json.dumps(articles))

    def language(self, chat: int) -> str | None:
        """Return the language code chosen in a chat; None follows the person's Telegram."""
        row = self._database.fetch_one(
            "SELECT language FROM chat_settings WHERE chat_id = ?", self._original_id(chat)
        )
        return None if row is None else row[0]

    def set_language(self, chat: int, language: str | None) -> None:
        """Choose a chat's language; None follows the person's Telegram."""
        self._set(chat, "language", language)

    def written_host(self, chat: int) -> str:
        """Return the host that a chat was informed of; "" for none."""
        row = self._database.fetch_one(
            "SELECT written_at_host FROM chat_settings WHERE chat_id = ?", self._original_id(chat)
        )
        return "" if row is None else str(row[0])

    def set_written_host(self, chat: int, host: str) -> None:
        """Store that a chat was informed of the host that its questions go to."""
        self._set(chat, "written_at_host", host)

    def _set(self, chat: int, column: str, value: Any) -> None:
        self._database.execute(
            f"INSERT INTO chat_settings (chat_id, {column}) VALUES (?, ?) "
            f"ON CONFLICT (chat_id) DO UPDATE SET {column} = excluded.{column}",
            self._original_id(chat),
            value,
        )
