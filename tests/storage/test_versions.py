"""What was quoted stays to be read for as long as somebody quotes it."""

import pytest

import qa_bot.storage.postgres.articles
from qa_bot.errors import ArticleNotFound
from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.store import Store
from qa_bot.text.words import FullTextQuery
from tests.fakes import article

OLD = article("Tea grows in Assam. Coffee grows in Kerala.")
NEW = article("Tea grows in Assam. Coffee grows in Karnataka.")


@pytest.mark.engines
def test_a_cited_version_is_kept_through_an_edit_and_a_removal(
    adder: Ingester, store: Store
) -> None:
    """The text that was quoted can be read as it was, though nothing of it is searched."""
    adder.add(OLD)
    assert store.cite(OLD.id, OLD.digest, "chat:1")
    adder.add(NEW)
    assert store.version(OLD.id, OLD.digest).text == OLD.text
    assert store.version(OLD.id, NEW.digest).text == NEW.text
    store.remove(OLD.id)
    assert store.version(OLD.id, OLD.digest) == OLD
    assert store.search_full_text(FullTextQuery(("kerala",)), 5) == []
    assert not store.has_articles()


@pytest.mark.engines
def test_versions_are_read_together_as_each_by_itself(
    adder: Ingester, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Present and earlier ones, in the order asked for, however few texts fit together."""
    monkeypatch.setattr(qa_bot.storage.postgres.articles, "_TEXTS_TOGETHER", 60)
    others = [article(f"Rice {number} grows here.", source=f"{number}.txt") for number in range(4)]
    for each in (OLD, *others):
        adder.add(each)
    assert store.cite(OLD.id, OLD.digest, "chat:1")
    adder.add(NEW)
    store.remove(others[1].id)
    wanted = [NEW, others[0], others[1], OLD, *others[2:]]
    found = [*store.versions([(each.id, each.digest) for each in wanted])]
    there = [each for each in wanted if each != others[1]]
    assert found == [(each.id, each.digest, each) for each in there]


@pytest.mark.engines
def test_a_version_that_nobody_cites_is_dropped(adder: Ingester, store: Store) -> None:
    """An edit leaves nothing of the old text behind when no answer holds on to it."""
    adder.add(OLD)
    adder.add(NEW)
    with pytest.raises(ArticleNotFound):
        store.version(OLD.id, OLD.digest)


@pytest.mark.engines
def test_a_version_goes_with_the_last_who_cites_it(adder: Ingester, store: Store) -> None:
    """Two answers hold the same version until both are forgotten."""
    adder.add(OLD)
    for citer in ("chat:1", "chat:2", "chat:2"):
        store.cite(OLD.id, OLD.digest, citer)
    adder.add(NEW)
    store.uncite("chat:1")
    assert store.version(OLD.id, OLD.digest).text == OLD.text
    store.uncite("chat:2")
    with pytest.raises(ArticleNotFound):
        store.version(OLD.id, OLD.digest)


@pytest.mark.engines
def test_a_version_that_is_gone_cannot_be_cited(adder: Ingester, store: Store) -> None:
    """Who comes too late is told so, and no trace of it is kept."""
    adder.add(OLD)
    adder.add(NEW)
    assert not store.cite(OLD.id, OLD.digest, "chat:1")
    assert store._database.all("SELECT * FROM citations") == []


@pytest.mark.engines
def test_an_edit_taken_back_is_the_cited_version_again(adder: Ingester, store: Store) -> None:
    """There is one text under one digest, whichever way it came to be current."""
    adder.add(OLD)
    store.cite(OLD.id, OLD.digest, "chat:1")
    adder.add(NEW)
    adder.add(OLD)
    assert store.version(OLD.id, OLD.digest) == OLD
    assert store._database.all("SELECT * FROM versions") == []
