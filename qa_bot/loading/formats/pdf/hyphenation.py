"""Rejoin words that are broken at line ends.

Knows words and how often a document uses them; not where lines stand.
"""

import re
from collections import Counter
from collections.abc import Iterable

# Matched on the reversed line: forwards, each letter would have to be tried.
_HYPHENATED_END = re.compile(r"(?:-[^\W\d_]++)++")
_FIRST_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
# Scripts that put no space between words: Chinese and Japanese.
_UNSPACED = re.compile("[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]")
# After a hyphen that stands for the end of a word, as in "pre- and post-war". The others end
# words too, such as "market", and are conjunctions only before a word with a hyphen.
_CONJUNCTIONS = frozenset("and und oder bzw nebo či och eller oraz lub или".split())
_CONJUNCTIONS_OR_ENDS = frozenset("or to et ou en of og ja tai y e o i a u и".split())
_MIN_COMPOUND_CHARS = 3  # both parts of a compound that keeps its hyphen have as many


def count_words(lines: Iterable[str], known_text: str) -> Counter[str]:
    """Return how often each word stands in lines and in `known_text`, such as a title."""
    words = Counter(word.casefold() for word in _WORD.findall(known_text))
    for line in lines:
        # The part at a line's end may be half a word.
        whole = line[: len(line) - len(_hyphenated_end(line))]
        words.update(word.casefold() for word in _WORD.findall(whole))
    return words


def join_lines(above: str, below: str, words: Counter[str]) -> str:
    """Return two lines as one, a broken word whole."""
    if _UNSPACED.match(above[-1:]) and _UNSPACED.match(below):
        return above + below
    last, first = _hyphenated_end(above), _FIRST_LETTERS.match(below)
    if not last or first is None:
        return f"{above}{below}" if above.endswith("-") else f"{above} {below}"
    if _is_suspended(last, below, words):
        return f"{above} {below}"
    return (above if _keeps_hyphen(last, first[0], words) else above[:-1]) + below


def _hyphenated_end(line: str) -> str:
    """Return the letters and hyphen of a word that is broken at the end of a line, or ""."""
    found = _HYPHENATED_END.match(line[::-1])
    return found[0][::-1] if found else ""


def _is_suspended(last: str, below: str, words: Counter[str]) -> bool:
    """Return whether the hyphen stands for what follows the conjunction after it."""
    conjunction, _, rest = below.partition(" ")
    start, conjunction = last[:-1].casefold(), conjunction.casefold()
    if words[start + conjunction] or words[f"{start}-{conjunction}"]:
        return False
    has_hyphen = "-" in rest.split(" ", 1)[0]
    return conjunction in _CONJUNCTIONS or (conjunction in _CONJUNCTIONS_OR_ENDS and has_hyphen)


def _keeps_hyphen(last: str, first: str, words: Counter[str]) -> bool:
    """Return whether a word broken at a line end is spelt with a hyphen."""
    start, rest = last[:-1].casefold(), first.casefold()
    if words[f"{start}-{rest}"] != words[start + rest]:
        return words[f"{start}-{rest}"] > words[start + rest]
    if first[0].isupper():
        return True
    are_words = bool(words[start] and words[rest])
    return are_words and min(len(start), len(rest)) >= _MIN_COMPOUND_CHARS
