"""The facade, with the real store and models that need no weights."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_bot.answer_serialization import (
    cited_versions,
    deserialize_answer,
    serialize_answer,
)
from qa_bot.answers import Answer, NearMiss
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.conversation.turns import Turn
from qa_bot.documents import AddResult, Outcome, Scope
from qa_bot.errors import ArticleNotFound, LinkRefused, SourceEmpty, SourceTooLarge
from qa_bot.library import Library
from tests.fakes import FakeEmbedder, WordReader

MILL = "The mill at Orr\n\nThe mill was built in 1804. Its wheel is of oak.\n"
OURS, THEIRS = "chat:1", "chat:2"


@pytest.fixture
def library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """An empty library."""
    monkeypatch.setattr(Components, "_load_embedder", lambda components: FakeEmbedder())
    monkeypatch.setattr(Components, "_load_reader", lambda components: WordReader())
    with Library.open(load_config(environment={}, index=folder)) as library:
        yield library


def add(library: Library, text: str, source: str, collection: str) -> AddResult:
    """Add a text to a collection, for someone who sees that and the shared articles."""
    return library.add_text(text, source, collection, seen_by(collection))


def seen_by(*collections: str) -> Scope:
    return Scope(frozenset(("", *collections)))


def test_what_a_chat_adds_answers_there_and_nowhere_else(library: Library) -> None:
    """An article of a chat is in its answers and lists, and in no other chat's."""
    result = add(library, MILL, "telegram:1/7", OURS)
    assert (result.outcome, result.article.title) == (Outcome.ADDED, "The mill at Orr")
    ours = library.chat(seen_by(OURS)).ask("When was the mill built?")
    assert ours.answer is not None
    assert ours.answer.quote is not None
    assert ours.answer.quote.text.endswith("The mill was built in 1804.")
    theirs = library.chat(seen_by(THEIRS)).ask("When was the mill built?")
    assert theirs.answer is not None
    assert (theirs.answer.answered, theirs.answer.passages) == (False, ())
    assert [each.ref.title for each in library.list(seen_by(OURS))] == ["The mill at Orr"]
    assert not library.list(seen_by(THEIRS))
    with pytest.raises(ArticleNotFound):
        library.article(result.article.id, seen_by(THEIRS))


def test_what_is_there_is_not_added_again(library: Library) -> None:
    """The same words from another message are the article that is there; in another chat not."""
    first = add(library, MILL, "telegram:1/7", OURS)
    again = library.add_bytes(MILL.encode(), "telegram:1/9/mill.txt", "mill.txt", OURS)
    assert (again.outcome, again.article.id) == (Outcome.UNCHANGED, first.article.id)
    other = add(library, MILL, "telegram:2/1", THEIRS)
    assert other.outcome is Outcome.ADDED
    assert len(library.list(seen_by(OURS, THEIRS))) == 2


def test_a_near_duplicate_is_remarked_on_where_it_is_seen(library: Library) -> None:
    """A near duplicate is named to a chat that sees it, and to no other."""
    story = MILL + "".join(f"In {1800 + n} it ground {n} sacks of oats.\n" for n in range(30))
    first = add(library, story, "telegram:1/7", OURS)
    again = add(library, story + "It burned down.", "telegram:1/8", OURS)
    assert again.remarks.near_duplicate == first.article
    theirs = add(library, story + "It burned.", "telegram:2/8", THEIRS)
    assert theirs.remarks.near_duplicate is None


def test_a_language_that_the_model_does_not_read_is_remarked_on(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article in a language that the embedding model does not read is found by words."""
    monkeypatch.setattr("qa_bot.indexing.pipeline.languages_of", lambda name: {"en"})
    for text, unread, language in (
        ("Мельница построена в 1804 году. Колесо дубовое. ", "ru", "ru"),
        (MILL, "", "en"),
    ):
        result = add(library, text * 5, f"telegram:1/{len(text)}", OURS)
        assert result.remarks.unread_language == unread
        assert library.article(result.article.id).language == language


def test_an_old_answer_is_read_back_as_it_was(library: Library) -> None:
    """A kept answer says what it said although its article changed, until that is removed."""
    added = add(library, MILL, "telegram:1/7", OURS).article
    answer = library.chat(seen_by(OURS)).ask("When was the mill built?").answer
    assert answer is not None
    kept = serialize_answer(answer)
    library.cite("telegram:1", sorted(cited_versions(kept)))
    changed = add(library, MILL + "It burned down.", "telegram:1/7", OURS)
    assert changed.outcome is Outcome.UPDATED
    again = deserialize_answer(kept, library.version)
    assert again is not None
    assert (again.quote, again.text) == (answer.quote, answer.text)
    assert [p.text for p in again.passages] == [p.text for p in answer.passages]
    library.uncite("telegram:1")
    assert deserialize_answer(kept, library.version) is None
    assert library.remove(added.id).title == "The mill at Orr"
    assert library.version(added) is None


def test_a_near_miss_is_read_back_without_its_text_being_kept(library: Library) -> None:
    """What a declined answer found is cited like a quote, and gone with its article."""
    add(library, MILL, "telegram:1/7", OURS)
    answer = library.chat(seen_by(OURS)).ask("When was the mill at Tarn built?").answer
    assert answer is not None and answer.quote is not None
    declined = Answer("?", False, 0.1, near_miss=NearMiss(answer.quote, ("Tarn",)))
    kept = serialize_answer(declined)
    assert answer.quote.text not in kept
    again = deserialize_answer(kept, library.version)
    assert again is not None and again.near_miss == declined.near_miss
    library.remove(answer.quote.article.id)
    gone = deserialize_answer(kept, library.version)
    assert gone is not None and gone.near_miss is None


def test_an_old_overview_is_read_back_as_it_was(library: Library) -> None:
    """Its sentences are those of the version that it quotes, and go with their article."""
    added = add(library, MILL, "telegram:1/7", OURS).article
    answer = library.chat(seen_by(OURS)).ask("What is this about?").answer
    assert answer is not None and answer.overview is not None
    kept = serialize_answer(answer)
    assert "wheel" not in kept
    library.cite("telegram:1", sorted(cited_versions(kept)))
    add(library, MILL + "It burned down.", "telegram:1/7", OURS)
    again = deserialize_answer(kept, library.version)
    assert again is not None
    assert (again.overview, again.text) == (answer.overview, answer.text)
    library.remove(added.id)
    assert deserialize_answer(kept, library.version) is None


def test_an_old_answer_of_metadata_goes_with_its_article(library: Library) -> None:
    """It has no quote, and is cited as the article that it is metadata of."""
    ref = add(library, MILL, "telegram:1/7", OURS).article
    about = library.article(ref.id).ref
    kept = serialize_answer(Answer("Who wrote it?", True, 0.9, "Ada Renn", metadata_of=about))
    assert cited_versions(kept) == {(about.id, about.digest)}
    again = deserialize_answer(kept, library.version)
    assert again is not None and (again.text, again.metadata_of) == ("Ada Renn", about)
    library.remove(ref.id)
    assert deserialize_answer(kept, library.version) is None


def test_a_quote_goes_with_its_article(library: Library) -> None:
    """Once an article is removed, an old answer no longer tells what it said."""
    add(library, MILL, "telegram:1/7", OURS)
    answer = library.chat(seen_by(OURS)).ask("When was the mill built?").answer
    assert answer is not None
    kept = serialize_answer(answer)
    assert "wheel" not in kept
    library.cite("telegram:1", sorted(cited_versions(kept)))
    library.remove(answer.passages[0].article.id)
    assert deserialize_answer(kept, library.version) is None


def test_a_conversation_goes_on_after_its_turns(library: Library) -> None:
    """A follow-up is completed by the turns that a chat begins with."""
    add(library, MILL, "telegram:1/7", OURS)
    turns = [Turn("When was the mill built?", "1804", "The mill was built in 1804.")]
    reply = library.chat(seen_by(OURS), turns).ask("And why?")
    assert reply.understood_as == "Why was the mill built?"


def test_what_cannot_be_read_is_refused(library: Library) -> None:
    """Nothing to read, too much to read and an address within are each their own error."""
    with pytest.raises(SourceEmpty):
        add(library, " … ", "telegram:1/1", OURS)
    with pytest.raises(SourceTooLarge):
        library.add_bytes(b"a " * 11_000_000, "telegram:1/2/a.txt", "a.txt", OURS)
    with pytest.raises(LinkRefused):
        library.add_link("http://127.0.0.1/secret", OURS)
    assert not library.list(seen_by(OURS))


def test_an_answer_that_cites_nothing_is_read_back() -> None:
    """An answer of an empty library comes back as it was."""
    answer = Answer("q", False, 0.1)
    assert deserialize_answer(serialize_answer(answer), lambda article: None) == answer
