"""The earlier question asked of something else: "What about China?".

Knows which thing of an earlier question the new one takes the place of. Does
not know pronouns.
"""

import re
from collections.abc import Sequence

from qa_bot.conversation.rewriting.antecedents import asked_sort, candidates, topic
from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    OPENERS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    VERBS,
)
from qa_bot.conversation.rewriting.mentions import Mention, Sort, names, subject
from qa_bot.conversation.rewriting.question_frames import bare_predicate, base, take_apart
from qa_bot.conversation.rewriting.tokens import tokenize
from qa_bot.conversation.turns import Turn

_WHAT_ABOUT = re.compile(r"^\s*(?:what|how) about\s+(.+)$", re.IGNORECASE)
_LONGEST = 5


def asked_of_another(message: str, turns: Sequence[Turn]) -> str | None:
    """The earlier question about the new thing; None when the message is not that."""
    said = _new_thing(message)
    if said is None:
        return None
    found = names(said) or tuple(m for m in [subject(f"is {said}")] if m is not None)
    name = bool(names(said)) or (bool(found) and found[0].sort is Sort.PLACE)
    if not name:
        about = topic(turns)
        return f"What about {said} for {about.text}" if about else None
    for turn in reversed(turns):
        if (asked := _same_sort(said, found[0], turn, turns)) is not None:
            return asked
    return _only_name(said, turns[-1])


def _new_thing(message: str) -> str | None:
    plain = message.strip(" ?.!")
    opened = tokenize(plain)[:1]
    body = strip_openers(plain)
    about = _WHAT_ABOUT.match(body)
    words = tokenize(about.group(1) if about else body)
    if not words or len(words) > _LONGEST or any(w.low in PRONOUNS for w in words):
        return None
    if about:
        return None if any(w.low in AUXILIARIES for w in words) else about.group(1)
    whole = AUXILIARIES | QUESTION_WORDS | VERBS | PREPOSITIONS
    verbless = not any(base(w.low) in whole for w in words) and any(w.content for w in words)
    return body if verbless and opened[0].low in {"and", "or"} else None


def strip_openers(message: str) -> str:
    """The message without the "and", "so" or "but" that ties it to the last."""
    tokens = tokenize(message)
    at = 0
    while at < len(tokens) and tokens[at].low in OPENERS:
        at += 1
    return message[tokens[at].start :] if at < len(tokens) else message


def _same_sort(said: str, new: Mention, turn: Turn, turns: Sequence[Turn]) -> str | None:
    known = {c.mention.text: c.mention.sort for c in candidates(turns)}
    for old in names(turn.question):
        sort = known.get(old.text, old.sort)
        if old.words != new.words and sort is not Sort.UNKNOWN and _alike(sort, new.sort):
            return turn.question[: old.start] + said + turn.question[old.end :]
    frame = take_apart(turn.question)
    if frame and not frame.auxiliary and _alike(asked_sort(turn.question), new.sort):
        return f"Did {said} {bare_predicate(frame.rest)}"
    return None


def _alike(old: Sort, new: Sort) -> bool:
    return old is new or {old, new} == {Sort.PERSON, Sort.UNKNOWN}


def _only_name(said: str, turn: Turn) -> str | None:
    typed = subject(turn.question)
    found = names(turn.question) or (() if typed is None else (typed,))
    if not found:
        return None
    old = found[0]
    return turn.question[: old.start] + said + turn.question[old.end :]
