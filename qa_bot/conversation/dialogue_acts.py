"""Dialogue acts: messages that are about the conversation, not questions to the articles.

The acts are a part of those of ISO 24617-2 (Bunt et al., "ISO 24617-2: A
semantically-based standard for dialogue annotation", 2012). A message performs acts
only as a whole: every word of it must belong to a known wording, because taking a
question to the articles for talk is worse than searching for talk. A typing mistake
or a drawn-out word ("thaaanks") is read as the wording that was meant.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache
from itertools import product

from qa_bot.i18n.dialogue_phrases import EMOJI, FILLERS, PHRASES, QUESTION_OPENINGS

# Words of a message that may be talk; the longest wordings have ten, and a courtesy or two.
_MAX_WORDS = 14
# Letters of the shortest word in which a typing mistake is undone.
_SHORTEST_MISTYPED = 4
_WORD = re.compile(r"[^\W_]+(?:[-'’ʼ`][^\W_]+)*")
_APOSTROPHES = re.compile(r"['’ʼ`]")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
# What stands between a courtesy and a question: marks or the end of a line.
_MARKS = re.compile(r"\s*[,.!;:…—–\n-]+\s*")


class DialogueAct(Enum):
    """What a message does in the conversation; the values are the keys of the wordings."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    APOLOGY = "apology"
    ACKNOWLEDGEMENT = "acknowledgement"
    CAPABILITIES = "capabilities"
    IDENTITY = "identity"
    CHECK = "check"
    MORE = "more"
    SOURCE = "source"
    SHORTER = "shorter"
    LONGER = "longer"
    REPEAT = "repeat"
    REJECTION = "rejection"


# Acts that may stand beside others in one message ("ok thanks bye"), the one replied to first.
_SOCIAL_ACTS = (
    DialogueAct.FAREWELL,
    DialogueAct.THANKS,
    DialogueAct.GREETING,
    DialogueAct.APOLOGY,
    DialogueAct.ACKNOWLEDGEMENT,
)
# Acts after which a question may follow in the same message: "No, when was it built?". Those
# of the second set need no mark before it: "Hi when was it built".
_OPENING_ACTS = {*_SOCIAL_ACTS, DialogueAct.REJECTION}
_UNMARKED_ACTS = {DialogueAct.GREETING, DialogueAct.THANKS, DialogueAct.APOLOGY}


def dialogue_act(message: str) -> DialogueAct | None:
    """Return the act that a message performs; None for a question to the articles."""
    words = _words(message)
    if not words:
        return _act_of_emoji(message)
    if len(words) > _MAX_WORDS:
        return None
    known = _known_words(words)
    acts = None if known is None else _acts(known)
    if not acts:
        return None
    requests = [act for act in acts if act not in _SOCIAL_ACTS]
    return requests[-1] if requests else min(acts, key=_SOCIAL_ACTS.index)


def without_opening(message: str) -> str:
    """Return a message without the greeting or other courtesy before its question.

    "Hi, when was the mill built?" is a question; "Hello, Dolly" is left as it is.
    """
    for word in list(_WORD.finditer(message))[:_MAX_WORDS]:
        act = dialogue_act(message[: word.end()])
        if act not in _OPENING_ACTS:
            continue
        marks = _MARKS.match(message, word.end())
        rest = message[marks.end() if marks else word.end() :].lstrip()
        following = _words(rest)[:1]
        is_separate = marks is not None or act in _UNMARKED_ACTS
        if is_separate and following and following[0] in QUESTION_OPENINGS:
            return rest
    return message


def _words(message: str) -> list[str]:
    """Return the words in lower case, without apostrophes and accents that typing drops."""
    plain = unicodedata.normalize("NFKC", message).casefold().replace("ё", "е")
    return [_APOSTROPHES.sub("", word) for word in _WORD.findall(plain)]


def _act_of_emoji(message: str) -> DialogueAct | None:
    """Return the act of a message of emoji alone; None where there are none."""
    symbols = [c for c in message if unicodedata.category(c) == "So" or c in EMOJI]
    if not symbols:
        return None
    found = (EMOJI[symbol] for symbol in symbols if symbol in EMOJI)
    return DialogueAct(next(found, DialogueAct.ACKNOWLEDGEMENT.value))


def _known_words(words: Sequence[str]) -> list[str] | None:
    """Return the words as the wordings have them; None where one is in none of them."""
    known = []
    for word in words:
        spelling = _spelling(word)
        if spelling is None:
            return None
        known.append(spelling)
    return known


def _spelling(word: str) -> str | None:
    """Return the word of the wordings that was typed, drawn out or mistyped; None for none."""
    vocabulary = _vocabulary()
    for typed in (word, _DRAWN_OUT.sub(r"\1\1", word), _DRAWN_OUT.sub(r"\1", word)):
        if typed in vocabulary:
            return typed
    if len(word) < _SHORTEST_MISTYPED or not word.isascii():
        return None
    # Imported late, as most messages have no word that is nearly one of these.
    from qa_bot.retrieval.spelling import is_english, likely_edits

    meant = likely_edits(word) & vocabulary
    return meant.pop() if len(meant) == 1 and not is_english(word) else None


def _acts(words: Sequence[str]) -> tuple[DialogueAct, ...]:
    """Return the acts of the wordings that a message is made of; none unless all of it is."""
    wordings, end = _wordings(), len(words)
    # The acts that the words from each position on perform, from the last position back.
    acts_from: dict[int, tuple[DialogueAct, ...] | None] = {end: ()}
    for at in reversed(range(end)):
        acts_from[at] = acts_from[at + 1] if words[at] in FILLERS else None
        for stop in range(end, at, -1):
            act, rest = wordings.get(tuple(words[at:stop])), acts_from[stop]
            if act is not None and rest is not None and _may_precede(act, rest):
                acts_from[at] = (act, *rest)
                break
    return acts_from[0] or ()


def _may_precede(act: DialogueAct, rest: Sequence[DialogueAct]) -> bool:
    """Return whether a message may have an act before others: at most one is no courtesy."""
    return act in _SOCIAL_ACTS or all(other in _SOCIAL_ACTS for other in rest)


@cache
def _wordings() -> dict[tuple[str, ...], DialogueAct]:
    """Return the act of each wording; where two acts share one, the first has it."""
    found: dict[tuple[str, ...], DialogueAct] = {}
    for name, lines in PHRASES.items():
        for line in lines.strip().splitlines():
            for words in _expanded(line):
                found.setdefault(words, DialogueAct(name))
    return found


def _expanded(line: str) -> Iterator[tuple[str, ...]]:
    """Yield the wordings of a line: one for each choice of its words."""
    choices = [
        [*word.removesuffix("?").split("/"), *([""] if word.endswith("?") else [])]
        for word in line.split()
    ]
    for chosen in product(*choices):
        if words := tuple(word for each in chosen for word in each.split("_") if word):
            yield words


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for words in _wordings() for word in words) | FILLERS
