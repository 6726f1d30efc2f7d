"""Finds blocking calls on the event loop: to the state database and to the library."""

import asyncio
import inspect
import sys
from collections.abc import Callable
from functools import wraps
from types import FrameType
from typing import Any

import pytest

from qa_bot.channels.telegram.storage.postgres_state import PostgresState
from qa_bot.channels.telegram.storage.sqlite_state import SqliteState
from qa_bot.storage.sqlite.feedback import SqliteFeedback
from tests.channels.telegram.library import FakeLibrary

DATABASE_METHODS = ("execute", "execute_each", "fetch_all", "fetch_one", "transaction")
FEEDBACK_METHODS = (
    *("toggle", "put", "withdraw", "votes", "count_question", "day_counts"),
    "delete_older_than",
)
LIBRARY_METHODS = (
    "chat",
    "status",
    "list",
    "iter_list",
    "count",
    "refs_from",
    "titled",
    "article",
    "version",
    "original",
    "transcribe",
    "overview",
    "add_text",
    "add_bytes",
    "add_link",
    "remove",
    "cite",
    "uncite",
    "write",
)


def record_blocking_calls(monkeypatch: pytest.MonkeyPatch, folder: str) -> list[str]:
    """Record every blocking call on an event loop's thread that code under `folder` makes."""
    calls: list[str] = []

    def guard(owner: type, name: str) -> None:
        method: Callable[..., Any] = getattr(owner, name)

        @wraps(method)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if _is_on_event_loop() and (caller := _caller(sys._getframe(1), folder)):
                calls.append(f"{caller} calls {owner.__name__}.{name}")
            return method(*args, **kwargs)

        monkeypatch.setattr(owner, name, guarded)

    for name in DATABASE_METHODS:
        guard(SqliteState, name)
        guard(PostgresState, name)
    for name in FEEDBACK_METHODS:
        guard(SqliteFeedback, name)
    for name in LIBRARY_METHODS:
        guard(FakeLibrary, name)
    return calls


def _is_on_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _caller(frame: FrameType | None, folder: str) -> str | None:
    """Return the code under `folder` that makes a call; None if a test's own coroutine makes it.

    It is a coroutine, or a function that a coroutine calls, such as a filter.
    The storage is not to blame for being called.
    """
    caller = None
    while frame is not None:
        code = frame.f_code
        path = code.co_filename
        if caller is None and folder in path and "/storage/" not in path:
            caller = f"{path}:{frame.f_lineno} {code.co_qualname}"
        if code.co_flags & inspect.CO_COROUTINE:
            return None if "/tests/" in path and folder not in path else caller
        frame = frame.f_back
    return caller
