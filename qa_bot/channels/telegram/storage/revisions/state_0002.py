"""How long Telegram asked to wait with requests, for all workers."""

from typing import Final

from qa_bot.postgres.migrations import run_script

revision = "0002"
down_revision = "0001"

_HOLDS: Final = """
-- Until when requests are held back: those of a chat, or all where the name is empty.
CREATE TABLE holds (chat_id text PRIMARY KEY, until double precision NOT NULL);
"""


def upgrade() -> None:
    """Create the table."""
    run_script(_HOLDS)
