"""An article is found by what a person types, and those that may be meant are named."""

from dataclasses import replace

import pytest

from qa_bot.documents import SHARED
from qa_bot.errors import ArticleAmbiguous, ArticleNotFound, TitleShared
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.article_names import articles_titled, find_article
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import article

TITLES = ["The grey heron", "The night heron", "Crops of India", "Čápi ve městě", "Heron"]


@pytest.fixture
def titled(store: SqliteStore, adder: Ingester) -> SqliteStore:
    """A library of articles with these titles, and one that belongs to a chat."""
    articles = [article(f"Text {t}.", source=f"/x/{n}.txt", title=t) for n, t in enumerate(TITLES)]
    own = replace(
        article("Mine.", source="telegram:1/2", title="Secret herons"), collection="chat:1"
    )
    adder.add_all([*articles, own])
    return store


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("heron", "Heron"),
        ("HERON", "Heron"),
        ("night", "The night heron"),
        (" night ", "The night heron"),
        ("ČÁPI", "Čápi ve městě"),
        ("ve měst", "Čápi ve městě"),
        ("/x/2.txt", "Crops of India"),
    ],
)
def test_a_whole_name_wins_and_a_part_of_one_title_is_enough(
    titled: SqliteStore, name: str, title: str
) -> None:
    """In any case and alphabet."""
    assert find_article(titled, name, SHARED).title == title


@pytest.mark.parametrize("name", ["Report 1", "report 2", "m1", "x1", "14x1", "0x14"])
def test_names_with_digits_are_exact(adder: Ingester, store: SqliteStore, name: str) -> None:
    """A name is no part of a longer one with digits, though it may be suggested."""
    for title in ("Report 12", "The mast m14x1", "The mast m0x145"):
        adder.add(article(f"Text {title}.", source=f"/x/{title}.txt", title=title))
    with pytest.raises(ArticleNotFound):
        find_article(store, name)
    for whole in ("12", "m14x1", "mast m0x145", "ort 12"):
        assert whole in find_article(store, whole).title


def test_several_are_named_with_ids_that_find_them(titled: SqliteStore) -> None:
    """Each candidate's id, as it is shown, is that article's."""
    with pytest.raises(ArticleAmbiguous) as caught:
        find_article(titled, "the", SHARED)
    shown = str(caught.value).split("(")[1:]
    found = {find_article(titled, part.split(")")[0], SHARED).title for part in shown}
    assert found == {"The grey heron", "The night heron"}


def test_a_title_that_two_articles_have_names_neither(titled: SqliteStore, adder: Ingester) -> None:
    """Their ids and sources are named, and find them; another case of it is another title."""
    adder.add(article("Another.", source="/x/night.txt", title="The night heron"))
    adder.add(article("Loud.", source="/x/loud.txt", title="HERON"))
    with pytest.raises(TitleShared, match=r"/x/1\.txt.*/x/night\.txt.*by its id or its source"):
        find_article(titled, "the night heron", SHARED)
    assert find_article(titled, "/x/night.txt", SHARED).source == "/x/night.txt"
    assert find_article(titled, "HERON", SHARED).source == "/x/loud.txt"
    with pytest.raises(TitleShared):
        find_article(titled, "hEROn", SHARED)


@pytest.mark.parametrize("name", ["the gray herron", "grye heron", "Crop of Indja", "Indai"])
def test_a_misspelt_title_is_suggested(titled: SqliteStore, name: str) -> None:
    """By the likeness of the whole title or of one of its words."""
    nearest = "Crops of India" if "nd" in name else "The grey heron"
    with pytest.raises(ArticleNotFound, match=f"Did you mean.*{nearest}"):
        find_article(titled, name, SHARED)


@pytest.mark.parametrize("name", ["", "  ", "zebra", "Secret herons", "secret"])
def test_nothing_near_and_nothing_of_others_is_suggested(titled: SqliteStore, name: str) -> None:
    """An article outside the scope is neither found nor named."""
    with pytest.raises(ArticleNotFound) as caught:
        find_article(titled, name, SHARED)
    assert "Secret" not in str(caught.value).replace(name or "-", "")
    assert not isinstance(caught.value, ArticleAmbiguous)


def test_no_more_are_returned_than_asked_for(titled: SqliteStore) -> None:
    """The latest first."""
    assert articles_titled(titled, "heron", SHARED, 2)[0].title == "Heron"
    assert len(articles_titled(titled, "heron", SHARED, 2)) == 2
