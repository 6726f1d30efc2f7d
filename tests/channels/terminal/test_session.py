"""A session votes on the latest answer of a real library."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_bot.channels.terminal.session import Session
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.evaluation.judged_answers import judged_answers
from qa_bot.library import Library
from tests.fakes import FakeEmbedder, WordReader

MILL = "The mill at Orr\n\nThe mill was built in 1804. Its wheel is of oak.\n"


@pytest.fixture
def library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A library with one article."""
    monkeypatch.setattr(Components, "_load_embedder", lambda components: FakeEmbedder())
    monkeypatch.setattr(Components, "_load_reader", lambda components: WordReader())
    with Library.open(load_config(environment={}, index=folder)) as library:
        library.add_text(MILL, "mill")
        yield library


def test_a_vote_keeps_what_it_is_about(library: Library) -> None:
    """The judged answer is shown as it was given, also once its article says something else."""
    session = Session(library)
    session.chat.ask("When was the mill built?")
    assert session.vote(True)
    library.add_text(MILL.replace("1804", "1904"), "mill")
    (judged,) = judged_answers(library)
    assert judged.answer is not None and judged.answer.quote is not None
    assert "1804" in judged.answer.quote.text
    assert (judged.vote.channel, judged.vote.resolved) == ("terminal", "When was the mill built?")
    assert not session.vote(True)
    assert judged_answers(library) == []


def test_each_answer_has_a_vote_of_its_own(library: Library) -> None:
    """Asking again and judging alike is a second vote, and takes none back."""
    session = Session(library)
    with pytest.raises(ValueError, match="no answer to judge"):
        session.vote(True)
    for _ in range(2):
        session.chat.ask("When was the mill built?")
        assert session.vote(False)
    assert len(judged_answers(library)) == 2
    assert session.vote(True)
    assert [each.vote.good for each in judged_answers(library)] == [True, False]


def test_articles_with_a_word_are_counted_beyond_those_shown(library: Library) -> None:
    """In any case, in the title or the source; those added first are shown."""
    for name in ("Old weir", "Dam", "New WEIR"):
        library.add_text(f"{name}\n\nIt is of stone, as is {name}.", f"note of {name.lower()}")
    session = Session(library)
    for word, most, titles, count in (
        ("weir", 1, ["Old weir"], 2),
        ("Weir", 5, ["Old weir", "New WEIR"], 2),
        ("note", 5, ["Old weir", "Dam", "New WEIR"], 3),
        ("lock", 5, [], 0),
        ("", 3, ["The mill at Orr", "Old weir", "Dam"], 4),
    ):
        found, counted = session.articles(word, most)
        assert ([ref.title for ref in found], counted) == (titles, count), word
