"""Among the readings of a follow-up the one is chosen that the articles answer best."""

import pytest

from qa_bot.answers import Answer, Quote
from qa_bot.conversation.reading_choice import agrees_in_kind, choose_reading
from qa_bot.conversation.rewriting.readings import Reading
from qa_bot.documents import ArticleRef, Focus, Span

ARTICLE = ArticleRef("a", "Boats", "a.txt")


class Answers:
    """Answers each question with a text and a confidence, quoting a sentence of its own."""

    def __init__(self, known: dict[str, tuple[str, float]]) -> None:
        self.known = known
        self.asked: list[str] = []

    def __call__(self, question: str) -> Answer:
        self.asked.append(question)
        if question not in self.known:
            return Answer(question, False, 0.05)
        text, confidence = self.known[question]
        start = 100 * list(self.known).index(question)
        return Answer(
            question, True, confidence, text, Quote(ARTICLE, start, start + len(text), text)
        )


BRIDGE = Reading("When was the bridge built?", 0.0, "the bridge")
MILL = Reading("When was the mill built?", 0.04, "the mill", is_rival=True)
TYPED = Reading("when was it built?", 0.1)
MESSAGE = "when was it built?"


def test_the_surest_reading_is_chosen() -> None:
    """Less what it costs; the message as typed has no reading."""
    answers = Answers({BRIDGE.question: ("1900", 0.3), TYPED.question: ("1804", 0.5)})
    assert choose_reading(MESSAGE, [BRIDGE, TYPED], answers).reading is None
    answers = Answers({BRIDGE.question: ("1900", 0.45), TYPED.question: ("1804", 0.5)})
    assert choose_reading(MESSAGE, [BRIDGE, TYPED], answers).reading == BRIDGE


def test_no_further_reading_is_tried_when_one_is_sure() -> None:
    """Three are tried at most."""
    answers = Answers({BRIDGE.question: ("1900", 0.9)})
    choose_reading(MESSAGE, [BRIDGE, TYPED], answers)
    assert answers.asked == [BRIDGE.question]
    answers = Answers({})
    others = [Reading(f"When was boat {n} built?", 0.1) for n in range(5)]
    assert not choose_reading(MESSAGE, [BRIDGE, *others], answers).answer.answered
    assert len(answers.asked) == 3


def test_an_answer_of_another_kind_counts_less() -> None:
    """A place is no answer to when, and a weak one is declined."""
    answers = Answers({BRIDGE.question: ("the north", 0.6), TYPED.question: ("1804", 0.5)})
    assert choose_reading(MESSAGE, [BRIDGE, TYPED], answers).answer.text == "1804"
    answers = Answers({BRIDGE.question: ("the north", 0.45)})
    declined = choose_reading(MESSAGE, [BRIDGE], answers).answer
    assert (declined.answered, declined.text, declined.quote) == (False, None, None)


def test_words_of_the_right_kind_are_kept_where_the_likeliest_reading_has_others() -> None:
    """Of one sentence that both have, and with what the likeliest reading names."""
    text = "Open from 9 a.m. on Sundays."
    quote = Quote(ARTICLE, 0, len(text), text)
    said = {"When is it open on sundays?": "on the roof", "and on sundays": "from 9 a.m."}
    found = [Reading(question, 0.0) for question in said]
    chosen = choose_reading("and on sundays", found, lambda q: Answer(q, True, 0.8, said[q], quote))
    assert (chosen.reading, chosen.answer.text) == (found[0], "from 9 a.m.")


def test_an_amount_of_money_is_no_number_of_people() -> None:
    """Also where the sign of the currency stands before the words that are marked."""
    text = "Members pay £45."
    quote = Quote(ARTICLE, 0, len(text), text, (Span(13, 15),))
    many = Reading("How many members are there?", 0.0)
    chosen = choose_reading("how many?", [many], lambda q: Answer(q, True, 0.8, "45", quote))
    assert not chosen.answer.answered


def test_a_fragment_is_answered_as_typed_only_near_the_last_quote() -> None:
    """ "And the women?" may ask otherwise than the question before; elsewhere it asks nothing."""
    written = Reading("Who teaches the women in the holidays?", 0.05)
    typed = Reading("and the women?", 0.1, needs_focus=True)
    answers = Answers({typed.question: ("The women pay", 0.9)})

    def answer(focus: Focus | None) -> tuple[bool, Reading | None]:
        choice = choose_reading(typed.question, [written, typed], answers, focus)
        return choice.answer.answered, choice.reading

    assert answer(Focus("a", 20, 50)) == (True, None)
    assert answer(None)[0] is False
    assert typed.question in answers.asked
    answers.asked.clear()
    assert answer(Focus("a", 900, 950))[0] is False
    answer(None)
    assert answers.asked.count(typed.question) == 1


@pytest.mark.parametrize(("confidence", "asks_back"), [(0.85, True), (0.6, False)])
def test_it_asks_back_between_two_antecedents(confidence: float, asks_back: bool) -> None:
    """If both are as salient, and both are answered about as surely, with different sentences."""
    answers = Answers({BRIDGE.question: ("1900", 0.85), MILL.question: ("1804", confidence)})
    options = choose_reading(MESSAGE, [BRIDGE, MILL, TYPED], answers).options
    assert [option.label for option in options] == (["the bridge", "the mill"] if asks_back else [])


def test_it_does_not_ask_back_where_both_have_the_same_sentence() -> None:
    """Either way the answer is the same, and the likelier antecedent is what was meant."""
    quote = Quote(ARTICLE, 0, 4, "1900")
    chosen = choose_reading(
        MESSAGE, [BRIDGE, MILL, TYPED], lambda asked: Answer(asked, True, 0.85, "1900", quote)
    )
    assert (chosen.reading, chosen.options) == (BRIDGE, ())


@pytest.mark.parametrize(
    ("question", "answer", "agrees"),
    [
        ("Who built it?", "Walter Dunn", True),
        ("Who built it?", "the county engineer", True),
        ("By whom was it built?", "in spring", False),
        ("Who is Walter Dunn?", "owner of a mill", True),
        ("When was it built?", "in the spring of that year", True),
        ("When was it built?", "by the river", False),
        ("How many boats are there?", "Twelve", True),
        ("How many boats are there?", "rowing boats", False),
        ("How old was she?", "sixteen", True),
        ("Who built it?", "unemployed tin miners", True),
        ("Who built it?", "later, after the war", False),
        ("Who built it?", "a sculptor", True),
        ("Who was it built by?", "1861 so that farmers could pass", False),
        ("How many members are there?", "£45", False),
        ("How old is she?", "8.20 pm", False),
        ("How often was it hit?", "the fifth time", True),
        ("For whom is it open?", "ambulances", True),
        ("For whom is it open?", "£45", False),
        ("Where is it?", "by the river", True),
        ("Where is it?", "19 February 2023", False),
    ],
)
def test_kinds_of_answers(question: str, answer: str, agrees: bool) -> None:
    """Who asks for a name or a person, when for a time, where for a place, how many a number."""
    assert agrees_in_kind(question, answer) is agrees
