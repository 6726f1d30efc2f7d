"""A chat resolves follow-ups, and falls back to the message as typed."""

from dataclasses import replace

import pytest

from qa_bot.answers import UNSURE_BELOW, Answer, Overview, Passage, Quote
from qa_bot.conversation.chat import Chat
from qa_bot.conversation.turns import Reply, ReplyKind, Turn, reply_to
from qa_bot.documents import EVERYTHING, ArticleRef, Scope, Span
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


TEXT = (
    "The mill stands by the Ash. It was built in 1804. Anna Berg ran it for forty years. "
    "She lived above the wheel. Her son sold it."
)
REST = "The wheel is nine metres wide."
MILL = ArticleRef("m", "The mill", "m.txt")


class MillAnswers:
    """Knows when the mill was built, and declines any other question."""

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        passages = (Passage(MILL, 0, len(TEXT), TEXT, 0.9), Passage(MILL, 200, 230, REST, 0.4))
        if "built" not in question:
            return Answer(question, False, 0.12, None, None, passages)
        sentence = "It was built in 1804."
        at = TEXT.index(sentence)
        mark = Span(TEXT.index("1804"), TEXT.index("1804") + 4)
        quote = Quote(MILL, at, at + len(sentence), sentence, (mark,))
        return Answer(question, True, 0.62, "1804", quote, passages)


def _said(chat: Chat, *messages: str) -> list[str]:
    """The text of each reply, with the evidence below it."""
    replies = [chat.ask(message) for message in messages]
    return ["\n".join([r.text, *(quote.text for quote in r.quotes)]) for r in replies]


def test_talk_about_an_answer_is_answered_from_it() -> None:
    """How sure, why, more, shorter, longer and again are of the latest answer; none is a search."""
    around = (
        "The mill stands by the Ash. It was built in 1804. Anna Berg ran it for forty years. "
        "She lived above the wheel."
    )
    assert _said(
        Chat(MillAnswers()),
        "Hi, when was the mill built?",
        "are you sure?",
        "says who?",
        "tell me more",
        "go on",
        "more",
        "in short",
        "longer",
        "say that again",
    ) == [
        "1804",
        f"I am fairly sure: 62%.\n{around}",
        f"It says so here:\n{around}",
        "The text goes on:\nAnna Berg ran it for forty years. She lived above the wheel. "
        "Her son sold it.",
        f"Another passage:\n{REST}",
        wording.NOTHING_MORE,
        "1804",
        f"1804\n{around}",
        "1804",
    ]


def test_evidence_is_verbatim_with_the_quote_marked() -> None:
    """The passage is the article's text at its offsets, and its mark the sentence quoted."""
    chat = Chat(MillAnswers())
    chat.ask("When was the mill built?")
    for message in ("where does it say that?", "more"):
        (shown,) = chat.ask(message).quotes
        assert TEXT[shown.start : shown.end] == shown.text
    (source,) = chat.ask("source?").quotes
    assert [TEXT[m.start : m.end] for m in source.marks] == ["It was built in 1804."]


def test_a_rejected_answer_gives_way_to_the_next_passage() -> None:
    """Each passage comes once, and then there is none."""
    assert _said(Chat(MillAnswers()), "When was it built?", "no, that's wrong", "still wrong") == [
        "1804",
        f"{wording.NEXT_BEST}\n{REST}",
        wording.NOTHING_BETTER,
    ]


def test_talk_about_a_declined_question() -> None:
    """There is no answer to be sure of; the nearest passage is the source."""
    assert _said(Chat(MillAnswers()), "Who owns it?", "really?", "source?", "shorter") == [
        wording.DECLINED,
        f"{wording.SURE_OF_NONE.format(percent=12)}\n{TEXT}",
        f"{wording.NEAREST}\n{TEXT}",
        wording.DECLINED,
    ]


class OneAnswer:
    """Gives one answer to every question, and records all."""

    def __init__(self, answer: Answer) -> None:
        self.given = answer
        self.asked: list[str] = []

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        self.asked.append(question)
        return self.given


def test_an_answer_shown_with_perhaps_is_not_called_sure() -> None:
    """What was in doubt when it was shown is in doubt afterwards."""
    quote = Quote(PASSAGES[0].article, 0, len(TEXT), TEXT)
    chat = Chat(OneAnswer(Answer("", True, UNSURE_BELOW - 0.01, "1804", quote, PASSAGES)))
    percent = round(100 * UNSURE_BELOW) - 1
    said = _said(chat, "When was the mill built?", "is that true?")[1]
    assert said.startswith(wording.NOT_SURE.format(percent=percent))


def test_nothing_is_said_of_a_chance_where_nothing_was_found() -> None:
    """An empty library had no best passage."""
    chat = Chat(OneAnswer(Answer("", False, 0.0)))
    assert _said(chat, "Who owns it?", "are you sure?")[1] == wording.EMPTY_LIBRARY


def test_another_passage_is_about_a_paragraph() -> None:
    """Whole sentences of it at the passage's own offsets, however long the passage is."""
    text = "The mill stood by the water for many years. " * 60
    long = replace(PASSAGES[0], start=0, end=len(text), text=text)
    chat = Chat(OneAnswer(Answer("", False, 0.1, None, None, (PASSAGES[0], long))))
    chat.ask("Who owns it?")
    (shown,) = chat.ask("no, that's wrong").quotes
    assert 300 < len(shown.text) <= 600
    assert shown.text.endswith(".") and text[shown.start : shown.end] == shown.text


def test_a_number_after_suggested_questions_asks_one() -> None:
    """And after another question it is a message as any other."""
    suggested = ("Who built the mill?", "When was it sold?")
    answers = OneAnswer(Answer("", True, 1.0, "", overview=Overview((), suggestions=suggested)))
    chat = Chat(answers)
    chat.ask("What can I ask you?")
    assert chat.ask("2").understood_as == answers.asked[-1] == suggested[1]
    assert chat.ask("mill").understood_as != suggested[0]


def test_talk_before_any_question() -> None:
    """Each act gets a reply that fits an empty conversation."""
    asks_first = ["more", "are you sure?", "source?", "shorter", "again", "no"]
    said = _said(Chat(MillAnswers()), *asks_first, "hello", "what can you do?", "ok thanks bye")
    assert said == [
        *[wording.NOTHING_ASKED] * len(asks_first),
        wording.GREETING,
        wording.CAPABILITIES,
        wording.FAREWELL,
    ]


def test_talk_is_no_turn() -> None:
    """A follow-up after talk refers to the question before it."""
    chat = Chat(KnownQuestions())
    for message in ("Who was John Bradfield?", "are you sure?", "thanks"):
        chat.ask(message)
    assert chat.ask("When was he born?").understood_as == "When was John Bradfield born?"


def test_a_later_chat_goes_on_from_the_state() -> None:
    """What was shown is not shown again by a chat that continues another."""
    first = Chat(MillAnswers())
    first.ask("When was the mill built?")
    first.ask("more")
    later = Chat(MillAnswers(), state=first.state)
    assert later.ask("more").quotes[0].text == REST


class TwoBuildings:
    """Knows when the bridge and when the mill was painted."""

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        known = {"bridge": ("1900", 0), "mill": ("1804", 10)}
        found = [known[word] for word in known if word in question]
        if len(found) != 1:
            return Answer(question, False, 0.1)
        text, start = found[0]
        quote = Quote(ARTICLE, start, start + 4, text)
        return Answer(question, True, 0.9, text, quote)


@pytest.mark.parametrize("choice", ["2", "the mill", "the second one", "I mean the mill", "Mill!"])
def test_it_asks_back_and_the_next_message_chooses(choice: str) -> None:
    """By number, by order or by name; the chosen question is what was asked."""
    chat = Chat(TwoBuildings(), turns=[Turn("How wide are the bridge and the mill?")])
    reply = chat.ask("when was it painted?")
    assert (reply.kind, reply.text) == (
        ReplyKind.CLARIFICATION,
        "Do you mean the bridge or the mill?",
    )
    assert [option.question for option in reply.options] == [
        "When was the bridge painted?",
        "When was the mill painted?",
    ]
    assert _transcript(chat, choice) == [("answer", "1804", "When was the mill painted?")]


def test_another_question_leaves_the_choice_open() -> None:
    """What is no choice is asked, and a number after it chooses nothing."""
    chat = Chat(TwoBuildings(), turns=[Turn("How wide are the bridge and the mill?")])
    chat.ask("when was it painted?")
    assert chat.ask("When was the bridge painted?").text == "1900"
    assert chat.ask("2").kind is ReplyKind.DECLINED


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


class Near(KnownQuestions):
    """Records how each question refers to what was quoted last; knows nothing of weather."""

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        focus = scope.focus
        place = "anywhere" if focus is None else f"{focus.reference.value} {focus.start}"
        self.asked.append(f"{question} {place}")
        if "rain" in question:
            return Answer(question, False, 0.1)
        return Answer(question, True, 0.4, "1867", Quote(ARTICLE, 40, 45, "A sum"))


def test_a_follow_up_is_asked_near_what_was_quoted_last() -> None:
    """The less it says by itself the more; a question with words enough is asked of all alike."""
    answers = Near()
    asked = ("Who was John Bradfield?", "When was he born?", "who has the medal?")
    _transcript(Chat(answers), *asked, "Why do grey cats purr at old friends?")
    assert answers.asked == [
        "Who was John Bradfield? anywhere",
        "When was John Bradfield born? named 40",
        "When was he born? implied 40",
        "who has the medal? open 40",
        "Why do grey cats purr at old friends? anywhere",
    ]


def test_what_was_quoted_stays_in_focus_after_a_declined_question() -> None:
    """The next question is about it as well, also in a later session."""
    answers = Near()
    chat = Chat(answers)
    _transcript(chat, "Who was John Bradfield?", "rain?")
    _transcript(Chat(answers, turns=[Turn("rain?")], state=chat.state), "who has the medal?")
    assert answers.asked[-1] == "who has the medal? open 40"
    chat.forget()
    chat.ask("who has the medal?")
    assert answers.asked[-1] == "who has the medal? anywhere"


def test_who_wrote_this_asks_about_the_article_that_is_talked_about() -> None:
    """ "This" is the article of the last answer, whatever else the chat may be answered from."""

    class Scopes(KnownQuestions):
        def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
            self.asked.append(",".join(scope.articles or ["all"]))
            return Answer(question, True, 0.9, "Ada Renn", metadata_of=ARTICLE)

    answers = Scopes()
    chat = Chat(answers, turns=[Turn("Who was he?", "an engineer", "An engineer.", "a")])
    chat.ask("who wrote this article?")
    chat.ask("when was it published?")
    assert answers.asked == ["a", "a"]


def test_after_an_overview_it_is_the_article() -> None:
    """ "Who wrote it?" asks for the author of what was just summarised."""

    class Summaries(KnownQuestions):
        def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
            self.asked.append(question)
            lead = Quote(ARTICLE, 0, 5, "A sum")
            return Answer(question, True, 1.0, "A sum", lead, overview=Overview((lead,)))

    answers = Summaries()
    chat = Chat(answers)
    chat.ask("What is this about?")
    chat.ask("who wrote it?")
    assert answers.asked[-1] == "who wrote this?"


class InChat(KnownQuestions):
    """Records how the questions were asked in their chat."""

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        self.in_chat.append(scope.question_in_chat)
        return super().answer(question, scope)

    def __init__(self) -> None:
        super().__init__()
        self.in_chat: list[str] = []


def test_a_follow_up_goes_with_what_was_asked_and_answered_before() -> None:
    """As it was typed; the first question and one that stands alone go by themselves."""
    answers = InChat()
    chat = Chat(answers)
    chat.ask("Who was John Bradfield?")
    chat.ask("When was he born?")
    chat.ask("Which city did the harbour bridge of 1932 change most of all?")
    assert answers.in_chat == [
        "",
        "Who was John Bradfield? | an engineer | When was he born?",
        "",
    ]


def test_a_follow_up_goes_with_the_turns_of_an_earlier_session() -> None:
    """Of the question before the last one the answer is left out."""
    answers = InChat()
    turns = [
        Turn("Who was John Bradfield?", "an engineer"),
        Turn("When was John Bradfield born?", "1867"),
    ]
    Chat(answers, turns=turns).ask("And where?")
    assert answers.in_chat[0] == (
        "Who was John Bradfield? | When was John Bradfield born? | 1867 | And where?"
    )
