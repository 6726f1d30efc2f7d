"""What is said of a topic is found by its words, and by those of the headings above."""

from qa_bot.answering.overview.sentence_kinds import sentences_of
from qa_bot.answering.overview.topic_words import asked_stems
from qa_bot.answering.overview.topics import nearest, nearness
from qa_bot.retrieval.similarity import Similarity
from tests.fakes import FakeEmbedder, article


def test_a_version_is_found_with_its_zeros() -> None:
    """What is asked for as 5.3 is called 5.3.0 in its notes."""
    said = "Labels of that size are printed well now."
    notes = f"Notes\n\n5.4.0 of May\n\nReceipts are read by phone.\n\n5.3.0 of June\n\n{said}"
    near = nearness("5.3", sentences_of(article(notes)), Similarity(FakeEmbedder()))
    best = max(near, key=lambda each: each.nearness)
    assert [each.sentence.text for each in nearest(near, 1, best.nearness)] == [said]
    assert best.nearness > 1


def test_small_talk_below_a_heading_says_nothing_of_it() -> None:
    """Where an interviewer names the topic and is thanked first."""
    said = "A swarm of the kind lives for one summer in a hollow tree."
    talk = f"A talk\n\nBees\n\nHa!\n\nThank you all, I'm fine.\n\n{said}"
    near = nearness("bees", sentences_of(article(talk)), Similarity(FakeEmbedder()))
    assert [each.sentence.text for each in near if each.nearness >= 1] == [said]


def test_words_of_the_title_tell_no_sentence_from_another() -> None:
    """All of a text on a lake is about the lake, and what is asked for is the rest."""
    said = "Herders bring their yaks to the shore in summer."
    text = f"Lake Orr\n\nThe lake\n\nThe lake lies in a trough.\n\nPeople\n\n{said}"
    lake = article(text, "Lake Orr")
    asked = asked_stems("people at the lake", lake.title)
    near = nearness("people at the lake", sentences_of(lake), Similarity(FakeEmbedder()), asked)
    assert [each.sentence.text for each in near if each.is_named] == [said]
