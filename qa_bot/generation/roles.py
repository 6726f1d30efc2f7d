"""Roles: who does what to whom, which number is whose, and what comes of what.

A statement can have every word of a passage and still exchange a subject and an object,
the two sides of a comparison or of a cause, two numbers, or what two clauses say of two
things. Recognised by the order of words and by names, without a parser.
"""

import re
from itertools import pairwise

from qa_bot.generation.contradictions import clauses
from qa_bot.generation.statement_terms import WORD, common_run, names, term, terms
from qa_bot.text.words import STOP_WORDS, has_digit

# Words between two sides that are not to be exchanged.
_CONNECTIVES = tuple(
    re.compile(rf"\b{word}\b", re.IGNORECASE)
    for word in (
        *("because", "than", "before", "after", "until", "unless", "if", "due to", "caused"),
        *(
            "causes",
            "led to",
            "leads to",
            "thanks to",
            "instead of",
            "rather than",
            "from",
            "compared with",
        ),
        *("compared to", "against", "in favour of"),
    )
)
_PASSIVE = re.compile(r"\bby\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:in|on|at|for|from|of|by|to|with|under|after|before|during|according to|as|like|near)"
    r"(?: the)?\s\Z",
    re.IGNORECASE,
)
# What takes the place of a name that stands in another sentence.
_ANAPHOR = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|its|their|this|these|that|those|who|both|such|there"
    r"|former|latter|i|we|my|our)\b|\A\W*[Tt]he (?![A-Z])\w+ (?![A-Z])",
    re.IGNORECASE,
)
_REPORTS = frozenset(
    term(word) for word in "say said says add warn argue believe tell ask reply note".split()
)
_DETERMINER = re.compile(r"\A(?:the|an?|some|these|those|its|his|her|their) ", re.IGNORECASE)
_FEWEST_TERMS = 2  # a subject and a verb
_FEWEST_NUMBERS = 2  # that can be exchanged


def is_misjoined(statement: str, sentence: str, passage: str) -> bool:
    """Return whether a statement joins words of a passage in another way than it does."""
    return (
        _sides_exchanged(statement, sentence)
        or _numbers_exchanged(statement, sentence)
        or _subject_was_object(statement, sentence, passage)
        or _first_was_object(statement, sentence)
        or _predicate_is_anothers(statement, sentence, passage)
        or _name_is_elsewhere(statement, sentence, passage)
    )


def _sides_exchanged(statement: str, sentence: str) -> bool:
    """Return whether the sides of a word such as "because" or "than" are exchanged."""
    parts = [*clauses(sentence), sentence]
    for connective in _CONNECTIVES:
        said = _sides(statement, connective)
        held = next(filter(None, (_sides(part, connective) for part in parts)), None)
        if said is None or held is None:
            continue
        straight = len(said[0] & held[0]) + len(said[1] & held[1])
        crossed = len(said[0] & held[1]) + len(said[1] & held[0])
        has_both = bool(said[0] & held[1] and said[1] & held[0]) and not said[1] & held[1]
        if crossed > straight or has_both:
            return True
    return False


def _sides(text: str, connective: re.Pattern[str]) -> tuple[set[str], set[str]] | None:
    """Return what only stands before a word and what only stands after it, in terms."""
    found = connective.search(text)
    if found is None:
        return None
    before, after = text[: found.start()], text[found.end() :]
    if not terms(before):
        after, _, before = after.partition(", ")
    if not terms(before) or not terms(after):
        return None
    first, second = set(terms(before)), set(terms(after))
    return first - second, second - first


def _numbers_exchanged(statement: str, sentence: str) -> bool:
    """Return whether only the numbers of a statement are in another order than in a sentence."""
    said, held = terms(statement), terms(sentence)
    # "A fifth of the 72 flats" has one number, and a share of it.
    numbers = [each for each in said if each in held and has_digit(each) and has_digit(each[-1])]
    if (
        statement.startswith("Of ")
        or len(set(numbers)) < _FEWEST_NUMBERS
        or common_run(numbers, held) == len(numbers)
    ):
        return False
    others = [each for each in said if not has_digit(each) and each in held]
    return common_run(others, held) == len(others)


def _subject_was_object(statement: str, sentence: str, passage: str) -> bool:
    """Return whether the name that a statement begins with is after its verb in a sentence."""
    known = names(statement) | names(sentence) | names(passage)
    found = list(WORD.finditer(statement))
    if not found or _PASSIVE.search(statement) or term(found[0].group()) not in known:
        return False
    subject = next((at for at, m in enumerate(found) if term(m.group()) not in known), 0)
    verb = next((t for m in found[subject:] if (t := term(m.group())) not in STOP_WORDS), "")
    held = [(term(m.group()), m.start()) for m in WORD.finditer(sentence)]
    first = term(found[0].group())
    where = [start for each, start in held if each == first]
    verbs = [start for each, start in held if each == verb]
    if not where or not verbs or verb in _REPORTS or verb in known or has_digit(verb):
        return False
    is_agent = re.search(r"\bby(?: the| a)?(?: \w+)?\s\Z", sentence[: where[0]]) is not None
    is_object = max(verbs) < min(where) and not is_agent
    has_other = any(each in known and start < min(verbs) for each, start in held)
    return is_object and has_other


def _first_was_object(statement: str, sentence: str) -> bool:
    """Return whether what a statement begins with follows its verb, which has another subject."""
    said, held = terms(statement), terms(sentence)
    begins = WORD.search(_DETERMINER.sub("", statement))
    is_plain = begins is not None and said[:1] == (term(begins.group()),)
    if (
        not is_plain
        or "://" in statement
        or len(said) < _FEWEST_TERMS
        or _PASSIVE.search(statement)
    ):
        return False
    first, verb = said[:2]
    if first not in held or verb not in held or has_digit(first) or has_digit(verb):
        return False
    last = max(at for at, each in enumerate(held) if each == verb)
    is_after = held.index(first) > last
    rival = set(held[: held.index(verb)]) - set(said)
    return is_after and bool(rival) and _PASSIVE.search(sentence) is None


def _predicate_is_anothers(statement: str, sentence: str, passage: str) -> bool:
    """Return whether a statement says of a name what another clause says of another name."""
    known = names(statement) | names(sentence) | names(passage)
    said = terms(statement)
    own = {each for each in said if each in known}
    parts = [(set(terms(clause)), set(terms(clause)) & known) for clause in clauses(sentence)]
    with_own = [part for part in parts if part[1] & own]
    if len(with_own) != 1 or len(clauses(statement)) > 1:
        return False
    last = max(at for at, each in enumerate(said) if each in own)
    predicate = set(said[last + 1 :]) - own or set(said) - own
    rivals = [held for held, named in parts if named and not named & own]
    is_others = any(predicate & held for held in rivals)
    return is_others and not predicate & with_own[0][0]


def _name_is_elsewhere(statement: str, sentence: str, passage: str) -> bool:
    """Return whether a name of a statement is of another sentence, which names others itself."""
    held, own = set(terms(sentence)), names(sentence)
    known = names(statement) | names(passage)
    stray = {each for each in terms(statement) if each in known} - held
    stray -= _of_longer_name(statement, held, known)
    is_in_passage = bool(stray & set(terms(passage)))
    said = terms(statement)
    has_rivals = bool(own - set(said))
    first = terms(sentence)[:1]
    if said[:1] and said[0] in stray and first and first[0] in known and first[0] not in said:
        return True
    return is_in_passage and has_rivals and _ANAPHOR.search(sentence) is None


def _of_longer_name(statement: str, held: set[str], known: frozenset[str]) -> set[str]:
    """Return the names that stand beside one which a sentence has, as "Foods" in "Alder Foods"."""
    said = [term(match.group()) for match in WORD.finditer(statement)]
    pairs = pairwise(said)
    return {
        each
        for first, second in pairs
        for each, other in ((first, second), (second, first))
        if each in known and other in known and other in held
    }
