"""Questions made from sentences, by rule, as Heilman and Smith do ("Good question!", 2010).

The subject and the auxiliary of a plain sentence change places, and what is asked for
is left out. Few sentences are plain enough: whatever the rules are not sure of is left
alone, since a question in bad English is worse than none. Knows English only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa_bot.answering.date_expressions import MONTH_NAME, WEEKDAY

# Words of a sentence, of its subject and of a question's end that are still plain.
_MAX_WORDS, _MAX_SUBJECT_WORDS, _MAX_REST_WORDS = 30, 6, 10
_AUXILIARY = re.compile(r" (is|are|was|were|will|can|must) ")
# A word in lower case, and one with a capital that does not begin a sentence or line.
_SMALL = re.compile(r"\b[a-z][a-z'’-]+\b")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’-]+")
_NOT_PLAIN = re.compile(r"[\"“”‘:;|]")
_BRACKETS = re.compile(r" \([^()]*\)")
_DETERMINERS = frozenset("the a an each every all both most our your no".split())
# A subject that begins so is no noun by itself, or stands for one that was named before.
_NO_SUBJECT = frozenset(
    "he she it they we i you this that these those there here what who which when where why how "
    "in on at by of for from with after before during since until while although though because "
    "but and so or nor yet if as however meanwhile then now later also instead once even only not "
    "inside outside below above beside behind to about over under between among without within "
    "another other others one some many few more such several its his her their my first second "
    "finally please none nothing everything something".split()
)
# Words that begin a clause within the subject, or say that somebody says so.
_NOT_IN_SUBJECT = re.compile(
    r"\b(?:who|whom|whose|which|that|where|when|what|because|if|as|than|it|he|she|they|we|you|i|said"
    r"|says?|told|thinks?|thought|believes?|knows?|knew|hopes?|shows?|reports?|claims?|means?|adds?"
    r"|example|important|next|only|best|same|other|\w+est|instance|will|can|must|may|should|is|are|was|were|has|have|had|\w+ed)\b",
    re.IGNORECASE,
)
# What only the sentences before can explain.
_DEPENDENT = re.compile(
    r"\b(?:he|she|it|they|we|you|i|him|her|them|us|his|hers|their|its|our|your|my|this|that|these"
    r"|those|then|there|here|such|same|other|others|another|former|latter|too|also|however|itself"
    r"|himself|herself|themselves|again|not|never|now|today|yesterday|tomorrow|still|already)\b",
    re.IGNORECASE,
)
_DAY = rf"(?:{WEEKDAY}|weekdays|weekends)"
_CLOCK = r"\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)|\d{1,2}[:.]\d\d|noon|midnight"
_TIME = re.compile(
    rf" (?:in (?:{MONTH_NAME} )?(?:1[0-9]|20)\d\d|in {MONTH_NAME}"
    rf"|on (?:{_DAY},? )?\d{{1,2}} {MONTH_NAME}.{{0,40}}|on {MONTH_NAME} \d{{1,2}}.{{0,40}}"
    rf"|on {_DAY}.{{0,60}}"
    rf"|(?:at|from|between) (?:{_CLOCK})\b.{{0,80}})$"
)
_PLACE = re.compile(
    r"(located|based|buried|born|held|situated) (?:in|at|on|near) (?:the )?[A-Z].*$"
)
_REASON = re.compile(r",? (?:because|due to|thanks to) ")
_DEFINITION = re.compile(r"(?:an?|the|one of) \w")
_PERSON = re.compile(
    r"\b(?:who|engineer|writer|author|novelist|act(?:or|ress)|singer|politician|scientist|teacher"
    r"|player|artist|painter|poet|composer|footballer|activist|historian|philosopher|lawyer|judge"
    r"|soldier|nurse|physician|mathematician|musician|journalist|economist|chemist|physicist"
    r"|biologist|architect|chef|explorer|entrepreneur|inventor|sculptor|athlete)\b"
)
_COST = re.compile(r" (costs?) [$£€¥]?\d")
# Verbs of what happens at a time: of one thing now, of several, and in the past.
_EVENTS = (
    ("opens", "open", "opened"),
    ("closes", "close", "closed"),
    ("starts", "start", "started"),
    ("begins", "begin", "began"),
    ("ends", "end", "ended"),
    ("leaves", "leave", "left"),
    ("meets", "meet", "met"),
    ("retires", "retire", "retired"),
    ("takes place", "take place", "took place"),
    ("dies", "die", "died"),
)
_EVENT = re.compile(rf" ({'|'.join(form for forms in _EVENTS for form in forms)})\b")
_THERE_ARE = re.compile(
    r"There (are|were) (?:about |around |over |more than )?(?:\d[\d,.]*|two|three|four|five|six"
    r"|seven|eight|nine|ten|eleven|twelve) ([a-z]+s|people|children)"
    r"(?= (?:in|on|at|of|for|from|to)\b|$)"
)


@dataclass(frozen=True, slots=True)
class Capitals:
    """Which words of an article are written small within it, and which with a capital."""

    small: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Capitals":
        """Return those of a text; a capital counts where no sentence begins."""
        return cls(frozenset(_SMALL.findall(text)), frozenset(_NAME.findall(text)))


def questions_from(sentence: str, capitals: Capitals) -> Iterator[str]:
    """Yield the questions that a sentence answers, the most telling first."""
    plain = _BRACKETS.sub("", " ".join(sentence.split()))
    if not plain.endswith(".") or _NOT_PLAIN.search(plain):
        return
    plain = plain.rstrip(".")
    if len(plain.split()) > _MAX_WORDS:
        return
    for question in _questions(plain, capitals):
        # "there" asks for no place in "How many boats are there?"
        said = question.partition(" there" if question.startswith("How many ") else " ")[2]
        if not _DEPENDENT.search(said):
            yield question


def _questions(plain: str, capitals: Capitals) -> Iterator[str]:
    if found := _THERE_ARE.match(plain):
        rest = plain[found.end() :]
        if _is_short(rest):
            yield f"How many {found[2]} {found[1]} there{rest}?"
    if (found := _COST.search(plain)) and (s := _subject(plain[: found.start()], capitals)):
        yield f"How much {_do(s, found[1], ('costs', 'cost', ''))} {s} cost?"
    if (found := _EVENT.search(plain)) and (s := _subject(plain[: found.start()], capitals)):
        forms = next(forms for forms in _EVENTS if found[1] in forms)
        time = _TIME.search(plain, found.end())
        if time and _is_short(said := plain[found.end() : time.start()]):
            yield f"When {_do(s, found[1], forms)} {s} {forms[1]}{said}?"
    if (found := _AUXILIARY.search(plain)) and (s := _subject(plain[: found.start()], capitals)):
        yield from _inverted(s, found[1], plain[found.end() :])


def _inverted(subject: str, auxiliary: str, predicate: str) -> Iterator[str]:
    """Yield the questions of a subject, its auxiliary, and all that follows."""
    inverted = f"{auxiliary} {subject}"
    if (reason := _REASON.search(predicate)) and _is_short(said := predicate[: reason.start()]):
        yield f"Why {inverted} {said}?"
    time = _TIME.search(predicate)
    if time and time.start() > 0 and _is_short(said := predicate[: time.start()]):
        yield f"When {inverted} {said}?"
    elif place := _PLACE.match(predicate):
        yield f"Where {inverted} {place[1]}?"
    elif _DEFINITION.match(predicate):
        yield from _definition(subject, auxiliary, predicate)


def _definition(subject: str, auxiliary: str, predicate: str) -> Iterator[str]:
    """Yield "What is …?", or "Who …?" of a person, where it is sure which of the two."""
    first, *others = subject.split()
    is_person = _PERSON.search(f"{subject} {predicate}") is not None
    has_name = any(word[0].isupper() for word in others)
    is_named = first == "the" and others[0][0].isupper()
    if is_person:
        if first not in _DETERMINERS and has_name:
            yield f"Who {auxiliary} {subject}?"
    elif is_named or (first.islower() and first != "the" and not has_name):
        # "The ferry" may be any; what it is, the sentences before say.
        yield f"What {auxiliary} {subject}?"


def _subject(text: str, capitals: Capitals) -> str:
    """Return a plain subject as it stands within a sentence; "" for any other."""
    first, _, rest = text.partition(" ")
    if not 1 <= len(text.split()) <= _MAX_SUBJECT_WORDS or "," in text or "-" in first:
        return ""
    if first.lower() in _NO_SUBJECT or not first[:1].isupper() or _NOT_IN_SUBJECT.search(rest):
        return ""
    if first.lower() in _DETERMINERS:
        return f"{first.lower()} {rest}" if rest else ""
    if first in capitals.names or rest[:1].isupper():
        return text
    # Whether another word has its capital only for beginning the sentence is seen elsewhere.
    return f"{first.lower()} {rest}".strip() if first.lower() in capitals.small else ""


def _is_short(text: str) -> bool:
    """Return whether what ends a question is short, and of one clause."""
    return len(text.split()) <= _MAX_REST_WORDS and "," not in text


def _do(subject: str, verb: str, forms: tuple[str, str, str]) -> str:
    """Return the form of "do" that a verb is asked for with, by which of its forms it is."""
    if verb == forms[0]:
        return "does"
    return "do" if verb == forms[1] and subject.endswith("s") else "did"
