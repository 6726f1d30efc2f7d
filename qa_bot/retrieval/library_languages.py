"""Whether a library has articles in other languages than English."""

import threading

from qa_bot.storage.store import Store
from qa_bot.text.sentences import ENGLISH


class LibraryLanguages:
    """The languages of one library, looked up once for each of its states.

    Safe to share between threads.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._state, self._has_others = "", False

    def has_others(self, token: str = "") -> bool:
        """Return whether an article is known not to be in English.

        `token` is that of the library's present state, where it is known.
        """
        token = token or self._store.state().token
        with self._lock:
            if token != self._state:
                self._has_others = not self._store.languages() <= {ENGLISH}
                self._state = token
            return self._has_others

    def had_others(self) -> bool:
        """Return what `has_others` did when it was last asked, as by the latest search."""
        with self._lock:
            if self._state:
                return self._has_others
        return self.has_others()
