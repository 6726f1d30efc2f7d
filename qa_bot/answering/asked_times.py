"""Whether a sentence speaks of another time than a question: the past for what is to come.

Tense is recognised by English auxiliaries, common past forms and words of time. A sentence in the
present may answer for either time, unless the question names a period that it does not.
"""

import re

_PERIOD = r"(year|month|week|season|spring|summer|autumn|winter|edition|version|time|night)"
_I = re.IGNORECASE
_ASKS_NEXT = re.compile(rf"\b(?:next {_PERIOD}|tomorrow(?!['’]s))\b", _I)
_WILL = re.compile(r"\b(?:will|shall|won['’]t|gonna|(?:is|are|am|be) going to)\b|['’]ll\b", _I)
_ASKS_FORMER = re.compile(
    rf"\b(?:used to (?!\w+ing)|last {_PERIOD}|previous(?:ly)?|former(?:ly)?|original(?:ly)?"
    r"|when (?:it|they|he|she) first|\w+ ago)\b",
    _I,
)
_ASKS_PAST = re.compile(r"\b(?:was|were|did)\b", _I)
_FUTURE = re.compile(
    r"\b(?:will|shall|won['’]t|going to|next|tomorrow|plan\w*|intend\w*|propos\w+|expect\w*|due"
    r"|to be|soon)\b|['’]ll\b",
    _I,
)
# What may yet happen: enough for "will it", not for "next year".
_POSSIBLE = re.compile(r"\b(?:could|would|(?-i:may)|might|can|must|if)\b", _I)
_PAST = re.compile(
    r"\b(?:was|were|did|had|been|used to|\w{2,}ed|took|gave|sold|built|came|left|went|ran|made|won"
    r"|paid|said|found|began|became|fell|lost|sang|wrote|held|brought|got|kept|ate|met|grew|led"
    r"|sent|told|taught|spent|bought|thought|caught|stood|broke|drove|rose|stole|stolen|ago|last"
    r"|since|former\w*|previous\w*|original\w*|(?:1[5-9]|20)\d\d)\b",
    _I,
)
_WHICH_PERIOD = re.compile(rf"\b(this|last|next) {_PERIOD}\b", _I)


def is_of_another_time(question: str, sentence: str) -> bool:
    """Return whether a sentence speaks of a time that excludes the one the question is about."""
    is_future, is_past = bool(_FUTURE.search(sentence)), bool(_PAST.search(sentence))
    if _ASKS_NEXT.search(question) and not is_future:
        return True
    may_come = is_future or _POSSIBLE.search(sentence)
    if _WILL.search(question) and is_past and not may_come:
        return True
    if _ASKS_FORMER.search(question) and not is_past:
        return True
    if _ASKS_PAST.search(question) and _WILL.search(sentence) and not is_past:
        return True
    return _names_another_period(question, sentence)


def _names_another_period(question: str, sentence: str) -> bool:
    """Return whether a sentence has "last summer" where the question has "this summer"."""
    said = {(period.lower(), which.lower()) for which, period in _WHICH_PERIOD.findall(sentence)}
    periods = {period for period, _ in said}
    return any(
        period.lower() in periods and (period.lower(), which.lower()) not in said
        for which, period in _WHICH_PERIOD.findall(question)
    )
