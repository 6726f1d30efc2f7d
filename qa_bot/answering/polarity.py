"""Whether a sentence says yes or no to a question, where that is sure; else neither.

A clause that has what the question asks about denies it by its negation, and affirms it
without one. Conditions, exceptions, opposites and numbers make it unsure. Knows English
function words, not what follows from a text.
"""

import re

from qa_bot.answering.lexical_features import stem
from qa_bot.text.words import STOP_WORDS, words

# The least share of the question's content words that the clause must have: to affirm, as a
# clause about something near is no yes, and to deny. Chosen on everyday articles.
_ENOUGH_TO_AFFIRM = 0.6
_ENOUGH_TO_DENY = 0.5
# The same where the negation stands right before one of those words: "no cockerels".
_ENOUGH_BESIDE_NEGATION = 0.3
_CLAUSE_END = re.compile(
    r"[;:]\s|(?:,\s|\s)(?:but|and|because|although|though|while|whereas)\s", re.IGNORECASE
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|[a-z]+n['’]t)\b", re.I
)
_UNSURE = re.compile(
    r"\b(?:except|unless|only|otherwise|hardly|barely|almost|nearly|instead|until|used to|declin\w+"
    r"|refus\w+|reject\w+|fail\w+|den(?:y|ies|ied)|forbid\w*|prohibit\w*|bann?ed|clos\w+|ends?"
    r"|ended|stop\w*|cancel\w*|lack\w*|lost|may|might|could|would|wanted|hoped?|planned)\b",
    re.IGNORECASE,
)
# A question with one of these is not answered by whether the rest of it is so.
_UNSURE_QUESTION = re.compile(
    r"\b(?:not|never|no|only|first|last|every|all|always|enough|any(?:body|one|thing)?|too|just"
    r"|without|[a-z]+n['’]t)\b",
    re.IGNORECASE,
)
# The verbs of permission that say yes by themselves: "Dogs may be brought".
_PERMISSION = re.compile(r"\b(?:may|could|would)\b", re.IGNORECASE)
_ASKS_PERMISSION = re.compile(r"\s*(?:can|may|could|am i allowed|are we allowed|is it ok)\b", re.I)
# What has to be is not affirmed by what is.
_OBLIGATION = re.compile(r"\b(?:must|needs?|required?|obliged|(?:have|has) to|should)\b", re.I)
# Rows, and lines of several labels, say what belongs together only by where it stands.
_TABULAR = re.compile(r" \| |:\s[^:]{1,400}:\s")
_NEGATED_WORD = re.compile(
    r"\b(?:no|not|never|without)\s+(?:any\s+|an?\s+|be\s+|been\s+)?(\w+)", re.I
)
_NUMBER = re.compile(r"\d+")
_OPENS_WITH = re.compile(r"\s*(?P<said>yes|no)\b[.,!:;–— -]", re.IGNORECASE)
_HEDGE = re.compile(r"\b(?:but|unless|except|only)\b", re.IGNORECASE)
_ASKING_WORDS = STOP_WORDS | frozenset(
    "ok true right allowed possible still now yet get got have need".split()
)


def verdict(question: str, sentence: str) -> str | None:
    """Return "Yes" or "No" where a sentence settles a question, None where it does not."""
    if _UNSURE_QUESTION.search(question) or _TABULAR.search(sentence):
        return None
    if opens := _OPENS_WITH.match(sentence):
        return None if _HEDGE.search(sentence) else opens["said"].capitalize()
    asked = {stem(word) for word in words(question) if word not in _ASKING_WORDS}
    if not asked:
        return None
    clauses = _CLAUSE_END.split(sentence)
    clause = max(clauses, key=lambda each: len(asked & _stems(each)))
    share = len(asked & _stems(clause)) / len(asked)
    if _NEGATION.search(clause):
        negated = {stem(word.lower()) for word in _NEGATED_WORD.findall(clause)}
        enough = _ENOUGH_BESIDE_NEGATION if negated & asked else _ENOUGH_TO_DENY
        return "No" if share >= enough and not _is_unsure(question, clause) else None
    numbers = set(_NUMBER.findall(question)) - set(_NUMBER.findall(clause))
    is_duty = _OBLIGATION.search(question) and not _OBLIGATION.search(clause)
    is_sure = share >= _ENOUGH_TO_AFFIRM and not numbers and not is_duty
    return "Yes" if is_sure and not _is_unsure(question, clause) else None


def _is_unsure(question: str, clause: str) -> bool:
    """Return whether a word of the clause that the question lacks makes it unsure."""
    known = {stem(word) for word in words(question)}
    is_permitting = _ASKS_PERMISSION.match(question) or _NEGATION.search(clause)
    for found in _UNSURE.finditer(clause):
        word = found.group().lower()
        if stem(word) not in known and not (is_permitting and _PERMISSION.fullmatch(word)):
            return True
    return False


def _stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}
