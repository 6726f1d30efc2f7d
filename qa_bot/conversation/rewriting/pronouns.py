"""Pronouns of a message put back into words.

Knows which pronouns refer outside the message and how a replacement is worded.
Does not know how antecedents are weighed.
"""

import re
from collections.abc import Sequence

from qa_bot.conversation.rewriting.antecedents import SHORT_ANSWER, antecedent
from qa_bot.conversation.rewriting.intrasentential import within
from qa_bot.conversation.rewriting.lexicon import AUXILIARIES, PREPOSITIONS
from qa_bot.conversation.rewriting.mentions import Mention
from qa_bot.conversation.rewriting.tokens import Token, tokenize
from qa_bot.conversation.turns import Turn

_FAMILY = {
    "he": "he", "him": "he", "his": "he",
    "she": "she", "her": "she", "hers": "she",
    "it": "it", "its": "it",
    "they": "they", "them": "they", "their": "they", "theirs": "they",
    "there": "there",
}  # fmt: skip
_OWNING = {"his", "hers", "its", "their", "theirs"}
_OF_STATES = {"president", "capital", "population", "government", "prime", "king", "queen", "army"}
_FULL = 10
_TIMELY = {"before", "after", "during", "since", "until"}
_DONE = {"born", "built", "done", "made", "held", "taken", "given", "said", "written", "won"}
_MOVING = {"go", "went", "come", "came", "travel", "move", "get", "return", "gone", "moved"}
_EMPTY_IT = re.compile(
    r"\bwhat (?:time|day|date|year) is it\b|\b(?:how|why) (?:is|was) it that\b"
    r"|\bit (?:true|possible|likely|safe|legal|necessary|important|hard|easy|difficult|worth)\b"
    r"|\bit (?:is|was) (?:\w+ )?(?:that|to)\b|\bit (?:is |was )?(?:rain|snow)\w*"
    r"|\b(?:does|did) it (?:matter|rain|snow|mean that)\b|\bit takes? to\b|\bit take (?:\w+ )?to\b",
    re.IGNORECASE,
)


def resolve(message: str, turns: Sequence[Turn]) -> str | None:
    """The message with each outward pronoun replaced once; None if none could be."""
    edits: list[tuple[int, int, str]] = []
    done: set[str] = set()
    tokens = tokenize(message)
    if sum(token.content for token in tokens) > _FULL:
        return None
    for at, token in enumerate(tokens):
        family = _family(message, tokens, at)
        if family is None or family in done:
            continue
        done.add(family)
        if within(family, message, tokens, at):
            continue
        if (found := _replacement(family, tokens, at, turns)) is not None:
            edits.append((token.start, token.end, found))
    return _edited(message, edits) if edits else None


def _family(message: str, tokens: Sequence[Token], at: int) -> str | None:
    token = tokens[at]
    if token.low == "there":
        return "there" if _locative(tokens, at) else None
    if token.low == "then":
        return "then" if at and tokens[at - 1].low in PREPOSITIONS else None
    if token.low in {"this", "that", "these", "those"}:
        return _demonstrative(tokens, at)
    if token.low == "it" and any(
        m.start() <= token.start < m.end() for m in _EMPTY_IT.finditer(message)
    ):
        return None
    return _FAMILY.get(token.low)


def _locative(tokens: Sequence[Token], at: int) -> bool:
    around = [tokens[i].low for i in (at - 1, at + 1) if 0 <= i < len(tokens)]
    return at > 0 and not any(word in AUXILIARIES - {"been"} for word in around)


def _demonstrative(tokens: Sequence[Token], at: int) -> str | None:
    """A bare this or that at the end or after an auxiliary, not a conjunction."""
    family = "they" if tokens[at].low in {"these", "those"} else "it"
    before = tokens[at - 1].low if at else ""
    if at == len(tokens) - 1:
        timely = before in _TIMELY and any(token.capital for token in tokens[1:])
        return None if timely else family
    following = tokens[at + 1]
    if before in AUXILIARIES and (following.low in _DONE or following.low.endswith("ed")):
        return family
    opened = before in PREPOSITIONS | AUXILIARIES | {"of"}
    bare = opened and not following.content and following.low not in AUXILIARIES
    return family if bare else None


def _replacement(
    family: str, tokens: Sequence[Token], at: int, turns: Sequence[Turn]
) -> str | None:
    if family == "then":
        return _moment(turns)
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    state = tokens[at].low == "its" and following in _OF_STATES
    found = antecedent("state" if state else family, turns)
    if found is None:
        return None
    if family == "there":
        return _place(_said(found), tokens, at)
    return _owned(_said(found)) if _possessive(tokens, at) else _said(found)


def _said(found: Mention) -> str:
    return f"the {found.text}" if found.article else found.text


def _moment(turns: Sequence[Turn]) -> str | None:
    """The short answer to the latest when-question."""
    for turn in reversed(turns[-2:]):
        answer = (turn.answer or "").strip(" .")
        timely = "when" in {t.low for t in tokenize(turn.question)[:2]}
        if answer and timely and len(answer.split()) <= SHORT_ANSWER:
            return re.sub(r"^(?:on|in|at) ", "", answer, flags=re.IGNORECASE)
    return None


def _place(found: str, tokens: Sequence[Token], at: int) -> str:
    before = tokens[at - 1].low if at else ""
    if before in PREPOSITIONS:
        return found
    return f"to {found}" if before in _MOVING else f"in {found}"


def _possessive(tokens: Sequence[Token], at: int) -> bool:
    low = tokens[at].low
    followed = at + 1 < len(tokens) and tokens[at + 1].content
    return (low in _OWNING or low == "her") and followed


def _owned(found: str) -> str:
    return f"{found}’" if found.endswith("s") else f"{found}’s"


def _edited(message: str, edits: Sequence[tuple[int, int, str]]) -> str:
    for start, end, words in reversed(edits):
        message = message[:start] + words + message[end:]
    return message
