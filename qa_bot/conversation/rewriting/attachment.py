"""A pointing noun tied to what is talked of: "this album" becomes "this album of Queen".

Knows demonstratives before nouns. Does not know pronouns that stand alone.
"""

from collections.abc import Sequence

from qa_bot.conversation.rewriting.antecedents import topic
from qa_bot.conversation.rewriting.lexicon import BE, DEMONSTRATIVES, DO, PREPOSITIONS, VERBS
from qa_bot.conversation.rewriting.mentions import names
from qa_bot.conversation.rewriting.tokens import Token, tokenize
from qa_bot.conversation.turns import Turn

_MOMENTS = {"time", "year", "day", "season", "article", "period", "point", "sense", "case", "way"}


def tie(message: str, turns: Sequence[Turn]) -> str | None:
    """The message with its pointing noun tied to the topic; None where a name stands in it."""
    tokens = tokenize(message)
    at = next((i for i in range(1, len(tokens)) if _pointed_at(tokens, i)), None)
    about = topic(turns)
    if at is None or about is None or names(message):
        return None
    while at + 1 < len(tokens) and tokens[at + 1].content and not _verbal(tokens[at + 1].low):
        at += 1
    end = tokens[at].end
    return f"{message[:end]} of {about.text}{message[end:]}"


def _verbal(word: str) -> bool:
    return word in VERBS or word.endswith(("ed", "ly", "ful", "ar", "ing"))


def _pointed_at(tokens: Sequence[Token], at: int) -> bool:
    """Whether this is the noun of "… was this album", not of "… said that albums"."""
    noun, pointer = tokens[at], tokens[at - 1]
    before = tokens[at - 2].low if at > 1 else ""
    opened = before in PREPOSITIONS | BE | DO | {"of", "and"}
    nominal = noun.content and noun.low not in _MOMENTS
    return opened and nominal and pointer.low in DEMONSTRATIVES
