"""Whose library a chat sees, and where that goes which it adds.

Knows chats and collections. Does not know articles. The one place that says so:
answers, lists, counts and buttons all ask here.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from qa_bot.documents import SHARED, Scope


class Sharing(Enum):
    """What the setting `telegram.sharing` may be."""

    OWN = "own"
    SHARED = "shared"
    PRIVATE = "private"


class Shelves:
    """The shared library and each chat's own.

    `home` gives the id under which a chat was first known, since a group's id
    changes when it grows and its articles stay.
    """

    def __init__(self, sharing: Sharing, home: Callable[[int], int]) -> None:
        self._sharing = sharing
        self._home = home

    def scope_of(self, chat: int, articles: frozenset[str] | None = None) -> Scope:
        """What a chat may see: the shared library and its own articles.

        Under PRIVATE its own only. What was added while another setting held
        stays with its chat. `articles` narrows it to those that the chat chose.
        """
        own = frozenset({self.own(chat)})
        shared = SHARED.collections or frozenset()
        seen = own if self._sharing is Sharing.PRIVATE else own | shared
        return replace(Scope(collections=seen), articles=articles)

    def collection_of(self, chat: int) -> str:
        """Where what a chat adds belongs: to the chat, or under SHARED to all."""
        return "" if self._sharing is Sharing.SHARED else self.own(chat)

    def own(self, chat: int) -> str:
        """The name of a chat's own collection."""
        return f"chat:{self._home(chat)}"
