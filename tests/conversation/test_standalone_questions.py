"""Questions that stand alone are never rewritten."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.conversation.rewriting.query_rewriter import rewrite_query
from qa_bot.conversation.rewriting.tokens import lowercase_words
from qa_bot.conversation.turns import Turn

ALONE = """
Who wrote Hamlet?
When was the Eiffel Tower built?
How many people died in the earthquake in Haiti?
Is it true that bees sleep?
Is it raining in Ghent?
When Xi met Putin, what did he say?
Why do birds sing in their nests?
What did the president of France say to his wife?
Which country did Xi visit before he came to Samarkand?
How much of the central bank's money has been frozen?
what is photosynthesis
who is the mayor of london
why does xi stay neutral?
how do i bake bread
What time is it in Tokyo?
How is it that glass is transparent?
How long does it take to fly to Mars?
Is there life on Mars?
Are there any lakes in Norway?
How many rivers were there in Mesopotamia?
What happened in Samarkand?
Tell me about the Sydney Harbour Bridge
Tell me more about Marie Curie
What about the invasion did Modi dislike?
What did Modi say to Putin about the war?
And how did Putin respond?
So when was the tunnel under the harbour opened?
Did Turkey sign the memorandum?
Who signed the memorandum on joining the organisation?
Why was the contract for the gas pipeline not signed?
Where is the Louvre?
Name the largest moon of Saturn
What does NATO stand for?
Who said that time is money?
Does the report say that exports fell?
Is the claim that the Earth is flat false?
When a dog hears its name, what does the dog do?
Did Marie Curie share her prize?
How did the company lose its licence?
How did the Romans heat their baths?
Why did people move to cities and leave their farms?
When was the bridge built and who designed it?
If the pylons carry no weight, why were they built?
Was it hard to build the tunnel?
Does it matter which oil is used for frying?
How old was Mozart when he died?
What was the name of the ship that sank in 1912?
Which company won the contract for the bridge?
How high are the pylons of the bridge?
What is the capital of Australia?
How do vaccines work?
Which of the two parties won the election of 1932?
What punishment did de Groot get?
Can whales breathe under water?
Do penguins live in the Arctic?
How far is the Moon from the Earth?
What causes inflation?
Who were the founders of Google?
Xi Jinping's speech in Samarkand
population of Kazakhstan in 2022
""".strip().splitlines()

TURNS = [
    Turn("Who discovered radium?", "Marie Curie", "Marie Curie discovered radium in Paris."),
    Turn("Why does Xi stay neutral?", "Western sanctions"),
    Turn("Where are the pylons of the bridge?", "Sydney"),
    Turn("what did putin say"),
]
VOCABULARY = (
    "he she it its they their there this that then and but what about who when why not how many"
    " long did was is the a of in Xi Putin China bridge say build war, ’s ? . 1932"
)
WORDS = st.sampled_from(VOCABULARY.split())
SENTENCES = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=9).map(" ".join))
CHATS = st.lists(st.builds(Turn, SENTENCES, st.none() | SENTENCES), max_size=7)


def test_the_list_is_long_and_varied() -> None:
    """There are sixty different stand-alone questions."""
    assert len(set(ALONE)) == 60


@pytest.mark.parametrize("question", ALONE)
def test_a_stand_alone_question_is_not_rewritten(question: str) -> None:
    """No earlier turn changes a question that stands alone."""
    for turn in TURNS:
        assert rewrite_query(question, [turn]) is None
    assert rewrite_query(question, TURNS) is None


@given(st.sampled_from(ALONE), st.lists(st.builds(Turn, st.sampled_from(ALONE)), max_size=6))
def test_no_order_of_earlier_questions_changes_it(question: str, turns: list[Turn]) -> None:
    """A stand-alone question stays as typed after any others, in any order."""
    assert rewrite_query(question, turns) is None


@given(SENTENCES, CHATS)
def test_any_text_can_be_rewritten(message: str, turns: list[Turn]) -> None:
    """Rewriting never raises, and returns a question with words in it or None."""
    rewritten = rewrite_query(message, turns)
    assert rewritten is None or lowercase_words(rewritten)


@given(SENTENCES)
def test_without_turns_nothing_is_rewritten(message: str) -> None:
    """The first message of a chat is never rewritten."""
    assert rewrite_query(message, []) is None


@given(SENTENCES, CHATS)
def test_rewriting_is_deterministic(message: str, turns: list[Turn]) -> None:
    """Rewriting depends on the message and the turns alone."""
    assert rewrite_query(message, turns) == rewrite_query(message, list(turns))


@given(
    st.sampled_from(["he", "she", "it", "they"]), st.sampled_from(["go", "fall", "win", "change"])
)
def test_a_replaced_pronoun_is_gone(pronoun: str, verb: str) -> None:
    """A rewritten question does not have the pronoun."""
    rewritten = rewrite_query(f"Why did {pronoun} {verb}?", [Turn("Where is Zorbia?", "Europe")])
    assert rewritten is None or not re.search(rf"\b{pronoun}\b", rewritten)
