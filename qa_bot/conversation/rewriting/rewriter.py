"""From a message and the turns before it to a question that stands alone.

Knows the order in which the ways of completing are tried. Does not know how
any of them works.
"""

from collections.abc import Sequence

from qa_bot.conversation.rewriting.attachment import tie
from qa_bot.conversation.rewriting.fragments import from_frame
from qa_bot.conversation.rewriting.pronouns import resolve
from qa_bot.conversation.rewriting.substitution import asked_of_another, strip_openers
from qa_bot.conversation.rewriting.tokens import lows, tidy
from qa_bot.conversation.turns import Turn

LONGEST = 400
MEMORY = 6


def complete(message: str, turns: Sequence[Turn]) -> str | None:
    """The stand-alone question that a follow-up asks; None for one that stands alone."""
    recent = turns[-MEMORY:]
    if not recent or not lows(message) or len(message) > LONGEST:
        return None
    body = strip_openers(message)
    completed = (
        from_frame(body, recent)
        or asked_of_another(message, recent)
        or resolve(body, recent)
        or tie(body, recent)
    )
    if completed is None or lows(completed) == lows(message):
        return None
    return tidy(completed)
