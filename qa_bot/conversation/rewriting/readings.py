"""Readings: the stand-alone questions that a follow-up may ask, the likeliest first.

Knows which strategies write readings and what each reading costs. Does not know
what the articles say: `conversation.reading_choice` chooses by that.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa_bot.conversation.rewriting.anaphora import attach_topic, resolve_pronouns
from qa_bot.conversation.rewriting.antecedents import find_topic
from qa_bot.conversation.rewriting.contrast import contrast_readings
from qa_bot.conversation.rewriting.ellipsis import complete_then, complete_verb_phrase
from qa_bot.conversation.rewriting.fragments import complete_fragment
from qa_bot.conversation.rewriting.lexicon import FUNCTION_WORDS, PREPOSITIONS
from qa_bot.conversation.rewriting.mentions import noun_phrases, proper_names
from qa_bot.conversation.rewriting.substitution import (
    attach_to_topic,
    strip_discourse_markers,
    substitute_mention,
)
from qa_bot.conversation.rewriting.tokens import lowercase_words, tokenize
from qa_bot.conversation.turns import MAX_TURNS, Turn

# Characters of a message; a longer one says enough by itself.
_MAX_CHARACTERS = 400
# What a reading costs, in confidence: each word that the message does not have, being of a
# strategy tried later, and being the message as typed. Chosen, not fitted.
_WORD_PRICE = 0.01
_LATER_PRICE = 0.04
_TYPED_PRICE = 0.1
# Content words that make sense to search for by themselves.
_MIN_TYPED_WORDS = 2
# The most words of a message that carries on without a word that says so: "and the deposit".
_MAX_MARKED_WORDS = 8
# Words of a quote that a question phrase is asked about, so that the reader has room.
_MAX_QUOTE_WORDS = 25


@dataclass(frozen=True, slots=True)
class Reading:
    """A question that a follow-up may ask; `price`, in confidence, is greater for a less likely one.

    `referent` is the mention that a pronoun was replaced by, "" where none was.
    """

    question: str
    price: float
    referent: str = ""


def readings(message: str, turns: Sequence[Turn]) -> list[Reading]:
    """Return what a follow-up may ask, the likeliest first; none for a message that stands alone.

    `turns` are oldest first; the last `MAX_TURNS` are used. The message itself is
    among the readings where it can be searched for.
    """
    recent = turns[-MAX_TURNS:]
    typed = lowercase_words(message)
    if not recent or not typed or len(message) > _MAX_CHARACTERS:
        return []
    found: dict[tuple[str, ...], Reading] = {}
    for question, referent in _written(message, recent):
        words = lowercase_words(question)
        if words == typed or tuple(words) in found:
            continue
        added = len(set(words) - set(typed))
        price = _WORD_PRICE * added + _LATER_PRICE * len(found)
        found[tuple(words)] = Reading(punctuated(question), price, referent)
    if not found:
        return []
    content = [token for token in tokenize(message) if token.is_content]
    if len(content) >= _MIN_TYPED_WORDS:
        found[tuple(typed)] = Reading(message, _TYPED_PRICE)
    return list(found.values())


def punctuated(question: str) -> str:
    """Return the question with single spaces, a capital first letter and one end mark."""
    plain = re.sub(r" ([,;])", r"\1", " ".join(question.split())).rstrip(" ?.!,;…")
    end = "." if plain.lower().startswith("tell ") else "?"
    return f"{plain[:1].upper()}{plain[1:]}{end}" if plain else ""


def _written(message: str, turns: Sequence[Turn]) -> Iterator[tuple[str, str]]:
    """Yield each reading with its referent, in the order of the strategies."""
    body = strip_discourse_markers(message)
    completed = complete_then(body, turns) or complete_verb_phrase(body, turns)
    if completed is not None:
        yield from resolve_pronouns(completed, turns) or [(completed, "")]
    for question in (complete_fragment(body, turns), substitute_mention(message, turns)):
        if question is not None:
            yield question, ""
    contrasts = contrast_readings(message, turns[-1].question)
    yield from ((each.question, "") for each in contrasts if each.is_parallel)
    yield from resolve_pronouns(body, turns)
    for question in (attach_topic(body, turns), attach_to_topic(message, turns)):
        if question is not None:
            yield question, ""
    yield from ((each.question, "") for each in contrasts if not each.is_parallel)
    yield from ((question, "") for question in _carried_on(message, body, turns))


def _carried_on(message: str, body: str, turns: Sequence[Turn]) -> Iterator[str]:
    """Yield a message that carries on, with the topic; or asked of what was quoted last."""
    words = lowercase_words(body)
    is_marked = len(body) < len(message) and len(words) <= _MAX_MARKED_WORDS
    topic = find_topic(turns)
    names_something = bool(proper_names(body) or noun_phrases(body))
    if is_marked and topic is not None and not names_something:
        joint = "" if words and words[-1] in PREPOSITIONS else " for"
        yield f"{body.rstrip(' ?.!')}{joint} {topic.text}"
    quote = (turns[-1].quote or "").split()
    if words and not set(words) - FUNCTION_WORDS and quote:
        yield f"{body.rstrip(' ?.!')} {' '.join(quote[:_MAX_QUOTE_WORDS])}"
