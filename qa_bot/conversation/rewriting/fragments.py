"""Fragments: messages without a predicate, completed from the latest question.

Knows "When?", "Why not?", "How long did it take?" and "What else?". Does not
know "What about China?" or a pronoun in a whole question.
"""

import re
from collections.abc import Sequence

from qa_bot.conversation.rewriting.antecedents import answer_mention, find_topic
from qa_bot.conversation.rewriting.lexicon import (
    BE,
    DETERMINERS,
    MODALS,
    PARTICIPLES,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    VERBS,
)
from qa_bot.conversation.rewriting.mentions import Mention, has_plural_form
from qa_bot.conversation.rewriting.quantities import ask_of_indefinite
from qa_bot.conversation.rewriting.question_frames import (
    QuestionFrame,
    base_form,
    has_do_support,
    is_copular,
    parse_frame,
    past_form,
    split_subject,
    with_do,
)
from qa_bot.conversation.rewriting.tokens import Token, tokenize
from qa_bot.conversation.turns import Turn

_EMPTY_CLAUSE = re.compile(
    r"^(when|where|why|how)(?: exactly)? (?:was|is|did|does|would) (?:it|that|this)"
    r"( happen| occur| take place| so| the case)?$"
)
_TAKE = re.compile(
    r"^(how (?:long|many \w+|much \w+)) (did|does|will|would) (?:it|that|this) take$"
)
_MORE = re.compile(r"^(?:(?:can you |please )*tell me more|more|more details|go on|anything else)$")
_ELSE = re.compile(r"^(?:what|who|where) else$")
_AFTER = re.compile(r"^(?:what happened )?(after|before) (?:that|this|then|it)$")
_OBJECT_WORDS = (["which"], ["who"], ["what"], ["whom"])
# A question phrase with its preposition after it: "who by?", "how long for?".
_STRANDED = re.compile(
    r"^((?:which|what) \w+|who|what|where|how long) (by|for|with|to|from|about|of|in|on|at)$"
)
_WHY = {"how come", "what for", "why so"}
_DEGREES = {"many", "much", "long", "often", "far", "soon", "fast", "late", "exactly"}
# The most words of a question phrase by itself, a preposition aside: "how many ships".
_MAX_PHRASE_WORDS = 4
# The most words of an answer that may be the subject of a question: "the county".
_MAX_ACTOR_WORDS = 3


def complete_fragment(message: str, turns: Sequence[Turn]) -> str | None:
    """Return the fragment with the predicate of the latest question; None for other messages."""
    plain = " ".join(token.lower for token in tokenize(message))
    if _MORE.match(plain):
        topic = find_topic(turns)
        return f"Tell me more about {topic.text}" if topic else None
    turn = turns[-1]
    frame = parse_frame(turn.question)
    if frame is None:
        return None
    if found := _TAKE.match(plain):
        return _how_long(found.group(1), found.group(2), frame, turn)
    if plain in _WHY:
        return _reask("why", frame, turn)
    if found := _STRANDED.match(plain):
        return f"{_reask(found.group(1), frame, turn)} {found.group(2)}"
    if (asked := ask_of_indefinite(plain, frame)) is not None:
        return asked
    is_identity = frame.phrase and is_copular(frame)
    found = _EMPTY_CLAUSE.match(plain)
    if found and turn.answer and frame.phrase.lower() == "why" and found.group(1) != "why":
        # What is asked about is the reason that was given.
        return f"{found.group(1)} was it that {turn.answer.strip(' .')}"
    if found and found.group(1) in {"when", "where"} and turn is not (event := _event(turns)):
        frame = parse_frame(event.question) or frame
        return _reask(found.group(1), frame, event)
    if found and (found.group(2) or not is_identity):
        is_event = found.group(2) or not re.search(r" it$", plain)
        return _reask(found.group(1), frame, turn) if is_event else None
    if found := _AFTER.match(plain):
        return _what_happened(found.group(1), frame, turn)
    if _is_question_phrase(tokenize(message)):
        return _reask_phrase(message.strip(" ?.!"), plain, frame, turn)
    return _reask_predicate(message, turn, frame)


def _event(turns: Sequence[Turn]) -> Turn:
    """Return the latest turn that asks what somebody did or what happened, of the last two.

    "Where was that?" after "When did he die?" and "How old was he?" asks where he died.
    """
    for turn in reversed(turns[-2:]):
        frame = parse_frame(turn.question)
        clause = None if frame is None else split_subject(frame)
        if frame and (not frame.auxiliary or clause is None or clause.predicate):
            return turn
    return turns[-1]


def _reask(phrase: str, frame: QuestionFrame, turn: Turn) -> str:
    """Return the earlier question with another question phrase, its answer in the old one's gap."""
    answer = answer_mention(turn)
    if not frame.auxiliary:
        return _reask_of_subject(phrase, frame, turn)
    if frame.phrase and not has_do_support(frame) and _asks_for_subject(frame):
        subject = answer.text if answer else frame.noun or "someone"
        return f"{phrase} {frame.auxiliary} {subject} {frame.rest}"
    if frame.noun and frame.auxiliary in BE and split_subject(frame) is None:
        return f"{phrase} {frame.auxiliary} the {frame.noun} {frame.rest}"
    return f"{phrase} {frame.auxiliary} {_with_object(frame, answer)}"


def _reask_of_subject(phrase: str, frame: QuestionFrame, turn: Turn) -> str:
    """Return a question whose phrase was its subject with another phrase."""
    verb, *rest = tokenize(frame.rest)
    if verb.lower in PREPOSITIONS:
        # "Which nozzle for a deck?" has no verb.
        return f"{phrase} {frame.rest}"
    actor = _actor(frame, turn)
    is_regular = verb.lower.endswith("ed") or verb.lower in PARTICIPLES
    if actor == "someone" and is_regular and rest and not _has_preposition(rest):
        be = "were" if has_plural_form(rest[-1].lower) else "was"
        return f"{phrase} {be} {frame.rest[rest[0].start :]} {verb.text}"
    auxiliary, predicate = with_do(frame.rest)
    return f"{phrase} {auxiliary} {actor} {predicate}"


def _has_preposition(tokens: Sequence[Token]) -> bool:
    return any(token.lower in PREPOSITIONS | {"and"} for token in tokens)


def _asks_for_subject(frame: QuestionFrame) -> bool:
    first = tokenize(frame.rest)[:1]
    asks = {token.lower for token in tokenize(frame.phrase)} & {"who", "which", "what", "many"}
    is_verb = bool(first) and (first[0].lower in VERBS | BE or first[0].lower.endswith("ed"))
    # "Who could apply": a bare word after a modal is the verb, whatever it means.
    is_bare = bool(first) and first[0].is_content and not first[0].is_capitalised
    is_bare = is_bare and not has_plural_form(first[0].lower)
    is_after_modal = asks == {"who"} and frame.auxiliary in MODALS
    return bool(asks) and (is_verb or (is_after_modal and is_bare))


def _with_object(frame: QuestionFrame, answer: Mention | None) -> str:
    """Return the rest with the answer after its verb: "Xi visit Kazakhstan before …"."""
    clause = split_subject(frame)
    words = [token.lower for token in tokenize(frame.phrase)][:1]
    asks_for_object = has_do_support(frame) and words in _OBJECT_WORDS
    if answer is None or clause is None or not asks_for_object:
        return frame.rest
    verb = next(iter(tokenize(clause.predicate)), None)
    if verb is None or verb.lower not in VERBS:
        return frame.rest
    before, after = clause.predicate[: verb.end], clause.predicate[verb.end :]
    return f"{clause.subject} {before} {answer.text}{after}"


def _actor(frame: QuestionFrame, turn: Turn) -> str:
    """Return a subject for a frame whose question phrase asks for it."""
    answer = answer_mention(turn)
    if answer:
        return answer.text
    words = (turn.answer or "").strip(" .").split()
    if frame.noun or not 0 < len(words) <= _MAX_ACTOR_WORDS:
        return f"the {frame.noun}" if frame.noun else "someone"
    return " ".join(words if words[0].lower() in DETERMINERS else ["the", *words])


def _how_long(phrase: str, auxiliary: str, frame: QuestionFrame, turn: Turn) -> str | None:
    """Return how long, or how much, what the earlier question asks about takes."""
    opening = f"{phrase} {auxiliary} it take"
    if not frame.auxiliary:
        actor = answer_mention(turn)
        return f"{opening} {actor.text} to {with_do(frame.rest)[1]}" if actor else None
    clause = split_subject(frame)
    if clause is None or not clause.predicate or is_copular(frame):
        return None
    be = "be " if frame.auxiliary in BE else ""
    return f"{opening} for {clause.subject} to {be}{clause.predicate}"


def _what_happened(preposition: str, frame: QuestionFrame, turn: Turn) -> str | None:
    """Return what happened after or before what the earlier question asks about."""
    if not frame.auxiliary:
        return f"What happened {preposition} {_actor(frame, turn)} {frame.rest}"
    clause = split_subject(frame)
    if clause is None or not clause.predicate or is_copular(frame):
        return None
    verb, _, rest = clause.predicate.partition(" ")
    finite = past_form(verb) if frame.auxiliary == "did" else f"{frame.auxiliary} {verb}"
    return f"What happened {preposition} {clause.subject} {finite} {rest}"


def _is_question_phrase(tokens: Sequence[Token]) -> bool:
    """Return whether a message is a question phrase alone: "Through which country?"."""
    words = [token.lower for token in tokens]
    if words[:1] and words[0] in PREPOSITIONS:
        words = words[1:]
    if not words or words[0] not in QUESTION_WORDS or len(words) > _MAX_PHRASE_WORDS:
        return False
    rest = words[1:]
    if words[0] == "how" and rest[:1] and rest[0] in {"many", "much"}:
        rest = rest[1:]
    elif words[0] == "why":
        rest = rest[1:] if rest == ["not"] else rest
    takes_noun = words[0] in {"which", "what", "how", "whose"}
    if rest[-1:] == ["away"]:
        # "How far away" is one phrase.
        rest = rest[:-1]
    is_complete = not rest or rest == ["exactly"] or (takes_noun and len(rest) == 1)
    excluded = VERBS | PRONOUNS | {"to"} | BE
    has_verb = any(base_form(word) in excluded or word.endswith("ed") for word in rest)
    return is_complete and not has_verb


def _reask_phrase(phrase: str, plain: str, frame: QuestionFrame, turn: Turn) -> str | None:
    """Return the earlier question with a question phrase that is the whole message."""
    if plain == "why not":
        return _why_not(frame, turn)
    if _ELSE.match(plain):
        return f"{frame.phrase} else {frame.auxiliary} {frame.rest}" if frame.phrase else None
    if plain in {"who", "what"} and not frame.auxiliary:
        return f"{phrase} {frame.rest}"
    words = plain.split()
    if words[0] == "how" and len(words) == 2 and words[1] not in _DEGREES:
        clause = split_subject(frame)
        return f"{phrase} is {clause.subject}" if clause else None
    takes_noun = words[-1] in {"many", "much"} or (words[0] in PREPOSITIONS and frame.auxiliary)
    noun = frame.noun if takes_noun else ""
    if words[0] in PREPOSITIONS and noun and frame.auxiliary:
        return f"{_reask(phrase, frame, turn)} {noun}"
    return _reask(f"{phrase} {noun}".strip(), frame, turn)


def _why_not(frame: QuestionFrame, turn: Turn) -> str:
    if not frame.auxiliary:
        return re.sub(r" (did|does) ", r" \1n’t ", _reask("Why", frame, turn), count=1)
    negated = {"can": "can’t", "will": "won’t", "shall": "shan’t"}
    auxiliary = negated.get(frame.auxiliary, f"{frame.auxiliary}n’t")
    if frame.auxiliary.endswith(("n't", "n’t")):
        auxiliary = frame.auxiliary
    return f"Why {auxiliary} {frame.rest}"


def _reask_predicate(message: str, turn: Turn, frame: QuestionFrame) -> str | None:
    """Return "When did Modi say … about the war?" for "When did he say it?"."""
    own = parse_frame(message)
    words = tokenize(message)
    if own is None or is_copular(own) or not any(w.lower in PRONOUNS for w in words):
        return None
    asks = {token.lower for token in tokenize(own.phrase)}
    content = {base_form(token.lower) for token in words if token.is_content}
    earlier = {base_form(t.lower) for t in tokenize(turn.question) if t.is_content}
    if not content or not content <= earlier or not asks <= QUESTION_WORDS or not asks:
        return None
    if asks == {"who"}:
        ask_for_subject = not own.auxiliary and not frame.auxiliary
        return f"Who {frame.rest}" if ask_for_subject else None
    return _reask(own.phrase, frame, turn) if asks & {"when", "where", "why", "how"} else None
