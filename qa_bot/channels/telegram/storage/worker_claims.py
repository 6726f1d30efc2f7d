"""Which workers are alive, and which of them handles which chat, in PostgreSQL.

A worker keeps its row alive by a heartbeat; whoever finds one whose time is up deletes
it, and with it the claims of that worker, so that its chats go on at another. All times are
the server's. Does not know what an update asks for, nor how it is handled.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.storage.state_database import StateDatabase
from qa_bot.channels.telegram.storage.update_journal import PendingUpdate
from qa_bot.errors import StateError
from qa_bot.postgres.locks import lock_key

# Seconds after the last heartbeat until a worker counts as dead. Longer than a pause of a loaded
# machine, and as short as people may wait for an answer that another worker then gives.
LEASE_S: Final = 15.0
# What PostgreSQL tells the workers by; channels belong to a whole database.
CHANNEL: Final = "qa_bot_updates"
# The purpose of the lock of whichever worker polls.
RECEIVER: Final = "telegram receiver"


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """What a worker last said of itself; `up_s` and `silent_s` are seconds until now."""

    name: str
    version: str
    is_receiving: bool
    handled: int
    up_s: float
    silent_s: float


@dataclass(frozen=True, slots=True)
class ClaimedUpdate:
    """An update of a chat that this worker has claimed."""

    chat: int
    update: PendingUpdate


class WorkerClaims:
    """The workers of the bot `bot_id` and their claims. Every method blocks.

    A claim is one chat's: all its updates are handled where it was claimed, in order. An
    update without a chat has the number of its sender in place of one.
    """

    def __init__(self, database: StateDatabase, bot_id: int) -> None:
        """Raise StateError when workers of another bot use the same state."""
        self._database = database
        self._bot_id = bot_id
        self.bury()
        row = database.fetch_one("SELECT name, bot FROM workers WHERE bot <> ?", bot_id)
        if row is not None:
            raise StateError(
                f"The worker {row[0]} of another bot, {row[1]}, runs on the same state, which "
                "holds one bot's. Stop that one, or name another database in telegram.state_url."
            )

    def join(self, name: str, version: str) -> None:
        """Add a worker."""
        self._database.execute(
            "INSERT INTO workers (name, bot, version, alive_until) "
            "VALUES (?, ?, ?, clock_timestamp() + make_interval(secs => ?))",
            *(name, self._bot_id, version, LEASE_S),
        )

    def beat(self, name: str, *, is_receiving: bool, handled: int) -> bool:
        """Keep a worker alive; return False if it counts as dead, and its chats as free."""
        changed = self._database.execute(
            "UPDATE workers SET seen = clock_timestamp(), is_receiving = ?, handled = ?, "
            "alive_until = clock_timestamp() + make_interval(secs => ?) WHERE name = ?",
            *(is_receiving, handled, LEASE_S, name),
        )
        return changed == 1

    def bury(self) -> list[str]:
        """Delete the workers whose time is up, and their claims; return their names."""
        rows = self._database.fetch_all(
            "WITH dead AS (DELETE FROM workers WHERE alive_until < clock_timestamp() "
            "RETURNING name) SELECT name, pg_notify(?, '') FROM dead",
            CHANNEL,
        )
        return [str(name) for name, _ in rows]

    def free_receiver(self) -> bool:
        """End the connection that holds the receiver's lock without a sign of life.

        A process that hangs, or was paused, keeps its connections. Returns whether one did.
        """
        # Imported late, as the client of the server may not be installed.
        from qa_bot.channels.telegram.storage.postgres_state import SCHEMA

        rows = self._database.fetch_all(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE locktype = 'advisory' AND objsubid = 1 AND granted "
            "AND datname = current_database() AND classid::bigint << 32 | objid::bigint = ? "
            "AND state_change < clock_timestamp() - make_interval(secs => ?)",
            *(lock_key(SCHEMA, RECEIVER), LEASE_S),
        )
        return bool(rows)

    def leave(self, name: str) -> None:
        """Delete a worker that has stopped, and its claims; let the others know."""
        self._database.fetch_all(
            "WITH gone AS (DELETE FROM workers WHERE name = ? RETURNING name) "
            "SELECT pg_notify(?, '') FROM gone",
            *(name, CHANNEL),
        )

    def claim(self, name: str, most: int) -> list[int]:
        """Claim up to `most` chats with something to do that nobody has claimed; return them.

        Those whose first update waits for longest come first. Workers that claim at the same
        moment get different chats, without waiting for each other.
        """
        rows = self._database.fetch_all(
            "WITH heads AS (SELECT chat_id FROM updates AS head WHERE handled_at IS NULL "
            "AND NOT EXISTS (SELECT FROM claims WHERE claims.chat_id = head.chat_id) "
            "AND NOT EXISTS (SELECT FROM updates AS earlier WHERE earlier.handled_at IS NULL "
            "AND earlier.chat_id = head.chat_id AND earlier.arrival < head.arrival) "
            "ORDER BY arrival LIMIT ? FOR UPDATE OF head SKIP LOCKED) "
            "INSERT INTO claims (chat_id, worker) SELECT chat_id, name FROM heads, workers "
            "WHERE name = ? ON CONFLICT DO NOTHING RETURNING chat_id",
            *(most, name),
        )
        if len(rows) < most:
            rows += self._claim_downloads(name, most - len(rows))
        return [int(chat) for (chat,) in rows]

    def _claim_downloads(self, name: str, most: int) -> list[tuple[int]]:
        """Claim chats with files that are still to be fetched."""
        return self._database.fetch_all(
            "INSERT INTO claims (chat_id, worker) SELECT DISTINCT chat_id, name "
            "FROM downloads, workers WHERE name = ? AND NOT EXISTS "
            "(SELECT FROM claims WHERE claims.chat_id = downloads.chat_id) LIMIT ? "
            "ON CONFLICT DO NOTHING RETURNING chat_id",
            *(name, most),
        )

    def with_downloads(self, chats: Sequence[int]) -> list[int]:
        """Return those of some chats that have files still to be fetched."""
        rows = self._database.fetch_all(
            "SELECT DISTINCT chat_id FROM downloads WHERE chat_id = ANY(?)", list(chats)
        )
        return [int(chat) for (chat,) in rows]

    def waiting(self, name: str, known: Collection[int]) -> list[ClaimedUpdate]:
        """Return what is not handled in a worker's chats, in the order of arrival.

        `known` are the ids of the updates to leave out.
        """
        rows = self._database.fetch_all(
            "SELECT chat_id, update_id, body, tries, tries_alone FROM updates "
            "WHERE handled_at IS NULL AND chat_id IN (SELECT chat_id FROM claims WHERE worker = ?) "
            "AND update_id <> ALL(?) ORDER BY arrival",
            *(name, list(known)),
        )
        return [ClaimedUpdate(chat, PendingUpdate(*rest)) for chat, *rest in rows]

    def release(self, name: str, chats: Sequence[int]) -> list[int]:
        """Let other workers have chats, unless files of theirs are being fetched; return them."""
        rows = self._database.fetch_all(
            "DELETE FROM claims WHERE worker = ? AND chat_id = ANY(?) AND NOT EXISTS "
            "(SELECT FROM downloads WHERE downloads.chat_id = claims.chat_id) RETURNING chat_id",
            *(name, list(chats)),
        )
        return [int(chat) for (chat,) in rows]

    def pending(self) -> int:
        """Return how many updates are not handled yet, in all chats."""
        row = self._database.fetch_one("SELECT count(*) FROM updates WHERE handled_at IS NULL")
        return int(row[0]) if row is not None else 0

    def workers(self) -> list[WorkerReport]:
        """Return the workers that are alive, the one that was started first in front."""
        rows = self._database.fetch_all(
            "SELECT name, version, is_receiving, handled, "
            "extract(epoch FROM clock_timestamp() - started)::float8, "
            "extract(epoch FROM clock_timestamp() - seen)::float8 "
            "FROM workers WHERE alive_until >= clock_timestamp() ORDER BY started, name"
        )
        return [WorkerReport(*row) for row in rows]
