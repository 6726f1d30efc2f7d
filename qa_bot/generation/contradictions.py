"""Contradictions: what a statement negates, or says by an opposite, of a sentence's clauses.

A negation holds within its clause, so each clause of a statement is compared with the
clause of the sentence that it shares most with. Two negations in a clause cancel out.
"""

import re
from collections.abc import Set
from functools import cache

from qa_bot.answering.premises import exclusive_terms
from qa_bot.generation.statement_terms import RELATIONS, names, relations, terms
from qa_bot.text.opposites import exclusive_words
from qa_bot.text.words import has_digit

NEGATIONS = re.compile(
    # English; then German, French, Spanish, Italian, Portuguese, Dutch, Russian and Chinese.
    r"\b(?:not|no|never|none|nor|neither|without|cannot|nobody|nothing|hardly|nowhere)\b|n['’]t\b"
    r"|\b(?:nicht|kein(?:e[mnrs]?)?|nie|niemals|niemand(?:e[mn])?|nichts|ohne|weder)\b"
    r"|\b(?:pas|jamais|rien|aucune?|sans|ni|nunca|nadie|nada|ningun[ao]?|ningún|sin|non|mai|senza"
    r"|nessun[ao]?|não|sem|niet|geen|nooit|zonder)\b"
    r"|\b(?:не|нет|ни|без|никто|никогда|ничего|нельзя)\b|[不没沒无無未]",
    re.IGNORECASE,
)
# Words that say by themselves that something is not so.
_NEGATIVES = re.compile(
    r"\b(?:unable|fail(?:s|ed|ing|ure)?|exclud\w{1,3}|ban(?:s|ned)?|forbid\w{0,4}|forbade"
    r"|prohibit\w{0,3}|prevent\w{0,3}|lack(?:s|ed|ing)?|refus\w{1,3}|reject\w{0,3}|absent"
    r"|impossible|den(?:y|ies|ied)|unlikely)\b",
    re.IGNORECASE,
)
# Comparisons and additions with "no" and "not" that negate nothing.
_NO_NEGATION = re.compile(
    r"\bno (?:later|earlier|sooner|more|less|fewer) than\b|\bnot only\b|\bnot just\b|\bno\. ?\d",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(
    r"[;:]\s|\s[–—]\s"
    r"|,?\s(?=(?:but|while|whereas|although|though|because|unless|if|yet|others?)\s)"
    r"|,\s(?=(?:most|some|all|many|both|one|two|none|each|half) of wh)"
    r"|,\s(?=(?:and|or|so|as|since|when|who|which|whose|where)\s)"
    r"|\s(?=and\s(?:the|a|an|it|he|she|they|this|those|these|its|his|her|their)\s)",
    re.IGNORECASE,
)
_ENDS_NEGATED = re.compile(r"(?:\bnot|n['’]t|\bnever)\W*\Z", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:who|which|whose|where|when)\s", re.IGNORECASE)
# A clause of the sentence is the one meant where it has this share of the statement's clause.
_IS_MEANT = 0.5
# Terms that are no opposites where they are written so: the verb, not the month.
_AMBIGUOUS = frozenset({"may", "march"})


def contradicts(statement: str, sentence: str) -> bool:
    """Return whether a statement has the opposite of what a sentence says."""
    held = clauses(sentence)
    # By the clause that is meant, as one of the sentence can be put in two of the statement.
    said: dict[str, str] = {}
    for clause in clauses(statement):
        if meant := _nearest_clause(clause, held):
            said[meant] = f"{said.get(meant, '')} {clause}"
    for meant, clause in said.items():
        part = _shared_part(meant, clause)
        is_negated = negation_count(clause) % 2 != negation_count(part) % 2
        if is_negated and _negates_as(clause, meant, held):
            continue
        if is_negated != _has_opposite(clause, part):
            return True
    if _excludes(relations(statement), relations(sentence)):
        return True
    return not negation_count(statement) and _is_of_negated_clause(statement, held)


def clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence as their conjunctions and relative pronouns divide it."""
    found = []
    for part in _BOUNDARY.split(sentence):
        # What follows the comma after a relative clause belongs to the clause before it.
        inner, comma, rest = part.partition(", ") if _RELATIVE.match(part) else (part, "", "")
        found.append(inner)
        if comma and found[:-1]:
            found[-2] = f"{found[-2]} {rest}"
        elif comma:
            found.append(rest)
    return [clause for clause in found if terms(clause)] or [sentence]


def negation_count(clause: str) -> int:
    """Return how many words of a clause negate what it says."""
    plain = _NO_NEGATION.sub(" ", clause)
    return len(NEGATIONS.findall(plain)) + len(_NEGATIVES.findall(plain))


def _nearest_clause(clause: str, held: list[str]) -> str | None:
    wanted = set(terms(clause))
    best = max(held, key=lambda each: _weight(wanted & set(terms(each)), clause))
    is_meant = _weight(wanted & set(terms(best)), clause) >= _IS_MEANT * _weight(wanted, clause)
    return best if is_meant else None


def _weight(found: set[str], clause: str) -> int:
    """Return how much terms weigh; names and numbers say best which clause is meant."""
    own = names(clause)
    return sum(2 if term in own or has_digit(term) else 1 for term in found)


def _has_opposite(clause: str, meant: str) -> bool:
    """Return whether a clause has a word whose opposite stands in its place in another."""
    said, held = set(terms(clause)) | relations(clause), set(terms(meant)) | relations(meant)
    return _excludes(said, held)


def _negates_as(clause: str, meant: str, held: list[str]) -> bool:
    """Return whether the negations of a clause are those of another that it has words of."""
    wanted = set(terms(clause)) - set(terms(meant))
    others = [each for each in held if each != meant and wanted & set(terms(each))]
    said = _negations(clause) - _negations(meant)
    return bool(said) and any(said <= _negations(other) for other in others)


def _negations(clause: str) -> set[str]:
    plain = _NO_NEGATION.sub(" ", clause)
    found = [*NEGATIONS.finditer(plain), *_NEGATIVES.finditer(plain)]
    return {match.group().lower() for match in found}


def _excludes(said: Set[str], held: Set[str]) -> bool:
    return any(
        not (held - said).isdisjoint(_opposites().get(term, frozenset()))
        for term in said - held - _AMBIGUOUS
    )


def _shared_part(meant: str, clause: str) -> str:
    """Return what stands between commas in a clause and shares terms, or negates what follows."""
    wanted = set(terms(clause))
    parts = meant.split(", ")
    kept = [part for part in parts if wanted & set(terms(part)) or _ENDS_NEGATED.search(part)]
    return ", ".join(kept)


def _is_of_negated_clause(statement: str, held: list[str]) -> bool:
    """Return whether a plain statement has words that only a negated clause of a sentence has."""
    parts = [part for clause in held for part in clause.split(", ")]
    negated = [part for part in parts if negation_count(part) % 2]
    others = {term for part in parts if part not in negated for term in terms(part)}
    return any(term in set(terms(statement)) - others for part in negated for term in terms(part))


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """Return the terms that exclude each term, with comparatives and words of relation."""
    found = {term: set(others) for term, others in exclusive_terms().items()}
    for word, others in RELATIONS.items():
        found.setdefault(word, set()).update(others)
    for group in exclusive_words():
        for ending in ("er", "est"):
            graded = [next(iter(terms(f"{word}{ending}")), "") for word in group]
            for at, word in enumerate(graded):
                found.setdefault(word, set()).update(graded[:at] + graded[at + 1 :])
    return {term: frozenset(others - {term, ""}) for term, others in found.items()}
