"""Where the index of a library is built anew beside the present one, as the engine has it."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from qa_bot.storage.store import Store


class RebuildPlace(Protocol):
    """A library of its own beside another one, of the same engine, while a rebuild is running."""

    def locked(self) -> AbstractContextManager[None]:
        """Run one rebuild at a time within; a dead one does not count. Raises LibraryBusy."""
        ...

    def open(self) -> "Store":
        """Open the library there, creating it when there is none. Raises LibraryError."""
        ...

    def discard(self) -> None:
        """Delete what a rebuild has left there, if anything."""
        ...
