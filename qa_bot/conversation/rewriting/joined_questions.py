"""Readings of a follow-up in another language than English: alone, and after the last question.

What is left out in "а когда?", "und sonntags?" or "那其他人呢" stands in the question before, and
a search for both finds what a search for the rest alone does not. Knows no wording of
any language: which reading was meant is chosen by what the articles answer.
"""

from collections.abc import Sequence

from qa_bot.conversation.rewriting.readings import Reading
from qa_bot.conversation.turns import Turn
from qa_bot.text.language import is_english
from qa_bot.text.unspaced_scripts import spaced_characters

# Words of a message, a character of a script without spaces being half of one: a longer one
# names what it is about.
_MAX_WORDS = 6
_CHARACTERS_OF_WORD = 2
# Characters of the question before, which may be joined itself; a longer one says too much else.
_MAX_EARLIER = 160
# What the joined reading costs, in confidence, as the question before may be answered once more.
_JOINED_PRICE = 0.1


def joined_readings(message: str, turns: Sequence[Turn]) -> list[Reading]:
    """Return the readings of a short message in another language; none for any other message.

    `turns` are oldest first.
    """
    earlier = turns[-1].question if turns else ""
    if not earlier or len(earlier) > _MAX_EARLIER or _words(message) > _MAX_WORDS:
        return []
    if _is_in_english(message, turns[-1]):
        return []
    return [Reading(message, 0.0), Reading(f"{earlier} {message}", _JOINED_PRICE)]


def _is_in_english(message: str, turn: Turn) -> bool:
    """Return whether a message is English, as keywords after an English quote are."""
    asked = f"{turn.question} {message}"
    return is_english(asked) or (asked.isascii() and is_english(f"{asked} {turn.quote or ''}"))


def _words(message: str) -> float:
    spaced = spaced_characters(message)
    unspaced = (len(spaced) - len(message)) // 2
    return len(spaced.split()) - unspaced + unspaced / _CHARACTERS_OF_WORD
