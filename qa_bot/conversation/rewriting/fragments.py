"""Messages without a predicate of their own, completed from an earlier question.

Knows "When?", "Why not?", "How long did it take?" and "What else?". Does not
know "What about China?" or a pronoun in a whole question.
"""

import re
from collections.abc import Sequence

from qa_bot.conversation.rewriting.antecedents import answer_name, topic
from qa_bot.conversation.rewriting.lexicon import (
    BE,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    VERBS,
)
from qa_bot.conversation.rewriting.mentions import Mention
from qa_bot.conversation.rewriting.question_frames import (
    Frame,
    bare_predicate,
    base,
    is_copula,
    past,
    subject_and_rest,
    supports,
    take_apart,
)
from qa_bot.conversation.rewriting.tokens import Token, tokenize
from qa_bot.conversation.turns import Turn

_EMPTY = re.compile(
    r"^(when|where|why|how)(?: exactly)? (?:was|is|did|does|would) (?:it|that|this)"
    r"( happen| occur| take place| so| the case)?$"
)
_TAKE = re.compile(
    r"^(how (?:long|many \w+|much \w+)) (did|does|will|would) (?:it|that|this) take$"
)
_MORE = re.compile(r"^(?:(?:can you |please )*tell me more|more|more details|go on|anything else)$")
_AGAIN = re.compile(r"^(?:what|who|where) else$")
_NEXT = re.compile(r"^(?:what happened )?(after|before) (?:that|this|then|it)$")
_OBJECTS = (["which"], ["who"], ["what"], ["whom"])
_DEGREES = {"many", "much", "long", "often", "far", "soon", "fast", "late", "exactly"}


def from_frame(message: str, turns: Sequence[Turn]) -> str | None:
    """The fragment with the predicate of the latest question; None for other messages."""
    plain = " ".join(token.low for token in tokenize(message))
    if _MORE.match(plain):
        about = topic(turns)
        return f"Tell me more about {about.text}" if about else None
    turn = turns[-1]
    frame = take_apart(turn.question)
    if frame is None:
        return None
    if found := _TAKE.match(plain):
        return _took(found.group(1), found.group(2), frame, turn)
    if (found := _EMPTY.match(plain)) and (found.group(2) or not is_copula(frame)):
        told = found.group(2) or not re.search(r" it$", plain)
        return ask_again(found.group(1), frame, turn) if told else None
    if found := _NEXT.match(plain):
        return _next(found.group(1), frame, turn)
    if _is_question_phrase(tokenize(message)):
        return _with_phrase(message.strip(" ?.!"), plain, frame, turn)
    return _same_predicate(message, turn, frame)


def ask_again(phrase: str, frame: Frame, turn: Turn) -> str:
    """The earlier question with another question phrase, its answer put in its gap."""
    known = answer_name(turn)
    if not frame.auxiliary:
        does = known.text if known else f"the {frame.noun}" if frame.noun else "someone"
        return f"{phrase} did {does} {bare_predicate(frame.rest)}"
    if frame.phrase and frame.auxiliary in BE and _asks_for_subject(frame):
        missing = known.text if known else frame.noun or "someone"
        return f"{phrase} {frame.auxiliary} {missing} {frame.rest}"
    return f"{phrase} {frame.auxiliary} {_filled(frame, known)}"


def _asks_for_subject(frame: Frame) -> bool:
    first = tokenize(frame.rest)[:1]
    asks = {token.low for token in tokenize(frame.phrase)} & {"who", "which", "what", "many"}
    return bool(asks and first) and (first[0].low in VERBS or first[0].low.endswith("ed"))


def _filled(frame: Frame, known: Mention | None) -> str:
    """The rest with the answer after its verb: "Xi visit Kazakhstan before …"."""
    parts = subject_and_rest(frame)
    asks = [token.low for token in tokenize(frame.phrase)][:1]
    if known is None or parts is None or not supports(frame) or asks not in _OBJECTS:
        return frame.rest
    verb = next(iter(tokenize(parts[1])), None)
    if verb is None or verb.low not in VERBS:
        return frame.rest
    return f"{parts[0]} {parts[1][: verb.end]} {known.text}{parts[1][verb.end :]}"


def _doer(frame: Frame, turn: Turn) -> str:
    """Who did what the frame's question phrase asks about, as its subject."""
    known = answer_name(turn)
    return known.text if known else f"the {frame.noun}" if frame.noun else "someone"


def _took(phrase: str, auxiliary: str, frame: Frame, turn: Turn) -> str | None:
    opening = f"{phrase} {auxiliary} it take"
    if not frame.auxiliary:
        return f"{opening} {_doer(frame, turn)} to {bare_predicate(frame.rest)}"
    parts = subject_and_rest(frame)
    if parts is None or not parts[1] or is_copula(frame):
        return None
    return f"{opening} for {parts[0]} to {'be ' if frame.auxiliary in BE else ''}{parts[1]}"


def _next(word: str, frame: Frame, turn: Turn) -> str | None:
    """What happened after (or before) that which the earlier question tells."""
    if not frame.auxiliary:
        return f"What happened {word} {_doer(frame, turn)} {frame.rest}"
    parts = subject_and_rest(frame)
    if parts is None or not parts[1] or is_copula(frame):
        return None
    verb, _, rest = parts[1].partition(" ")
    told = past(verb) if frame.auxiliary == "did" else f"{frame.auxiliary} {verb}"
    return f"What happened {word} {parts[0]} {told} {rest}"


def _is_question_phrase(tokens: Sequence[Token]) -> bool:
    words = [token.low for token in tokens]
    if words[:1] and words[0] in PREPOSITIONS:
        words = words[1:]
    if not words or words[0] not in QUESTION_WORDS or len(words) > 3:
        return False
    rest = words[1:]
    if words[0] == "how" and rest[:1] and rest[0] in {"many", "much"}:
        rest = rest[1:]
    elif words[0] == "why":
        rest = rest[1:] if rest == ["not"] else rest
    nouns = words[0] in {"which", "what", "how", "whose"}
    fit = not rest or rest == ["exactly"] or (nouns and len(rest) == 1)
    return fit and not any(base(word) in VERBS | PRONOUNS | {"to"} | BE for word in rest)


def _with_phrase(phrase: str, plain: str, frame: Frame, turn: Turn) -> str | None:
    if plain == "why not":
        return _why_not(frame, turn)
    if _AGAIN.match(plain):
        return f"{frame.phrase} else {frame.auxiliary} {frame.rest}" if frame.phrase else None
    if plain in {"who", "what"} and not frame.auxiliary:
        return f"{phrase} {frame.rest}"
    words = plain.split()
    if words[0] == "how" and len(words) == 2 and words[1] not in _DEGREES:
        parts = subject_and_rest(frame)
        return f"{phrase} is {parts[0]}" if parts else None
    noun = frame.noun if words[-1] in {"many", "much"} or words[0] in PREPOSITIONS else ""
    if words[0] in PREPOSITIONS and noun and frame.auxiliary:
        return f"{ask_again(phrase, frame, turn)} {noun}"
    return ask_again(f"{phrase} {noun}".strip(), frame, turn)


def _why_not(frame: Frame, turn: Turn) -> str:
    if not frame.auxiliary:
        return ask_again("Why", frame, turn).replace(" did ", " didn’t ", 1)
    negated = {"can": "can’t", "will": "won’t", "shall": "shan’t"}
    auxiliary = negated.get(frame.auxiliary, f"{frame.auxiliary}n’t")
    if frame.auxiliary.endswith(("n't", "n’t")):
        auxiliary = frame.auxiliary
    return f"Why {auxiliary} {frame.rest}"


def _same_predicate(message: str, turn: Turn, frame: Frame) -> str | None:
    """As "When did he say it?" after "What did Modi say about the war?"."""
    own = take_apart(message)
    words = tokenize(message)
    if own is None or is_copula(own) or not any(w.low in PRONOUNS for w in words):
        return None
    asks = {token.low for token in tokenize(own.phrase)}
    said = {base(token.low) for token in words if token.content}
    earlier = {base(token.low) for token in tokenize(turn.question) if token.content}
    if not said or not said <= earlier or not asks <= QUESTION_WORDS or not asks:
        return None
    if asks == {"who"}:
        same = not own.auxiliary and not frame.auxiliary
        return f"Who {frame.rest}" if same else None
    return ask_again(own.phrase, frame, turn) if asks & {"when", "where", "why", "how"} else None
