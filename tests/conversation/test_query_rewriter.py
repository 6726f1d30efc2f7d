"""Follow-ups are rewritten to questions that stand alone."""

import pytest

from qa_bot.conversation.rewriting.query_rewriter import rewrite_query
from qa_bot.conversation.turns import Turn

XI = Turn("Why does Xi stay neutral?", "Western sanctions")
CURIE = Turn("Who discovered radium?", "Marie Curie")
BRIDGE = Turn("When was the bridge opened?", "in 1932")
KELLY = Turn("Who fell into the harbour and survived?", "Vincent Kelly")
VISIT = Turn("Which country did Xi visit before he came to Samarkand?", "Kazakhstan")
GAS = Turn("How much gas would Power of Siberia 2 carry?", "50 billion cubic metres")


@pytest.mark.parametrize(
    ("turn", "message", "resolved"),
    [
        (KELLY, "When?", "When did Vincent Kelly fall into the harbour and survive?"),
        (VISIT, "And when?", "When did Xi visit Kazakhstan before he came to Samarkand?"),
        (BRIDGE, "where was that?", "Where was the bridge opened?"),
        (BRIDGE, "how long did it take?", "How long did it take for the bridge to be opened?"),
        (BRIDGE, "and after that?", "What happened after the bridge was opened?"),
        (CURIE, "where did that happen", "Where did Marie Curie discover radium?"),
        (CURIE, "Before that?", "What happened before Marie Curie discovered radium?"),
        (Turn("Who won the cup?"), "When?", "When was the cup won?"),
        (Turn("Who could apply to stay?"), "from when?", "From when could someone apply to stay?"),
        (Turn("Who could people ask?"), "when?", "When could people ask?"),
        (Turn("Did Xi condemn the war?"), "Why not?", "Why didn’t Xi condemn the war?"),
        (Turn("What ships did Drake build?"), "How many?", "How many ships did Drake build?"),
        (Turn("What did Drake build?", "a ship"), "what else?", "What else did Drake build?"),
        (Turn("Who is Ada Lovelace?", "a countess"), "How old?", "How old is Ada Lovelace?"),
        (
            GAS,
            "Through which country?",
            "Through which country would Power of Siberia 2 carry gas?",
        ),
    ],
)
def test_a_fragment_takes_the_predicate_of_the_question_before(
    turn: Turn, message: str, resolved: str
) -> None:
    """A message without a predicate asks the earlier question again."""
    assert rewrite_query(message, [turn]) == resolved


@pytest.mark.parametrize(
    ("turn", "message", "resolved"),
    [
        (XI, "what about China?", "Why does China stay neutral?"),
        (XI, "and India?", "Why does India stay neutral?"),
        (
            Turn("Which country signed a memorandum?", "Iran"),
            "And what about Turkey?",
            "Did Turkey sign a memorandum?",
        ),
        (
            Turn("How did Xi respond to Ukraine?"),
            "how about Taiwan?",
            "How did Xi respond to Taiwan?",
        ),
        (GAS, "And what about a contract?", "What about a contract for Power of Siberia 2?"),
        (
            Turn("How many birds in all at Tahuna?", "140"),
            "and Delaware Inlet",
            "How many birds in all at Delaware Inlet?",
        ),
    ],
)
def test_a_new_mention_replaces_one_of_its_type(turn: Turn, message: str, resolved: str) -> None:
    """ "What about X?" puts X where the earlier question has a mention of the same type."""
    assert rewrite_query(message, [turn]) == resolved


@pytest.mark.parametrize(
    ("turn", "message", "resolved"),
    [
        (XI, "What did he say?", "What did Xi say?"),
        (Turn("why does xi stay neutral?"), "what did he say", "What did xi say?"),
        (CURIE, "what else did she discover?", "What else did Marie Curie discover?"),
        (CURIE, "tell me more about her", "Tell me more about Marie Curie."),
        (CURIE, "What was her first paper?", "What was Marie Curie’s first paper?"),
        (CURIE, "Tell me more", "Tell me more about Marie Curie."),
        (KELLY, "Who is he?", "Who is Vincent Kelly?"),
        (VISIT, "Who did he meet there?", "Who did Xi meet in Kazakhstan?"),
        (VISIT, "Who is its president?", "Who is Kazakhstan’s president?"),
        (
            Turn("How high is the Eiffel Tower?"),
            "Is it big?",
            "Is the Eiffel Tower big?",
        ),
        (
            Turn("How high are the pylons?"),
            "So why were they built?",
            "Why were the pylons built?",
        ),
        (
            Turn("Did Xi condemn the invasion of Ukraine?"),
            "What did he say about it?",
            "What did Xi say about the invasion of Ukraine?",
        ),
        (
            Turn("What did Modi say to Putin about the war?"),
            "When did he say it?",
            "When did Modi say to Putin about the war?",
        ),
        (
            Turn("When did the halves of the arch meet?", "on the night of 19 August"),
            "How were they held back until then?",
            "How were the halves of the arch held back until the night of 19 August?",
        ),
        (
            Turn("When did Queen record Jazz?", "1978"),
            "Was this album popular?",
            "Was this album of Queen popular?",
        ),
    ],
)
def test_a_pronoun_is_replaced_by_its_antecedent(turn: Turn, message: str, resolved: str) -> None:
    """A pronoun, or the topic of a pointing noun, is put into words."""
    assert rewrite_query(message, [turn]) == resolved


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    """Each resolved question is a turn that the next follow-up refers to."""
    turns = [Turn("Who was John Bradfield?", "an engineer")]
    for message, resolved in [
        ("When was he born?", "When was John Bradfield born?"),
        ("Where?", "Where was John Bradfield born?"),
        ("Why did he change his mind?", "Why did John Bradfield change his mind?"),
    ]:
        rewritten = rewrite_query(message, turns)
        assert rewritten == resolved
        turns.append(Turn(rewritten, None))


def test_gender_excludes_an_antecedent() -> None:
    """A woman's name is no antecedent of "he", nor a man's of "she"."""
    turns = [Turn("Where did Vincent Kelly work?"), Turn("Where did Mary Smith live?")]
    assert rewrite_query("When was he born?", turns) == "When was Vincent Kelly born?"
    assert rewrite_query("When was she born?", turns) == "When was Mary Smith born?"


def test_a_pronoun_without_an_antecedent_stays() -> None:
    """Where no earlier mention fits, nothing is rewritten."""
    assert rewrite_query("What did he say?", [Turn("How high are the pylons?")]) is None


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("How do I get to Sallow?", "how much does he charge?"),
        ("Who closed Sallow Road?", "is she hurt?"),
        ("how long was orr ill?", "how did people get food there?"),
    ],
)
def test_a_place_is_nobody_and_what_is_no_place_is_not_there(question: str, message: str) -> None:
    """A name shows it by what it ends in, or by the words before it."""
    assert rewrite_query(message, [Turn(question)]) is None


@pytest.mark.parametrize(
    ("turn", "message", "resolved"),
    [
        (Turn("Was the landlord told?", "Landlord informed in May"), "what did he do?", "landlord"),
        (Turn("Who is the vicar?", "no answer"), "how old is she?", "vicar"),
        (Turn("What is the pianist like?", "shy"), "Where does she live?", "pianist"),
    ],
)
def test_who_somebody_is_by_trade_or_family_is_a_person(
    turn: Turn, message: str, resolved: str
) -> None:
    """ "He" and "she" may be the landlord, the vicar or the pianist."""
    assert f"the {resolved}" in str(rewrite_query(message, [turn]))


@pytest.mark.parametrize(
    ("question", "answer", "quote", "message"),
    [
        (
            "what came of it",
            "Theatres offered it",
            "Theatres offered it; two theatres did not.",
            "they",
        ),
        ("what else do I get", "Cleaning is included", "Cleaning is included.", "it"),
    ],
)
def test_a_common_noun_that_begins_an_answer_is_no_name(
    question: str, answer: str, quote: str, message: str
) -> None:
    """Its capital is that of the sentence."""
    rewritten = rewrite_query(f"What did {message} cost?", [Turn(question, answer, quote)])
    assert "Theatres" not in str(rewritten)
    assert "Cleaning" not in str(rewritten)


def test_a_name_that_begins_an_answer_stays_one() -> None:
    """Though the word is a common one too, where the question asks for a person."""
    turn = Turn("Which captain won?", "Fell", "Fell won, since two others fell.")
    assert rewrite_query("How old is he?", [turn]) == "How old is Fell?"
