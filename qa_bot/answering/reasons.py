"""What tells a reason from what it is the reason of.

A why-question is answered by a reason, and the clause that says again what was
asked about is none: what repeats the question counts against it, and words
that give causes count for it.
"""

import re
import threading
from bisect import bisect_left
from collections.abc import Sequence

import Stemmer

from qa_bot.text.words import content_words

_WHY = re.compile(
    r"\s*(?:and\s+)?(?:why|how come|for what reason|what (?:is|was) the reason)\b", re.I
)
_WORD = re.compile(r"\w+")
_STEMMER = Stemmer.Stemmer("english")
# One stemmer is not for two threads at once.
_STEMMING = threading.Lock()


def asks_why(question: str) -> bool:
    """Whether a reason is asked for."""
    return _WHY.match(question) is not None


def repeats(question: str, text: str, offsets: Sequence[tuple[int, int]]) -> list[float]:
    """For each token of `text` the share of the question that it repeats.

    `offsets` are the tokens' places in `text`. A repeated word counts at its
    first token, 1/n for a question of n content words.
    """
    asked = {stem(word) for word in content_words(question)}
    starts = [start for start, _ in offsets]
    shares = [0.0] * len(offsets)
    for word in _WORD.finditer(text):
        if stem(word.group().lower()) in asked:
            at = bisect_left(starts, word.start())
            if at < len(shares):
                shares[at] = 1 / len(asked)
    return shares


def share_repeated(question: str, text: str) -> float:
    """The share of the question's content words that the text repeats, 0..1."""
    asked = {stem(word) for word in content_words(question)}
    held = {stem(word.group().lower()) for word in _WORD.finditer(text)}
    return len(asked & held) / max(1, len(asked))


def gives_cause(text: str) -> bool:
    """Whether a sentence has a word that often gives a reason, whatever its ending."""
    return any(stem(word.group().lower()) in _CAUSES for word in _WORD.finditer(text))


def stem(word: str) -> str:
    """An English word without its endings, so that its forms agree."""
    with _STEMMING:
        return str(_STEMMER.stemWord(word))


_CAUSES = frozenset(
    stem(word)
    for word in "because since due fear afraid worry given therefore reason cause risk avoid "
    "prevent thanks so hope want need therefore".split()
)
