"""Questions are made of plain sentences only, and in good English."""

import pytest

from qa_bot.answering.overview.question_rules import Capitals, questions_from

# What else an article writes, by which its names and its common words are known.
AROUND = "the residents, chloroplasts and dogs of Skagen, Trotsky and Veltri"


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The route was closed in 1998 because too few people used it.",
         "Why was the route closed in 1998?"),
        ("A single ticket costs 149 kroner.", "How much does a single ticket cost?"),
        ("Trotsky was exiled from the Soviet Union in 1929.",
         "When was Trotsky exiled from the Soviet Union?"),
        ("The pool is open from 6.30am to 9pm on weekdays.", "When is the pool open?"),
        ("The ferry terminal is located near Battery Park.",
         "Where is the ferry terminal located?"),
        ("Chloroplasts are a special type of a plant cell organelle.", "What are chloroplasts?"),
        ("Marta Veltri (born 4 May 1931) was an Italian engineer.", "Who was Marta Veltri?"),
        ("There are 12 lifeboats on the upper deck.",
         "How many lifeboats are there on the upper deck?"),
        ("The shop on Mill Lane closes on Friday.", "When does the shop on Mill Lane close?"),
        ("The war ended in armistice in 1953.", "When did the war end in armistice?"),
        ("The council will hold a meeting on Tuesday at 7pm.",
         "When will the council hold a meeting?"),
        ("Residents must move their cars because the road is mended.", None),
        ("Residents must leave on 5 May.", "When must residents leave?"),
    ],
)  # fmt: skip
def test_a_plain_sentence_makes_a_question(sentence: str, question: str | None) -> None:
    """Its subject and auxiliary change places, and what is asked for is left out."""
    assert next(questions_from(sentence, Capitals.of(AROUND)), None) == question


@pytest.mark.parametrize(
    "sentence",
    [
        "It was closed in 1998 because too few people used it.",
        "However, the route was closed in 1998.",
        "The council said the bridge is closed because of the flood.",
        "The bridge that fell was closed in 1998.",
        "“The route is closed on Monday,” he said.",
        "The route was not closed in 1998.",
        "They were founded in 1974 in their house.",
        "In 1998 the route was closed because of the war.",
        "Wanderers was closed in 1998.",
        "Inside the hall is a stove.",
        "Several were denied because they were late.",
        "Fish and chips, once cheap, is dear because cod is rare.",
        "Is the bridge closed on Monday?",
        "Prices: the bridge is closed on Monday.",
        "",
    ],
)
def test_any_other_sentence_makes_none(sentence: str) -> None:
    """What refers to another, has several clauses, or a first word that may be a name or not."""
    assert list(questions_from(sentence, Capitals.of(AROUND))) == []
