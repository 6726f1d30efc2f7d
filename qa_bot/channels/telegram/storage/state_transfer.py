"""The command that copies a bot's state to where it is kept from now on, in either direction.

Either all of it is there afterwards or nothing, also when the process is killed meanwhile.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qa_bot.channels.telegram.storage.single_instance import single_instance
from qa_bot.channels.telegram.storage.sqlite_state import FILE, SqliteState
from qa_bot.channels.telegram.storage.state_copy import (
    CopyableState,
    CopyTarget,
    copy_state,
    has_state,
)
from qa_bot.errors import StateError
from qa_bot.postgres_setting import check_postgres
from qa_bot.server_url import ServerUrl

_OPTION: Final = "--copy-state"
_STATE_SETTING: Final = "telegram.state_url"


@dataclass(frozen=True, slots=True)
class StateTransfer:
    """A state that was copied: from where, to where, and how many rows."""

    source: str
    target: str
    rows: int


def transfer_state(source: str, folder: Path, url: ServerUrl) -> StateTransfer:
    """Copy the state of a bot from `source`, a folder or a URL, to `url`, or else to `folder`.

    The source stays as it is. Raises StateError where there is no state, where there is one at
    the target already or both are the same, and while a bot runs on either; ConfigError for a
    URL of another kind.
    """
    if not url and "://" not in source and Path(source).resolve() == folder.resolve():
        raise StateError(
            f"{folder}: the settings keep the state there already. Set {_STATE_SETTING}, or name "
            "another folder with --index DIR, and try again."
        )
    with _source(source) as (found, origin):
        if not has_state(found):
            raise _no_state(origin)
        with _target(folder, url) as (statements, place):
            return StateTransfer(origin, place, copy_state(found, statements))


@contextmanager
def _source(named: str) -> Iterator[tuple[CopyableState, str]]:
    """Open the state to copy, which does not change within; yield it with its place."""
    if "://" not in named:
        folder = Path(named)
        if not (folder / FILE).exists():
            raise _no_state(str(folder / FILE))
        with single_instance(folder), closing(SqliteState(folder)) as file:
            yield file, str(folder / FILE)
        return
    url = ServerUrl(named)
    check_postgres(url, _OPTION)
    from qa_bot.channels.telegram.storage.postgres_state import PostgresState

    with closing(PostgresState(url, _OPTION)) as state, state.snapshot():
        row = state.fetch_one("SELECT name FROM workers WHERE alive_until >= clock_timestamp()")
        if row is not None:
            raise StateError(
                f"{url}: the worker {row[0]} runs on this state. Stop all workers, and try again."
            )
        yield state, str(url)


@contextmanager
def _target(folder: Path, url: ServerUrl) -> Iterator[tuple[CopyTarget, str]]:
    """Yield the transaction to copy in, which is committed afterwards, with its place."""
    if not url:
        with (
            single_instance(folder),
            closing(SqliteState(folder)) as file,
            file.transaction() as statements,
        ):
            if has_state(statements):
                raise _not_empty(str(folder / FILE), "Move the file away")
            yield statements, str(folder / FILE)
        return
    check_postgres(url, _STATE_SETTING)
    from qa_bot.channels.telegram.storage.postgres_state import SCHEMA, PostgresState

    with closing(PostgresState(url)) as state, state.transaction() as rows:
        if has_state(rows):
            raise _not_empty(
                str(url),
                f"Name another database in {_STATE_SETTING}, or remove that state there "
                f"(DROP SCHEMA {SCHEMA} CASCADE)",
            )
        yield rows, str(url)


def _no_state(place: str) -> StateError:
    return StateError(
        f"{place}: there is no state of a bot. Name the folder, or the database, of one that ran."
    )


def _not_empty(place: str, cure: str) -> StateError:
    return StateError(
        f"{place}: there is a state of a bot already, which is not overwritten. {cure}, and try "
        "again."
    )
