"""Follow-ups: what a message means, given the turns before it.

How they are completed is imported once there are turns to look back at.
"""

from collections.abc import Sequence

from qa_bot.conversation.turns import Turn

__all__ = ["Turn", "complete"]


def complete(message: str, turns: Sequence[Turn]) -> str | None:
    """The stand-alone question that a follow-up asks; None for one that stands alone."""
    if not turns:
        return None
    from qa_bot.conversation.rewriting.rewriter import complete as completed

    return completed(message, turns)
