"""Quantities: "how much?", "how many?" and "which ones?" after a question of whether there is any.

Knows the noun that "a", "any" or "some" stands before. Does not know the articles.
"""

import re

from qa_bot.conversation.rewriting.question_frames import QuestionFrame

_INDEFINITE = re.compile(r"^(.*?)\b(?:an?|any|some) (\w+)(.*)$", re.IGNORECASE)
_ASKED = re.compile(r"^(how much|how many|which)(?: ones?| of them)?$")
# Nouns that are more or less by themselves: "how much discount do members get".
_AMOUNTS = frozenset("discount rent notice interest money time tax help".split())
_ABILITIES = frozenset("can could may".split())
_SPEAKERS = re.compile(r"^(?:i|we|you|one) ", re.IGNORECASE)


def ask_of_indefinite(plain: str, frame: QuestionFrame) -> str | None:
    """Return what a quantity is asked of, as in "Is there a fee?" and "how much?"; or None.

    `frame` is of the question before, and `plain` the message in lower case.
    """
    asked, found = _ASKED.match(plain), _INDEFINITE.match(frame.rest)
    if asked is None or found is None or frame.phrase:
        return None
    phrase, auxiliary = asked.group(1), frame.auxiliary
    before, noun, after = found.groups()
    is_there = before.strip().lower() == "there"
    if phrase != "how much" or noun.lower() in _AMOUNTS:
        return f"{phrase} {noun} {auxiliary} {before}{after}"
    if is_there or auxiliary not in _ABILITIES:
        return f"how much is the {noun}{after}"
    return f"how much does it cost to {_SPEAKERS.sub('', frame.rest)}"
