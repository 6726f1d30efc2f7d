"""Each chat sees the shared collection and its own; another chat never sees the latter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.channels.telegram.middleware.chat_scopes import ChatScopes, Sharing
from qa_bot.channels.telegram.storage.admissions import Admissions
from qa_bot.channels.telegram.storage.sqlite_state import SqliteState

CHATS = st.integers(-(2**52), 2**52).filter(bool)


def sees(scopes: ChatScopes, chat: int, collection: str) -> bool:
    """Return whether a chat sees a collection."""
    visible = scopes.scope_of(chat).collections
    return visible is None or collection in visible


@given(CHATS, CHATS, st.sampled_from([Sharing.OWN, Sharing.PRIVATE]), st.sampled_from(Sharing))
def test_nobody_sees_anothers(one: int, other: int, when: Sharing, now: Sharing) -> None:
    """What a chat added for itself stays its own, also when the setting changes later."""
    added = ChatScopes(when, lambda chat: chat).collection_of(one)
    later = ChatScopes(now, lambda chat: chat)
    assert sees(later, one, added)
    assert sees(later, other, added) == (one == other)


@pytest.mark.parametrize(
    ("sharing", "sees_shared", "collection"),
    [
        (Sharing.OWN, True, "chat:5"),
        (Sharing.SHARED, True, ""),
        (Sharing.PRIVATE, False, "chat:5"),
    ],
)
def test_settings(sharing: Sharing, sees_shared: bool, collection: str) -> None:
    """The setting decides whether the shared collection is seen, and where additions go."""
    scopes = ChatScopes(sharing, lambda chat: chat)
    assert sees(scopes, 5, "") == sees_shared
    assert scopes.collection_of(5) == collection


def test_selected_articles_narrow_the_scope() -> None:
    """A chat's selection narrows what it sees and never widens it."""
    scopes = ChatScopes(Sharing.OWN, lambda chat: chat)
    scope = scopes.scope_of(5, frozenset({"a"}))
    assert scope.articles == {"a"}
    assert scope.collections == scopes.scope_of(5).collections


def test_supergroup_keeps_its_collection() -> None:
    """A group with a new id sees and adds to the collection that it had."""
    admissions = Admissions(SqliteState())
    scopes = ChatScopes(Sharing.OWN, admissions.original_id)
    admissions.migrate(-5, -1000005)
    assert scopes.scope_of(-1000005) == scopes.scope_of(-5)
    assert scopes.collection_of(-1000005) == "chat:-5"
