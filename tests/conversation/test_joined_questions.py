"""A short message in another language than English may go on from the question before."""

import pytest

from qa_bot.answers import Answer, Quote
from qa_bot.conversation.chat import Chat
from qa_bot.conversation.rewriting.joined_questions import joined_readings
from qa_bot.conversation.turns import Turn
from qa_bot.documents import EVERYTHING, ArticleRef, Scope

FERRY = ArticleRef("f", "Fähre", "f.txt")


class Ferry:
    """Answers what it knows, each from a sentence of its own, and declines all else."""

    def __init__(self, known: dict[str, tuple[str, float]]) -> None:
        self.known = known

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        if question not in self.known:
            return Answer(question, False, 0.05)
        text, confidence = self.known[question]
        start = 100 * list(self.known).index(question)
        quote = Quote(FERRY, start, start + len(text), text)
        return Answer(question, True, confidence, text, quote)


@pytest.mark.parametrize(
    ("earlier", "message"),
    [
        ("Wann fährt die Fähre am Montag?", "und sonntags?"),
        ("Когда отключат воду на Школьной?", "а когда включат?"),
        ("食堂午餐几点开始", "那其他人呢"),
        ("Qui a construit le pont ?", "et quand ?"),
    ],
)
def test_a_short_message_is_read_as_typed_and_after_the_question_before(
    earlier: str, message: str
) -> None:
    found = [each.question for each in joined_readings(message, [Turn(earlier)])]
    assert found == [message, f"{earlier} {message}"]


@pytest.mark.parametrize(
    ("earlier", "message"),
    [
        ("When does the ferry leave on Mondays?", "and on sundays?"),
        ("ferry times monday", "sunday"),
        ("Wann fährt die Fähre?", "Wie heißt der Kapitän, der die Fähre seit 1998 steuert?"),
        ("食堂午餐几点开始", "流动图书车的司机是从什么时候开始在县里工作的"),
    ],
)
def test_english_and_what_names_its_subject_are_left_alone(earlier: str, message: str) -> None:
    assert joined_readings(message, [Turn(earlier)]) == []
    assert joined_readings(message, []) == []


def test_keywords_after_an_english_quote_are_english() -> None:
    quote = "The ferry costs £4 and runs every hour from the old pier to the island."
    assert joined_readings("tarif enfant", [Turn("ferry tarif", "£4", quote)]) == []


def test_what_leaves_out_its_subject_is_answered_with_it() -> None:
    first, joined = (
        "Wann fährt die Fähre am Montag?",
        "Wann fährt die Fähre am Montag? und sonntags?",
    )
    known = {first: ("um 8 Uhr", 0.9), "und sonntags?": ("der Markt", 0.35), joined: ("um 10", 0.7)}
    chat = Chat(Ferry(known))
    chat.ask(first)
    reply = chat.ask("und sonntags?")
    assert (reply.text, reply.understood_as) == ("um 10", joined)


def test_a_question_that_stands_alone_is_answered_as_typed() -> None:
    first, message = "Wann fährt die Fähre am Montag?", "Wer ist der Kapitän?"
    known = {first: ("um 8 Uhr", 0.9), message: ("Ole", 0.5), f"{first} {message}": ("um 8", 0.55)}
    chat = Chat(Ferry(known))
    chat.ask(first)
    reply = chat.ask(message)
    assert (reply.text, reply.understood_as) == ("Ole", None)
