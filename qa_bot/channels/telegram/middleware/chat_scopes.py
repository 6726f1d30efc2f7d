"""Which collections a chat sees, and which one its additions go to.

The one place that decides it, for answers, lists, counts and buttons. Knows chats
and collections. Does not know articles.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from qa_bot.documents import SHARED, Scope


class Sharing(Enum):
    """The values of the setting `telegram.sharing`."""

    OWN = "own"
    SHARED = "shared"
    PRIVATE = "private"


class ChatScopes:
    """The shared collection and each chat's own.

    `original_id` maps a chat's id to its first one: a group's id changes when it
    becomes a supergroup, and its articles stay. It may block, and so the methods do.
    """

    def __init__(self, sharing: Sharing, original_id: Callable[[int], int]) -> None:
        self._sharing = sharing
        self._original_id = original_id

    def scope_of(self, chat: int, articles: frozenset[str] | None = None) -> Scope:
        """Return what a chat may see: the shared collection and its own.

        Under PRIVATE only its own. Articles added under another setting stay in the
        chat's own collection. `articles` narrows the scope to those ids.
        """
        own = frozenset({self.own_collection(chat)})
        shared = SHARED.collections or frozenset()
        visible = own if self._sharing is Sharing.PRIVATE else own | shared
        return replace(Scope(collections=visible), articles=articles)

    def collection_of(self, chat: int) -> str:
        """Return the collection for a chat's additions: its own, or under SHARED that of all."""
        return "" if self._sharing is Sharing.SHARED else self.own_collection(chat)

    def own_collection(self, chat: int) -> str:
        """Return the name of a chat's own collection."""
        return f"chat:{self._original_id(chat)}"
