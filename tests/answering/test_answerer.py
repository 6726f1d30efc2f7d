"""An answer is words of a passage with the sentence that holds them, or the bot declines."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answer_json import answer_as_json
from qa_bot.answering.answerer import LanguageReaders
from qa_bot.answering.readers.reader import PassageReading
from qa_bot.documents import EVERYTHING, ArticleRef, Scope, StoredChunk
from qa_bot.errors import QuestionError
from qa_bot.retrieval.candidates import Candidate
from tests.fakes import RecordingReader, WordReader, word_answerer

TEXTS = {
    "crops": "Tea grows in Assam. Coffee grows in Kerala. Nobody knows why.",
    "herds": "Goats graze in Kashmir. Coffee never grows in Kashmir.",
}


class Shelf:
    """Retrieves every text, each as one chunk that starts at 100."""

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        self.texts = TEXTS if texts is None else texts

    def retrieve(self, question: str, count: int, scope: Scope = EVERYTHING) -> list[Candidate]:
        return [
            Candidate(
                StoredChunk(i, ArticleRef(name, name.title(), name), 0, 100, 100 + len(t), t),
                0.5,
                0.5,
                1.0,
            )
            for i, (name, t) in enumerate(list(self.texts.items())[:count])
        ]


def test_the_answer_is_marked_in_the_quoted_sentence() -> None:
    """The short answer is words of the passage, the quote the sentence around them."""
    shelf = Shelf({"crops": "Tea likes rain. Coffee grows in Kerala"})
    answer = word_answerer(shelf).answer("Where does coffee grow, grows?")
    assert answer.answered and answer.quote is not None
    assert (answer.text, answer.quote.text) == ("Kerala", "Coffee grows in Kerala")
    text = shelf.texts["crops"]
    assert text[answer.quote.start - 100 : answer.quote.end - 100] == answer.quote.text
    (mark,) = answer.quote.marks
    assert text[mark.start - 100 : mark.end - 100] == "Kerala"


def test_a_yes_no_question_is_answered_by_the_sentence() -> None:
    """It says what is so, and neither Yes nor No before it."""
    answer = word_answerer(Shelf()).answer("Do goats graze in Kashmir?")
    assert answer.quote is not None
    assert answer.text == answer.quote.text == "Goats graze in Kashmir."


def test_an_acronym_is_read_as_the_texts_write_it_out() -> None:
    """The question that was read says so."""
    shelf = Shelf({"crops": "The Kerala Coffee Union grows coffee in Idukki."})
    answer = word_answerer(shelf).answer("Where does the KCU grow coffee?")
    assert answer.read_as == "Where does the Kerala Coffee Union grow coffee?"
    assert answer.question == "Where does the KCU grow coffee?"


def test_the_corrected_question_is_retrieved_and_read() -> None:
    """First stage and reader get the corrected question; the answer keeps the typed one."""
    shelf, scope_of_alice = RecordingShelf(), Scope(frozenset({"alice"}))

    def correct(question: str, scope: Scope) -> str:
        return question.replace("Kashmri", "Kashmir") if scope == scope_of_alice else question

    answerer = word_answerer(shelf, correct_spelling=correct)
    answer = answerer.answer("What  do goats graze in Kashmri?", scope_of_alice)
    meant = "What do goats graze in Kashmir?"
    assert (answer.question, answer.read_as) == ("What  do goats graze in Kashmri?", meant)
    assert (shelf.asked, answer.text) == ([meant], "Kashmir")
    assert answer_as_json(answer)["understood_as"] == meant
    plain = answerer.answer(meant, scope_of_alice)
    assert plain.read_as is None and "understood_as" not in answer_as_json(plain)


class RecordingShelf(Shelf):
    """Records the questions."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def retrieve(self, question: str, count: int, scope: Scope = EVERYTHING) -> list[Candidate]:
        self.asked.append(question)
        return super().retrieve(question, count, scope)[1:]


def test_below_the_threshold_the_bot_declines_with_the_nearest_passage() -> None:
    """A declined question has no quote, and the nearest passage first."""
    answer = word_answerer(Shelf()).answer("Who painted the blue goats there?")
    assert (answer.answered, answer.text, answer.quote) == (False, None, None)
    assert answer.passages[0].article.id == "herds"


def test_an_empty_library_declines() -> None:
    """Without candidates the answer is declined, not an error."""
    answer = word_answerer(Shelf({})).answer("Where?")
    assert (answer.answered, answer.confidence, answer.passages) == (False, 0.0, ())


def test_passages_are_best_first_and_confidence_is_a_probability() -> None:
    """Scores decrease along the list and stay in 0..1."""
    answer = word_answerer(Shelf()).answer("Where does coffee grow?")
    scores = [passage.score for passage in answer.passages]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in [*scores, answer.confidence])


def test_unread_candidates_are_the_last_passages() -> None:
    """A confident answer ends the cascade, and the unread candidates come last."""
    texts = {"crops": "Coffee grows in Kerala."} | {f"other{i}": f"Rain {i}." for i in range(9)}
    read: list[str] = []

    class Counting(WordReader):
        def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
            read.extend(passages)
            return super().read(question, passages)

    answer = word_answerer(Shelf(texts), Counting()).answer("Coffee grows where?")
    assert len(read) < len(texts)
    assert sorted(p.text for p in answer.passages) == sorted(texts.values())
    scores = [passage.score for passage in answer.passages]
    assert scores == sorted(scores, reverse=True)


def test_other_articles_that_answer_are_quoted_too() -> None:
    """Two articles that disagree are both quoted."""
    shelf = Shelf({"a": "The tower is 300 m.", "b": "The tower is 324 m."})
    answer = word_answerer(shelf).answer("tower")
    assert answer.quote is not None
    assert {answer.quote.text, *(q.text for q in answer.others)} == set(shelf.texts.values())


@pytest.mark.parametrize(
    ("question", "reason"),
    [("", "no word"), (" \n\t", "no word"), ("🙂🙂?!", "no word"), ("\x00\x07", "no word"),
     ("why " * 2500, "10,000 characters; at most 2,000")],
)  # fmt: skip
def test_an_invalid_question_is_refused(question: str, reason: str) -> None:
    """An empty, wordless or too long question is refused with the reason."""
    with pytest.raises(QuestionError, match=reason):
        word_answerer(Shelf()).answer(question)


@given(st.text(max_size=300))
def test_any_text_is_answered_declined_or_refused(question: str) -> None:
    """No text raises anything but QuestionError."""
    try:
        answer = word_answerer(Shelf()).answer(question)
    except QuestionError:
        return
    assert answer.question == question
    assert answer.answered == (answer.quote is not None)


def test_a_near_miss_is_quoted_with_what_it_lacks() -> None:
    """A declined question comes with the sentence that has most of its words, and the others."""
    answerer = word_answerer(Shelf(), confidence_threshold=0.99)
    answer = answerer.answer("Where does coffee grow in Ghana?")
    assert not answer.answered and answer.near_miss is not None
    assert answer.near_miss.missing == ("Ghana",)
    assert answer.near_miss.quote.text == "Coffee grows in Kerala."
    near = answer_as_json(answer)["near_miss"]
    assert (near["quote"], near["missing"]) == ("Coffee grows in Kerala.", ["Ghana"])


def test_a_sentence_with_few_of_the_words_is_no_near_miss() -> None:
    """What has less than half of the question's words is not shown as near."""
    answerer = word_answerer(Shelf(), confidence_threshold=0.99)
    answer = answerer.answer("How many sailors did the frigate rescue in Kerala?")
    assert not answer.answered and answer.near_miss is None
    assert "near_miss" not in answer_as_json(answer)


def test_words_that_order_an_answer_are_not_called_missing() -> None:
    """A text that lacks "list" lacks nothing of what is asked about."""
    answerer = word_answerer(Shelf(), confidence_threshold=0.99)
    answer = answerer.answer("Explain where exactly coffee grows in Ghana, are you sure?")
    assert not answer.answered and answer.near_miss is not None
    assert answer.near_miss.missing == ("Ghana",)


def test_the_number_of_an_item_is_no_answer_to_how_many() -> None:
    """A marker is no number of things."""
    shelf = Shelf({"rules": "1. Pay by card.\n2. No fires.\n3. Dogs are welcome in boats."})
    answer = word_answerer(shelf).answer("How many boats dogs welcome?")
    assert answer.text is None or not answer.text.strip().isdigit()


def test_the_languages_of_question_and_text_choose_the_reader() -> None:
    """English is read by its reader, and a text in another language than the question's by its."""
    english = "The old mill by the river was built by the miller in the year 1804, they say."
    russian = "Старая мельница у реки построена мельником в 1804 году, как говорят люди."

    readers = {name: RecordingReader() for name in ("usual", "english", "across")}
    for text, question, expected in (
        (english, "When was the old mill built by the river?", "english"),
        (russian, "Когда построена старая мельница у реки?", "usual"),
        (russian, "When was the old mill by the river built?", "across"),
        (english, "Когда построена старая мельница у реки?", "across"),
        (russian, "1804?", "usual"),
    ):
        for reader in readers.values():
            reader.asked.clear()
        answerer = word_answerer(
            Shelf({"mill": text}),
            readers["usual"],
            other_readers=LanguageReaders(readers["english"], readers["across"]),
        )
        answerer.answer(question)
        assert [name for name, reader in readers.items() if reader.asked] == [expected]


def test_no_language_is_identified_where_all_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain library of English articles; a question in another script is none of English."""
    identified: list[str] = []

    def identify(text: str) -> str:
        identified.append(text)
        return "ru"

    monkeypatch.setattr("qa_bot.text.language.language_of", identify)
    monkeypatch.setattr("qa_bot.answering.cascade.language_of", lambda text: "ru")
    for question, expected in (("mill wheel oak", False), ("Кто построил мельницу?", True)):
        answerer = word_answerer(
            Shelf({"mill": "1804 | oak | wheel"}),
            other_readers=LanguageReaders(WordReader()),
            has_other_languages=lambda: False,
        )
        answerer.answer(question)
        assert bool(identified) == expected
