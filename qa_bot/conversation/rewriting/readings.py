"""Readings: the stand-alone questions that a follow-up may ask, the likeliest first.

Knows which strategies write readings and what each reading costs. Does not know
what the articles say: `conversation.reading_choice` chooses by that.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa_bot.conversation.rewriting.anaphora import Resolution, attach_topic, resolve_pronouns
from qa_bot.conversation.rewriting.antecedents import find_topic
from qa_bot.conversation.rewriting.circumstances import add_circumstance, without_condition
from qa_bot.conversation.rewriting.contractions import with_apostrophes
from qa_bot.conversation.rewriting.contrast import ContrastReading, contrast_readings
from qa_bot.conversation.rewriting.ellipsis import (
    complete_saying,
    complete_then,
    complete_verb_phrase,
)
from qa_bot.conversation.rewriting.fragments import complete_fragment
from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    DEMONSTRATIVES,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
)
from qa_bot.conversation.rewriting.list_items import name_item
from qa_bot.conversation.rewriting.mentions import noun_phrases, proper_names
from qa_bot.conversation.rewriting.question_form import is_well_formed
from qa_bot.conversation.rewriting.question_frames import parse_frame
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
_TYPED_PRICE = 0.05
# Salience by which the likeliest antecedent must lead another for the message to be clear.
_RIVAL_MARGIN = 0.3
# Content words of a message that may be about what was said last: "who has the key", "too dry?".
_MAX_OPEN_WORDS = 3
# Words of "who paid?", which says of what nothing.
_BARE_PREDICATE = 2
_PERSONS = (["he"], ["him"], ["she"], ["her"], ["they"], ["them"])
_NOT = ("n't", "n’t")
_CARRYING_ON = (["and"], ["but"], ["so"], ["or"])
# The most words of a message that carries on without a word that says so: "and the deposit".
_MAX_MARKED_WORDS = 8
# Words of the shortest question that has its predicate: "what can he do".
_MIN_QUESTION_WORDS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A question that a follow-up may ask; its price, in confidence, is greater if less likely.

    `referent` is the mention that a pronoun was replaced by, "" where none was;
    `is_rival` says that it is as salient as the first reading's. One that `needs_focus` says
    nothing by itself, and is meant of what was quoted last. One that `asks_again` holds the
    question before whole.
    """

    question: str
    price: float
    referent: str = ""
    is_rival: bool = False
    needs_focus: bool = False
    asks_again: bool = False


def readings(message: str, turns: Sequence[Turn]) -> list[Reading]:
    """Return what a follow-up may ask, the likeliest first; none for a message that stands alone.

    `turns` are oldest first; the last `MAX_TURNS` are used. The message itself is among the
    readings.
    """
    recent = [replace(t, question=with_apostrophes(t.question)) for t in turns[-MAX_TURNS:]]
    typed, plain = lowercase_words(message), with_apostrophes(message)
    if not recent or not typed or len(message) > _MAX_CHARACTERS:
        return []
    found: dict[tuple[str, ...], Reading] = {}
    first: Resolution | None = None
    drafts = list(_drafts(plain, recent))
    formed = [draft for draft in drafts if is_well_formed(punctuated(draft.question))]
    if drafts and not formed:
        formed = [Resolution(_with_earlier_words(plain, recent[-1].question))]
    for draft in formed:
        words = tuple(lowercase_words(draft.question))
        if not words or list(words) == typed or words in found:
            continue
        first = first or draft
        added = len(set(words) - set(typed))
        found[words] = Reading(
            punctuated(draft.question),
            _WORD_PRICE * added + _LATER_PRICE * len(found),
            draft.referent,
            _is_rival(draft, first),
        )
    written = list(found.values())
    if written:
        # After the likeliest, and those that rival it.
        after = next((i for i, each in enumerate(written) if i and not each.is_rival), len(written))
        is_fragment = _is_fragment(plain, recent)
        written.insert(after, Reading(message, _TYPED_PRICE, needs_focus=is_fragment))
    return written


def may_refer_back(message: str) -> bool:
    """Return whether a message that has no readings may still be about what was said last.

    It refers back, or is too short to be sure to name what it is about.
    """
    content = sum(token.is_content for token in tokenize(message))
    return content <= _MAX_OPEN_WORDS or refers_back(message)


def refers_back(message: str) -> bool:
    """Return whether a message goes on from the last answer.

    It has a pronoun, begins with "and", ends with "that", "there" or "one", or is a question
    word with a verb alone.
    """
    words = lowercase_words(message)
    has_pronoun = any(word in PRONOUNS for word in words)
    is_pointing = bool(words) and words[-1] in DEMONSTRATIVES | {"there", "then", "one"}
    is_subject = len(words) > 1 and words[0] in AUXILIARIES and words[1] in DEMONSTRATIVES
    is_bare = len(words) == _BARE_PREDICATE and words[0] in QUESTION_WORDS
    return words[:1] in _CARRYING_ON or has_pronoun or is_pointing or is_subject or is_bare


def with_reworded(found: Sequence[Reading], reworded: str) -> list[Reading]:
    """Return readings with one that was not made by rule, after the likeliest of them."""
    words = lowercase_words(reworded)
    if not words or any(lowercase_words(each.question) == words for each in found):
        return list(found)
    return [*found[:1], Reading(punctuated(reworded), _LATER_PRICE), *found[1:]]


def _with_earlier_words(message: str, earlier: str) -> str:
    """Return the content words of a message and of an earlier question, to be searched for.

    Without the auxiliary of the message, as they are no question to be met with yes or no.
    """
    tokens = (*tokenize(strip_discourse_markers(message)), *tokenize(earlier))
    words = {token.lower: token.text for token in tokens if token.is_content}
    return " ".join(words.values())


def _is_fragment(message: str, turns: Sequence[Turn]) -> bool:
    """Return whether a message is no question by itself: "and the DH-22?", "since when?"."""
    contrasts = _contrasts(message, turns)
    is_phrase = not contrasts and parse_frame(strip_discourse_markers(message)) is None
    return is_phrase or any(each.is_parallel for each in contrasts)


def _is_rival(draft: Resolution, first: Resolution) -> bool:
    """Return whether another antecedent is about as salient as that of the first reading."""
    is_other = bool(first.referent and draft.referent) and draft.referent != first.referent
    return is_other and first.salience - draft.salience <= _RIVAL_MARGIN


def punctuated(question: str) -> str:
    """Return the question with single spaces, a capital first letter and one end mark."""
    plain = re.sub(r" ([,;])", r"\1", " ".join(question.split())).rstrip(" ?.!,;…")
    end = "." if plain.lower().startswith("tell ") else "?"
    return f"{plain[:1].upper()}{plain[1:]}{end}" if plain else ""


def _drafts(message: str, turns: Sequence[Turn]) -> Iterator[Resolution]:
    """Yield what may be asked, in the order of the strategies."""
    body = strip_discourse_markers(message)
    completed = _completed(body, turns)
    if completed is not None:
        resolved = resolve_pronouns(completed, turns)
        refers = any(word in PRONOUNS for word in lowercase_words(completed))
        yield from resolved or ([] if refers else [Resolution(completed)])
        return
    if (named := name_item(body, turns[-1])) is not None:
        yield Resolution(named)
        return
    if len(body) < len(message) and lowercase_words(body) in _PERSONS:
        yield from _of_another(body, turns)
    if (added := add_circumstance(message, turns)) is not None:
        yield from resolve_pronouns(added, turns[:-1]) or [Resolution(added)]
        return
    asked = _without_reasons(turns)
    substituted = substitute_mention(message, asked)
    for question in (complete_fragment(body, turns), substituted):
        if question is not None:
            yield from resolve_pronouns(question, turns[:-1]) or [Resolution(question)]
    if substituted is not None:
        return
    contrasts = _contrasts(message, asked)
    if parallel := [each for each in contrasts if each.is_parallel]:
        for each in parallel:
            yield from resolve_pronouns(each.question, turns[:-1])[:1] or [
                Resolution(each.question)
            ]
        return
    yield from resolve_pronouns(body, turns)
    yield from _present(attach_topic(body, turns))
    attached, contrasted = attach_to_topic(message, turns), [each.question for each in contrasts]
    # What has an article is more often a part of the topic than what has none.
    is_part = bool(DETERMINERS & set(lowercase_words(body)))
    yield from _present(*([attached, *contrasted] if is_part else [*contrasted, attached]))
    yield from _present(_with_topic(message, body, turns))


def _of_another(pronoun: str, turns: Sequence[Turn]) -> Iterator[Resolution]:
    """Yield the last question of whomever "and her?" means, who is not named in it."""
    named = set(lowercase_words(turns[-1].question))
    for person in resolve_pronouns(pronoun, turns):
        if not named.issuperset(lowercase_words(person.question)):
            yield from _drafts(f"and {person.question.strip(' ?.!')}", turns)


def _completed(body: str, turns: Sequence[Turn]) -> str | None:
    """Return a message with the verb phrase or the clause that it leaves out; None for another."""
    return (
        complete_verb_phrase(body, turns)
        or complete_then(body, turns)
        or complete_saying(body, turns)
    )


def _contrasts(message: str, turns: Sequence[Turn]) -> list[ContrastReading]:
    """Return the readings of a contrast: with the latest question that has a parallel to it."""
    phrases = [noun_phrases(turn.question) for turn in reversed(turns)]
    noun = next((found[0].text.split()[-1] for found in phrases if found), "")
    for turn in reversed(turns):
        found = contrast_readings(message, without_condition(turn.question), noun)
        if any(each.is_parallel for each in found):
            return found
    return contrast_readings(message, without_condition(turns[-1].question), noun)


def _without_reasons(turns: Sequence[Turn]) -> Sequence[Turn]:
    """Return the turns without "why not?" at their end: the next thing is asked as before it.

    That is a why-question on the words of a question for a yes or a no.
    """
    while len(turns) > 1 and _asks_why_of(turns[-1].question, turns[-2].question):
        turns = turns[:-1]
    return turns


def _asks_why_of(question: str, earlier: str) -> bool:
    """Return whether a question asks for the reason of what an earlier one asks, and no more."""
    tokens = [token for token in tokenize(question) if token.is_content]
    words = {token.lower for token in tokens if not token.lower.endswith(_NOT)}
    asked = {token.lower for token in tokenize(earlier) if token.is_content}
    is_yes_no = bool(AUXILIARIES.intersection(lowercase_words(earlier)[:1]))
    is_why = lowercase_words(question)[:1] == ["why"]
    return is_why and is_yes_no and bool(words) and words <= asked


def _present(*questions: str | None) -> Iterator[Resolution]:
    yield from (Resolution(question) for question in questions if question is not None)


def _with_topic(message: str, body: str, turns: Sequence[Turn]) -> str | None:
    """Return a message that carries on, as "And how many fit in?", with the topic."""
    words, topic = lowercase_words(body), find_topic(turns)
    is_marked = len(body) < len(message) and len(words) <= _MAX_MARKED_WORDS
    # Where a pronoun has another antecedent, the topic is not what is asked about.
    has_pronoun = any(word in PRONOUNS for word in words)
    names_something = has_pronoun or bool(proper_names(body) or noun_phrases(body))
    is_question = parse_frame(body) is not None and len(words) >= _MIN_QUESTION_WORDS
    if not is_marked or topic is None or names_something or not is_question:
        return None
    joint = "" if words[-1] in PREPOSITIONS else " for"
    return f"{body.rstrip(' ?.!')}{joint} {topic.text}"
