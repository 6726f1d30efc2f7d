"""Where the first thing of an enumeration begins, and where the last one ends.

It is known by articles, numbers, prepositions and verbs, not by meaning.
"""

import re
from collections.abc import Sequence

from qa_bot.documents import Span

# Words of an item between others, of the first and of the last: a longer one is a clause.
MAX_ITEM_WORDS = 5
_MAX_FIRST_WORDS = 5
_MAX_LAST_WORDS = 9
# Characters before or after a separator among which the words of one item stand.
_MAX_ITEM_CHARS = 80
# What an item begins with, where the words before it belong to the sentence.
OPENERS = frozenset(
    "the a an any some two three four five six seven eight nine ten several no your his her its"
    " their our my by in on at with from to for of as".split()
)
PREPOSITIONS = frozenset("by in on at with from to for".split())
# What comes after the last item: a verb or a clause.
CLOSERS = frozenset(
    "is are was were be been has have had do does did can could will would shall should must may"
    " might who which that when where if while because so until unless after before within during"
    " since".split()
)
# "To ban dogs and to close the gate": an infinitive is a thing to do, of more words.
MAX_ACTION_WORDS = 12
INFINITIVE = re.compile(r"to (?!(?:the|an?|his|her|its|our|my|your|their|this)\b)[a-z]{2,}")
_FINITE = re.compile(
    r" (?:is|are|was|were|has|have|had|can|could|will|would|shall|should|must|may|do|does|did)\b",
    re.IGNORECASE,
)
# Characters from the last comma or "and" to the verb of a sentence that begins with its things.
_MAX_SUBJECT_CHARS = 80
WORD = re.compile(r"\S+")
SENTENCE_END = ".!?;:)"


def is_joint(text: str, separator: Span) -> bool:
    """Return whether an "and" or "or" separates two items, not a comma."""
    return bool(text[separator.start : separator.end].strip(", "))


def first_word(text: str, start: int, first: int) -> str:
    """Return the word that a thing begins with: an article or preposition before the offset."""
    before = text[first:start].split()
    if before and before[-1].lower() in OPENERS:
        return before[-1]
    found = WORD.match(text, start)
    return found.group() if found else ""


def end_of_last(text: str, start: int, last: int, is_of_actions: bool) -> int:
    """Return where the last thing ends: at a mark, before a verb or clause, or after some words."""
    end = start
    is_action = is_of_actions or INFINITIVE.match(text, start) is not None
    most = MAX_ACTION_WORDS if is_action else _MAX_LAST_WORDS
    for count, word in enumerate(WORD.finditer(text, start, last)):
        if count == most or (not is_action and word.group().lower() in CLOSERS):
            break
        end = word.end()
        if word.group()[-1] in f"{SENTENCE_END},":
            break
    return end - (len(text[start:end]) - len(text[start:end].rstrip(f"{SENTENCE_END},")))


def end_of_subject(text: str, end: int, last: int) -> int:
    """Return where things that a sentence begins with end: before its verb, if one is near."""
    verb = _FINITE.search(text, end, min(last, end + _MAX_SUBJECT_CHARS))
    if verb is None or any(mark in text[end : verb.start()] for mark in ",;:"):
        return end
    return verb.start()


def is_before_verb(text: str, end: int) -> bool:
    """Return whether what ends at an offset is the subject of a verb."""
    return _FINITE.match(text, end) is not None


def start_of_first(text: str, separator: Span, first: int, span: Span) -> int:
    """Return where the first item begins: at the span in it, or at what opens an item.

    Where the second one opens with a preposition or an article, so does the first if it can.
    """
    end = separator.start
    if first <= span.start < end:
        return span.start
    words = list(WORD.finditer(text, max(first, end - _MAX_ITEM_CHARS), end))
    following = WORD.match(text, separator.end)
    alike = following.group().lower() if following else ""
    if INFINITIVE.match(text, separator.end):
        infinitives = list(INFINITIVE.finditer(text, max(first, end - _MAX_ITEM_CHARS), end))
        if infinitives:
            return infinitives[0].start()
    if (parallel := _parallel_start(text, separator, words)) is not None:
        return parallel
    same = [w.start() for w in words if w.group().lower() == alike and alike in OPENERS]
    words = words[-_MAX_FIRST_WORDS:]
    openers = [w.start() for w in words if w.group().lower() in OPENERS or w.group()[0].isdigit()]
    return (same or openers or [words[-1].start()])[-1]


def _parallel_start(text: str, separator: Span, words: Sequence[re.Match[str]]) -> int | None:
    """Return where the first item begins that has a preposition at the place of the second's.

    "Pine for the planks, spruce for the oars": both have as many words before "for".
    """
    found = WORD.finditer(text, separator.end, separator.end + _MAX_ITEM_CHARS)
    following = [word.group().lower() for word in found][:MAX_ITEM_WORDS]
    at = next((i for i, word in enumerate(following) if i and word in PREPOSITIONS), None)
    if (
        at is None
        or following[0] in OPENERS
        or any(word[-1] in f"{SENTENCE_END}," for word in following[:at])
    ):
        return None
    same = [i for i, word in enumerate(words) if word.group().lower() == following[at]]
    return words[same[-1] - at].start() if same and same[-1] >= at else None
