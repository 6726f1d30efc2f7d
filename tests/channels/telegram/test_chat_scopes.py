"""Each chat sees the shared library and its own articles; another chat never sees them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.channels.telegram.middleware.chat_scopes import ChatScopes, Sharing
from qa_bot.channels.telegram.storage.admissions import Admissions
from qa_bot.channels.telegram.storage.state_database import StateDatabase

CHATS = st.integers(-(2**52), 2**52).filter(bool)


def sees(shelves: ChatScopes, chat: int, collection: str) -> bool:
    """Whether a chat sees what belongs to a collection."""
    seen = shelves.scope_of(chat).collections
    return seen is None or collection in seen


@given(CHATS, CHATS, st.sampled_from([Sharing.OWN, Sharing.PRIVATE]), st.sampled_from(Sharing))
def test_nobody_sees_anothers(one: int, other: int, when: Sharing, now: Sharing) -> None:
    """What a chat added for itself stays its own, also when the setting changes later."""
    added = ChatScopes(when, lambda chat: chat).collection_of(one)
    later = ChatScopes(now, lambda chat: chat)
    assert sees(later, one, added)
    assert sees(later, other, added) == (one == other)


@pytest.mark.parametrize(
    ("sharing", "shared_is_seen", "collection"),
    [
        (Sharing.OWN, True, "chat:5"),
        (Sharing.SHARED, True, ""),
        (Sharing.PRIVATE, False, "chat:5"),
    ],
)
def test_settings(sharing: Sharing, shared_is_seen: bool, collection: str) -> None:
    """The setting says whether the shared library is seen, and whose what is added becomes."""
    shelves = ChatScopes(sharing, lambda chat: chat)
    assert sees(shelves, 5, "") == shared_is_seen
    assert shelves.collection_of(5) == collection


def test_chosen_articles_narrow_and_never_widen() -> None:
    """What a chat chooses is looked for in what it sees."""
    shelves = ChatScopes(Sharing.OWN, lambda chat: chat)
    scope = shelves.scope_of(5, frozenset({"a"}))
    assert scope.articles == {"a"}
    assert scope.collections == shelves.scope_of(5).collections


def test_group_that_grows_keeps_its_shelf() -> None:
    """A group under a new number sees and adds to what it had."""
    admissions = Admissions(StateDatabase())
    shelves = ChatScopes(Sharing.OWN, admissions.original_id)
    admissions.migrate(-5, -1000005)
    assert shelves.scope_of(-1000005) == shelves.scope_of(-5)
    assert shelves.collection_of(-1000005) == "chat:-5"
