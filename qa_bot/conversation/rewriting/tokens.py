"""Words of a text with their places. Knows spelling, not meaning."""

import re
from dataclasses import dataclass
from functools import lru_cache

from qa_bot.conversation.rewriting.lexicon import FUNCTION_WORDS

_WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’']s$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, `text[start:end]` of where it came from; `low` is it without case."""

    text: str
    low: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it is written like a name."""
        return self.text[0].isupper() and self.low not in {"i", "i'm"}

    @property
    def content(self) -> bool:
        """Whether it says something on its own."""
        return self.low not in FUNCTION_WORDS


@lru_cache(maxsize=256)
def tokenize(text: str) -> tuple[Token, ...]:
    """The words of a text; a possessive 's is no part of its word."""
    found = []
    for match in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", match.group())
        low = word.lower().replace("’", "'")
        found.append(Token(word, low, match.start(), match.start() + len(word)))
    return tuple(found)


def lows(text: str) -> list[str]:
    """The words of a text without case."""
    return [token.low for token in tokenize(text)]


def tidy(question: str) -> str:
    """Single spaces, a capital first letter and one question mark."""
    plain = re.sub(r" ([,;])", r"\1", " ".join(question.split())).rstrip(" ?.!,;…")
    end = "." if plain.lower().startswith("tell ") else "?"
    return f"{plain[:1].upper()}{plain[1:]}{end}" if plain else ""
