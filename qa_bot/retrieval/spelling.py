"""A question's misspelt words, read as the words of the articles that were meant.

Only a word that neither the articles nor the language know is misspelt, and it
is read as another of the same first letter that one typing mistake leads to:
a letter left out, put in, mistaken, or two that changed places (Damerau).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from string import ascii_lowercase
from typing import Protocol

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.retrieval.english_words import is_english
from qa_bot.text.words import STOP_WORDS

# A shorter word is one mistake away from too many others.
_SHORTEST = 3
# From so many letters on, a letter may be missing, or any be mistaken; shorter names
# are as likely another's, spelt much the same.
_LONG, _LONG_NAME = 5, 8
# More unknown words than these are another language, or one that nobody here writes.
_STRANGE = 4
# Among so many texts a word that was meant is looked for.
_LOOKED_AT = 50
# What is in quotation marks is meant as it stands; what has digits in it is no word.
_QUOTED = re.compile(r'"[^"]*"|“[^“”]*”|«[^«»]*»|(?<!\w)[\'‘][^\'‘’]+[\'’](?!\w)')
_WORD = re.compile(r"[^\W_]+")

# How many tokens the embedding model makes of each word.
Count = Callable[[Sequence[str]], list[int]]


class Texts(Protocol):
    """Anything that looks texts up by words."""

    def texts_matching(self, match: str, limit: int, scope: Scope) -> list[str]:
        """Up to `limit` texts of the scope that an FTS5 expression matches."""
        ...


class Spelling:
    """Reads misspelt words as words of the articles. Safe to share between threads."""

    def __init__(self, texts: Texts, count_tokens: Count) -> None:
        """A word that `count_tokens` makes one token of is a word of the language."""
        self._texts = texts
        self._count = count_tokens

    def respell(self, question: str, scope: Scope = EVERYTHING) -> str:
        """The question with its misspelt words as the scope's articles write them."""
        strange = list(islice(self._strange(question, scope), _STRANGE + 1))
        if len(strange) > _STRANGE:
            return question
        parts, end = [], 0
        for match in strange:
            parts += [question[end : match.start()], self._meant(match, scope)]
            end = match.end()
        return "".join([*parts, question[end:]])

    def _strange(self, question: str, scope: Scope) -> Iterator[re.Match[str]]:
        """The words that neither the language nor the scope's articles know."""
        kept = [match.span() for match in _QUOTED.finditer(question)]
        for match in _WORD.finditer(question):
            word, quoted = match.group(), any(a <= match.start() < b for a, b in kept)
            if quoted or not _may_be_misspelt(word) or self._is_word(word):
                continue
            if not self._texts.texts_matching(f'"{word}"', 1, scope):
                yield match

    def _meant(self, match: re.Match[str], scope: Scope) -> str:
        word = match.group()
        for others in _likely(word.lower(), _is_name(match)):
            if found := self._written(others, scope):
                best = max(found, key=lambda other: (found[other], other))
                return best[0].upper() + best[1:] if word[0].isupper() else best
        return word

    def _is_word(self, word: str) -> bool:
        low = word.lower()
        return low in STOP_WORDS or 1 in self._count([word, low]) or is_english(low)

    def _written(self, words: set[str], scope: Scope) -> Counter[str]:
        """How often the scope's articles write each of the words, in each way that they do."""
        found = Counter(dict.fromkeys(words & STOP_WORDS, _LOOKED_AT))
        for word in words - STOP_WORDS:
            for text in self._texts.texts_matching(f'"{word}"', _LOOKED_AT, scope):
                found.update(w for w in _WORD.findall(text) if _folded(w) == word)
        return found


def _may_be_misspelt(word: str) -> bool:
    """Whether it has letters enough, no digit, and is no abbreviation in capitals."""
    return len(word) >= _SHORTEST and word.isascii() and word.isalpha() and not word.isupper()


def _is_name(found: re.Match[str]) -> bool:
    return found.start() > 0 and not found.group().islower()


def _likely(word: str, name: bool) -> tuple[set[str], ...]:
    """What may have been meant, the likelier first; the shorter a word, the less is likely."""
    found = slips(word)
    if len(word) < _LONG:
        short = {other for other in found if _SHORTEST < len(other) <= len(word)}
        return () if name else (short | found & STOP_WORDS,)
    return (found,) if name and len(word) < _LONG_NAME else (found, mistakes(word))


def slips(word: str) -> set[str]:
    """What a word may have been before a letter was left out or doubled, or two swapped.

    There are few ways to slip so, which makes each likelier than any of `mistakes`.
    """
    left_out = {word[:at] + c + word[at:] for at in _places(word, 1) for c in ascii_lowercase}
    doubled = {word[:at] + word[at + 1 :] for at in _places(word) if word[at - 1] == word[at]}
    swapped = {word[:at] + word[at : at + 2][::-1] + word[at + 2 :] for at in _places(word)}
    return (left_out | doubled | swapped) - {word}


def mistakes(word: str) -> set[str]:
    """What a word may have been before a letter was put in, or mistaken for another."""
    put_in = {word[:at] + word[at + 1 :] for at in _places(word)}
    mistaken = {word[:at] + c + word[at + 1 :] for at in _places(word) for c in ascii_lowercase}
    return (put_in | mistaken) - {word}


def _places(word: str, further: int = 0) -> range:
    """Where a mistake may be; a first letter is seldom mistaken."""
    return range(1, len(word) + further)


def _folded(word: str) -> str:
    """Without case and accents, as full text compares words."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if c.isalpha())
