"""The library as the Telegram bot uses it: a real one, with models that need no weights."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from qa_bot.reading_room import ReadingRoom

from qa_bot.channels.telegram.storage.answer_serialization import (
    cited_versions,
    deserialize_answer,
    serialize_answer,
)
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.conversation.turns import Turn
from qa_bot.documents import Answer, Outcome, Scope
from qa_bot.errors import ArticleNotFound, LinkRefused, SourceEmpty, SourceTooLarge
from tests.fakes import FakeEmbedder, WordReader

MILL = "The mill at Orr\n\nThe mill was built in 1804. Its wheel is of oak.\n"
OURS, THEIRS = "chat:1", "chat:2"


def silent(title: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def app(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Components]:
    monkeypatch.setattr(Components, "_load_embedder", lambda components: FakeEmbedder())
    monkeypatch.setattr(Components, "_load_reader", lambda components: WordReader())
    app = Components(load_config(environment={}, index=folder))
    yield app
    app.store.close()


@pytest.fixture
def room(app: Components) -> ReadingRoom:
    return ReadingRoom(app)


def seen_by(*collections: str) -> Scope:
    return Scope(frozenset(("", *collections)))


def test_what_a_chat_adds_answers_there_and_nowhere_else(room: ReadingRoom) -> None:
    """An article of a chat is in its answers and lists, and in no other chat's."""
    taken = room.take_text(MILL, "telegram:1/7", OURS, silent)
    assert (taken.outcome, taken.article.title) == (Outcome.ADDED, "The mill at Orr")
    ours = room.dialogue(seen_by(OURS)).reply("When was the mill built?")
    assert ours.answer is not None
    assert ours.answer.quote is not None
    assert ours.answer.quote.text.endswith("The mill was built in 1804.")
    theirs = room.dialogue(seen_by(THEIRS)).reply("When was the mill built?")
    assert theirs.answer is not None
    assert (theirs.answer.answered, theirs.answer.passages) == (False, ())
    assert [each.ref.title for each in room.listings(seen_by(OURS))] == ["The mill at Orr"]
    assert not room.listings(seen_by(THEIRS))
    with pytest.raises(ArticleNotFound):
        room.article(taken.article.id, seen_by(THEIRS))


def test_what_is_there_is_not_added_again(room: ReadingRoom) -> None:
    """The same words from another message are the article that is there; in another chat not."""
    first = room.take_text(MILL, "telegram:1/7", OURS, silent)
    again = room.take_file(MILL.encode(), "mill.txt", "telegram:1/9/mill.txt", OURS, silent)
    assert (again.outcome, again.article.id) == (Outcome.UNCHANGED, first.article.id)
    other = room.take_text(MILL, "telegram:2/1", THEIRS, silent)
    assert other.outcome is Outcome.ADDED
    assert len(room.listings(seen_by(OURS, THEIRS))) == 2


def test_a_like_article_is_remarked_on_where_it_is_seen(room: ReadingRoom) -> None:
    """An article that says nearly the same is named to a chat that sees it, and to no other."""
    story = MILL + "".join(f"In {1800 + n} it ground {n} sacks of oats.\n" for n in range(30))
    first = room.take_text(story, "telegram:1/7", OURS, silent).article
    again = room.take_text(story + "It burned down.", "telegram:1/8", OURS, silent).article
    assert room.remarks(again.id, seen_by(OURS)).twin == first.ref
    theirs = room.take_text(story + "It burned.", "telegram:2/8", THEIRS, silent).article
    assert room.remarks(theirs.id, seen_by(THEIRS)).twin is None


def test_a_language_that_the_model_does_not_read_is_remarked_on(
    room: ReadingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article in a language that the embedding model does not read is found by words."""
    monkeypatch.setattr("qa_bot.retrieval.embedder.languages_read", lambda name: {"en"})
    for text, by_words in (
        ("Мельница построена в 1804 году. Колесо дубовое. ", True),
        (MILL, False),
    ):
        article = room.take_text(text * 5, f"telegram:1/{len(text)}", OURS, silent).article
        assert room.remarks(article.id, seen_by(OURS)).found_by_words is by_words
        assert article.language == ("ru" if by_words else "en")


def test_an_old_answer_is_read_back_as_it_was(room: ReadingRoom) -> None:
    """A kept answer says what it said although its article changed, until that is removed."""
    article = room.take_text(MILL, "telegram:1/7", OURS, silent).article
    answer = room.dialogue(seen_by(OURS)).reply("When was the mill built?").answer
    assert answer is not None
    kept = serialize_answer(answer)
    room.cite("telegram:1", sorted(cited_versions(kept)))
    changed = room.take_text(MILL + "It burned down.", "telegram:1/7", OURS, silent)
    assert changed.outcome is Outcome.UPDATED
    again = deserialize_answer(kept, room.version)
    assert again is not None
    assert (again.quote, again.text) == (answer.quote, answer.text)
    assert [p.text for p in again.passages] == [p.text for p in answer.passages]
    room.uncite("telegram:1")
    assert deserialize_answer(kept, room.version) is None
    assert room.remove(article.id).title == "The mill at Orr"
    assert room.version(article.ref) is None


def test_a_quote_goes_with_its_article(room: ReadingRoom) -> None:
    """Once an article is removed, an old answer no longer tells what it said."""
    room.take_text(MILL, "telegram:1/7", OURS, silent)
    answer = room.dialogue(seen_by(OURS)).reply("When was the mill built?").answer
    assert answer is not None
    kept = serialize_answer(answer)
    assert "wheel" not in kept
    room.cite("telegram:1", sorted(cited_versions(kept)))
    room.remove(answer.passages[0].article.id)
    assert deserialize_answer(kept, room.version) is None


def test_a_conversation_goes_on_after_its_turns(room: ReadingRoom) -> None:
    """A follow-up is completed by the turns that a dialogue begins with."""
    room.take_text(MILL, "telegram:1/7", OURS, silent)
    turns = [Turn("When was the mill built?", "1804", "The mill was built in 1804.")]
    reply = room.dialogue(seen_by(OURS), turns).reply("And why?")
    assert reply.understood_as == "Why was the mill built?"


def test_what_cannot_be_read_is_refused(room: ReadingRoom) -> None:
    """Nothing to read, too much to read and an address within are each their own error."""
    with pytest.raises(SourceEmpty):
        room.take_text(" … ", "telegram:1/1", OURS, silent)
    with pytest.raises(SourceTooLarge):
        room.take_file(b"a " * 11_000_000, "a.txt", "telegram:1/2/a.txt", OURS, silent)
    with pytest.raises(LinkRefused):
        room.take_link("http://127.0.0.1/secret", OURS, silent)
    assert not room.listings(seen_by(OURS))


def test_an_answer_that_cites_nothing_is_read_back() -> None:
    """An answer of an empty library comes back as it was."""
    answer = Answer("q", False, 0.1)
    assert deserialize_answer(serialize_answer(answer), lambda article: None) == answer
