"""The state in a folder, copied by a bot's first start on a PostgreSQL database without one."""

import logging
from contextlib import closing
from pathlib import Path

from qa_bot.channels.telegram.storage.postgres_state import PostgresState
from qa_bot.channels.telegram.storage.single_instance import single_instance
from qa_bot.channels.telegram.storage.sqlite_state import FILE, SqliteState
from qa_bot.channels.telegram.storage.state_copy import copy_state, has_state

_LOG = logging.getLogger(__name__)


def take_over(folder: Path, target: PostgresState) -> None:
    """Copy the state in `folder`, where there is one, unless `target` was ever a bot's.

    The file stays. Raises StateError, also while a bot runs over the folder.
    """
    if not (folder / FILE).exists() or has_state(target):
        return
    with target.transaction() as statements:
        # Another worker may have copied it while this one waited.
        if not has_state(statements):
            with single_instance(folder), closing(SqliteState(folder)) as source:
                copy_state(source, statements)
                _LOG.info("The bot's state was copied from %s; the file stays.", folder / FILE)
