"""Ellipsis: verb phrases and clauses that a message leaves out, taken from the last question.

Knows "Did he?", "Is she allowed to?", "Who will do it?" and "How old was she then?". Its
pronouns are left for anaphora to replace.
"""

import re
from collections.abc import Sequence

from qa_bot.conversation.rewriting.antecedents import answer_mention, find_topic
from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    BE,
    DO,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
)
from qa_bot.conversation.rewriting.question_frames import (
    QuestionFrame,
    has_do_support,
    is_copular,
    parse_frame,
    past_form,
    split_subject,
    with_do,
)
from qa_bot.conversation.rewriting.tokens import Token, lowercase_words, tokenize
from qa_bot.conversation.turns import Turn

# Verbs whose infinitive is what is done: "wants to keep bees".
_CONTROL = re.compile(
    r"^(?:going|wants?|wanted|plans?|planned|hopes?|hoped|tries|tried|try|offers?|offered|agree[sd]?"
    r"|needs?|needed|has|have|had|decide[sd]?|refuse[sd]?|promise[sd]?|supposed|allowed|able) to "
)
_DO_IT = re.compile(
    r"\bdo(?:ne)? (?:it|that|this|so)(?=$| (?:now|again|then|today|next|instead|alone|first)\b)",
    re.IGNORECASE,
)
_WHO_SAID = re.compile(r"^(who (?:said|says|claimed|thinks)) (?:that|so|this)\W*$", re.IGNORECASE)
# Question words of which a statement needs the answer.
_ASKED_ACTORS = (["who"], ["what"], ["which"], ["whose"])
_FINAL_THEN = re.compile(r"(?<!\s)\s(?:back )?(?:then|at (?:the|that) time)\W*$", re.IGNORECASE)
_AFTER_THAT = re.compile(r"\s(before|after|since|until) (?:that|this)\W*$", re.IGNORECASE)
_FIRST_PREPOSITION = re.compile(rf" (?:{'|'.join(sorted(PREPOSITIONS))})\b")
_PAST_AUXILIARIES = {"was", "were", "did", "had"}
# Content words of a question that needs a topic: with more it names its own.
_MAX_BARE_WORDS = 2
_SPEAKERS = {"i", "we", "you", "one", "anyone", "people"}


def complete_verb_phrase(message: str, turns: Sequence[Turn]) -> str | None:
    """Return "did he mend the roof" for "did he?" after who was to mend it; None for others."""
    frame = parse_frame(turns[-1].question)
    if frame is None:
        return None
    plain = message.strip(" ?.!,")
    tokens = tokenize(plain)
    if _DO_IT.search(plain):
        phrase = _verb_phrase(frame)
        return _DO_IT.sub(lambda _: phrase, plain) if phrase else None
    if _asks_where_else(tokens):
        phrase = _FIRST_PREPOSITION.split(_verb_phrase(frame))[0]
        return f"{_FINAL_THEN.sub('', plain)} {phrase}" if phrase else None
    if not tokens or tokens[0].lower not in AUXILIARIES:
        return None
    if tokens[-1].lower == "to" and len(tokens) > 2:
        phrase = _verb_phrase(frame)
        return f"{plain} {phrase}" if phrase else None
    is_bare = len(tokens) == 2 and tokens[1].lower in PRONOUNS | _SPEAKERS
    return f"{plain} {_predicate_after(tokens[0], frame)}".strip() if is_bare else None


def _asks_where_else(tokens: Sequence[Token]) -> bool:
    """Return whether a message is a question word with a bare subject: "where can I then?"."""
    words = [token.lower for token in tokens]
    words = words[:-1] if words[-1:] == ["then"] else words
    is_question = len(words) == 3 and words[0] in QUESTION_WORDS and words[1] in AUXILIARIES - BE
    return is_question and words[2] in PRONOUNS | _SPEAKERS


def complete_then(message: str, turns: Sequence[Turn]) -> str | None:
    """Return "How old was she when X gave her a camera" for "How old was she then?"; or None."""
    turn = turns[-1]
    if found := _AFTER_THAT.search(message):
        frame = parse_frame(turn.question)
        clause = "" if frame is None or is_copular(frame) else _statement(frame, turn)
        return f"{message[: found.start()]} {found.group(1)} {clause}" if clause else None
    found = _FINAL_THEN.search(message)
    frame = parse_frame(turn.question)
    if found is None or frame is None:
        return None
    body = message[: found.start()]
    tokens = tokenize(body)
    if len(tokens) < 2 or tokens[-1].lower in PREPOSITIONS:
        return None
    if not any(token.lower in _PAST_AUXILIARIES for token in tokens):
        # "Who do I call then?" is: in that case.
        is_bare = sum(token.is_content for token in tokens) <= _MAX_BARE_WORDS
        topic = find_topic([turn]) if is_bare else None
        return f"{body} for {topic.text}" if topic else None
    clause = "" if is_copular(frame) else _statement(frame, turn)
    return f"{body} when {clause}" if clause else None


def complete_saying(message: str, turns: Sequence[Turn]) -> str | None:
    """Return "who said that the county pays" for "who said that?" after "does the county pay?"."""
    found, turn = _WHO_SAID.match(message), turns[-1]
    frame = parse_frame(turn.question)
    if found is None or frame is None or lowercase_words(frame.phrase)[:1] in _ASKED_ACTORS:
        return None
    clause = _statement(frame, turn)
    return f"{found.group(1)} that {clause}" if clause else None


def _verb_phrase(frame: QuestionFrame) -> str:
    """Return what is done in a question, in the base form: "mend the roof"; "" if unclear."""
    rest = frame.rest
    if found := _CONTROL.match(rest):
        return rest[found.end() :]
    first = tokenize(rest)[:1]
    if frame.auxiliary and first and first[0].lower in PRONOUNS | _SPEAKERS:
        return rest[first[0].end :].strip()
    clause = split_subject(frame) if frame.auxiliary else None
    if clause is not None and clause.predicate:
        rest = clause.predicate
    elif frame.auxiliary and frame.auxiliary not in BE | DO:
        return ""
    if found := _CONTROL.match(rest):
        return rest[found.end() :]
    if frame.auxiliary in BE:
        return ""
    if first and first[0].lower in PREPOSITIONS:
        # "Who before?" has no verb itself.
        return ""
    return rest if frame.auxiliary else with_do(rest)[1]


def _predicate_after(auxiliary: Token, frame: QuestionFrame) -> str:
    """Return what follows the subject of a yes-or-no question with that auxiliary."""
    if auxiliary.lower in BE:
        clause = split_subject(frame)
        return clause.predicate if clause is not None and frame.auxiliary in BE else ""
    return _verb_phrase(frame)


def _statement(frame: QuestionFrame, turn: Turn) -> str:
    """Return a question as the clause that it asks about: "Joseph Crane gave her a camera"."""
    answer = answer_mention(turn)
    if not frame.auxiliary:
        return f"{answer.text if answer else 'someone'} {frame.rest}"
    clause = split_subject(frame)
    if clause is None or not clause.predicate:
        return ""
    if not has_do_support(frame):
        return f"{clause.subject} {frame.auxiliary} {clause.predicate}"
    verb, _, rest = clause.predicate.partition(" ")
    finite = past_form(verb) if frame.auxiliary == "did" else verb
    return f"{clause.subject} {finite} {rest}".strip()
