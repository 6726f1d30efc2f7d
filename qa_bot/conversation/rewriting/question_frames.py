"""Question frames: a question split into its question phrase, its auxiliary and the rest.

Knows word order and a little of verb inflection. Does not know what the
question is about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    DISCOURSE_MARKERS,
    DO,
    PREPOSITIONS,
    QUESTION_WORDS,
    VERBS,
)
from qa_bot.conversation.rewriting.mentions import noun_phrases, proper_names, subject_mention
from qa_bot.conversation.rewriting.tokens import Token, tokenize


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("/") for pair in text.split())


_BASE_OF_PAST = _pairs(
    "began/begin bought/buy brought/bring broke/break built/build came/come chose/choose did/do"
    " drew/draw drove/drive fell/fall fought/fight found/find gave/give got/get grew/grow"
    " had/have held/hold heard/hear kept/keep knew/know led/lead left/leave lost/lose made/make"
    " meant/mean met/meet paid/pay ran/run rose/rise said/say sang/sing saw/see sold/sell"
    " sent/send shot/shoot sought/seek spent/spend spoke/speak stood/stand stole/steal"
    " taught/teach thought/think told/tell took/take went/go won/win wore/wear wrote/write"
)
_PAST_OF_BASE = {base: past for past, base in _BASE_OF_PAST.items()}
# Stems of regular past forms that lost a silent e: "used", "solved".
_SILENT_E = re.compile(r"(?:at|iz|is|us|as|os|c|v|ur|(?<!a)ir|ar|g|[bdgptk]l|id|ud|in|ut|if|ap|u)$")
# The most tokens after a question word among which its auxiliary is looked for; one more for
# "how many hours a week".
_MAX_PHRASE_TOKENS = 4
# Words of the shortest subject whose last one may be the verb: "the bakery offer".
_SUBJECT_WITH_VERB = 3
# The last character at which the subject of the rest may start: after an auxiliary comes "the ".
_LATEST_SUBJECT_START = 4


@dataclass(frozen=True, slots=True)
class QuestionFrame:
    """Question phrase, auxiliary and rest: "Which ship | did | Drake sail".

    Without an auxiliary the question phrase is the subject: "Who | | won the cup".
    """

    phrase: str
    auxiliary: str
    rest: str

    @property
    def noun(self) -> str:
        """The content words of the phrase: "gas" of "how much gas"."""
        words = [token for token in tokenize(self.phrase) if token.is_content]
        return " ".join(token.text for token in words)


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject with its predicate: "the bridge" and "built in Sydney"."""

    subject: str
    predicate: str


def parse_frame(question: str) -> QuestionFrame | None:
    """Split a question into its frame; None for what is not a question."""
    plain = question.strip(" ?.!")
    tokens = tokenize(plain)
    first = next((i for i, t in enumerate(tokens) if t.lower not in DISCOURSE_MARKERS), None)
    if first is None:
        return None
    if tokens[first].lower in AUXILIARIES:
        return _split_at(plain, tokens, first, first)
    word = next((i for i in range(first, len(tokens)) if tokens[i].lower in QUESTION_WORDS), None)
    if word is None or (word > first and tokens[first].lower not in PREPOSITIONS):
        return None
    if _asks_who_has(tokens[word : word + 3]):
        return _subject_frame(plain, tokens, word)
    most = _MAX_PHRASE_TOKENS + (tokens[word].lower == "how")
    for at in range(word + 1, min(word + 1 + most, len(tokens))):
        if tokens[at].lower in AUXILIARIES:
            return _split_at(plain, tokens, first, at)
    return _subject_frame(plain, tokens, word)


def _asks_who_has(tokens: Sequence[Token]) -> bool:
    """Return whether "has" is the verb itself, as in "who had the job", and no auxiliary."""
    words = [token.lower for token in tokens]
    has_article = not DETERMINERS.isdisjoint(words[2:])
    return words[:1] == ["who"] and words[1:2] in (["has"], ["had"]) and has_article


def _split_at(plain: str, tokens: Sequence[Token], first: int, auxiliary: int) -> QuestionFrame:
    phrase = ""
    if auxiliary > first:
        phrase = plain[tokens[first].start : tokens[auxiliary - 1].end]
    token = tokens[auxiliary]
    return QuestionFrame(phrase, token.text.lower(), plain[token.end :].strip())


def _subject_frame(plain: str, tokens: Sequence[Token], word: int) -> QuestionFrame | None:
    """Return the frame of a question whose phrase is its subject: "Which team won …"."""
    has_noun = tokens[word].lower in {"which", "what", "whose"} and not _is_verb(tokens, word + 1)
    at = word + (2 if has_noun else 1)
    if tokens[word].lower == "how":
        at = word + 3
    if tokens[word].lower in {"when", "where", "why"} or at >= len(tokens):
        return None
    phrase = plain[tokens[word].start : tokens[at - 1].end]
    return QuestionFrame(phrase, "", plain[tokens[at].start :])


def _is_verb(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a verb stands at `at`, as in "what happens if" and "which won the cup"."""
    word = tokens[at].lower if at + 1 < len(tokens) else ""
    return base_form(word) in VERBS or (word.endswith("s") and word[:-1] in VERBS)


def base_form(verb: str) -> str:
    """Return the form of a past verb that follows "did"."""
    if verb in _BASE_OF_PAST:
        return _BASE_OF_PAST[verb]
    if not verb.endswith("ed") or len(verb) < 5:
        return verb
    stem = verb[:-2]
    if stem.endswith("i"):
        return f"{stem[:-1]}y"
    if stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    return f"{stem}e" if _SILENT_E.search(stem) else stem


def past_form(verb: str) -> str:
    """Return the past form of a verb in its base form."""
    if verb in _PAST_OF_BASE:
        return _PAST_OF_BASE[verb]
    if verb.endswith("y") and verb[-2:-1] not in "aeou":
        return f"{verb[:-1]}ied"
    return f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def base_predicate(predicate: str) -> str:
    """Return a past predicate as it follows "did": "fall into the harbour and survive"."""
    words = predicate.split(" ")
    verbs = {0} | {i + 1 for i, word in enumerate(words[:-1]) if word == "and"}
    return " ".join(base_form(word) if i in verbs else word for i, word in enumerate(words))


def with_do(predicate: str) -> tuple[str, str]:
    """Return the form of "do" and the base predicate: "does" and "want a hive" of "wants a hive".

    A verb that is in neither a past nor a third-person form gets "did", as most
    questions without an auxiliary are of the past.
    """
    verb, _, rest = predicate.partition(" ")
    if verb == "has":
        return "does", f"have {rest}".strip()
    is_past = verb in _BASE_OF_PAST or verb.endswith("ed")
    if is_past or not verb.endswith("s") or verb.endswith("ss"):
        return "did", base_predicate(predicate)
    stem = verb[:-1]
    if verb.endswith("ies"):
        stem = f"{verb[:-3]}y"
    elif verb.endswith(("shes", "ches", "xes", "sses", "oes")):
        stem = verb[:-2]
    return "does", f"{stem} {rest}".strip()


def split_subject(frame: QuestionFrame) -> Clause | None:
    """Split the rest of a frame into subject and predicate; None when no subject shows."""
    rest = frame.rest
    starting = (
        mention.end
        for mention in (*noun_phrases(rest), *proper_names(rest))
        if mention.start <= _LATEST_SUBJECT_START
    )
    end = next(starting, 0)
    if not end and (subject := subject_mention(f"{frame.auxiliary or 'is'} {rest}")):
        end = rest.find(subject.text) + len(subject.text)
    if not end:
        return None
    clause = Clause(rest[:end], rest[end:].strip())
    return _with_verb(clause) if has_do_support(frame) else clause


def _with_verb(clause: Clause) -> Clause:
    """Return a clause after "do" with the verb in its predicate: "the bakery" and "offer a room".

    A verb that no list has was read as the last noun of the subject.
    """
    words, following = tokenize(clause.subject), tokenize(clause.predicate)[:1]
    has_verb = bool(following) and following[0].lower not in DETERMINERS | PREPOSITIONS
    if has_verb or len(words) < _SUBJECT_WITH_VERB or words[0].lower not in DETERMINERS:
        return clause
    at = words[-1].start
    verb = clause.subject[at:]
    return Clause(clause.subject[:at].strip(), f"{verb} {clause.predicate}".strip())


def is_copular(frame: QuestionFrame) -> bool:
    """Return whether a question only asks who or what something is."""
    words = {token.lower for token in tokenize(frame.phrase)}
    return frame.auxiliary in BE and words <= {"who", "what"}


def has_do_support(frame: QuestionFrame) -> bool:
    """Return whether the auxiliary is a form of "do"."""
    return frame.auxiliary in DO
