"""The one sentence of a passage that a statement is nearest to, and how its words compare.

Words are compared by their stems, function words are left out, and their order counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.answering.lexical_features import stem
from qa_bot.answering.premises import exclusive_terms
from qa_bot.documents import Span
from qa_bot.text.sentences import ENGLISH, split_sentences
from qa_bot.text.words import STOP_WORDS

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
NEGATIONS = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|nobody|nothing|hardly|nowhere)\b|n['’]t\b",
    re.IGNORECASE,
)
# Words without which a sentence states more than it did: conditions, degrees, plans and doubts,
# and who said so.
_QUALIFIERS = re.compile(
    r"\b(?:may|might|could|would|should|if|unless|whether|allegedly|reportedly|perhaps|possibly"
    r"|probably|likely|claim\w{0,4}|den(?:y|ie[sd])|refus\w{1,3}|fail\w{0,3}|alleg\w{1,5}"
    r"|suppos\w{1,5}|propos\w{1,5}|plan\w{0,5}|hop(?:e|es|ed|ing)|want\w{0,3}|tr(?:y|ies|ied)"
    r"|almost|nearly|only|less|more|fewer|before|after|until|except|some|few|most|said|says?|told"
    r"|according|believ\w{1,3}|thinks?|thought|argu\w{1,3}|warn\w{0,3}|announc\w{1,3}|expect\w{0,3}"
    r"|in case|about|around|at least|at most|up to|over|under)\b",
    re.IGNORECASE,
)
# What a clause begins after; a statement that begins elsewhere may have lost its subject.
_CLAUSE_BEGINS = re.compile(r"(?:[,;:–—(]|\b(?:and|but|that|while|when|as|because))\s*\Z", re.I)


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a statement compares with the nearest sentence of a passage.

    `sentence` is its span in the passage. `shared` is the share of the statement's words
    in it, 0 to 1, and `stray` is how many of the others the rest of the passage has.
    """

    sentence: Span
    shared: float
    stray: int
    is_compression: bool
    is_opposite: bool


def align(statement: str, passage: str, language: str = ENGLISH) -> Alignment:
    """Compare a statement with the sentences of a passage; the nearest shares most in order."""
    wanted = _terms(statement)
    spans = split_sentences(passage, language) or [Span(0, len(passage))]
    nearest, score = spans[0], -1.0
    for span in spans:
        held = _terms(passage[span.start : span.end])
        own = len(set(wanted) & set(held)) / max(1, len(wanted))
        if own > 0 and own + 1 > score:
            found = own + _common_run(wanted, held) / max(1, len(wanted))
            nearest, score = (span, found) if found > score else (nearest, score)
    sentence = passage[nearest.start : nearest.end]
    missing = set(wanted) - set(_terms(sentence))
    return Alignment(
        nearest,
        1 - len(missing) / max(1, len(set(wanted))),
        stray=len(missing & set(_terms(passage))),
        is_compression=not missing and _is_compression(statement, sentence),
        is_opposite=_is_opposite(statement, sentence),
    )


def _is_compression(statement: str, sentence: str) -> bool:
    """Return whether a statement is a sentence with something left out that qualifies nothing."""
    wanted, held = _terms(statement), _terms(sentence)
    if not wanted or _common_run(wanted, held) < len(wanted):
        return False
    for marks in (NEGATIONS, _QUALIFIERS):
        if _marks(marks, statement) != _marks(marks, sentence):
            return False
    first = next((m for m in _WORD.finditer(sentence) if _term(m.group()) == wanted[0]), None)
    if first is None or wanted[0] == held[0]:
        return first is not None
    before = sentence[: first.start()]
    tail = re.sub(r"(?:\b(?:the|a|an|its|his|her|their)\s+)\Z", "", before, flags=re.IGNORECASE)
    return _CLAUSE_BEGINS.search(tail) is not None


def _is_opposite(statement: str, sentence: str) -> bool:
    """Return whether one of the two is negated, or the statement has the opposite of a word."""
    if bool(NEGATIONS.search(statement)) != bool(NEGATIONS.search(sentence)):
        return True
    said, held = set(_terms(statement)), set(_terms(sentence))
    return any(not held.isdisjoint(exclusive_terms().get(term, ())) for term in said - held)


def _marks(pattern: re.Pattern[str], text: str) -> set[str]:
    return {found.group().lower() for found in pattern.finditer(text)}


def _terms(text: str) -> list[str]:
    return [
        term for found in _WORD.finditer(text) if (term := _term(found.group())) not in STOP_WORDS
    ]


def _term(word: str) -> str:
    low = word.lower()
    return low if low in STOP_WORDS else stem(low.removesuffix("'s").removesuffix("’s"))


def _common_run(wanted: Sequence[str], held: Sequence[str]) -> int:
    """Return the length of the longest common subsequence of two sequences of terms."""
    row = [0] * (len(held) + 1)
    for term in wanted:
        above = row
        row = [0]
        for at, other in enumerate(held):
            row.append(above[at] + 1 if term == other else max(above[at + 1], row[at]))
    return row[-1]
