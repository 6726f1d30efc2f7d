"""The details of a sentence that a passage must have as they are, whatever the wording around them.

Quotations, numbers with their units, names, and addresses. A language model that makes
something up is most often wrong in one of them (Maynez et al., "On Faithfulness and
Factuality in Abstractive Summarization", 2020). Each rule yields the words that the
passages lack; it does not judge what is said of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import isclose

from qa_bot.answering.lexical_features import stem
from qa_bot.answering.measures import Measure, measures
from qa_bot.text.words import STOP_WORDS, has_digit

# In pairs; a single mark within a word is an apostrophe. Quotation marks of CLDR's languages.
_QUOTATION = re.compile(
    r"[\"“„«»「『]([^\"“”„«»「」『』\n]{1,600})[\"“”»«」』]"
    r"|(?<!\w)['‘‚]([^'‘’‚\n]{1,600})['’‘](?!\w)"
)
# Fewer words between marks are a name or a term, which the words themselves are compared for.
_QUOTED_WORDS = 2
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S{1,300}"
    r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}"
    r"|(?<![\w@/])[@#/][A-Za-z_]\w{1,63}"
    r"|\b[A-Za-z0-9][\w-]{0,62}(?:\.[A-Za-z0-9][\w-]{0,62}){0,4}"
    r"\.(?:com|org|net|info|biz|io|me|app|dev|ai|co|gov|edu|tv|ru|cn|de|uk|fr|eu|us|in|br|xyz|link"
    r"|site|online|shop|top|club|live|ly|gl|to)\b(?:/\S{0,300})?",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}>\"'”’»"
_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_INITIALS = re.compile(r"[A-Z][A-Z0-9&]{1,9}")
_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*")
_ORDINAL = re.compile(r"(\d{1,9})(?:st|nd|rd|th)\b", re.IGNORECASE)
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
# Number words that are more often no number: "one of them", "no one", "half".
_NOT_COUNTED = frozenset({"one", "no", "half"})
# How far a converted measure may be off, such as "8 km" for five miles.
_ROUNDING = 0.01
# What a word at the start of a sentence is, beside a stop word, that is no name by its capital.
_OPENING_WORDS = frozenset(
    "according although additionally also another because besides both despite during each either"
    " even every finally first furthermore however if in initially instead it later meanwhile"
    " moreover most neither nevertheless next no nonetheless not now one only originally other"
    " otherwise overall passage passages second several since similarly some specifically still"
    " text article source sources therefore third though thus today two three unlike unless until"
    " usually while yes yet".split()
)


@dataclass(frozen=True, slots=True)
class Missing:
    """What the passages lack of a sentence: a reason of `DROP_REASONS`, and the words."""

    reason: str
    words: str


def missing_details(sentence: str, evidence: str) -> Iterator[Missing]:
    """Yield what a sentence has and the evidence, which is its passages' text, lacks."""
    yield from (Missing("quotation", quoted) for quoted in _missing_quotations(sentence, evidence))
    yield from (Missing("link", address) for address in _missing_addresses(sentence, evidence))
    yield from (Missing("number", number) for number in _missing_numbers(sentence, evidence))
    yield from (Missing("name", name) for name in _missing_names(sentence, evidence))


def addresses(text: str) -> list[str]:
    """Return the web and mail addresses, mentions, tags and commands in a text.

    Telegram and terminals make links of them without any markup.
    """
    return [found.group().rstrip(_TRAILING) for found in _ADDRESS.finditer(text)]


def _missing_quotations(sentence: str, evidence: str) -> Iterator[str]:
    plain = _plain(evidence)
    for found in _QUOTATION.finditer(sentence):
        quoted = found[1] or found[2]
        parts = [
            part for each in re.split(r"…|\.\.\.|\[[^\]]*\]", quoted) if (part := _plain(each))
        ]
        is_term = len(quoted.split()) < _QUOTED_WORDS
        if parts and not is_term and not all(part in plain for part in parts):
            yield quoted


def _missing_addresses(sentence: str, evidence: str) -> Iterator[str]:
    held = {address.lower() for address in addresses(evidence)}
    for address in addresses(sentence):
        if address.lower() not in held:
            yield address


def _missing_numbers(sentence: str, evidence: str) -> Iterator[str]:
    held, raw = _numbers(evidence)
    for measure, number, words in _stated_numbers(sentence):
        if number in raw and (not measure.dimension or _has_unit(words, evidence)):
            continue
        if not any(_are_equal(measure, other) for other in held):
            yield words


def _stated_numbers(sentence: str) -> Iterator[tuple[Measure, float, str]]:
    """Yield the numbers of a sentence: as a measure, without its unit, and in its words."""
    for measure in measures(_with_plain_dates(sentence)):
        words = _with_plain_dates(sentence)[measure.start : measure.end]
        if words.lower() not in _NOT_COUNTED:
            yield measure, _bare_value(words), words


@lru_cache(64)  # the passages of some questions
def _numbers(text: str) -> tuple[tuple[Measure, ...], frozenset[float]]:
    """Return the measures of a text, and its numbers without units."""
    plain = _with_plain_dates(text)
    found = tuple(measures(plain))
    return found, frozenset(_bare_value(plain[m.start : m.end]) for m in found)


def _bare_value(words: str) -> float:
    """Return the number in the words of a measure, without its unit; NaN where there is none."""
    for measure in measures(re.sub(r"[^\d.,\s-]*(\d[\d.,]*).*", r"\1", words, flags=re.DOTALL)):
        return measure.value
    return next((measure.value for measure in measures(words)), float("nan"))


def _with_plain_dates(text: str) -> str:
    """Return a text whose ISO dates and ordinals are written as numbers and months."""

    def in_words(found: re.Match[str]) -> str:
        month = int(found[2])
        name = _MONTHS[month - 1] if 1 <= month <= len(_MONTHS) else found[2]
        return f"{int(found[3])} {name} {found[1]}"

    return _ORDINAL.sub(r"\1", _ISO_DATE.sub(in_words, text))


def _has_unit(words: str, evidence: str) -> bool:
    """Return whether the evidence has the unit of a measure, as in the head of a table."""
    unit = re.sub(r"[\d.,\s]+", " ", words).split()
    return all(each.lower() in evidence.lower() for each in unit)


def _are_equal(measure: Measure, other: Measure) -> bool:
    """Return whether two measures say the same, in whatever unit of one dimension."""
    if measure.dimension != other.dimension:
        return False
    tolerance = _ROUNDING if measure.dimension else 0.0
    return isclose(measure.value, other.value, rel_tol=tolerance, abs_tol=1e-9)


def _missing_names(sentence: str, evidence: str) -> Iterator[str]:
    held, initials = _held_words(evidence), None
    for found in _WORD.finditer(sentence):
        word = found.group()
        if not _is_name(sentence, found) or all(part in held for part in _parts(word)):
            continue
        if initials is None:
            initials = "".join(name[0] for name in _CAPITALISED.findall(evidence))
        if _INITIALS.fullmatch(word) and word in initials:
            continue
        yield word


def _is_name(sentence: str, found: re.Match[str]) -> bool:
    """Return whether a word is written as a name: with a capital, or as a code such as K40."""
    word = found.group()
    if has_digit(word):
        return any(map(str.isalpha, word)) and word[0].isupper()
    if not word[0].isupper() or len(word) < _QUOTED_WORDS:
        return False
    low = word.lower()
    is_first = not sentence[: found.start()].strip("\"'“‘«„([*-–—• ")
    if is_first:
        return low not in STOP_WORDS and low not in _OPENING_WORDS and not word.isascii()
    return low not in STOP_WORDS


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


@lru_cache(64)  # the passages of some questions
def _plain(text: str) -> str:
    """Return a text as quotations are compared: one kind of marks and spaces, in lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"[’‘‚`´]", "'", re.sub(r"[“”„«»]", '"', folded))
    return " ".join(re.sub(r"[‐-―−]", "-", folded).split()).strip(" .,;:!?…")
