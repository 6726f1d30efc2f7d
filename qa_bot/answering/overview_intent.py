"""What a message asks of a text as a whole, by its wording.

A summary of one text, its steps, a survey of the library, what the texts say about a
topic, or what can be asked of them. Knows wording, not texts: a message must match to
its last word, so that "main points of entry" is an ordinary question.
"""

import re
from dataclasses import dataclass
from enum import Enum

from qa_bot.text.english_words import english_among
from qa_bot.text.words import STOP_WORDS

# Characters: whoever writes more asks for something else, or sends a text.
MAX_REQUEST_CHARS = 200
# A part of a word that every request has. Without one no wording is compiled, which would take
# as long as answering.
_MAY_ASK = re.compile(
    r"abo?u?t\b|abuot|aobut|sum|ss?ummer|tl|gist|point|take|recap|outline|digest|synops"
    r"|abstract|descri|explain|short|condens|nutshell|idea|topic|subject|theme|fact|finding"
    r"|highlight|conclusion|message|argument|detail|info|thing|step|basic|essen|line|picture"
    r"|run.?down|say|tell|said|writ|cover|discuss|contain|deal|speak|talk|have|got|hold|here|there"
    r"|ask|question|answer|this|brief|fill me|catch me|know|happen|looking|decid|agree"
    r"|resolv|decision|outcome|mention|rules|new|list|show|retell|paraphras|break|boil|in it"
    r"|in th|in my|in our|read|miss|learn|remember|kind of|sort of|type of|purpose|aim|introduce"
    r"|stor|problem|troubl|difficult|challeng|issue|mistake|wrong|going on|up with"
    r"|do (?:on|in|at|during)|tips|advice|opinion|view|sentence|content|plot|main|think|import"
    r"|document|anyth|someth|everyth|saved|article"
    r"|[\u0400-\u04ff]|[\u3400-\u9fff]"
    r"|worum|wovon|zusammen|[uü]berblick|inhalt|kern|wichtig|was (?:ist|steht|sagt|hast|habe|gibt)"
    r"|welche|frag|(?:de|sobre) qu|qu[eé] |resum|punto|idea|principal|lo m[aá]s|pregunt|esquema",
    re.IGNORECASE,
)
# "Who was Ada Lovelace?": the name may be what the whole text is about.
_SUBJECT_QUESTION = re.compile(
    r"(who|what)(?:['’]?s| is| was| are) ([^?!.,;]{2,60}?)"
    r"(?:,? (?:in (?:short|brief|a nutshell|a few words)|briefly|exactly|again|please|pls))?",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


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
    `may_follow_up` may be about what was just talked of, such as "What happened?"; one that
    `asks_subject` asks what a text is, or is about, rather than for all that it says.
    One that `is_elliptic`, "What about X?", asks the same of X once something was asked.
    One that `needs_heading`, "What happened on day 3?", is an ordinary question of a text
    that has no heading for its topic.
    """

    kind: OverviewKind
    topic: str = ""
    sentences: int | None = None
    may_follow_up: bool = False
    asks_subject: bool = False
    is_elliptic: bool = False
    needs_heading: bool = False

    @property
    def may_be_ordinary(self) -> bool:
        """Return whether it depends on more than its wording that it is no ordinary question."""
        return self.is_elliptic or self.needs_heading


def overview_request(message: str) -> OverviewRequest | None:
    """Return the overview that a message asks for; None for a question of another kind."""
    if len(message) > MAX_REQUEST_CHARS or not _MAY_ASK.search(message):
        return None
    from qa_bot.answering.overview_parsing import parse_request

    return parse_request(message)


def asks_for_subject(question: str, title: str) -> bool:
    """Return whether a question asks who or what a name of a title is, as in "Who was Ada?".

    "What" may ask of any word of the language, which names no subject; "who" asks of a
    name unless that has an article.
    """
    found = _SUBJECT_QUESTION.fullmatch(" ".join(question.split()).rstrip(" ?!."))
    if found is None:
        return False
    if found[1].lower() == "who":
        asked = _WORD.findall(found[2].lower())
        return _are_of(asked, title) and asked[0] not in STOP_WORDS
    return is_name_in(found[2], title)


def is_name_in(phrase: str, title: str) -> bool:
    """Return whether a phrase is of words of a title, of which one is no word of the language."""
    asked = [word for word in _WORD.findall(phrase.lower()) if word not in STOP_WORDS]
    return _are_of(asked, title) and len(english_among(asked)) < len(asked)


def _are_of(words: list[str], title: str) -> bool:
    return bool(words) and set(words) <= set(_WORD.findall(title.lower()))
