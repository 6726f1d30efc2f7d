"""A question of several parts is answered part by part, each with its quote."""

from collections.abc import Sequence
from typing import cast

import pytest

from qa_bot.answer_json import answer_as_json
from qa_bot.answer_serialization import (
    answer_texts,
    cited_versions,
    deserialize_answer,
    serialize_answer,
)
from qa_bot.answering.answer_parts import PartsAnswerer, join_parts
from qa_bot.answering.readers import reader as readers
from qa_bot.answering.readers.reader import PassageReading, ScoredSpan
from qa_bot.answering.shared_sentences import SharedSentence
from qa_bot.answers import Answer, Passage, Quote
from qa_bot.documents import EVERYTHING, Article, ArticleRef, Scope, Span
from qa_bot.evaluation.judging import shown_quotes

TEXT = "In 1979 she took on Joyce Imrie. The club has 40 members. Rents are due."
REF = ArticleRef("a", "The foundry", "a.txt", digest="d")


def told(question: str, words: str, sentence: str, confidence: float) -> Answer:
    """An answer by some words of a sentence of the text."""
    start, at = TEXT.index(sentence), TEXT.index(words)
    mark = Span(at, at + len(words))
    quote = Quote(REF, start, start + len(sentence), sentence, (mark,))
    passage = Passage(REF, 0, len(TEXT), TEXT, 0.5)
    return Answer(question, True, confidence, words, quote, (passage,))


class Reader:
    """Answers what it has been told, and records the questions."""

    def __init__(self, **answers: Answer) -> None:
        self.asked: list[str] = []
        self._answers = answers

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        self.asked.append(question)
        first = question.split()[0].lower()
        return self._answers.get(first, Answer(question, False, 0.0))


FIRST = "In 1979 she took on Joyce Imrie."
WHO = told("Who?", "Joyce Imrie", FIRST, 0.9)


def asked(reader: Reader, question: str) -> Answer:
    """Ask with a threshold of 0.2; the whole question is answered at 0.3."""
    whole = told(question, "Joyce Imrie", FIRST, 0.3)
    return PartsAnswerer(Reader(who=whole, when=whole, how=whole), reader, 0.2).answer(question)


def test_each_part_is_answered_with_its_quote() -> None:
    """The texts are joined, and the confidence is that of the surest."""
    reader = Reader(who=WHO, how=told("How many?", "40", "The club has 40 members.", 0.8))
    answer = asked(reader, "Who was the first apprentice and how many members are there?")
    assert [part.text for part in answer.parts] == ["Joyce Imrie", "40 members"]
    assert answer.answered and answer.confidence == 0.9
    assert answer.text == "Joyce Imrie; 40 members"
    assert shown_quotes(answer) == [FIRST, "The club has 40 members."]
    assert [part["answer"] for part in answer_as_json(answer)["parts"]] == [
        "Joyce Imrie",
        "40 members",
    ]


def test_she_is_whom_the_first_part_named() -> None:
    """The second part is asked with the name, and shown as the person asked it."""
    reader = Reader(who=WHO, when=told("When?", "1979", FIRST, 0.8))
    answer = asked(reader, "Who was the first apprentice and when did she join?")
    assert reader.asked[1] == "When did Joyce Imrie join?"
    assert answer.parts[1].question == "When did she join?"


def test_a_part_of_the_same_sentence_needs_less_confidence() -> None:
    """Another sentence would not be quoted with as little."""
    same = asked(
        Reader(who=WHO, when=told("When?", "1979", FIRST, 0.12)), "Who founded it and when?"
    )
    other = told("When?", "due", "Rents are due.", 0.12)
    assert [part.answered for part in same.parts] == [True, True]
    apart = asked(Reader(who=WHO, when=other), "Who founded it and when?")
    assert [part.answered for part in apart.parts] == [True, False]


def test_the_same_words_answer_one_part() -> None:
    """The less sure of two parts with the same words is declined."""
    reader = Reader(who=WHO, when=told("When?", "Joyce Imrie", FIRST, 0.5))
    answer = asked(reader, "Who founded it and when?")
    assert [part.answered for part in answer.parts] == [True, False]


def test_a_whole_that_is_surer_is_left_whole() -> None:
    """A split that answers worse than the whole question is dropped."""
    unsure = told("Who?", "Joyce Imrie", FIRST, 0.15)
    answer = asked(Reader(who=unsure, when=unsure), "Who founded it and when?")
    assert answer.parts == () and answer.confidence == 0.3


class WordFinder:
    """Marks the first of some words that stands in a text, and is sure of it."""

    weights = None

    def __init__(self, **words: list[str]) -> None:
        self._words = words

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        (text,) = passages
        words = next((w for w in self._words[question.split()[0].lower()] if w in text), None)
        sentence = Span(0, len(text))
        start = text.index(words) if words else 0
        score = 5.0 if words else -5.0
        span = ScoredSpan(start, start + len(words or ""), sentence, score)
        return [PassageReading((span,), score)]


def shared(reader: Reader, question: str, whole: Answer, **words: list[str]) -> Answer:
    """Ask with a reader that reads parts again in the quote of another."""
    finder = SharedSentence(cast(readers.Reader, WordFinder(**words)))
    answerer = PartsAnswerer(Reader(who=whole, when=whole), reader, 0.2, finder)
    return answerer.answer(question)


def test_a_part_is_answered_by_the_sentence_of_the_other() -> None:
    """What stands elsewhere gives way where the surer part's sentence says it."""
    elsewhere = told("When?", "40", "The club has 40 members.", 0.6)
    whole = told("Who?", "Joyce Imrie", FIRST, 0.3)
    answer = shared(
        Reader(who=WHO, when=elsewhere), "Who joined and when was it?", whole, when=["1979"]
    )
    assert [part.text for part in answer.parts] == ["Joyce Imrie", "1979"]
    assert answer.parts[1].quote is not None and answer.parts[1].quote.text == FIRST
    unsaid = shared(
        Reader(who=WHO, when=elsewhere), "Who joined and when was it?", whole, when=["May"]
    )
    assert [part.text for part in unsaid.parts] == ["Joyce Imrie", "40"]


@pytest.mark.parametrize(
    ("words", "parts"),
    [(["Joyce Imrie", "1979"], ["Joyce Imrie", "1979"]), (["Joyce Imrie"], ["Joyce Imrie", None])],
)
def test_two_parts_have_other_words_of_one_sentence(
    words: list[str], parts: list[str | None]
) -> None:
    """The words of the surer part are passed over when the other is read."""
    again = told("What?", "Joyce Imrie", FIRST, 0.5)
    question = "Who joined and what was the news?"
    answer = shared(Reader(who=WHO, what=again), question, again, what=words)
    assert [part.text for part in answer.parts] == parts


def test_a_whole_that_is_surer_is_read_part_by_part() -> None:
    """Where its sentence answers each part in other words, the parts are shown."""
    unsure = told("Who?", "Joyce Imrie", FIRST, 0.15)
    whole = told("Who?", "Joyce Imrie", FIRST, 0.9)
    asked_parts = Reader(who=unsure, when=unsure)
    answer = shared(
        asked_parts, "Who joined and when was it?", whole, who=["Joyce Imrie"], when=["1979"]
    )
    assert (answer.text, answer.confidence) == ("Joyce Imrie; 1979", 0.9)


def test_a_part_of_the_next_sentence_needs_less_confidence() -> None:
    """People ask on about what stands beside."""
    members = told("When?", "40", "The club has 40 members.", 0.12)
    beside = asked(Reader(who=WHO, when=members), "Who founded it and when?")
    assert [part.answered for part in beside.parts] == [True, True]


def test_one_question_is_passed_on() -> None:
    """It costs no further reading."""
    reader = Reader(who=WHO)
    assert asked(reader, "Who founded it?").parts == ()
    assert reader.asked == []


def test_parts_are_stored_without_the_text_of_what_is_removed() -> None:
    """A part whose article is gone is left out, with its words."""
    gone = ArticleRef("b", "Gone", "b.txt", digest="e")
    quote = Quote(gone, 0, 6, "Secret", (Span(0, 6),))
    secret = Answer("Why?", True, 0.9, "Secret", quote, (Passage(gone, 0, 6, "Secret", 0.5),))
    answer = join_parts("Who and why?", [WHO, secret])
    stored = serialize_answer(answer)

    def version(ref: ArticleRef) -> Article | None:
        return Article("a", "The foundry", "a.txt", TEXT, "d") if ref.id == "a" else None

    again = deserialize_answer(stored, version)
    assert again is not None and [part.text for part in again.parts] == ["Joyce Imrie"]
    assert "Secret" not in f"{again}{answer_texts(stored, version)}"
    assert cited_versions(stored) == {("a", "d"), ("b", "e")}
