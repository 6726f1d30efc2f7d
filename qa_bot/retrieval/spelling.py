"""Spelling correction: misspelt words of a question, replaced by words of the articles.

Only a word that neither the articles nor English has is misspelt. Corrections
have the same first letter and a Damerau-Levenshtein distance of 1: a letter
deleted, inserted or substituted, or two transposed.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from string import ascii_lowercase
from typing import Protocol

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.text.english_words import english_among
from qa_bot.text.words import STOP_WORDS, FullTextQuery

# Letters of the shortest word corrected: a shorter one is one edit from too many others.
_SHORTEST = 3
# Letters from which on any edit is corrected; a shorter name is as likely another name that is
# spelt much the same.
_LONG, _LONG_NAME = 5, 8
# More unknown words than these are of another language.
_MOST_UNKNOWN = 4
# Words that the texts are asked for together: those of most questions, in one trip to a server.
_ASKED_TOGETHER = 8
# Texts in which the frequency of a correction is counted; more change no choice.
_SAMPLED_TEXTS = 50
# Text in quotation marks is not corrected; a word with digits is no word.
_QUOTED = re.compile(r'"[^"]*"|“[^“”]*”|«[^«»]*»|(?<!\w)[\'‘][^\'‘’]+[\'’](?!\w)')
_WORD = re.compile(r"[^\W_]+")

# Returns how many tokens the embedding model makes of each word.
CountTokens = Callable[[Sequence[str]], list[int]]


class SearchesTexts(Protocol):
    """The store, as far as spelling correction needs it."""

    def possible_words(self, words: Collection[str]) -> set[str]:
        """Return those of `words` that the texts may have."""
        ...

    def words_of(self, words: Collection[str], scope: Scope) -> set[str]:
        """Return those of `words` that texts of the scope have."""
        ...

    def texts_matching(self, query: FullTextQuery, limit: int, scope: Scope) -> list[str]:
        """Return up to `limit` texts of the scope that match."""
        ...


class SpellingCorrector:
    """Corrects the spelling of questions. Safe to share between threads."""

    def __init__(self, texts: SearchesTexts, count_tokens: CountTokens) -> None:
        """A word of one token by `count_tokens` counts as a word of the language."""
        self._texts = texts
        self._count_tokens = count_tokens

    def correct(self, question: str, scope: Scope = EVERYTHING) -> str:
        """Return the question with its misspelt words as the scope's articles write them."""
        unknown = list(islice(self._unknown_words(question, scope), _MOST_UNKNOWN + 1))
        if len(unknown) > _MOST_UNKNOWN:
            return question
        parts, end = [], 0
        for match in unknown:
            parts += [question[end : match.start()], self._correction(match, scope)]
            end = match.end()
        return "".join([*parts, question[end:]])

    def _unknown_words(self, question: str, scope: Scope) -> Iterator[re.Match[str]]:
        """Yield the words that neither the language nor the scope's articles have."""
        asked = self._words_asked_about(question)
        while some := list(islice(asked, _ASKED_TOGETHER)):
            known = self._texts.words_of({match.group() for match in some}, scope)
            yield from (match for match in some if match.group() not in known)

    def _words_asked_about(self, question: str) -> Iterator[re.Match[str]]:
        """Yield the words that the language does not have."""
        quotations = [match.span() for match in _QUOTED.finditer(question)]
        for match in _WORD.finditer(question):
            word, quoted = match.group(), any(a <= match.start() < b for a, b in quotations)
            if not quoted and _may_be_misspelt(word) and not self._is_word(word):
                yield match

    def _correction(self, match: re.Match[str], scope: Scope) -> str:
        word = match.group()
        for words in _corrections(word.lower(), _is_name(match)):
            if found := self._frequencies(words, scope):
                best = max(found, key=lambda other: (found[other], other))
                return best[0].upper() + best[1:] if word[0].isupper() else best
        return word

    def _is_word(self, word: str) -> bool:
        low = word.lower()
        return low in STOP_WORDS or 1 in self._count_tokens([word, low]) or is_english(low)

    def _frequencies(self, words: set[str], scope: Scope) -> Counter[str]:
        """Count how often the scope's articles have each of the words, by way of writing it."""
        found = Counter(dict.fromkeys(words & STOP_WORDS, _SAMPLED_TEXTS))
        for word in self._texts.possible_words(words - STOP_WORDS):
            for text in self._texts.texts_matching(FullTextQuery((word,)), _SAMPLED_TEXTS, scope):
                found.update(w for w in _WORD.findall(text) if _folded(w) == word)
        return found


def _may_be_misspelt(word: str) -> bool:
    """Return whether it has enough letters, no digit, and is no abbreviation in capitals."""
    return len(word) >= _SHORTEST and word.isascii() and word.isalpha() and not word.isupper()


def _is_name(found: re.Match[str]) -> bool:
    return found.start() > 0 and not found.group().islower()


def _corrections(word: str, name: bool) -> tuple[set[str], ...]:
    """Return the words that may have been meant, the likelier first; fewer for a shorter word."""
    found = likely_edits(word)
    if len(word) < _LONG:
        short = {other for other in found if _SHORTEST < len(other) <= len(word)}
        return () if name else (short | found & STOP_WORDS,)
    return (found,) if name and len(word) < _LONG_NAME else (found, other_edits(word))


def likely_edits(word: str) -> set[str]:
    """Return the words of which a letter was deleted or doubled, or two transposed.

    There are few such edits, which makes each likelier than any of `other_edits`.
    """
    deleted = {word[:at] + c + word[at:] for at in _places(word, 1) for c in ascii_lowercase}
    doubled = {word[:at] + word[at + 1 :] for at in _places(word) if word[at - 1] == word[at]}
    transposed = {word[:at] + word[at : at + 2][::-1] + word[at + 2 :] for at in _places(word)}
    return (deleted | doubled | transposed) - {word}


def other_edits(word: str) -> set[str]:
    """Return the words into which a letter was inserted, or of which one was substituted."""
    inserted = {word[:at] + word[at + 1 :] for at in _places(word)}
    substituted = {word[:at] + c + word[at + 1 :] for at in _places(word) for c in ascii_lowercase}
    return (inserted | substituted) - {word}


def _places(word: str, further: int = 0) -> range:
    """Return where an edit may be; the first letter is seldom mistyped."""
    return range(1, len(word) + further)


def _folded(word: str) -> str:
    """Return a word without case and accents, as full text compares words."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if c.isalpha())


def is_english(word: str) -> bool:
    """Return whether a lower-case word is English."""
    return bool(english_among([word]))
