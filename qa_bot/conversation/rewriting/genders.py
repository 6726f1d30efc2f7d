"""Genders: whether a mention is of a woman or of a man. Knows first names, titles and nouns."""

from qa_bot.conversation.rewriting.lexicon import (
    FEMALE_NAMES,
    FEMALE_NOUNS,
    MALE_NAMES,
    MALE_NOUNS,
    TITLES,
)
from qa_bot.conversation.rewriting.mentions import Mention


def is_female(mention: Mention) -> bool | None:
    """Return whether a name is a woman's, false for a man's; None when it does not show."""
    words = mention.words
    if any(word in {"mrs", "ms", "miss", "queen", "lady", "princess"} for word in words[:1]):
        return True
    if any(word in {"mr", "sir", "king", "lord", "prince"} for word in words[:1]):
        return False
    if words and words[-1] in FEMALE_NOUNS | MALE_NOUNS:
        # "Ida Moss's husband" is he.
        return words[-1] in FEMALE_NOUNS
    first = next((word for word in words if word not in TITLES), "")
    return True if first in FEMALE_NAMES else False if first in MALE_NAMES else None
