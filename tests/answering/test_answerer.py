"""An answer is words of the text with the sentence that holds them; or the bot declines."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answer_json import answer_as_json
from qa_bot.answering.answerer import Answerer
from qa_bot.answering.readers.base import Reading
from qa_bot.documents import EVERYTHING, ArticleRef, Scope
from qa_bot.errors import QuestionError
from qa_bot.retrieval.candidates import Candidate
from qa_bot.storage.store import StoredChunk
from tests.fakes import FakeEmbedder, WordReader

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


def test_the_answer_is_marked_in_its_whole_sentence() -> None:
    """The short answer is words of the passage, the quote the sentence around them."""
    shelf = Shelf({"crops": "Tea likes rain. Coffee grows in Kerala"})
    answer = Answerer(shelf, WordReader(), FakeEmbedder().embed).answer(
        "Where does coffee grow, grows?"
    )
    assert answer.answered and answer.quote is not None
    assert (answer.text, answer.quote.text) == ("Kerala", "Coffee grows in Kerala")
    text = shelf.texts["crops"]
    assert text[answer.quote.start - 100 : answer.quote.end - 100] == answer.quote.text
    (mark,) = answer.quote.marks
    assert text[mark.start - 100 : mark.end - 100] == "Kerala"


def test_a_yes_no_question_is_answered_by_the_sentence() -> None:
    """No word out of a sentence is given for a yes or a no."""
    answer = Answerer(Shelf(), WordReader(), FakeEmbedder().embed).answer(
        "Do goats graze in Kashmir?"
    )
    assert answer.quote is not None and answer.text == answer.quote.text


def test_a_respelt_question_is_searched_for_and_read_and_said() -> None:
    """Retriever and reader get the question as it was meant; the answer keeps it as typed."""
    shelf, looked_in = Listening(), Scope(frozenset({"alice"}))

    def respell(question: str, scope: Scope) -> str:
        return question.replace("Kashmri", "Kashmir") if scope == looked_in else question

    answerer = Answerer(shelf, WordReader(), FakeEmbedder().embed, respell=respell)
    answer = answerer.answer("What  do goats graze in Kashmri?", looked_in)
    meant = "What do goats graze in Kashmir?"
    assert (answer.question, answer.read_as) == ("What  do goats graze in Kashmri?", meant)
    assert (shelf.asked, answer.text) == ([meant], "Kashmir")
    assert answer_as_json(answer)["understood_as"] == meant
    plain = answerer.answer(meant, looked_in)
    assert plain.read_as is None and "understood_as" not in answer_as_json(plain)


class Listening(Shelf):
    """Remembers what was looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def retrieve(self, question: str, count: int, scope: Scope = EVERYTHING) -> list[Candidate]:
        self.asked.append(question)
        return super().retrieve(question, count, scope)[1:]


def test_below_the_threshold_the_bot_declines_with_the_nearest_passage() -> None:
    """A declined question has no quote, and the nearest text first."""
    answer = Answerer(Shelf(), WordReader(), FakeEmbedder().embed).answer(
        "Who painted the blue goats there?"
    )
    assert (answer.answered, answer.text, answer.quote) == (False, None, None)
    assert answer.passages[0].article.id == "herds"


def test_an_empty_library_declines() -> None:
    """Nothing to read is nothing to say, not an error."""
    answer = Answerer(Shelf({}), WordReader(), FakeEmbedder().embed).answer("Where?")
    assert (answer.answered, answer.confidence, answer.passages) == (False, 0.0, ())


def test_passages_are_best_first_and_confidence_is_a_probability() -> None:
    """Scores fall along the list and stay in 0..1."""
    answer = Answerer(Shelf(), WordReader(), FakeEmbedder().embed).answer("Where does coffee grow?")
    scores = [passage.score for passage in answer.passages]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in [*scores, answer.confidence])


def test_what_need_not_be_read_is_offered_all_the_same() -> None:
    """A sure answer ends the reading; the candidates left are the last of the passages."""
    texts = {"crops": "Coffee grows in Kerala."} | {f"other{i}": f"Rain {i}." for i in range(9)}
    read: list[str] = []

    class Counting(WordReader):
        def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
            read.extend(passages)
            return super().read(question, passages)

    answer = Answerer(Shelf(texts), Counting(), FakeEmbedder().embed).answer("Coffee grows where?")
    assert len(read) < len(texts)
    assert sorted(p.text for p in answer.passages) == sorted(texts.values())
    scores = [passage.score for passage in answer.passages]
    assert scores == sorted(scores, reverse=True)


def test_articles_that_answer_too_are_shown_beside() -> None:
    """Two articles that disagree are both quoted."""
    shelf = Shelf({"a": "The tower is 300 m.", "b": "The tower is 324 m."})
    answer = Answerer(shelf, WordReader(), FakeEmbedder().embed).answer("tower")
    assert answer.quote is not None
    assert {answer.quote.text, *(q.text for q in answer.others)} == set(shelf.texts.values())


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "no word"), (" \n\t", "no word"), ("🙂🙂?!", "no word"), ("\x00\x07", "no word"),
     ("why " * 2500, "10,000 characters; at most 2,000")],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_plainly(question: str, said: str) -> None:
    """An empty, wordless or endless question is refused with the reason."""
    with pytest.raises(QuestionError, match=said):
        Answerer(Shelf(), WordReader(), FakeEmbedder().embed).answer(question)


@given(st.text(max_size=300))
def test_any_text_is_answered_declined_or_refused(question: str) -> None:
    """Nothing that a person can type is an error of another kind."""
    try:
        answer = Answerer(Shelf(), WordReader(), FakeEmbedder().embed).answer(question)
    except QuestionError:
        return
    assert answer.question == question
    assert answer.answered == (answer.quote is not None)
