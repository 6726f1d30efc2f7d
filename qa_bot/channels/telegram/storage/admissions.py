"""Who may talk to the bot, as the operators decided it.

Knows ids, names and decisions. Does not know settings or updates.
"""

import time
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.storage.state_database import Database

_STRANGERS: Final = 1000


@dataclass(frozen=True, slots=True)
class Known:
    """A person (positive id) or a group or channel (negative), by the name last seen."""

    id: int
    name: str


class Admissions:
    """The decisions on people and chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def operators(self) -> list[Known]:
        """The operators, the first one first."""
        rows = self._database.all("SELECT id, name FROM operators ORDER BY at, id")
        return [Known(*row) for row in rows]

    def is_operator(self, person: int) -> bool:
        """Whether a person was made an operator."""
        return self._database.one("SELECT 1 FROM operators WHERE id = ?", person) is not None

    def make_operator(self, person: Known) -> None:
        """Make a person an operator."""
        row = (person.id, person.name, time.time())
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO operators VALUES (?, ?, ?)", row)
            connection.execute("DELETE FROM strangers WHERE id = ?", (person.id,))

    def decision(self, number: int) -> bool | None:
        """Whether a person or chat was allowed or denied; None when neither."""
        row = self._database.one("SELECT allowed FROM admissions WHERE id = ?", self.home(number))
        return None if row is None else bool(row[0])

    def decide(self, who: Known, allowed: bool, by: int) -> None:
        """Allow or deny a person or a chat, in place of an earlier decision."""
        home = self.home(who.id)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO admissions VALUES (?, ?, ?, ?, ?)",
                (home, allowed, who.name or self.name_of(home), by, time.time()),
            )
            connection.execute("DELETE FROM strangers WHERE id IN (?, ?)", (who.id, home))

    def decided(self, allowed: bool) -> list[Known]:
        """Everyone who was allowed, or denied."""
        rows = self._database.all(
            "SELECT id, name FROM admissions WHERE allowed = ? ORDER BY at, id", allowed
        )
        return [Known(*row) for row in rows]

    def is_first_time(self, stranger: Known) -> bool:
        """Whether someone unknown comes for the first time; remembers it."""
        new = self._database.run(
            "INSERT OR IGNORE INTO strangers VALUES (?, ?, ?)",
            stranger.id,
            stranger.name,
            time.time(),
        )
        self._database.run(
            "DELETE FROM strangers WHERE id IN "
            "(SELECT id FROM strangers ORDER BY at DESC, id LIMIT -1 OFFSET ?)",
            _STRANGERS,
        )
        return new.rowcount == 1

    def strangers(self, limit: int) -> list[Known]:
        """Those who came unknown, the latest first."""
        rows = self._database.all(
            "SELECT id, name FROM strangers ORDER BY at DESC, id LIMIT ?", limit
        )
        return [Known(*row) for row in rows]

    def name_of(self, number: int) -> str:
        """The name last seen with an id, or an empty one."""
        row = self._database.one(
            "SELECT name FROM (SELECT id, name FROM strangers UNION ALL "
            "SELECT id, name FROM admissions UNION ALL SELECT id, name FROM operators) "
            "WHERE id = ? AND name <> ''",
            number,
        )
        return "" if row is None else str(row[0])

    def home(self, chat: int) -> int:
        """The id under which a chat was first known; a group's changes when it grows."""
        row = self._database.one("SELECT home FROM moved WHERE id = ?", chat)
        return chat if row is None else int(row[0])

    def move(self, old: int, new: int) -> None:
        """Note that a chat goes by a new id."""
        home = self.home(old)
        if home != new:
            self._database.run("INSERT OR REPLACE INTO moved VALUES (?, ?)", new, home)
