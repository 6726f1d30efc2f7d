"""Messages about the conversation are known by their wording, and questions never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.conversation.dialogue_acts import DialogueAct, dialogue_act, without_opening
from qa_bot.i18n.dialogue_phrases import PHRASES
from tests.conversation.test_standalone_questions import ALONE

SAID = {
    DialogueAct.GREETING: "Hello! / hiii / good morning / hey there / how are you? / 👋 / Привет!"
    " / morning / evening all / hi, anyone there?",
    DialogueAct.THANKS: "thaaanks!! / thx / thnaks / thank you so much 🙏 / ok, thanks a lot"
    " / cheers mate / no thanks / that was really helpful / спасибо большое / ок спасибо",
    DialogueAct.FAREWELL: "bye / ok thanks bye / goodby / see you later / that's all / До свидания"
    " / no, that's all i needed / all done / no more questions",
    DialogueAct.APOLOGY: "sorry / sory / oops / my bad / извини",
    DialogueAct.ACKNOWLEDGEMENT: "ok / okkk / great! / got it / cool cool / I see. / 👍 / ясно"
    " / lol / never mind / yes please / nvm / great stuff / that's what i thought",
    DialogueAct.CAPABILITIES: "help / what can you do? / how do you work / can you help me please"
    " / what can u do / what do you do? / can i ask you something / что ты умеешь?",
    DialogueAct.IDENTITY: "who are you? / are you a robot / what's your name / wats ur name / r u human / кто ты?",
    DialogueAct.CHECK: "are you sure? / Really?? / how sure are you about that / is that true"
    " / can I trust this? / ты уверен?"
    " / right? / sure? / u sure / are you positive / that true? / please double check that"
    " / can i rely on that / do you know that for sure",
    DialogueAct.MORE: "tell me more / more / go on… / and? more / can you tell me more about it?"
    " / anything else? / tell me mroe please / can u say more / подробнее / расскажи ещё"
    " / does it say anything else",
    DialogueAct.SOURCE: "why do you say that / how do you know? / says who? / show me the source"
    " / where does it say that? / source? / откуда ты знаешь?"
    " / show me the sentence / can i see where it says that / which bit says that / where'd you get"
    " that / what's that based on / got a source for that? / let me read it myself",
    DialogueAct.SHORTER: "shorter / in short / make it shorter please / just the answer / короче"
    " / give me a shorter answer / in fewer words / can you be more concise / yes or no?",
    DialogueAct.LONGER: "longer please / in more detail / more context / too short"
    " / give me the full answer / can you explain that in more detail / the whole sentence please",
    DialogueAct.REPEAT: "say that again / repeat / again please / come again? / повтори",
    DialogueAct.REJECTION: "no / nope / that's wrong / nooo that's wrong / that is not what I asked"
    " / wrong answer / that doesn't answer my question / 👎 / неправильно / i don't think so"
    " / not quite / no, the other one / i think you're wrong / that makes no sense",
}
QUESTIONS = """
Are you sure the mill was built in 1902?
who are you supposed to call in an emergency?
what can you do about damp?
is it wrong to feed ducks
What is the source of the Nile?
How do you know when bread is done?
What do you know about damp
tell me more about the mill
Who says that the bridge is unsafe?
where does it say what dogs need
is that right of way open?
more than what is due?
why do you say thanks in Dutch
what can I do here?
how does it work?
Who said that?
what is that
where is it
how old are you when you can vote
what else?
why?
where?
and if I lose it?
tanks
no smoking where
help with rent
thanks to whom was it saved?
can you help me find the form?
hello world program
what does "goodbye" mean
who made it
is there more than one pool?
what is the shorter route
is it open again
does it repeat
where does that come from
what comes after that
is that the right way
do you really need a permit
the full text of the order
morning opening times
which part is in Kent
who says grace
""".strip().splitlines()


@pytest.mark.parametrize(
    ("message", "act"),
    [(message.strip(), act) for act, said in SAID.items() for message in said.split(" / ")],
)
def test_talk_is_known_by_its_wording(message: str, act: DialogueAct) -> None:
    """Each act in both languages, with typing mistakes, drawn-out letters, emoji and courtesies."""
    assert dialogue_act(message) is act


@pytest.mark.parametrize("question", [*QUESTIONS, *ALONE])
def test_a_question_to_the_articles_is_no_talk(question: str) -> None:
    """A wording within a longer question makes no act of it."""
    assert dialogue_act(question) is None
    assert without_opening(question) == question


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("hi, when was the mill built?", "when was the mill built?"),
        ("Hello there! Who built it?", "Who built it?"),
        ("hi when is it open", "when is it open"),
        ("ok thanks. And where is it?", "And where is it?"),
        ("No, who built it?", "who built it?"),
        ("привет, когда открыт музей?", "когда открыт музей?"),
        ("Hello, Dolly", "Hello, Dolly"),
        ("How good does it look?", "How good does it look?"),
        ("Thanks to whom was it saved?", "Thanks to whom was it saved?"),
    ],
)
def test_a_question_after_a_greeting_is_a_question(message: str, question: str) -> None:
    """The courtesies before a question are taken off it, and nothing else is."""
    assert dialogue_act(message) is None
    assert without_opening(message) == question


def test_every_act_has_wordings() -> None:
    """The wordings are of the acts that there are."""
    assert list(PHRASES) == [act.value for act in DialogueAct]


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    """Whatever is typed, the rest after a courtesy is the end of it."""
    dialogue_act(text)
    assert text.endswith(without_opening(text))
