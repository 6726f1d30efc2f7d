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
from itertools import chain, product

from qa_bot.i18n.dialogue_phrases import (
    ABBREVIATIONS,
    EMOJI,
    FILLERS,
    PARTICLES,
    PHRASES,
    QUESTION_OPENINGS,
    QUESTION_WORDS,
)
from qa_bot.text.unspaced_scripts import IDEOGRAPHIC, has_unspaced

# Words of a message that may be talk, a Chinese character being one; the longest wordings have
# about a dozen, and a courtesy or two.
_MAX_WORDS = 20
# Letters of the shortest word in which a typing mistake is undone.
_SHORTEST_MISTYPED = 4
_LETTER = rf"(?![{IDEOGRAPHIC}])[^\W_]"
_WORD = re.compile(rf"[{IDEOGRAPHIC}]|(?:{_LETTER})+(?:[-'’ʼ`](?:{_LETTER})+)*")
_APOSTROPHES = re.compile(r"['’ʼ`]")
# Accents of Latin letters, which typing drops; those of others make another letter ("й").
_ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_QUESTION_MARKS = ("?", "？")
# What stands between a courtesy and a question: marks or the end of a line.
_MARKS = re.compile(r"\s*[,.!;:…—–\n，。！；：、-]+\s*")


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
    acts = _acts_of_words(words) or _acts_of_words(_unabbreviated(words))
    if not acts:
        return None
    requests = [act for act in acts if act not in _SOCIAL_ACTS]
    act = requests[-1] if requests else min(acts, key=_SOCIAL_ACTS.index)
    # "Right?" asks for what "right" agrees to.
    is_asked = act is DialogueAct.ACKNOWLEDGEMENT and message.rstrip().endswith(_QUESTION_MARKS)
    return DialogueAct.CHECK if is_asked else act


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
        if _is_question(rest) if marks else act in _UNMARKED_ACTS and _opens_question(rest):
            return rest
    return message


def _is_question(text: str) -> bool:
    """Return whether what follows a courtesy and a mark is a question."""
    asks_within = has_unspaced(text) and any(word in text for word in QUESTION_WORDS)
    return asks_within or _opens_question(text)


def _opens_question(text: str) -> bool:
    """Return whether a text begins as questions do."""
    if text.startswith("¿"):
        return True
    words = tuple(_words(text))
    return any(words[: len(opening)] == opening for opening in _question_openings())


def _words(message: str) -> list[str]:
    """Return the words in lower case, without apostrophes and accents that typing drops."""
    return [_APOSTROPHES.sub("", word) for word in _WORD.findall(_plain(message))]


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    if folded.isascii():
        return folded
    accentless = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", accentless)


def _unabbreviated(words: Sequence[str]) -> list[str]:
    return [each for word in words for each in ABBREVIATIONS.get(word, word).split()]


def _acts_of_words(words: Sequence[str]) -> tuple[DialogueAct, ...]:
    """Return the acts that words perform, as they were typed; none unless all are known."""
    known = _known_words(words)
    if known is None:
        return ()
    return _acts(known) or _acts([word for word in known if word not in PARTICLES])


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
        acts_from[at] = None
        for stop in range(end, at, -1):
            said, rest = tuple(words[at:stop]), acts_from[stop]
            act = wordings.get(said)
            if act is not None and rest is not None and _may_precede(act, rest):
                acts_from[at] = (act, *rest)
                break
            if rest is not None and said in _fillers():
                acts_from[at] = rest
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
            for words in _expanded(_plain(line)):
                found.setdefault(words, DialogueAct(name))
    return found


@cache
def _fillers() -> frozenset[tuple[str, ...]]:
    return frozenset(words for filler in FILLERS for words in _expanded(_plain(filler)))


@cache
def _question_openings() -> frozenset[tuple[str, ...]]:
    return frozenset(words for each in QUESTION_OPENINGS for words in _expanded(_plain(each)))


def _expanded(line: str) -> Iterator[tuple[str, ...]]:
    """Yield the wordings of a line: one for each choice of its words."""
    choices = [
        [*map(_split, group.removesuffix("?").split("/")), *([()] if group.endswith("?") else [])]
        for group in line.split()
    ]
    for chosen in product(*choices):
        if words := tuple(chain.from_iterable(chosen)):
            yield words


def _split(choice: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(choice.replace("_", " ")))


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for words in (*_wordings(), *_fillers()) for word in words)
