"""A chunk that begins within a table has the heads that stand above it."""

from dataclasses import replace

import pytest

from qa_bot.documents import StoredChunk
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.table_heads import table_heads
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import article

HEAD = "Station | Opened | Keeper"
TABLE = "\n".join([HEAD, *(f"Tarby {n} | {1800 + n} | Odile Marr" for n in range(40))])


def chunk_from(adder: Ingester, store: SqliteStore, text: str, words: str) -> StoredChunk:
    """The rest of an article from some words on, as a chunk."""
    adder.add(article(text, source="1.txt"))
    chunks = store.chunks([int(number) for number in store.chunk_ids()]).values()
    start = text.index(words)
    return replace(next(iter(chunks)), start=start, end=len(text), text=text[start:])


@pytest.mark.parametrize(
    ("words", "head"),
    [("It was", ""), (HEAD, ""), ("Tarby 9", HEAD), ("Tarby 39", HEAD), ("Nobody", "")],
)
def test_a_later_chunk_of_a_table_has_its_heads(
    adder: Ingester, store: SqliteStore, words: str, head: str
) -> None:
    """The first holds them itself, and the text after the table has none."""
    text = f"It was windy.\n\n{TABLE}\n\nNobody came to see the lamps."
    assert table_heads(store, [chunk_from(adder, store, text, words)]) == [head]


@pytest.mark.parametrize(
    "text",
    [
        "It rang | once.\nTarby 9 rang | twice | that day.",
        "Tarby | 1822 | lit\nTarby 9 | by night | dark",
        f"{'Station ' * 90}| Keeper\nTarby 9 | Odile Marr",
        "It rang once.\nTarby 9 | rang",
    ],
)
def test_other_lines_are_no_heads(adder: Ingester, store: SqliteStore, text: str) -> None:
    """A line with another number of cells, a row of values, and one too long to be read."""
    assert table_heads(store, [chunk_from(adder, store, text, "Tarby 9")]) == [""]


def test_an_article_that_is_gone_has_none(adder: Ingester, store: SqliteStore) -> None:
    """What is wrong with it is said where it would be shown."""
    chunk = chunk_from(adder, store, TABLE, "Tarby 9")
    store.remove(chunk.article.id)
    assert table_heads(store, [chunk]) == [""]
