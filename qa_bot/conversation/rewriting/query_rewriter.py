"""Rewrites a follow-up to a question that stands alone, by its words alone.

Takes the likeliest reading. Does not know how readings are written.
"""

from collections.abc import Sequence

from qa_bot.conversation.rewriting.readings import readings
from qa_bot.conversation.turns import Turn


def rewrite_query(message: str, turns: Sequence[Turn]) -> str | None:
    """Return the stand-alone question that a follow-up asks; None for one that stands alone.

    `turns` are oldest first.
    """
    found = readings(message, turns)
    return found[0].question if found else None
