"""A question is suggested only if it is answered by what it was made of."""

import pytest

from qa_bot.answering.overview.sentence_kinds import sentences_of
from qa_bot.answering.overview.suggestions import suggest_questions
from qa_bot.answers import Answer, Quote
from qa_bot.documents import Article
from tests.fakes import article

TRAM = article(
    "The tram\n\nThe tram was opened in 1904 because the hill is steep. "
    "A single ticket costs 3 crowns. The tram was closed in 1931 because few people used it.",
    "The tram",
)
FAQ = article(
    "Questions\n\nHow do I renew a book?\n\nYou renew it on the telephone or at the desk.\n\n"
    "May I eat in the library?\n\nYou may eat in the hall but not beside the books.\n\n"
    "Why is that?\n\nBecause crumbs are eaten by the mice of the house."
)
GUIDE = article(
    "Guide\n\nOpening hours\n\nWe are here from nine to five on most days.\n\nNew\n\n"
    "The wheel is turned by hand and by nothing else.\n\nWhat is it?\n\nNobody knows what it is."
)


class Reader:
    """Answers with a sentence of the article: the one with the words expected, or the first."""

    def __init__(self, text: Article, confidence: float = 0.9, *, is_right: bool = True) -> None:
        self.asked: list[str] = []
        self._text, self._confidence, self._is_right = text, confidence, is_right

    def __call__(self, question: str) -> Answer:
        self.asked.append(question)
        words = question.lower().strip("?").split()[-2:]
        said = [s for s in sentences_of(self._text) if not s.text.endswith("?")]
        found = [s for s in said if all(word.rstrip("s") in s.text.lower() for word in words)]
        best = (found if self._is_right and found else said)[0]
        quote = Quote(self._text.ref, best.span.start, best.span.end, best.text)
        return Answer(question, True, self._confidence, best.text, quote)


def suggested(text: Article, ask: Reader, most: int = 9, *, with_topics: bool = False) -> list[str]:
    return suggest_questions(text, sentences_of(text), (), ask, most, with_topics=with_topics)


def test_questions_that_are_answered_by_their_sentence_are_suggested() -> None:
    """One of each sentence."""
    assert suggested(TRAM, Reader(TRAM)) == [
        "Why was the tram opened in 1904?",
        "How much does a single ticket cost?",
        "Why was the tram closed in 1931?",
    ]


@pytest.mark.parametrize("reader", [Reader(TRAM, 0.4), Reader(TRAM, is_right=False)])
def test_a_question_that_is_not_surely_answered_is_not_suggested(reader: Reader) -> None:
    """Neither with little confidence nor by another sentence."""
    assert suggested(TRAM, reader) == []
    assert len(reader.asked) == 3


def test_few_questions_are_asked() -> None:
    """No more than the limit, and none once there are enough."""
    reader = Reader(TRAM)
    assert len(suggested(TRAM, reader, most=2)) == len(reader.asked) == 2


def test_a_text_of_questions_suggests_its_own() -> None:
    """Those that stand by themselves, answered by what stands below them."""

    def ask(question: str) -> Answer:
        below = FAQ.text.index(question) + len(question) + 2
        quote = Quote(FAQ.ref, below, below + 9, FAQ.text[below : below + 9])
        return Answer(question, True, 0.9, quote.text, quote)

    found = suggest_questions(FAQ, sentences_of(FAQ), (), ask, 9)
    assert found == ["How do I renew a book?", "May I eat in the library?"]


def test_headings_are_suggested_as_topics() -> None:
    """Where they name one, and nothing but questions is asked for; they need not be asked."""
    found = suggested(GUIDE, Reader(GUIDE), with_topics=True)
    assert found == ["What does it say about opening hours?"]
    assert suggested(GUIDE, Reader(GUIDE)) == []


def test_the_label_of_a_paragraph_is_no_topic() -> None:
    """It names what the paragraph is about in too few words for a question."""
    labels = ("Trip to Osk", "Head lice", "A new rope")
    text = article("\n\n".join(f"{each}. You hear of it on the day." for each in labels))
    assert suggested(text, Reader(text, confidence=0.1), with_topics=True) == []


@pytest.mark.parametrize(
    "heading", ["In every room", "Bring a towel", "With your key", "Dogs are welcome", "Every room"]
)
def test_a_heading_that_is_no_noun_phrase_is_not_suggested(heading: str) -> None:
    """It would make a question in bad English."""
    text = article(f"Guide\n\n{heading}\n\nThe wheel is turned by hand and by nothing else.")
    assert suggested(text, Reader(text, confidence=0.1), with_topics=True) == []


def test_names_that_recur_are_suggested_as_topics() -> None:
    """With their article, as they stand within a sentence."""
    text = article(
        "War\n\nMany fled to the West in May. All of the West took them in, said Ana May."
    )
    found = suggested(text, Reader(text), with_topics=True)
    assert found == ["What does it say about the West?"]
