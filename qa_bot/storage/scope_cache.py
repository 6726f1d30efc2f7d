"""What is looked up for a scope, cached until the library changes."""

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from qa_bot.documents import Scope
from qa_bot.storage.store import StoreState

# One for each chat that asked lately.
_CACHED_SCOPES = 64
T = TypeVar("T")


class HasState(Protocol):
    """What changes; a store, or the database of one."""

    def state(self) -> StoreState:
        """Return the present state; every change makes it another."""
        ...


class ScopeCache(Generic[T]):
    """Caches a value for each scope. Safe to share between threads."""

    def __init__(self, store: HasState, look_up: Callable[[Scope], T]) -> None:
        """`look_up` makes the value of a scope from the present state of `store`."""
        self._store = store
        self._look_up = look_up
        self._values: dict[Scope, T] = {}
        self._state = ""
        self._lock = threading.Lock()

    def __call__(self, scope: Scope, token: str = "") -> T:
        """Return the value of a scope; `token` is that of the present state, where it is known."""
        token = token or self._store.state().token
        with self._lock:
            if token != self._state or len(self._values) >= _CACHED_SCOPES:
                self._values, self._state = {}, token
            if scope not in self._values:
                self._values[scope] = self._look_up(scope)
            return self._values[scope]
