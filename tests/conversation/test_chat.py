"""A chat resolves follow-ups, and falls back to the message as typed."""

from dataclasses import replace

from qa_bot.answers import Answer, Passage
from qa_bot.conversation.chat import Chat
from qa_bot.conversation.turns import Reply, ReplyKind, reply_to
from qa_bot.documents import EVERYTHING, ArticleRef, Scope
from qa_bot.i18n import wording

ARTICLE = ArticleRef("a", "A bridge", "a.txt")
PASSAGES = tuple(Passage(ARTICLE, i, i + 1, str(i), 1.0) for i in range(5))
KNOWN = {
    "Who was John Bradfield?": "an engineer",
    "When was John Bradfield born?": "1867",
    "Where was John Bradfield born?": "Queensland",
    "Why did the chicken cross the road?": "to get to the other side",
    "What did he earn?": "a salary",
}


class KnownQuestions:
    """Answers the questions of KNOWN, and records all."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        self.asked.append(question)
        text = KNOWN.get(question)
        return Answer(question, text is not None, 0.9 if text else 0.1, text, None, PASSAGES)


def _transcript(chat: Chat, *messages: str) -> list[tuple[str, str, str | None]]:
    replies = [chat.ask(message) for message in messages]
    return [(r.kind.value, r.text, r.understood_as) for r in replies]


def test_follow_ups_are_resolved_and_answered() -> None:
    """Each follow-up is rewritten from the turns before, small talk not counted."""
    assert _transcript(
        Chat(KnownQuestions()),
        "Who was John Bradfield?",
        "When was he born?",
        "thanks",
        "And where?",
        "Why did the chicken cross the road?",
    ) == [
        ("answer", "an engineer", None),
        ("answer", "1867", "When was John Bradfield born?"),
        ("remark", "You are welcome.", None),
        ("answer", "Queensland", "Where was John Bradfield born?"),
        ("answer", "to get to the other side", None),
    ]


def test_the_message_is_tried_when_the_rewritten_question_is_declined() -> None:
    """An answer to the message as typed is better than none to the rewritten question."""
    answers = KnownQuestions()
    chat = Chat(answers)
    chat.ask("Who was John Bradfield?")
    reply = chat.ask("What did he earn?")
    assert (reply.kind, reply.text, reply.understood_as) == (ReplyKind.ANSWER, "a salary", None)
    assert answers.asked[1:] == ["What did John Bradfield earn?", "What did he earn?"]


class CorrectingSpelling(KnownQuestions):
    """Corrects one misspelt name."""

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        read = question.replace("Bradfeild", "Bradfield")
        found = super().answer(read, scope)
        return replace(found, question=question, read_as=read if read != question else None)


def test_corrected_questions_are_resolved_questions() -> None:
    """By themselves, in follow-ups, and for the follow-ups after them."""
    assert _transcript(
        Chat(CorrectingSpelling()),
        "Who was John Bradfeild?",
        "When was he born?",
        "Where was John Bradfeild born?",
        "What was the Bradfeild prize?",
    ) == [
        ("answer", "an engineer", "Who was John Bradfield?"),
        ("answer", "1867", "When was John Bradfield born?"),
        ("answer", "Queensland", "Where was John Bradfield born?"),
        ("declined", wording.DECLINED, "What was the Bradfield prize?"),
    ]


def test_a_declined_follow_up_has_its_resolved_question() -> None:
    """Where neither question is answered, the rewritten one is what was declined."""
    chat = Chat(KnownQuestions())
    chat.ask("Who was John Bradfield?")
    reply = chat.ask("What did he eat?")
    assert (reply.kind, reply.understood_as) == (ReplyKind.DECLINED, "What did John Bradfield eat?")


def test_the_answer_keeps_the_question_as_typed() -> None:
    """The answer to a follow-up has the message as its question."""
    chat = Chat(KnownQuestions())
    chat.ask("Who was John Bradfield?")
    answer = chat.ask("When was he born?").answer
    assert answer is not None and answer.question == "When was he born?"
    assert chat.last == answer


def test_after_forget_nothing_is_a_follow_up() -> None:
    """A cleared chat has no turns, no latest answer and no more passages."""
    chat = Chat(KnownQuestions())
    chat.ask("Who was John Bradfield?")
    chat.forget()
    assert chat.last is None and chat.more() == ()
    assert chat.ask("When was he born?").understood_as is None


def test_only_the_latest_turns_are_kept() -> None:
    """A pronoun does not refer to a turn before the last six."""
    chat = Chat(KnownQuestions())
    chat.ask("Who was John Bradfield?")
    for _ in range(6):
        chat.ask("Do whales sleep?")
    assert chat.ask("When was he born?").understood_as is None


def test_more_passages_come_until_there_are_none() -> None:
    """The best passage counts as shown; the others follow in order."""
    chat = Chat(KnownQuestions())
    assert chat.more() == ()
    chat.ask("Who was John Bradfield?")
    assert [len(chat.more()) for _ in range(3)] == [3, 1, 0]


def test_a_reply_to_an_answer_needs_no_chat() -> None:
    """An answer by itself becomes a reply, answered or declined."""
    answered = Answer("q", True, 0.9, "yes", None, PASSAGES)
    declined = Answer("q", False, 0.1, None, None, PASSAGES)
    assert reply_to(answered) == Reply(ReplyKind.ANSWER, "yes", answered)
    assert reply_to(declined) == Reply(
        ReplyKind.DECLINED, "The articles do not answer that.", declined
    )


def test_a_request_for_an_overview_is_not_rewritten() -> None:
    """What "this" is in it, the articles say; only the pronoun of a topic is replaced."""
    answers = KnownQuestions()
    chat = Chat(answers)
    chat.ask("Who was John Bradfield?")
    answers.asked.clear()
    chat.ask("What is this about?")
    assert set(answers.asked) == {"What is this about?"}
    answers.asked.clear()
    chat.ask("Tell me about his bridge")
    assert answers.asked == ["Tell me about John Bradfield’s bridge."]


def test_what_may_be_a_follow_up_is_one_after_a_turn() -> None:
    """It is answered as any other message where something was talked about."""
    answers = KnownQuestions()
    chat = Chat(answers)
    chat.ask("What happened?")
    assert set(answers.asked) == {"What happened?"}
    chat.ask("Who was John Bradfield?")
    assert chat.ask("What happened?").kind is ReplyKind.DECLINED
