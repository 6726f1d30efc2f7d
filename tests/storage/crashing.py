"""Crashes on demand: at the n-th SQL statement or file operation from now.

After a crash nothing works any more, as in a process that died; what was not
committed is lost when its connections are closed.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest


class Crash(BaseException):
    """The process is dead; nothing catches that."""


class Fuse:
    """Burns down with every step; `None` never does."""

    def __init__(self) -> None:
        self.steps: int | None = None
        self.burnt = False
        self.opened: list[sqlite3.Connection] = []

    def burn(self) -> None:
        """One step; raises Crash at the last one, and ever after."""
        if self.burnt:
            raise Crash
        if self.steps is not None:
            self.steps -= 1
            if self.steps < 0:
                self.burnt = True
                raise Crash


def install(patch: pytest.MonkeyPatch, fuse: Fuse) -> None:
    """Let every statement and every step of writing a file burn the fuse."""

    class Connection(sqlite3.Connection):
        """Burns before each statement, so that COMMIT is one of the moments."""

        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            fuse.burn()
            return super().execute(*arguments)

        def executemany(self, *arguments: Any) -> sqlite3.Cursor:
            fuse.burn()
            return super().executemany(*arguments)

    connect = sqlite3.connect

    def opening(*arguments: Any, **names: Any) -> sqlite3.Connection:
        connection = connect(*arguments, factory=Connection, **names)
        fuse.opened.append(connection)
        return connection

    patch.setattr(sqlite3, "connect", opening)

    def burning(real: Any) -> Any:
        def call(*arguments: Any, **names: Any) -> Any:
            fuse.burn()
            return real(*arguments, **names)

        return call

    for owner, name in ((os, "fsync"), (os, "replace"), (os, "rename"), (Path, "replace")):
        patch.setattr(owner, name, burning(getattr(owner, name)))


def install_in_postgres(patch: pytest.MonkeyPatch, fuse: Fuse) -> None:
    """Let every statement and every commit of PostgreSQL burn the fuse.

    The server undoes what a dead client has begun, as a connection does here.
    """
    for name in ("execute", "executemany", "copy"):
        real = getattr(psycopg.Cursor, name)

        def call(*arguments: Any, real: Any = real, **names: Any) -> Any:
            # The threads of the pool only open connections.
            if not threading.current_thread().name.startswith("pool-"):
                fuse.burn()
            return real(*arguments, **names)

        patch.setattr(psycopg.Cursor, name, call)
    commit = psycopg.Transaction._commit_gen

    def committing(transaction: Any) -> Any:
        fuse.burn()
        return (yield from commit(transaction))

    patch.setattr(psycopg.Transaction, "_commit_gen", committing)


@contextmanager
def crashing(fuse: Fuse, steps: int) -> Iterator[None]:
    """Crash after so many steps of what is done within, if it takes so many."""
    fuse.steps = steps
    try:
        yield
    except Crash:
        # As the system does for a process that died.
        for connection in fuse.opened:
            connection.close()
        fuse.opened.clear()
    finally:
        fuse.steps = None
