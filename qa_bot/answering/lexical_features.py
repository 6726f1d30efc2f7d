"""Words that a question and a text share, and words that give causes.

The clause that repeats a why-question does not answer it, so repetition counts
against an answer there. Words are compared by their English stems.
"""

import math
import re
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import Stemmer

from qa_bot.text.number_forms import NUMBER_FORMS, fold_number_forms
from qa_bot.text.word_forms import same_words
from qa_bot.text.words import content_words, words

# Log-odds that a span loses when it repeats all of a why-question; chosen, not fitted.
REPETITION_COST = 4.0

_WORD = re.compile(rf"{NUMBER_FORMS}|\w+")
_STEMMER = Stemmer.Stemmer("english")
# A stemmer works in place on one word, so threads must take turns.
_STEMMER_LOCK = threading.Lock()
# Distinct words whose stems are kept: those of some hundred chunks.
_CACHED_STEMS = 20_000


@lru_cache(_CACHED_STEMS)
def stem(word: str) -> str:
    """Return the stem of an English word in lower case; words that mean the same share one.

    It is the Snowball stem, of the first word of a group where the word is in a group;
    "m²", "m^2" and "m2" have one.
    """
    stemmed = _snowball_stem(word)
    return _shared_stems().get(stemmed, stemmed)


def _snowball_stem(word: str) -> str:
    folded = fold_number_forms(word).replace("^", "")
    with _STEMMER_LOCK:
        return str(_STEMMER.stemWord(folded))


@cache
def _shared_stems() -> dict[str, str]:
    """Return the stem of the first word of its group for the stem of each word in a group."""
    shared: dict[str, str] = {}
    for group in same_words():
        first = _snowball_stem(group[0])
        for word in group:
            shared.setdefault(_snowball_stem(word), first)
    return shared


# Words that often introduce a reason, by their stems.
_CAUSAL_CUES = frozenset(
    stem(word)
    for word in "because since due fear afraid worry given therefore reason cause risk avoid "
    "prevent thanks so hope want need".split()
)


def weighted_overlaps(question: str, sentences: Sequence[str]) -> list[float]:
    """Return the share of the question's content words in each sentence, 0 to 1.

    A word weighs log(1 + N / (1 + n)) when n of the N sentences hold it.
    """
    asked = content_stems(question)
    held = [{stem(word) for word in words(text)} & asked for text in sentences]
    frequency = Counter(word for shared in held for word in shared)
    weight = {word: math.log(1 + len(sentences) / (1 + frequency[word])) for word in asked}
    whole = sum(weight.values()) or 1.0
    return [sum(weight[word] for word in shared) / whole for shared in held]


def question_coverage(question: str, text: str) -> float:
    """Return the share of the question's content words that the text holds, 0 to 1."""
    asked = content_stems(question)
    return len(asked & _stems(text)) / max(1, len(asked))


def token_coverage(question: str, text: str, offsets: Sequence[tuple[int, int]]) -> list[float]:
    """Return for each token of `text` the share of the question that it repeats.

    `offsets` are the tokens' (start, end) in `text`, as tokenizers give them. A
    repeated word counts at its first token, 1/n for a question of n content words.
    """
    asked = content_stems(question)
    starts = [start for start, _ in offsets]
    shares = [0.0] * len(offsets)
    for word in _WORD.finditer(text):
        if stem(word.group().lower()) in asked:
            at = bisect_left(starts, word.start())
            if at < len(shares):
                shares[at] = 1 / len(asked)
    return shares


def has_causal_cue(text: str) -> bool:
    """Return whether a sentence has a word that often introduces a reason."""
    return not _CAUSAL_CUES.isdisjoint(_stems(text))


def content_stems(text: str) -> set[str]:
    """Return the stems of a text's content words."""
    return {stem(word) for word in content_words(text)}


def singles_out(asked: set[str], own: str, others: Iterable[str]) -> bool:
    """Return whether a text has some of the stems that are asked for, which no other text has."""
    return bool((asked & content_stems(own)).difference(*map(content_stems, others)))


def _stems(text: str) -> set[str]:
    return {stem(word.group().lower()) for word in _WORD.finditer(text)}
