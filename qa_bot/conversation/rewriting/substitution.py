"""Substitution: an earlier question asked of something else, as in "What about China?".

Knows which mention of an earlier question the new one takes the place of. Does
not know pronouns.
"""

import re
from collections.abc import Sequence

from qa_bot.conversation.rewriting.antecedents import (
    antecedent_candidates,
    expected_answer_type,
    find_topic,
)
from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    DISCOURSE_MARKERS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    VERBS,
)
from qa_bot.conversation.rewriting.mentions import (
    Mention,
    MentionType,
    proper_names,
    subject_mention,
)
from qa_bot.conversation.rewriting.question_frames import base_form, base_predicate, parse_frame
from qa_bot.conversation.rewriting.tokens import tokenize
from qa_bot.conversation.turns import Turn

_WHAT_ABOUT = re.compile(r"^\s*(?:what|how) about\s+(.+)$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
_ARTICLE_END = re.compile(r"\b(?:the|an?) $", re.IGNORECASE)
# The most words of the new mention: more are a question of their own.
_MAX_WORDS = 5


def substitute_mention(message: str, turns: Sequence[Turn]) -> str | None:
    """Return the earlier question about the new name; None for another kind of message."""
    text = _new_mention(message)
    if text is None:
        return None
    names = proper_names(text)
    found = names or tuple(m for m in [subject_mention(f"is {text}")] if m is not None)
    is_name = bool(names) or (bool(found) and found[0].type is MentionType.PLACE)
    if not is_name:
        return None
    for turn in reversed(turns):
        if (question := _of_like_type(text, found[0], turn, turns)) is not None:
            return question
    return _of_first_name(text, turns[-1])


def attach_to_topic(message: str, turns: Sequence[Turn]) -> str | None:
    """Return "What about a contract for the bridge" for "And a contract?"; None for others."""
    text, topic = _new_mention(message), find_topic(turns)
    return f"What about {text} for {topic.text}" if text and topic else None


def strip_discourse_markers(message: str) -> str:
    """Return the message without the "and", "so" or "but" that it opens with."""
    tokens = tokenize(message)
    at = 0
    while at < len(tokens) and tokens[at].lower in DISCOURSE_MARKERS:
        at += 1
    return message[tokens[at].start :] if at < len(tokens) else message


def replace_span(question: str, start: int, end: int, text: str) -> str:
    """Return a question with `[start, end)` replaced by a text, and one article before it."""
    before = question[:start]
    if _ARTICLE_END.search(before):
        text = _ARTICLE.sub("", text)
    return f"{before}{text}{question[end:]}"


def _new_mention(message: str) -> str | None:
    """Return X of "What about X?" or "And X?"; None for any other message."""
    plain = message.strip(" ?.!")
    opening = tokenize(plain)[:1]
    body = strip_discourse_markers(plain)
    about = _WHAT_ABOUT.match(body)
    words = tokenize(about.group(1) if about else body)
    if not words or len(words) > _MAX_WORDS or any(w.lower in PRONOUNS for w in words):
        return None
    if about:
        return None if any(w.lower in AUXILIARIES for w in words) else about.group(1)
    excluded = AUXILIARIES | QUESTION_WORDS | VERBS | PREPOSITIONS
    has_verb = any(base_form(w.lower) in excluded for w in words)
    is_mention = not has_verb and any(w.is_content for w in words)
    return body if is_mention and opening[0].lower in {"and", "or"} else None


def _of_like_type(text: str, new: Mention, turn: Turn, turns: Sequence[Turn]) -> str | None:
    """Return the question of a turn with a name of the new one's type replaced by it."""
    known = {c.mention.text: c.mention.type for c in antecedent_candidates(turns)}
    for old in proper_names(turn.question):
        old_type = known.get(old.text, old.type)
        is_typed = old_type is not MentionType.UNKNOWN
        if old.words != new.words and is_typed and _are_alike(old_type, new.type):
            return replace_span(turn.question, old.start, old.end, text)
    frame = parse_frame(turn.question)
    # "How many birds at Tahuna" has no verb that the new one could be the subject of.
    has_verb = frame is not None and tokenize(frame.rest)[0].lower not in PREPOSITIONS
    asks_for_subject = frame is not None and not frame.auxiliary and has_verb
    if frame and asks_for_subject and _are_alike(expected_answer_type(turn.question), new.type):
        return f"Did {text} {base_predicate(frame.rest)}"
    return None


def _are_alike(old: MentionType, new: MentionType) -> bool:
    return old is new or {old, new} == {MentionType.PERSON, MentionType.UNKNOWN}


def _of_first_name(text: str, turn: Turn) -> str | None:
    """Return the question of a turn with its first name or its subject replaced."""
    subject = subject_mention(turn.question)
    found = proper_names(turn.question) or (() if subject is None else (subject,))
    if not found:
        return None
    old = found[0]
    return replace_span(turn.question, old.start, old.end, text)
