"""Greetings, thanks and farewells get a reply of their own."""

import pytest

from qa_bot.conversation.small_talk import small_talk_reply
from qa_bot.i18n import wording


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("Hello!", wording.GREETING),
        ("  good   evening. ", wording.GREETING),
        ("спасибо", wording.THANKS),
        ("Bye…", wording.FAREWELL),
    ],
)
def test_small_talk_is_recognised(message: str, reply: str) -> None:
    """In any case and spacing, with or without end marks."""
    assert small_talk_reply(message) == reply


@pytest.mark.parametrize("message", ["", "?", "hello who are you", "Who said thanks?"])
def test_anything_else_is_a_question(message: str) -> None:
    """A message that is more than small talk is answered from the articles."""
    assert small_talk_reply(message) is None
