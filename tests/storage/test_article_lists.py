"""Articles are listed by pages, counted and looked for without reading all of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import qa_bot.storage.article_lists
import qa_bot.storage.postgres.article_lists
import qa_bot.storage.sqlite.article_lists
from qa_bot.documents import EVERYTHING, SHARED, Scope
from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.store import Store
from tests.fakes import article

pytestmark = pytest.mark.engines
_PAGE = 3
_COUNT = 8
_MINE = Scope(collections=frozenset({"mine"}))


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (
        qa_bot.storage.article_lists,
        qa_bot.storage.postgres.article_lists,
        qa_bot.storage.sqlite.article_lists,
    ):
        monkeypatch.setattr(module, "PAGE", _PAGE)


@pytest.fixture
def ids(store: Store, adder: Ingester) -> list[str]:
    """Eight articles in the order of adding, of which all but the first were added at once."""
    added = [
        replace(
            article(f"Tea number {number} is green.", f"Tea {number}", f"{number}.txt"),
            collection="mine" if number % 2 else "",
            published=["", "2024-03-01", "2023"][number % 3],
            tags=("green", "hot") if number == 4 else (),
        )
        for number in range(_COUNT)
    ]
    for each in added:
        adder.add(each)
    for each in added[2:]:
        store.inherit_added_at(added[1].id, each.id)
    return [each.id for each in added]


def _record_sizes(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    database: Any = vars(store)["_database"]
    read: Callable[..., list[tuple[Any, ...]]] = database.all
    sizes: list[int] = []

    def counted(sql: str, *values: object) -> list[tuple[Any, ...]]:
        rows = read(sql, *values)
        sizes.append(len(rows))
        return rows

    monkeypatch.setattr(database, "all", counted)
    return sizes


def test_a_listing_goes_page_by_page_through_all_articles(
    store: Store, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is there once, in the order of adding, also where several were added at one time."""
    sizes = _record_sizes(store, monkeypatch)
    assert [each.ref.id for each in store.listings()] == ids
    assert [each.ref.id for each in store.listings(_MINE)] == ids[1::2]
    assert [number for number, _ in store.digests()] == ids
    assert max(sizes) == _PAGE


def test_a_listing_has_what_is_known_of_each_article(store: Store, ids: list[str]) -> None:
    """A page counts the chunks and has the tags of its articles."""
    listing = [*store.listings()][4]
    assert (listing.chunks, listing.characters, listing.tags) == (1, 22, ("green", "hot"))


def test_what_goes_while_a_listing_is_read_takes_nothing_with_it(
    store: Store, ids: list[str]
) -> None:
    """The next page begins behind the last article that was read, whether it is there or not."""
    listings = store.listings()
    read = [next(listings).ref.id for _ in range(_PAGE)]
    for each in (ids[0], ids[2], ids[4]):
        store.remove(each)
    assert read + [each.ref.id for each in listings] == [*ids[:4], *ids[5:]]


@pytest.mark.parametrize("start", [0, 2, 3, _COUNT])
def test_a_page_begins_where_it_is_asked_to(store: Store, ids: list[str], start: int) -> None:
    """A page has as many as were asked for, and the last one what is left."""
    refs = store.refs_from(start, _PAGE)
    assert [ref.id for ref in refs] == ids[start : start + _PAGE]
    mine = store.refs_from(1, 2, _MINE)
    assert [ref.id for ref in mine] == ids[3:7:2]


def test_the_newest_are_those_published_last(store: Store, ids: list[str]) -> None:
    """Of one date the latest added come first, and those without a date last."""
    newest = store.newest(_COUNT)
    assert [ref.id for ref in newest] == [ids[i] for i in (7, 4, 1, 5, 2, 6, 3, 0)]
    assert store.newest(1, _MINE)[0].id == ids[7]


@pytest.mark.parametrize(
    ("scope", "count"),
    [
        (EVERYTHING, _COUNT),
        (SHARED, _COUNT // 2),
        (Scope(tags=frozenset({"hot"})), 1),
        (Scope(since="2024"), 3),
        (Scope(tags=frozenset({"cold"})), 0),
        (Scope(articles=frozenset()), 0),
    ],
)
def test_articles_of_a_scope_are_counted(
    store: Store, ids: list[str], scope: Scope, count: int
) -> None:
    """The number and whether there is any agree with the listing."""
    assert store.count_articles(scope) == len([*store.listings(scope)]) == count
    assert store.has_articles(scope) is (count > 0)
