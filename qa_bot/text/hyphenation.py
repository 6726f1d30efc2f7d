"""Words that are broken at the ends of hard-wrapped lines, joined again.

A hyphen at a line's end was put there for the break, or is a compound's own. It stays
where the text has the compound elsewhere, or where both of its parts are words and the
whole is none.
"""

import re
from functools import cached_property

from qa_bot.text.english_words import english_among

# The hyphens; the soft one and the sign that some converters write are only for breaks.
_HYPHENS = "-\u2010\xad¬"
_FOR_BREAKS = "\xad¬"
_BREAK = re.compile(rf"([{_HYPHENS}])[ \t]*\n[ \t]*")
_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
# Letters of half a word; a longer run is no word of a language that hyphenates.
_LETTERS = re.compile(r"[^\W_]{1,40}")
_HALF_CHARS = 40
# The first part of "pre- and post-war" stands for a compound, and keeps its space.
_CONJUNCTIONS = frozenset("and or to nor und oder bis et ou och og eller".split())
# As many broken words are looked up among English ones, a millisecond each; the rest of so long a
# text has most of them elsewhere.
_MAX_LOOKED_UP = 300


class BrokenWords:
    """The words of a text, by which the words at the ends of its lines are joined."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._looked_up: dict[str, bool] = {}

    def join_lines(self, block: str) -> str:
        """Return a paragraph of the text on one line."""
        if "\n" not in block:
            return block
        parts: list[str] = []
        end = 0
        for match in _BREAK.finditer(block):
            parts += [block[end : match.start()], self._joint(block, match)]
            end = match.end()
        return ("".join(parts) + block[end:]).replace("\n", " ")

    def _joint(self, block: str, match: re.Match[str]) -> str:
        """Return what stands between the two lines instead of the hyphen and the line end."""
        hyphen = match[1]
        before = block[max(0, match.start() - _HALF_CHARS) : match.start()]
        head = _last_letters(before)
        found = _LETTERS.match(block, match.end())
        tail = found[0] if found else ""
        if not tail or not before or before[-1].isspace() or before[-1] in "-–—":
            return f"{hyphen} "
        if hyphen in _FOR_BREAKS:
            return ""
        is_capital = head.isupper() and tail.isupper() and len(head) > 1
        if not head or head[-1].isdigit() or not (tail[0].islower() or is_capital):
            return hyphen
        outer = (
            before[: -len(head)][-1:] + block[match.end() + len(tail) : match.end() + len(tail) + 1]
        )
        if any(sign in "-\u2010" for sign in outer):
            return hyphen  # One of a compound of three parts.
        return self._between(head.casefold(), tail.casefold(), hyphen)

    def _between(self, head: str, tail: str, hyphen: str) -> str:
        if f"{head}-{tail}" in self._words:
            return hyphen
        if self._is_word(head + tail):
            return ""
        if tail in _CONJUNCTIONS:
            return f"{hyphen} "
        is_compound = len(head) == 1 or (self._is_word(head) and self._is_word(tail))
        return hyphen if is_compound else ""

    def _is_word(self, word: str) -> bool:
        if word in self._words:
            return True
        if word not in self._looked_up and len(self._looked_up) < _MAX_LOOKED_UP:
            self._looked_up[word] = bool(english_among([word]))
        return self._looked_up.get(word, False)

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words and compounds of the text in lower case, but for those that are broken."""
        words: set[str] = set()
        is_broken = False
        for line in self._text.split("\n"):
            tokens = line.split()[is_broken:]
            is_broken = bool(tokens) and tokens[-1][-1] in _HYPHENS
            whole = " ".join(tokens[: len(tokens) - is_broken])
            words.update(word.casefold().replace("\u2010", "-") for word in _WORD.findall(whole))
        return frozenset(words)


def _last_letters(text: str) -> str:
    found = _LETTERS.match(text[::-1])
    return found[0][::-1] if found else ""
