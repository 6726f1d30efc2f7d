"""Rewrites a follow-up to a question that stands alone.

Knows the order in which the strategies are tried. Does not know how any of
them works.
"""

import re
from collections.abc import Sequence

from qa_bot.conversation.rewriting.anaphora import attach_topic, resolve_pronouns
from qa_bot.conversation.rewriting.fragments import complete_fragment
from qa_bot.conversation.rewriting.substitution import (
    strip_discourse_markers,
    substitute_mention,
)
from qa_bot.conversation.rewriting.tokens import lowercase_words
from qa_bot.conversation.turns import MAX_TURNS, Turn

# Characters of a message; a longer one says enough by itself.
_MAX_CHARACTERS = 400


def rewrite_query(message: str, turns: Sequence[Turn]) -> str | None:
    """Return the stand-alone question that a follow-up asks; None for one that stands alone.

    `turns` are oldest first; the last `MAX_TURNS` are used.
    """
    recent = turns[-MAX_TURNS:]
    if not recent or not lowercase_words(message) or len(message) > _MAX_CHARACTERS:
        return None
    body = strip_discourse_markers(message)
    rewritten = (
        complete_fragment(body, recent)
        or substitute_mention(message, recent)
        or resolve_pronouns(body, recent)
        or attach_topic(body, recent)
    )
    if rewritten is None or lowercase_words(rewritten) == lowercase_words(message):
        return None
    return _punctuated(rewritten)


def _punctuated(question: str) -> str:
    """Return the question with single spaces, a capital first letter and one end mark."""
    plain = re.sub(r" ([,;])", r"\1", " ".join(question.split())).rstrip(" ?.!,;…")
    end = "." if plain.lower().startswith("tell ") else "?"
    return f"{plain[:1].upper()}{plain[1:]}{end}" if plain else ""
