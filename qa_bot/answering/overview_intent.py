"""What a message asks of a text as a whole, by its wording.

A summary of one text, a survey of the library, what the texts say about a
topic, or what can be asked of them. Knows wording, not texts: a message must
match to its last word, so that "main points of entry" is an ordinary question.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from qa_bot.answering import overview_wording as wording
from qa_bot.text.english_words import english_among
from qa_bot.text.words import STOP_WORDS

# Characters: whoever writes more asks for something else, or sends a text.
_MAX_CHARS = 200
# The similarity of difflib at which a word is taken for a misspelt one of the vocabulary: one
# letter that is wrong or missing in a word of six.
_MIN_SIMILARITY = 0.8
_MIN_MISSPELT_CHARS = 4  # a shorter word resembles too many others


class OverviewKind(Enum):
    """What is asked of the whole: a summary, its steps, a survey, a topic, or questions to ask."""

    TEXT = "text"
    STEPS = "steps"
    LIBRARY = "library"
    TOPIC = "topic"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class OverviewRequest:
    """A request for an overview, with the topic of `OverviewKind.TOPIC` as it was typed.

    `sentences` is how many were asked for, None where that is left open. A message that
    `may_follow_up` may be about what was just talked of, such as "What happened?".
    """

    kind: OverviewKind
    topic: str = ""
    sentences: int | None = None
    may_follow_up: bool = False


_KINDS = (
    (wording.FOR_QUESTIONS, OverviewKind.QUESTIONS),
    (wording.FOR_LIBRARY, OverviewKind.LIBRARY),
    (wording.FOR_STEPS, OverviewKind.STEPS),
    (wording.FOR_TEXT, OverviewKind.TEXT),
    (wording.RU_FOR_QUESTIONS, OverviewKind.QUESTIONS),
    (wording.RU_FOR_LIBRARY, OverviewKind.LIBRARY),
    (wording.RU_FOR_TEXT, OverviewKind.TEXT),
)
# Words by which misspelt messages are read.
_VOCABULARY = (
    "what about summary summarise summarize overview article text document main points takeaways "
    "gist this does cover say important ideas topics questions library".split()
)
_COUNTS = {
    **{word: n for n, word in enumerate("one two three four five six seven eight".split(), 1)},
    **{str(n): n for n in range(1, 9)},
}
_WORD = re.compile(r"\w+")
_COUNT = "(" + "|".join(_COUNTS) + ")"
_IN_SENTENCES = re.compile(
    rf",? (?:in|using|with) {_COUNT} (?:short |simple )?(?:sentence|line|point)s?$"
)
_SO_MANY_POINTS = re.compile(
    rf"\b{_COUNT} (?=(?:{wording.MAIN} )?(?:points|take-?aways|sentences))"
)


def overview_request(message: str) -> OverviewRequest | None:
    """Return the overview that a message asks for; None for a question of another kind."""
    if len(message) > _MAX_CHARS:
        return None
    typed = " ".join(message.split()).strip(' ?!.,;:…¿"“”«»')
    plain, sentences = _without_count(_without_politeness(typed.lower().replace("ё", "е")))
    may_follow_up = wording.MAY_FOLLOW_UP.fullmatch(plain) is not None
    for reading in dict.fromkeys(map(_with_short_nouns, (plain, _respelt(plain)))):
        for pattern, kind in _KINDS:
            if pattern.fullmatch(reading):
                return OverviewRequest(kind, "", sentences, may_follow_up)
    topic = _topic(plain, typed)
    return OverviewRequest(OverviewKind.TOPIC, topic, sentences, may_follow_up) if topic else None


def asks_for_subject(question: str, title: str) -> bool:
    """Return whether a question asks who or what a name of a title is, as in "Who was Ada?".

    "What" may ask of any word of the language, which names no subject; "who" asks of a
    name unless that has an article.
    """
    found = wording.SUBJECT_QUESTION.fullmatch(" ".join(question.split()).rstrip(" ?!."))
    if found is None:
        return False
    asked = _WORD.findall(found[2].lower())
    if not asked or not set(asked) <= set(_WORD.findall(title.lower())):
        return False
    if found[1].lower() == "who":
        return asked[0] not in STOP_WORDS
    return len(english_among(asked)) < len(asked)


def _without_politeness(plain: str) -> str:
    """Return a message without the words around what it asks for."""
    before = ""
    while plain != before:
        before = plain
        found = wording.POLITE_START.match(plain)
        plain = plain[found.end() :] if found else plain
        plain = wording.POLITE_END.sub("", plain).strip(" ,:-")
    return plain


def _without_count(plain: str) -> tuple[str, int | None]:
    """Return a message without the number of sentences that it asks for, and that number."""
    for pattern in (_IN_SENTENCES, _SO_MANY_POINTS):
        if found := pattern.search(plain):
            rest = plain[: found.start()] + plain[found.end() :]
            return _without_politeness(rest), _COUNTS[found[1]]
    return plain, None


def _with_short_nouns(plain: str) -> str:
    """Return a message with one phrase in place of each that stands for a text or several."""
    plain = wording.SEVERAL_TEXTS.sub(wording.THE_TEXTS, plain)
    return wording.ONE_TEXT.sub(_short_noun, plain)


def _short_noun(found: re.Match[str]) -> str:
    if found["this"]:
        return wording.THIS_TEXT
    return wording.THE_ARTICLE if found["article"] else wording.THE_TEXT


def _respelt(plain: str) -> str:
    """Return a message with its misspelt words of the vocabulary put right."""
    words = (w if len(w) < _MIN_MISSPELT_CHARS else _known(w) for w in plain.split())
    return " ".join(words)


def _known(word: str) -> str:
    """Return the word of the vocabulary that is meant, or the word itself where none is like it."""
    letters = sorted(word)
    swapped = next((known for known in _VOCABULARY if sorted(known) == letters), None)
    close = get_close_matches(word, _VOCABULARY, 1, _MIN_SIMILARITY)
    return swapped or next(iter(close), word)


def _topic(plain: str, typed: str) -> str:
    """Return what a message asks to be told about, as it was typed; "" if it does not."""
    if wording.DECISIONS.fullmatch(_with_short_nouns(plain)):
        return "decisions"
    found = wording.BEFORE_TOPIC.match(plain)
    if found is None:
        return ""
    topic = wording.AFTER_TOPIC.sub("", plain[found.end() :]).strip(" \"'“”‘’«»")
    if around := wording.AROUND_TOPIC.fullmatch(topic):
        topic = around[1]
    if not topic or wording.STANDS_FOR_TOPIC.fullmatch(topic):
        return ""
    at = typed.lower().rfind(topic)
    return typed[at : at + len(topic)] if at >= 0 else topic
