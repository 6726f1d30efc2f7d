"""A question is never mistaken for a query language."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.text.words import content_words, match_expression


@pytest.fixture(scope="module")
def full_text() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute('CREATE VIRTUAL TABLE t USING fts5 (x, tokenize = "porter unicode61")')
    connection.execute("INSERT INTO t VALUES ('the near bridge is open')")
    return connection


@given(st.text(max_size=200))
def test_any_text_is_a_valid_query(full_text: sqlite3.Connection, question: str) -> None:
    """Whatever is typed, full-text search never complains of syntax."""
    expression = match_expression(question)
    if expression is not None:
        full_text.execute("SELECT * FROM t WHERE t MATCH ?", (expression,)).fetchall()


@pytest.mark.parametrize("question", ['NEAR("a" b)', "x:y OR * AND ^", "'; DROP TABLE t; --", '"('])
def test_operators_are_words(full_text: sqlite3.Connection, question: str) -> None:
    """The syntax of FTS5 and SQL in a question is only words."""
    test = match_expression(question)
    assert test is None or full_text.execute("SELECT * FROM t WHERE t MATCH ?", (test,))


@pytest.mark.parametrize("question", ["", "   ", "🙂🙂", "?!", "\x00\x07"])
def test_a_question_without_words_has_no_query(question: str) -> None:
    """There is nothing to look for in signs alone."""
    assert match_expression(question) is None


def test_stop_words_choose_nothing_unless_they_are_all() -> None:
    """Common words are left out, but not when nothing else was asked."""
    assert content_words("Why does Xi stay neutral?") == ["xi", "stay", "neutral"]
    assert content_words("Who are you?") == ["who", "are", "you"]


def test_words_that_are_everywhere_give_way_to_rarer_ones() -> None:
    """Scoring every chunk that holds a frequent word costs more than it tells."""
    often = {'"bridge"', '"river"'}.__contains__
    assert match_expression("bridge over the river Varn", often) == '"varn"'
    assert match_expression("the bridge, the river", often) == '"bridge" AND "river"'
    assert match_expression("a bridge") == '"bridge"'
