"""A sentence is held against the numbers, names, type and words that a question has."""

from dataclasses import asdict, replace

import pytest

from qa_bot.answering.premises import Premises
from qa_bot.answering.readers.baselines import SentenceReader
from qa_bot.answering.readers.reader import PassageReading
from qa_bot.answering.scoring import ScoredSentence, score_passages, score_sentences
from qa_bot.documents import ArticleRef, StoredChunk
from qa_bot.retrieval.candidates import Candidate
from qa_bot.retrieval.similarity import Similarity
from tests.fakes import FakeEmbedder

TEXT = (
    "The adult ticket costs £8.50. Kestrel Tours opened the mine in 1972, and Una Farrow runs it. "
    "The small chamber is 12 m high. It is quite cold. In 1990 Oskar Lind drew the map of the "
    "mine for Dunmore Council. He was twenty-two. Version 5.3.0 of the audio guide came out in "
    "May. The pump gives off 3 tons of CO₂. Plot 17 lies behind the blue shed."
)


# What words that are missing mean: of degree, and no sign alone.
MEANINGS = ("missing_meaning", "foreign_words")


def features(question: str, said: str, answer: str, published: str = "") -> dict[str, float]:
    """The features of an answer in the sentence that begins with `said`."""
    candidate = _candidate(published)
    return asdict(
        Premises(question, [candidate]).features(
            chosen(question, candidate, said, answer), Similarity(FakeEmbedder())
        )
    )


def chosen(question: str, candidate: Candidate, said: str, answer: str) -> ScoredSentence:
    """The sentence of a candidate that begins with `said`, its span narrowed to the answer."""
    reader = SentenceReader()
    (reading,) = reader.read(question, [TEXT])
    spans = []
    for span in reading.spans:
        at = TEXT.find(answer, span.start, span.end)
        is_there = TEXT.startswith(said, span.start) and at >= 0
        spans.append(replace(span, start=at, end=at + len(answer)) if is_there else span)
    passages = score_passages([candidate], [PassageReading(tuple(spans), 0.0)], reader.weights)
    scored = score_sentences(question, passages, Similarity(FakeEmbedder()), reader.weights)
    return next(each for each in scored if each.text.startswith(said))


def _candidate(published: str = "") -> Candidate:
    article = ArticleRef("a", "Visiting the mine", "a.txt", published)
    return Candidate(StoredChunk(1, article, 0, 0, len(TEXT), TEXT), 0.5, 0.5, 1)


@pytest.mark.parametrize(
    ("question", "said", "answer", "sign"),
    [
        ("what happened at the mine in 1989?", "In 1990", "the map", "unheld_number"),
        ("who drew the map in 1972?", "In 1990", "Oskar Lind", "far_number"),
        ("what did Greta Lind draw?", "In 1990", "the map", "unheld_name"),
        ("what did Una Farrow draw?", "In 1990", "the map", "rival_name"),
        ("how tall is Oskar?", "In 1990", "Council", "type_missing"),
        ("how much is the ticket?", "The small", "12 m", "type_missing"),
        ("what lies on plot 27?", "Plot 17", "the blue shed", "rival_number"),
        ("what colour is the pump?", "The pump", "3 tons", "form_missing"),
        ("what will the adult ticket cost next year?", "The adult", "£8.50", "other_time"),
        ("what is the price of a child ticket?", "The adult", "£8.50", "opposite"),
        ("how wide is the small chamber?", "The small", "12 m", "opposite"),
    ],
)
def test_what_the_text_does_not_say_is_seen(
    question: str, said: str, answer: str, sign: str
) -> None:
    """A number, name, type or opposite that the sentence does not speak of is a sign."""
    assert features(question, said, answer)[sign] == 1


@pytest.mark.parametrize(
    ("question", "said", "answer"),
    [
        ("how much is the adult ticket?", "The adult", "£8.50"),
        ("what did Oskar Lind do in 1990?", "In 1990", "drew the map"),
        ("how old was he at 22?", "He was", "twenty-two"),
        ("when did 5.3 come out?", "Version", "in May"),
        ("I'm 65, what do I pay for a ticket?", "The adult", "£8.50"),
        ("HOW HIGH IS THE SMALL CHAMBER?", "The small", "12 m"),
        ("who drew the map?", "In 1990", "Oskar Lind"),
        ("how much CO2 did it give off?", "The pump", "3 tons"),
    ],
)
def test_a_question_that_the_sentence_answers_has_no_sign(
    question: str, said: str, answer: str
) -> None:
    """Numbers in words, shorter version numbers and numbers of the asker are no false premises."""
    found = features(question, said, answer)
    assert not any(found[sign] for sign in found if sign not in MEANINGS)


def test_words_that_are_missing_count_by_what_they_mean() -> None:
    """A sentence is nearer to a question without a word that it has nothing of."""
    known = features("how much is the adult ticket?", "The adult", "£8.50")
    missed = features("how much is the adult parking ticket?", "The adult", "£8.50")
    assert known["missing_meaning"] == known["foreign_words"] == 0
    assert missed["missing_meaning"] > 0 and missed["foreign_words"] > 0


def test_what_follows_a_sentence_is_not_what_it_is_about() -> None:
    """A name is near in the text just before a sentence, and not in the text after it."""
    before = features("how high is the chamber that Una Farrow runs?", "The small", "12 m")
    after = features("how high is the chamber that Oskar Lind drew?", "The small", "12 m")
    assert before["missing_meaning"] == 0 < after["missing_meaning"]


def test_the_year_of_publication_is_known() -> None:
    """A question for the year that an article is of has no number that is missing."""
    question = "what did the adult ticket cost in 2024?"
    found = features(question, "The adult", "£8.50", published="2024-05-01")
    assert found["unheld_number"] == found["far_number"] == 0


def test_missing_words_are_those_of_the_question() -> None:
    """The words that stand nowhere near are told as they were typed, the numbers first."""
    candidate, question = _candidate(), "What does a Child ticket for the mine cost in 2026?"
    sentence = chosen(question, candidate, "The adult", "£8.50")
    missing = Premises(question, [candidate]).missing(sentence)
    assert missing == ("2026", "Child")
