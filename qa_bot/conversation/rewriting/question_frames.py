"""A question taken apart: its question phrase, its auxiliary and the rest.

Knows word order and a little of verbs. Does not know what the question is about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    BE,
    DO,
    OPENERS,
    PREPOSITIONS,
    QUESTION_WORDS,
)
from qa_bot.conversation.rewriting.mentions import names, phrases, subject
from qa_bot.conversation.rewriting.tokens import Token, tokenize


def _pairs(words: str) -> dict[str, str]:
    return dict(pair.split("/") for pair in words.split())


_IRREGULAR = _pairs(
    "began/begin bought/buy brought/bring broke/break built/build came/come chose/choose did/do"
    " drew/draw drove/drive fell/fall fought/fight found/find gave/give got/get grew/grow"
    " had/have held/hold heard/hear kept/keep knew/know led/lead left/leave lost/lose made/make"
    " meant/mean met/meet paid/pay ran/run rose/rise said/say sang/sing saw/see sold/sell"
    " sent/send shot/shoot sought/seek spent/spend spoke/speak stood/stand stole/steal"
    " taught/teach thought/think told/tell took/take went/go won/win wore/wear wrote/write"
)
_PAST = {now: then for then, now in _IRREGULAR.items()}
_SILENT_E = re.compile(r"(?:at|iz|is|us|as|os|c|v|ur|ir|ar|g|[bdgptk]l|id|ud|in|ut|if|ap|u)$")


@dataclass(frozen=True, slots=True)
class Frame:
    """Its phrase, auxiliary and rest: "Which ship | did | Drake sail".

    Without an auxiliary the question phrase is the subject: "Who | | won the cup".
    """

    phrase: str
    auxiliary: str
    rest: str

    @property
    def noun(self) -> str:
        """What follows the question words in the phrase: "gas" of "how much gas"."""
        words = [t for t in tokenize(self.phrase) if t.content]
        return " ".join(token.text for token in words)


def take_apart(question: str) -> Frame | None:
    """The frame of a question; None for what is not one."""
    plain = question.strip(" ?.!")
    tokens = tokenize(plain)
    first = next((i for i, t in enumerate(tokens) if t.low not in OPENERS), None)
    if first is None:
        return None
    if tokens[first].low in AUXILIARIES:
        return _cut(plain, tokens, first, first)
    asks = next((i for i in range(first, len(tokens)) if tokens[i].low in QUESTION_WORDS), None)
    if asks is None or (asks > first and tokens[first].low not in PREPOSITIONS):
        return None
    for at in range(asks + 1, min(asks + 5, len(tokens))):
        if tokens[at].low in AUXILIARIES:
            return _cut(plain, tokens, first, at)
    return _subject_asked(plain, tokens, asks)


def _cut(plain: str, tokens: Sequence[Token], first: int, at: int) -> Frame:
    phrase = plain[tokens[first].start : tokens[at - 1].end] if at > first else ""
    return Frame(phrase, tokens[at].text.lower(), plain[tokens[at].end :].strip())


def _subject_asked(plain: str, tokens: Sequence[Token], asks: int) -> Frame | None:
    at = asks + (2 if tokens[asks].low in {"which", "what", "whose"} else 1)
    if tokens[asks].low == "how":
        at = asks + 3
    if tokens[asks].low in {"when", "where", "why"} or at >= len(tokens):
        return None
    return Frame(plain[tokens[asks].start : tokens[at - 1].end], "", plain[tokens[at].start :])


def base(verb: str) -> str:
    """The form of a past verb that follows did."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if not verb.endswith("ed") or len(verb) < 5:
        return verb
    stem = verb[:-2]
    if stem.endswith("i"):
        return f"{stem[:-1]}y"
    if stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    return f"{stem}e" if _SILENT_E.search(stem) else stem


def past(verb: str) -> str:
    """The past form of a verb as it follows did."""
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("y") and verb[-2:-1] not in "aeou":
        return f"{verb[:-1]}ied"
    return f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def bare_predicate(rest: str) -> str:
    """ "fell into the harbour and survived" as it stands after did."""
    words = rest.split(" ")
    verbs = {0} | {i + 1 for i, word in enumerate(words[:-1]) if word == "and"}
    return " ".join(base(word) if i in verbs else word for i, word in enumerate(words))


def subject_and_rest(frame: Frame) -> tuple[str, str] | None:
    """As "the bridge" and "built in Sydney"; None when the subject does not show."""
    starting = (m.end for m in (*phrases(frame.rest), *names(frame.rest)) if m.start <= 4)
    end = next(starting, 0)
    if not end and (typed := subject(f"{frame.auxiliary or 'is'} {frame.rest}")):
        end = frame.rest.find(typed.text) + len(typed.text)
    return (frame.rest[:end], frame.rest[end:].strip()) if end else None


def is_copula(frame: Frame) -> bool:
    """Whether the question only asks who or what something is."""
    words = {t.low for t in tokenize(frame.phrase)}
    return frame.auxiliary in BE and words <= {"who", "what"}


def supports(frame: Frame) -> bool:
    """Whether the auxiliary is a form of do."""
    return frame.auxiliary in DO
