"""List items: "the second one" and "which is cheaper?" after an answer that lists things.

Knows how a short answer is written as a list. Does not know what its items are.
"""

import re

from qa_bot.conversation.rewriting.lexicon import AUXILIARIES
from qa_bot.conversation.turns import Turn

_AT = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2,
    "fourth": 3, "4th": 3, "latter": -1, "last": -1,
}  # fmt: skip
_VERBS = "take|cost|last|start|begin|open|close|end|weigh|mean|include"
# No noun may follow: "the first time" is no item.
_ITEM = re.compile(
    rf"\bthe ({'|'.join(_AT)})(?: one\b| of (?:them|these|those)\b|(?=\W*$| (?:{_VERBS})\W*$"
    rf"| (?:{'|'.join(sorted(AUXILIARIES))})\b))",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"^(?:and |so )?which (?:one |ones )?(?:of (?:them|these|those) )?"
    r"(?:is|are|was|were|costs|takes|lasts|has)(?: the)? "
    r"(?:more|most|less|least|fewer|better|best|worse|worst|\w+er|\w+est)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?:;|,(?: and| or)?| and| or) ", re.IGNORECASE)
# Words of the longest item that is named in a question, and items that are compared.
_MAX_WORDS = 6
_MAX_COMPARED = 4


def name_item(message: str, turn: Turn) -> str | None:
    """Return a message with the item that it means, or those that it compares; or None."""
    items = listed(turn.answer or "")
    if not items:
        return None
    if found := _ITEM.search(message):
        at = _AT[found.group(1).lower()]
        if at >= len(items):
            return None
        named = f"{message[: found.start()]}{items[at]}{message[found.end() :]}"
        return named if len(named.split()) > len(items[at].split()) else f"What about {named}"
    if _WHICH.match(message) and len(items) <= _MAX_COMPARED and " or " not in message:
        return f"{message.rstrip(' ?.!')}, {', '.join(items[:-1])} or {items[-1]}"
    return None


def listed(answer: str) -> tuple[str, ...]:
    """Return the items of a short answer that is a list of two at least; none for another."""
    items = tuple(part.strip(" .") for part in _JOINT.split(answer))
    is_list = len(items) > 1 and all(0 < len(item.split()) <= _MAX_WORDS for item in items)
    return items if is_list else ()
