"""What kind of answer a question asks for, by how it is worded, and what is itself a question.

Reasons, a yes or no, several things, or something of a certain time. Knows
English wording only, but question marks of any script.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WHY = re.compile(
    r"\s*(?:and\s+)?(?:(?:why|how come|for what reason|what (?:is|was) the reason)\b"
    r"|what (?:is|are|was|were) [^?]{1,80}\b(?:\w{2,20}ed|built|made|meant|put) for\s*\??\s*\Z)",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\s*(?:(?:and|so|from|to|in) )?(?:where|(?:what|which) (?:city|town|village|place))\b", re.I
)
_YES_NO = re.compile(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might"
    r"|must|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t)\b"
    r"(?!.*\bor\b)",
    re.IGNORECASE | re.DOTALL,
)
# "My mother uses a wheelchair - can she come?": what is said first is no question.
_AFTER_REMARK = re.compile(
    r"(?:[,.;:]| [-–—]) (?=(?:am|is|are|was|were|do|does|did|has|have|can|could|will|would|should"
    r"|must|may) (?:i|you|we|he|she|it|they|there|this|that|the|my|your|our|his|her)\b)",
    re.IGNORECASE,
)
_ASKING_START = re.compile(
    r"\s*(?:(?:and|so|but|from|in|on|at|by|for|to|with) )?(?:who|whom|whose|what|which|when|where"
    r"|why|how)\b",
    re.IGNORECASE,
)
_OK_TO = re.compile(
    r"\s*(?:is it )?(?:ok|okay|alright|all right|possible|allowed) (?:to|if)\b", re.I
)
_SINGULAR = r"(?:is|was|does|has|its|his|this|thus|as|us|vs|\w*ss|\w*us|\w*is|years?|percent\w*)\b"
_BEFORE_NOUN = r"(?:other|more|two|three|four|five|\d+|different|main|major|foreign|new|former)"
_PLURAL_VERB = r"(?:are|were|do|did|can|could|have|had|will|would|should|must|may)\b"
# "What happens if …", "what makes the …": a verb, and not several things.
_VERB = (
    r"(?:happens|\w+s\s+(?:if|when|after|before|the|an?|my|your|our|it|you|me|us|them|him|her|more"
    r"|less))\b"
)
_SEVERAL = re.compile(
    rf"(?:which|what(?!\s+{_VERB}))\s+(?:{_BEFORE_NOUN}\s+)?(?!{_SINGULAR})(?:\w+s|people|men|women|children"
    r"|advice|equipment|stuff|food|kit|gear|clothing)\b"
    rf"|(?:which|what)\s+(?:[\w’'-]+\s+){{1,2}}?(?!{_SINGULAR})\w+s\s+{_PLURAL_VERB}"
    r"|who\s+(?:are|were)\b|\b(?:name|list)\s(?!(?:of|is|was|for)\b)",
    re.IGNORECASE,
)
# "Who came?", "What must I bring?", "Where can I pay?": one thing or more, whatever there is.
_ANY_NUMBER = re.compile(
    r"\s*+(?!.* mean\b)(?:and |so )?(?:who(?!\s+(?:is|was)\b|['’]s)|(?:(?:to|from|with|for) )?whom"
    r"|what(?:['’]?s| is| was) (?:in|[a-z]{3,20}(?:ed|en|able))"
    r"|what(?:['’]s| is| was)? (?:all|else|do|does|did|can|could|should|must|will|would|has|have"
    r"|had|are|were|(?:not |in)?(?:cluded|allowed|needed|missing)|is not"
    r"|(?:do|does|did|ca|could|should|must|wo|would|is|are|was|were|has|have|had)n['’]?t)"
    r"|where (?:else|can|could|do|does|should|are|were)|when (?:is|are|do|does|can|will))\b",
    re.IGNORECASE,
)
_NEWEST = re.compile(
    r"\b(?:latest|newest|(?:most|more) recent(?:ly)?|currently|nowadays|at present|these days"
    r"|up[- ]to[- ]date)\b",
    re.IGNORECASE,
)
# Latin, Greek, Arabic and full-width question marks, and what may close after one.
_QUESTION_MARKS = ("?", "\u037e", "\u061f", "\uff1f")
_CLOSING_MARKS = "! *_”’\"')]»"
# A quotation that asks within a statement: “Who goes there?” she called, or: She asked “Who?”
_QUOTATION_ENDS = ("”", "’", '"', "'", "»")
# Headings often ask without a mark: "How to reset the pump", "Q. Who may fish".
_ASKING_HEADING = re.compile(
    r"(?:(?:q|question)?\s?\d{0,4}[.:)]\s+|[#*-]+\s+)?"
    r"(?:how|why|what|which|who|whom|whose|(?:when|where)\s+(?:is|are|was|were|do|does|did|can"
    r"|could|may|must|shall|should|will|would|has|have|had|to))\s",
    re.IGNORECASE,
)
_STATEMENT_ENDS = (".", "!", "…", ":", ";", ",", "。", "|")
_MAX_HEADING_CHARS = 120  # a longer line without an end mark is prose that lost it
_ASKS_FOR_QUESTION = re.compile(r"\b(?:ask(?:s|ed)?|questions?|enquir\w+|inquir\w+)\b", re.I)
_WHO = re.compile(r"\s*(?:and |so )?who\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def asks_why(question: str) -> bool:
    """Return whether a question asks for a reason."""
    return _WHY.match(question) is not None


def asks_who(question: str) -> bool:
    """Return whether a question asks for a person."""
    return _WHO.match(question) is not None


def asks_where(question: str) -> bool:
    """Return whether a question asks for a place."""
    return _WHERE.match(question) is not None


def asks_yes_no(question: str) -> bool:
    """Return whether a question asks for a yes or a no, not for one of two things."""
    plain = question.strip()
    if _YES_NO.match(plain) or _OK_TO.match(plain):
        return True
    remark = _AFTER_REMARK.search(plain)
    if remark is None or _ASKING_START.match(plain):
        return False
    return _YES_NO.match(plain, remark.end()) is not None


def asks_for_several(question: str) -> bool:
    """Return whether a question asks for more than one thing."""
    return _SEVERAL.search(question) is not None


def may_ask_for_several(question: str) -> bool:
    """Return whether one thing or several may answer, as the text has it."""
    return asks_for_several(question) or _ANY_NUMBER.match(question) is not None


def is_question(sentence: str) -> bool:
    """Return whether a sentence asks, so that it answers nothing itself.

    A heading such as "How to reset the pump" asks too; a statement that quotes a
    question does not.
    """
    bare = sentence.strip()
    if "\n" in bare:
        return False
    if bare.rstrip(_CLOSING_MARKS).endswith(_QUESTION_MARKS):
        return not bare.endswith(_QUOTATION_ENDS) or bare[0] in "“‘\"'«"
    if len(bare) > _MAX_HEADING_CHARS or bare.endswith(_STATEMENT_ENDS):
        return False
    return _ASKING_HEADING.match(bare) is not None


def asks_for_question(question: str) -> bool:
    """Return whether a question may be answered by a question that someone asked."""
    return _ASKS_FOR_QUESTION.search(question) is not None


@dataclass(frozen=True, slots=True)
class TimePreference:
    """The years that a question names; without one, it prefers what is newer."""

    years: frozenset[str]

    def sort_key(self, published: str) -> tuple[bool, str]:
        """Return a key that is greater for a date (ISO 8601, or "") that fits better."""
        if self.years:
            return published[:4] in self.years, ""
        return published != "", published


def time_preference(question: str, dates: Sequence[str]) -> TimePreference | None:
    """Return the time that a question asks for; None when it fits all the dates alike."""
    years = frozenset(_YEAR.findall(question))
    if not years and not _NEWEST.search(question):
        return None
    preference = TimePreference(years)
    return preference if len({preference.sort_key(date) for date in dates}) > 1 else None
