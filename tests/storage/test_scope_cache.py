"""What is looked up for a scope is looked up once for each state of the library."""

from collections.abc import Callable

import pytest

from qa_bot.documents import SHARED, Scope
from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.scope_cache import ScopeCache
from qa_bot.storage.store import Store
from tests.fakes import article

MINE = Scope(collections=frozenset({"mine"}))


@pytest.mark.parametrize(
    "token_of", [lambda store: store.state().token, lambda _: ""], ids=["known", "unknown"]
)
def test_scope_is_looked_up_again_after_a_change(
    store: Store, adder: Ingester, token_of: Callable[[Store], str]
) -> None:
    """Whether the caller knows the state or not; other scopes have values of their own."""
    looked_up: list[Scope] = []

    def count(scope: Scope) -> int:
        looked_up.append(scope)
        return store.count_articles(scope)

    cache = ScopeCache(store, count)
    for added in range(2):
        for _ in range(2):
            assert cache(SHARED, token_of(store)) == added
            assert cache(MINE, token_of(store)) == 0
        assert len(looked_up) == 2 * (added + 1)
        adder.add(article(f"Tea {added} grows.", source=f"{added}.txt"))
