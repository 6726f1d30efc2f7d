"""The one sentence of a passage that a statement is nearest to, and how its words compare.

Words are compared by their stems, function words are left out, and their order counts.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.documents import Span
from qa_bot.generation.contradictions import (
    clause_terms,
    clauses,
    contradicts,
    negation_count,
    shared_part,
)
from qa_bot.generation.qualifiers import (
    gains_strength,
    has_same_qualifiers,
    loses_limit,
    loses_qualifier,
    marks,
)
from qa_bot.generation.roles import is_misjoined
from qa_bot.generation.statement_terms import WORD, common_run, term, terms
from qa_bot.generation.table_facts import is_of_table
from qa_bot.text.sentences import ENGLISH, split_sentences

# Function words that a shorter sentence may have of its own. Prepositions and pronouns it may not:
# "opened by himself" is not "opened by thanking him".
_HARMLESS = frozenset(
    "a an the is are was were be been being am has have had do does did that and it its he she they"
    " who which there this these".split()
)
# What a clause begins after; a statement that begins elsewhere may have lost its subject.
_CLAUSE_BEGINS = re.compile(r"(?:[,;:–—(]|\b(?:and|but|while|when|as|because))\s*\Z", re.I)
_DETERMINER = re.compile(r"(?:\b(?:the|a|an|its|his|her|their)\s+)\Z", re.IGNORECASE)
# A phrase before the first comma, such as a time or a source, that may stand at the end instead.
_FRONTED = re.compile(r"\A([^,]{3,60}), ([^,].*?)[.!]?\Z", re.DOTALL)
# Words that join clauses in a way that both have to have.
_CONNECTIVE = re.compile(
    r"\b(?:because|if|unless|although|though|whereas|while|so|therefore|until)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a statement compares with the nearest sentence of a passage.

    `sentence` is its span in the passage. `shared` is the share of the statement's words
    in it, 0 to 1, and `stray` is how many of the others the rest of the passage has; `novel`
    is the share of those that none of it has.
    `is_compression` means that the statement only leaves out what qualifies nothing, or says
    what a row of a table does;
    `is_opposite` that it contradicts the sentence, and `is_distortion` that it says more
    or joins its words otherwise.
    """

    sentence: Span
    shared: float
    stray: int
    is_compression: bool
    is_opposite: bool
    is_distortion: bool = False
    novel: float = 0.0


def align(statement: str, passage: str, language: str = ENGLISH) -> Alignment:
    """Compare a statement with the sentences of a passage; the nearest shares most in order."""
    wanted = terms(statement)
    spans = split_sentences(passage, language) or [Span(0, len(passage))]
    nearest = _nearest(wanted, spans, passage)
    sentence = passage[nearest.start : nearest.end]
    if _letters(statement) == _letters(sentence):
        return Alignment(nearest, 1.0, 0, is_compression=True, is_opposite=False)
    missing = set(wanted) - set(terms(sentence))
    is_opposite = contradicts(statement, sentence)
    novel = missing - set(terms(passage))
    in_table = is_of_table(statement, passage)
    is_distortion = (
        in_table is False
        or loses_qualifier(statement, sentence)
        or loses_limit(statement, sentence)
        or gains_strength(statement, sentence)
        # Names are recognised by capitals, and roles by the order of English.
        or (language == ENGLISH and is_misjoined(statement, sentence, passage))
    )
    is_shorter = not (missing or is_opposite or is_distortion) and any(
        _is_compression(each, sentence) for each in _orders(statement)
    )
    is_cell = in_table is True and has_same_qualifiers(statement, sentence)
    return Alignment(
        nearest,
        _share(wanted, sentence),
        stray=len(missing - novel),
        is_compression=is_shorter or (is_cell and not negation_count(statement)),
        is_opposite=is_opposite,
        is_distortion=is_distortion,
        novel=len(novel) / max(1, len(set(wanted))),
    )


def shared_words(statement: str, passage: str) -> float:
    """Return the share of a statement's words in the nearest sentence, as `align` does."""
    wanted = terms(statement)
    spans = split_sentences(passage) or [Span(0, len(passage))]
    nearest = _nearest(wanted, spans, passage)
    sentence = passage[nearest.start : nearest.end]
    return 1.0 if _letters(statement) == _letters(sentence) else _share(wanted, sentence)


def _share(wanted: Sequence[str], sentence: str) -> float:
    return 1 - len(set(wanted) - set(terms(sentence))) / max(1, len(set(wanted)))


def _letters(text: str) -> str:
    """Return the letters and digits of a text, by which a copy of a sentence is known."""
    return "".join(filter(str.isalnum, text.casefold()))


def _nearest(wanted: Sequence[str], spans: Sequence[Span], passage: str) -> Span:
    """Return the sentence that shares most terms in order; rare ones in the passage say most."""
    held = [terms(passage[span.start : span.end]) for span in spans]
    sentences_with = Counter(each for found in held for each in set(found))
    weights = {each: 1 / sentences_with[each] for each in wanted if each in sentences_with}
    asked = len(wanted) or 1
    nearest, score = spans[0], -1.0
    for span, found in zip(spans, held, strict=True):
        both = set(wanted) & set(found)
        own = len(both) / asked + sum(weights[each] for each in both) / asked
        if own > 0 and own + 1 > score:
            total = own + common_run(wanted, found) / asked
            nearest, score = (span, total) if total > score else (nearest, score)
    return nearest


def _orders(statement: str) -> list[str]:
    """Return a statement, and with a phrase from its beginning at its end."""
    found = _FRONTED.match(statement)
    return [statement, f"{found[2]}, {found[1]}"] if found else [statement]


def _is_compression(statement: str, sentence: str) -> bool:
    """Return whether a statement is a sentence with something left out that qualifies nothing."""
    wanted, held = terms(statement), terms(sentence)
    if not wanted or common_run(wanted, held) < len(wanted):
        return False
    if not _words(statement) - _words(sentence) <= _HARMLESS | set(wanted):
        return False
    if negation_count(statement) != negation_count(shared_part(sentence, statement)):
        return False
    if not has_same_qualifiers(statement, sentence):
        return False
    return _has_subject(wanted, sentence) and not _crosses_clauses(statement, sentence)


def _words(text: str) -> set[str]:
    """Return all words of a text, function words too, by what they are compared by."""
    return {term(found.group()) for found in WORD.finditer(text)}


def _has_subject(wanted: Sequence[str], sentence: str) -> bool:
    """Return whether a statement begins where the sentence or a clause of it does."""
    if wanted[0] == terms(sentence)[0]:
        return True
    first = next((m for m in WORD.finditer(sentence) if term(m.group()) == wanted[0]), None)
    if first is None:
        return False
    return _CLAUSE_BEGINS.search(_DETERMINER.sub("", sentence[: first.start()])) is not None


def _crosses_clauses(statement: str, sentence: str) -> bool:
    """Return whether a clause of a statement is made of several clauses of a sentence.

    A relative clause is said of the words before it, which may be its subject.
    """
    held = [found for _, found in clause_terms(sentence)]
    if not marks(_CONNECTIVE, statement) <= marks(_CONNECTIVE, sentence):
        return True
    return len(held) > 1 and not all(
        any(set(terms(clause)) <= found for found in held) for clause in clauses(statement)
    )
