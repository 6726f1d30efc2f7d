"""Words of a text with their offsets. Knows spelling, not meaning."""

import re
from dataclasses import dataclass
from functools import lru_cache

from qa_bot.conversation.rewriting.lexicon import FUNCTION_WORDS

_WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’']s$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word at `[start, end)` of its text, without a possessive ’s; `lower` is in lower case."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        """Whether it is written like a name; "I" is not."""
        return self.text[0].isupper() and self.lower not in {"i", "i'm"}

    @property
    def is_content(self) -> bool:
        """Whether it is a content word, not a function word."""
        return self.lower not in FUNCTION_WORDS


# Every strategy tokenizes the same message and turns: 256 texts are those of a few chats.
@lru_cache(maxsize=256)
def tokenize(text: str) -> tuple[Token, ...]:
    """Return the words of a text, each without a possessive ’s."""
    tokens = []
    for match in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", match.group())
        lower = word.lower().replace("’", "'")
        tokens.append(Token(word, lower, match.start(), match.start() + len(word)))
    return tuple(tokens)


def lowercase_words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return [token.lower for token in tokenize(text)]
