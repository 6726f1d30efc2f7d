"""What is written of: the passages of an answer, the search for a topic, or whole articles."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answers import Answer, Overview, Passage, Quote
from qa_bot.documents import Article
from qa_bot.generation.source_passages import article_passages, source_passages
from tests.fakes import article
from tests.generation.stand_ins import passage


def no_article(_id: str) -> Article:
    """An article is not to be read."""
    raise AssertionError


def no_search(_topic: str) -> list[Passage]:
    """Nothing is to be searched for."""
    raise AssertionError


def answer_with(*passages: Passage, parts: tuple[Answer, ...] = ()) -> Answer:
    """An answer with passages and parts."""
    return Answer("Why?", True, 0.9, "so", passages=passages, parts=parts)


def test_an_answer_is_written_of_its_own_passages() -> None:
    """In their order, which is best first."""
    found = [passage("One."), passage("Two.", start=9)]
    assert source_passages(answer_with(*found), no_article, no_search) == found


def test_the_parts_of_a_question_take_turns() -> None:
    """The best passage of each comes before the next best of any, and none comes twice."""
    one, two, three = (passage(text, article=text) for text in ("One.", "Two.", "Three."))
    parts = (answer_with(one, two), answer_with(three, one))
    assert source_passages(answer_with(parts=parts), no_article, no_search) == [one, three, two]


def test_an_overview_of_a_topic_is_written_of_what_is_found_for_it() -> None:
    """The search gets the topic itself."""
    found = [passage("One.")]
    asked: list[str] = []

    def search(topic: str) -> list[Passage]:
        asked.append(topic)
        return found

    overview = Answer("Tell me of tea", True, 1.0, overview=Overview((), topic="tea"))
    assert source_passages(overview, no_article, search) == found
    assert asked == ["tea"]


def test_a_summary_is_written_of_whole_articles_in_their_order() -> None:
    """Each that is quoted, once, in the order of the overview."""
    articles = {each.id: each for each in (article("One. Two.", source="a"), article("Three."))}
    quotes = tuple(
        Quote(each.ref, 0, 4, each.text[:4]) for each in [*articles.values(), *articles.values()]
    )
    overview = Answer("Summarise", True, 1.0, overview=Overview(quotes))
    found = source_passages(overview, articles.__getitem__, no_search)
    assert [each.article.id for each in found] == list(articles)
    assert [each.text for each in found] == ["One. Two.", "Three."]


@given(st.lists(st.sampled_from(["Short one.", "A longer sentence, of some words.", "No"])))
def test_passages_of_an_article_hold_all_its_sentences(sentences: list[str]) -> None:
    """Each is verbatim, at its place, of whole sentences, and no longer than asked for."""
    whole = article(" ".join(sentences))
    found = article_passages(whole, characters=60)
    assert "".join("".join(each.text.split()) for each in found) == "".join(whole.text.split())
    for each in found:
        assert each.text == whole.text[each.start : each.end]
        assert len(each.text) <= 60
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_a_sentence_that_is_too_long_is_a_passage_by_itself() -> None:
    """It is not cut, as a quote of it would not be whole."""
    long = "word " * 50 + "end."
    found = article_passages(article(f"First. {long} Last."), characters=60)
    assert [each.text for each in found] == ["First.", long, "Last."]
