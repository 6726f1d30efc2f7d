"""A colour, an age, a size, a telephone number or a measure is recognised by its form."""

import pytest

from qa_bot.answering.answer_forms import lacks_form


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("what colour is the shed?", "The shed was broken into."),
        ("how old is Una Farrow?", "Una Farrow left in 1991."),
        ("what size are the helmets?", "The shop sells helmets at £24."),
        ("what is her phone number?", "Signed for the agent: Una Farrow, 12 February 2024"),
        ("what is the email of the clerk?", "The clerk reported that a swing is broken."),
        ("how wide is the arch?", "It is 3.4 metres high."),
    ],
)
def test_a_sentence_without_the_form_is_seen(question: str, sentence: str) -> None:
    """A year is no age, a price no size, a date no telephone number, a height no width."""
    assert lacks_form(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("what colour is the shed?", "The green shed was broken into."),
        ("how old is Una Farrow?", "Una Farrow, 52, runs the mine."),
        ("how old is the oven?", "The oven, a Kolmar from 2008, is dirty."),
        ("what size are the helmets?", "They come in small and medium."),
        ("what is her phone number?", "Ring 01632 960 418."),
        ("how heavy can the bag be?", "At most 8 kg."),
        ("how tall is the arch?", "It is 3.4 metres high."),
    ],
)
def test_a_sentence_with_the_form_is_let_pass(question: str, sentence: str) -> None:
    """However it is written: an age after a name, a unit without the dimension's word."""
    assert not lacks_form(question, sentence)
