"""A question is never taken for query syntax."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.storage.sqlite.full_text import match_expression
from qa_bot.text.words import FullTextQuery, content_words, full_text_query


@pytest.fixture(scope="module")
def full_text() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute('CREATE VIRTUAL TABLE t USING fts5 (x, tokenize = "porter unicode61")')
    connection.execute("INSERT INTO t VALUES ('the near bridge is open')")
    return connection


@given(st.text(max_size=200))
def test_any_text_is_a_valid_query(full_text: sqlite3.Connection, question: str) -> None:
    """No question makes a full-text query with a syntax error."""
    query = full_text_query(question)
    if query is not None and query.words:
        matches = "SELECT * FROM t WHERE t MATCH ?"
        full_text.execute(matches, (match_expression(query),)).fetchall()


@pytest.mark.parametrize("question", ['NEAR("a" b)', "x:y OR * AND ^", "'; DROP TABLE t; --", '"('])
def test_operators_are_words(full_text: sqlite3.Connection, question: str) -> None:
    """The syntax of FTS5 and SQL in a question is only words."""
    query = full_text_query(question)
    matches = "SELECT * FROM t WHERE t MATCH ?"
    assert query is None or full_text.execute(matches, (match_expression(query),))


@pytest.mark.parametrize("question", ["", "   ", "🙂🙂", "?!", "\x00\x07"])
def test_a_question_without_words_has_no_query(question: str) -> None:
    """Punctuation and symbols alone make no query."""
    assert full_text_query(question) is None


def test_stop_words_are_left_out_unless_they_are_all() -> None:
    """Common words are dropped, except from a question of nothing else."""
    assert content_words("Why does Xi stay neutral?") == ["xi", "stay", "neutral"]
    assert content_words("Who are you?") == ["who", "are", "you"]


def test_frequent_words_give_way_to_rarer_ones() -> None:
    """Frequent words are dropped beside rarer ones, and all required where there are none."""
    is_frequent = {"bridge", "river"}.__contains__
    assert full_text_query("bridge over the river Varn", is_frequent) == FullTextQuery(("varn",))
    joint = full_text_query("the bridge, the river", is_frequent)
    assert joint == FullTextQuery(("bridge", "river"), match_all=True)
    assert match_expression(joint) == '"bridge" AND "river"'
    assert full_text_query("a bridge") == FullTextQuery(("bridge",))


def test_scripts_without_spaces_are_searched_by_runs_of_characters() -> None:
    """Pairs of Chinese, Japanese and Korean, three letters of Thai; other words stay words."""
    assert full_text_query("水闸怎样开") == FullTextQuery(
        (), grams=("水闸", "闸怎", "怎样", "样开")
    )
    assert full_text_query("鍵") == FullTextQuery((), grams=("鍵",))
    query = full_text_query("K40 ポンプ pump")
    assert query == FullTextQuery(("k40", "pump"), grams=("ポン", "ンプ"))
    assert full_text_query("โรงสี") == FullTextQuery((), grams=("โรง", "รงส", "งสี"))
    assert full_text_query("水" * 10 + "".join(map(chr, range(0x4E00, 0x4F00)))) is not None
    assert len(full_text_query("".join(map(chr, range(0x4E00, 0x4F00)))).grams) == 60  # type: ignore[union-attr]
