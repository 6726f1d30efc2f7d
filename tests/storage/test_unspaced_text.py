"""Texts in scripts without spaces are found by what stands anywhere in them."""

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.words import full_text_query
from tests.fakes import article

LOCK = "上游的水闸由李明看守。他在冬天用柴油加热阀门。"
MILL = "河口的磨坊由张敏看守。她在春天把机器拆开清洗。"
THAI = "โรงสีสร้างขึ้นในปี1874เจ้าของชื่อสมชาย"


def found(store: SqliteStore, question: str, scope: Scope = EVERYTHING) -> list[str]:
    """The texts that are found, best first."""
    query = full_text_query(question)
    assert query is not None
    ids = [chunk for chunk, _ in store.search_full_text(query, 5, scope)]
    chunks = store.chunks(ids)
    return [chunks[chunk].text for chunk in ids]


def test_a_word_within_a_run_is_found(adder: Ingester, store: SqliteStore) -> None:
    """The text that shares the rarer characters comes first."""
    english = "Diesel heats the valve of the lock."
    for number, text in enumerate((LOCK, MILL, THAI, english)):
        adder.add(article(text, source=f"{number}.txt"))
    assert found(store, "柴油") == [LOCK]
    assert found(store, "谁看守磨坊") == [MILL, LOCK]
    assert found(store, "ชื่อสมชาย") == [THAI]
    assert set(found(store, "diesel 水闸")) == {LOCK, english}
    assert found(store, "火山") == []
    assert found(store, "柴油", Scope(tags=frozenset({"none"}))) == []
