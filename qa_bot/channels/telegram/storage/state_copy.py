"""What a bot keeps, copied from one database to another, of the same kind or not.

So a bot that moves still knows its people, and the buttons under its messages work.
Does not know what the tables mean, but for the chat of an update that waits.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol

from qa_bot.channels.telegram.storage.state_database import StateStatements

# Rows that are read and written at once; an answer has some kilobytes.
_ROWS_AT_ONCE: Final = 500
# Each table's columns, its key first. Not what is of no use an hour later.
_COLUMNS: Final = {
    "operators": "id, name, at",
    "admissions": "id, allowed, name, by, at",
    "strangers": "id, name, at",
    "moved": "id, home",
    "chat_settings": "chat_id, chosen, language, written_at_host",
    "answers": (
        "id, chat_id, thread_id, message_id, asker, question, resolved, answer, at, asked_in, "
        "article, follows, written_in"
    ),
    "answer_messages": "chat_id, message_id, answer_id, is_shown",
    "beginnings": "chat_id, thread_id, after",
    "additions": (
        "id, article_id, chat_id, person_id, message_id, sent_at, units, parts, shown_in, at, "
        "origin, written_at"
    ),
    "addition_texts": "addition_id, message_id, text, at",
    "offers": "id, chat_id, message_id, payload, at",
    "status_messages": "chat_id, message_id, subject, shown_in, at",
    "downloads": "chat_id, message_id, body, starts, at",
}
_UPDATES: Final = "update_id, body, tries, tries_alone, received_at, handled_at"
_TRUTHS: Final = frozenset({"allowed", "is_shown"})
_NUMBERED: Final = ("answers", "additions", "offers")
_HAS_BOT: Final = "SELECT value FROM meta WHERE key = 'bot'"


class CopyableState(StateStatements, Protocol):
    """A database that a state is copied from."""

    def last_number(self, table: str) -> int:
        """Return the greatest id that a table ever gave a row, 0 for none. Raises StateError."""


class CopyTarget(StateStatements, Protocol):
    """A transaction that a state is copied in."""

    @property
    def has_chats(self) -> bool:
        """Whether updates have the number of their chat beside them."""

    def go_on_from(self, table: str, number: int) -> None:
        """Give new rows of a table greater ids than `number`. Raises StateError."""


def has_state(database: StateStatements) -> bool:
    """Return whether a database was ever a bot's. Raises StateError."""
    return database.fetch_one(_HAS_BOT) is not None


def copy_state(source: CopyableState, target: CopyTarget) -> int:
    """Copy all that is of use an hour later; return how many rows. Raises StateError.

    `target` holds no state yet. Whoever calls sees to it that `source` does not change.
    """
    bot = source.fetch_one(_HAS_BOT)
    if bot is None:
        return 0
    target.execute("INSERT INTO meta (key, value) VALUES ('bot', ?)", *bot)
    copied = 0
    for table, listed in _COLUMNS.items():
        columns = listed.split(", ")
        for rows in _batches(source, table, listed):
            converted = [
                [bool(v) if c in _TRUTHS else v for c, v in zip(columns, row, strict=True)]
                for row in rows
            ]
            target.execute_each(_insertion(table, columns), converted)
            copied += len(rows)
    for table in _NUMBERED:
        # Goes on from the last number given, as the button of an old message may hold it.
        if number := source.last_number(table):
            target.go_on_from(table, number)
    return copied + _copy_updates(source, target)


def _copy_updates(source: CopyableState, target: CopyTarget) -> int:
    copied = 0
    columns = _UPDATES.split(", ") + (["chat_id"] if target.has_chats else [])
    for rows in _batches(source, "updates", f"arrival, {_UPDATES}"):
        copies = [row[1:] for row in rows]
        if target.has_chats:
            copies = [(*row, _chat_of(row[1])) for row in copies]
        target.execute_each(_insertion("updates", columns), copies)
        copied += len(rows)
    return copied


def _batches(source: StateStatements, table: str, columns: str) -> Iterator[list[tuple[Any, ...]]]:
    # No table's key has more than three columns.
    order = ", ".join(str(number) for number in range(1, columns.count(",") + 2)[:3])
    start = 0
    while rows := source.fetch_all(
        f"SELECT {columns} FROM {table} ORDER BY {order} LIMIT ? OFFSET ?", _ROWS_AT_ONCE, start
    ):
        yield rows
        start += len(rows)


def _insertion(table: str, columns: list[str]) -> str:
    values = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"


def _chat_of(body: str | None) -> int:
    """Return the chat of an update, or its sender where it has none; 0 for neither."""
    try:
        update = json.loads(body or "{}")
    except ValueError:
        return 0
    parts = _objects(update.values() if isinstance(update, dict) else ())
    messages = [*parts, *_objects(part.get("message") for part in parts)]
    return _first_id(messages, "chat") or _first_id(parts, "from")


def _objects(values: Iterable[object]) -> list[dict[str, Any]]:
    return [each for each in values if isinstance(each, dict)]


def _first_id(parts: list[dict[str, Any]], name: str) -> int:
    found = (part[name].get("id") for part in parts if isinstance(part.get(name), dict))
    return next((number for number in found if isinstance(number, int)), 0)
