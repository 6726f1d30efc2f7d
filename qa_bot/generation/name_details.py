"""The names of a sentence that its passages must have: words with a capital, codes, initials.

A name is compared word by word, without accents and possessives. A first name and a
surname have to stand in one name of the passages.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from qa_bot.answering.lexical_features import stem
from qa_bot.generation.plain_numbers import with_plain_numbers
from qa_bot.text.words import STOP_WORDS, has_digit

_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_PART = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_INITIALS = re.compile(r"[A-Z][A-Z0-9&]{1,9}")
_LONG_NAME = re.compile(
    r"(?<![\w’'-])[A-Z][\w’'-]*(?: (?:(?:of|for|the|and|de|di|on|in) ){0,2}[A-Z][\w’'-]*){1,7}"
)
_FULL_NAME = re.compile(r"\b([A-Z][a-zà-ÿ]{1,30})(?= ([A-Z][a-zà-ÿ]{1,30})\b)")
_INITIAL = re.compile(r"\b([A-Z])\. (?:[A-Z]\. ){0,2}([A-Z][^\W\d_]{1,30})")
# A name with its particles, initials and the comma of "Lund, Tom".
_RUN = re.compile(
    r"(?<![\w’'-])[^\W\d_a-z][\w’'-]*(?:[.,]? (?:(?:van|von|der|den|de|del|di|da|of|the|al|bin|le"
    r"|la|y|and) ){0,2}[^\W\d_a-z][\w’'-]*){0,9}"
)
# What follows a name at the start of a sentence: a genitive, another name or a verb.
_AFTER_NAME = re.compile(
    r"['’]s\b| (?:is|was|has|had|will|would|can|could|may|might|did|does|said|says)\b"
    r"| [A-Z]|,? \w{2,12}ed\b| \(",
)
_SINGULAR_VERB = re.compile(r" (?:is|was|has|does)\b")
# Endings of abstract nouns, which have no article either.
_ABSTRACT = re.compile(
    r"(?:ics|ion|ment|ness|ity|ing|ance|ence|ship|ism|ly|age|ure|hood|dom|body|one|thing|where)\Z",
    re.IGNORECASE,
)
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady dame king queen prince princess president mayor"
    " minister councillor senator governor judge captain colonel general sergeant inspector bishop"
    " pope father sister saint st doctor chancellor chairman chief director secretary january"
    " february march april may june july august september october november december monday tuesday"
    " wednesday thursday friday saturday sunday".split()
)
# What a word at the start of a sentence is, beside a stop word, that is no name by its capital.
_OPENING_WORDS = frozenset(
    "according although additionally also another because besides both despite during each either"
    " even every finally first four furthermore half however if in initially instead it later less"
    " many meanwhile moreover most much neither nevertheless next no nonetheless not now one only"
    " originally other otherwise overall passage passages people second several since similarly"
    " some specifically still text article source sources therefore third though three thus today"
    " two five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand"
    " unlike unless until usually while yes yet today yesterday tomorrow".split()
)


def missing_names(sentence: str, evidence: str) -> Iterator[str]:
    """Yield the names of a sentence that the evidence lacks, or has for two people."""
    plain = with_plain_numbers(evidence)
    held, known = _held_words(plain), _initials(evidence)
    for found in _WORD.finditer(sentence):
        word = found.group()
        if not _is_name(sentence, found):
            continue
        bare = word.replace(".", "")
        is_held = all(part in held for part in _parts(word))
        if word.lower() in STOP_WORDS:
            # "US" and "WHO" are held only as they are written.
            is_held = word in plain
        if not is_held and not (_INITIALS.fullmatch(bare) and bare in known):
            yield word
    yield from _mixed_names(sentence, evidence)


def _mixed_names(sentence: str, evidence: str) -> Iterator[str]:
    """Yield a first name with a surname that the evidence has for two people."""
    together, capitalised = _runs(evidence)
    for found in _FULL_NAME.finditer(sentence):
        first, last = _term(found[1]), _term(found[2])
        is_no_name = found[1].lower() in _TITLES | _OPENING_WORDS | STOP_WORDS
        if is_no_name or not {first, last} <= capitalised:
            continue
        if not any({first, last} <= run for run in together):
            yield f"{found[1]} {found[2]}"
    for found in _INITIAL.finditer(sentence):
        initial, last = found[1].lower(), _term(found[2])
        if not any(last in run and any(t[0] == initial for t in run - {last}) for run in together):
            yield found.group()


@lru_cache(64)  # the passages of some questions
def _runs(text: str) -> tuple[list[frozenset[str]], frozenset[str]]:
    """Return the words of each name in a text, and all words with a capital."""
    found = [frozenset(map(_term, _PART.findall(run.group()))) for run in _RUN.finditer(text)]
    return found, frozenset[str]().union(*found)


@lru_cache(64)  # the passages of some questions
def _initials(text: str) -> frozenset[str]:
    """Return the initials of names of several words, as in "World Health Organization (WHO)"."""
    found = set()
    for name in _LONG_NAME.finditer(text):
        words = [word for word in name.group().split() if word[0].isupper()]
        letters = "".join(word[0] for word in words)
        found.update({letters[at:] for at in range(len(letters) - 1)})
        found.update({letters[:-at] for at in range(1, len(letters) - 1)})
    return frozenset(found)


def _is_name(sentence: str, found: re.Match[str]) -> bool:
    """Return whether a word is written as a name: with a capital, or as a code such as K40."""
    word = found.group()
    if has_digit(word):
        return any(map(str.isalpha, word)) and word[0].isupper()
    if not word[0].isupper():
        return False
    low = word.lower()
    if len(word) == 1:
        # "Vitamin D" and "Harald V"; an initial is compared with its surname's neighbours.
        is_initial = _INITIAL.match(sentence, found.start()) is not None
        return low not in STOP_WORDS and not is_initial and found.start() > 0
    if word.isupper() and not sentence.isupper():
        return True
    is_first = not sentence[: found.start()].strip("\"'“‘«„([*-–—• ")
    if is_first:
        is_word = low in STOP_WORDS or low in _OPENING_WORDS
        return not is_word and (not word.isascii() or _begins_name(sentence, found.end()))
    return low not in STOP_WORDS


def _begins_name(sentence: str, end: int) -> bool:
    """Return whether the first word of a sentence is a name: another follows, or a verb does.

    A common noun has an article before it, unless it is a plural or abstract.
    """
    word = sentence[:end].strip("\"'“‘«„([*-–—• ")
    is_plural = word.endswith("s") and _SINGULAR_VERB.match(sentence, end) is None
    is_common = is_plural or _ABSTRACT.search(word) is not None
    return _AFTER_NAME.match(sentence, end) is not None and not is_common


def _parts(word: str) -> list[str]:
    """Return the terms of a word, by which it is compared: of "Anglo-Saxon", both."""
    return [_term(part) for part in re.split(r"[-–&]", word) if part]


@lru_cache(64)  # the passages of some questions
def _held_words(text: str) -> frozenset[str]:
    return frozenset(
        term
        for found in _WORD.finditer(text)
        for term in (_term(found.group()), *_parts(found.group()))
    )


def _term(word: str) -> str:
    """Return what a word is compared by: its stem, without accents and possessive."""
    low = unicodedata.normalize("NFKD", word.lower())
    bare = "".join(char for char in low if not unicodedata.combining(char))
    return stem(bare.removesuffix("'s").removesuffix("’s").replace(".", ""))
