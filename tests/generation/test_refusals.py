"""A sentence that only says that the passages do not answer is no statement about them."""

import pytest

from qa_bot.generation.refusals import is_refusal


@pytest.mark.parametrize(
    "sentence",
    [
        "NO ANSWER",
        "No answer.",
        "The passages do not mention the price.",
        "The provided text doesn’t say when it opened.",
        "The price is not mentioned in the passages.",
        "There is no information about this in the given context.",
        "I'm sorry, but I can't help with that.",
        "I cannot determine who wrote it.",
        "As an AI language model, I have no opinion.",
        "This cannot be determined from the passages.",
        "That cannot be answered.",
        "Die Passagen nennen keinen Preis.",
        "Los textos no mencionan el precio.",
        "Les passages ne mentionnent pas le prix.",
        "В отрывках не указана цена.",
        "文中没有提到价格。",
    ],
)
def test_refusals_are_known_in_their_many_words(sentence: str) -> None:
    """In the languages that the bot speaks to people in, and some that models reply in."""
    assert is_refusal(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The museum does not open on Mondays.",
        "The room may close early if volunteers cannot be found.",
        "The council did not provide any money.",
        "No one was hurt.",
        "She said that she was not sure of the result.",
        "The article was published in May.",
        "The cause of the fire could not be found by the police.",
        "Das Bad ist am Montag nicht offen.",
        "Le pont n'est pas ouvert.",
        "Он не пришёл.",
    ],
)
def test_a_negative_statement_is_none(sentence: str) -> None:
    """What an article denies is worth reading."""
    assert not is_refusal(sentence)
