"""Which embedding model a library uses: the one of the settings, or the library's own.

A library that holds nothing yet gets the model that reads its first article, or that of the
export that it begins with. From then on its own model is used, whichever it is of those that
need no network.
"""

import threading
from collections.abc import Callable

from qa_bot.errors import LibraryError
from qa_bot.retrieval.embedder import DEFAULT_MODEL, OWN_MODELS, is_installed, model_for
from qa_bot.storage.store import Store
from qa_bot.text.language import language_of


class ModelChoice:
    """The name of the embedding model of one library. Safe to share between threads."""

    def __init__(self, store: Callable[[], Store], setting: str | None) -> None:
        """`setting` is a model's name, None where the library and its articles choose."""
        self._store = store
        self._setting = setting
        self._lock = threading.Lock()
        self._name = setting or ""

    @property
    def name(self) -> str:
        """The model's name; that of the default model where the library holds nothing yet."""
        with self._lock:
            self._name = self._name or self._library_model() or DEFAULT_MODEL
            return self._name

    def choose_for(self, text: str) -> bool:
        """Choose the model of a library without one by the text of its first article.

        Return whether it is another than before.
        """
        return not self._is_made() and self._change_to(model_for(language_of(text)))

    def choose(self, name: str) -> bool:
        """Choose a model for a library without one, where it is one of ours and installed.

        Return whether it is another than before.
        """
        return not self._is_made() and self._change_to(name if is_installed(name) else "")

    def follow_library(self) -> bool:
        """Use the library's model, which another program may have chosen or changed.

        Return whether it is another than before.
        """
        return self._setting is None and self._change_to(self._library_model())

    def _is_made(self) -> bool:
        """Return whether the settings or the library have a model already."""
        return self._setting is not None or self._store().index_model() is not None

    def _change_to(self, name: str) -> bool:
        before = self.name
        with self._lock:
            self._name = name or before
            return self._name != before

    def _library_model(self) -> str:
        """Return the name of the library's model if it is one of ours, else ""."""
        try:
            model = self._store().index_model()
        except LibraryError:
            return ""  # Whoever uses the library is told.
        return model.name if model is not None and model.name in OWN_MODELS else ""
