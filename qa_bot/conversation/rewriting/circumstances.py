"""Circumstances: the latest question asked of another time, or under a condition.

"And last year?", "is that more than last year?" and "what if it rains?" name no thing that
the question could be asked of instead. Knows words of time; does not know pronouns.
"""

import re
from collections.abc import Sequence

from qa_bot.conversation.rewriting.lexicon import AUXILIARIES, PRONOUNS, QUESTION_WORDS
from qa_bot.conversation.rewriting.substitution import strip_discourse_markers
from qa_bot.conversation.rewriting.tokens import lowercase_words, tokenize
from qa_bot.conversation.turns import Turn

_PERIOD = r"(?:year|month|week|weekend|winter|spring|summer|autumn|season|time|term|day|night)"
_TIME = (
    rf"(?:(?:the )?(?:last|next|this|previous|following) {_PERIOD}|the {_PERIOD} (?:before|after)"
    r"|today|tomorrow|yesterday|tonight|nowadays|now)"
)
_IS_TIME = re.compile(rf"^(?:(?:what|how) about )?({_TIME}|before|usual)$", re.IGNORECASE)
# The time of a question, which another one takes the place of.
_HAS_TIME = re.compile(rf" (?:(?:in|since|until|by) \d{{4}}|{_TIME})$", re.IGNORECASE)
# "Is that more than X?": what the answer is compared with.
_COMPARED = re.compile(
    r"^(?:(?:is|was|are|were) (?:that|it|this|they|those) )?(?:much |any |a lot )?"
    r"(?:more|less|fewer|higher|lower|cheaper|dearer|better|worse|longer|shorter|bigger|smaller"
    r"|faster|slower|warmer|colder|up|down)(?: \w+)? (?:than|on|from) (?:in |it was )?(.+)$",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"^(?:what |even )?((?:if|unless) .+)$", re.IGNORECASE)
_OPENINGS = QUESTION_WORDS | AUXILIARIES
_HAS_CONDITION = re.compile(r" (?:if|unless) .+$", re.IGNORECASE)
_REFERRING = PRONOUNS - {"it", "they"} | {"one"}
# A condition with more content words after "what if" is a question of its own.
_MAX_CONDITION_WORDS = 3


def without_condition(question: str) -> str:
    """Return a question without the condition and the mark that it ends with."""
    return _HAS_CONDITION.sub("", question.strip(" ?.!"))


def add_circumstance(message: str, turns: Sequence[Turn]) -> str | None:
    """Return the latest question at the time or under the condition of a message; or None."""
    question = without_condition(turns[-1].question)
    if _OPENINGS.isdisjoint(lowercase_words(question)[:1]):
        return None
    plain = message.strip(" ?.!,")
    text = plain if _IS_TIME.match(plain) else strip_discourse_markers(plain)
    compared = _COMPARED.match(text)
    if found := _IS_TIME.match(compared.group(1) if compared else text):
        return f"{_HAS_TIME.sub('', question)} {found.group(1)}"
    if (found := _CONDITION.match(text)) is None or "," in text:
        return None
    tokens = tokenize(found.group(1))
    # "What if I lose one?" asks of what was spoken of, not for a condition.
    asks = any(token.lower in QUESTION_WORDS | _REFERRING for token in tokens)
    content = sum(token.is_content for token in tokens)
    may_add = not asks and 0 < content <= _MAX_CONDITION_WORDS
    return f"{question} {found.group(1)}" if may_add else None
