"""Units, formulas and fractions are found by what people type for them."""

import pytest

from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.words import full_text_query
from tests.fakes import article
from tests.text.test_number_forms import SAME

PAIRS = [*SAME, *((printed, typed) for typed, printed in SAME), ("106", "10⁶")]


@pytest.mark.parametrize(("asked", "written"), PAIRS)
@pytest.mark.parametrize("match_all", [False, True])
def test_either_is_found_by_the_other(
    adder: Ingester, store: SqliteStore, asked: str, written: str, match_all: bool
) -> None:
    """The index keeps the characters of the article, so that an older one serves as well."""
    adder.add(article(f"The yard holds {written} of it.", source="1.txt"))
    adder.add(article("The yard holds none of it.", source="2.txt"))
    query = full_text_query(f"{asked} yard", lambda word: match_all)
    assert query is not None and query.match_all == match_all
    found = store.search_full_text(query, 5)
    texts = [store.chunks([chunk])[chunk].text for chunk, _ in found]
    assert written in texts[0]
    assert len(texts) == (1 if match_all else 2)
