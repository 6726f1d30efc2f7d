"""Questions of several parts: "Who founded the club and when?", two questions on one line.

Split by rule: each part must ask by itself, or share what the other asks about. Knows
English word order, not the articles; a question that is not surely of several parts is
left whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa_bot.answering.question_words import (
    ADVERBS,
    ARTICLES,
    ASKING,
    AUXILIARIES,
    BE,
    CONTRACTED,
    PREPOSITIONS,
    SUBJECTS,
    Words,
    asks,
    phrase_end,
    word_set,
)

# Parts of one question: more are a text, not a question.
_MAX_PARTS = 4
# Words of a name, at most, that is put in a pronoun's place; a longer answer is no name.
_MAX_NAME_WORDS = 6
# Words between "what" and its verb: "what colour light does", "which bus number is".
_MAX_ASKED_NOUNS = 3
# A question phrase without a verb: "till what time in the evening".
_MAX_BARE_WORDS = 6

_QUESTION_END = re.compile(r"(?<!\?)\?++\s++")
_SHARED_OPENERS = AUXILIARIES | word_set("when if while for in at on of to after before during")
_FILLERS = word_set("and & also then so but ok okay hi hello please")
_PERSONAL = word_set("he she they")
_RELATIVE = word_set("who whom whose which")
_PARTICIPLES = dict(
    pair.split("/")
    for pair in "began/begun built/built bought/bought broke/broken brought/brought chose/chosen "
    "drew/drawn found/found gave/given held/held led/led lost/lost made/made paid/paid ran/run "
    "sang/sung saw/seen sold/sold sent/sent set/set shot/shot taught/taught told/told took/taken "
    "won/won wrote/written".split()
)
# Two ends of one span of time, asked for with one "when".
_ENDS = {
    "open": word_set("close shut"),
    "opens": word_set("closes shuts"),
    "start": word_set("finish end stop"),
    "starts": word_set("finishes ends stops"),
    "begin": word_set("finish end stop"),
    "leave": word_set("arrive return"),
    "depart": word_set("arrive return"),
    "born": word_set("die died"),
}
# Facts of which two are asked for with one verb: "what's the price and size of the tent?"
_FACTS = word_set(
    "price cost fee deposit rent number address email e-mail website name title age date time"
    " place venue size weight height width length depth capacity power voltage speed colour color"
    " duration distance temperature author publisher population area capital currency postcode"
)


@dataclass(frozen=True, slots=True)
class _Joint:
    """The words before and after a place where a second question may begin."""

    first: Words
    second: Words
    is_and: bool


def split_question(question: str) -> tuple[str, ...]:
    """Return the parts of a question, each a question by itself; empty where it is one."""
    plain = question.strip().rstrip("? ")
    sentences = [_without_fillers(Words.of(s)) for s in _QUESTION_END.split(plain)]
    if not all(asks(words) for words in sentences):
        return ()
    found: list[Words] = []
    for words in sentences:
        is_bare = found and phrase_end(words) == len(words)
        rest = _rest_of(found[-1]) if is_bare else None
        found += _split(words if rest is None else Words.of(f"{words} {rest}"))
    if not 2 <= len(found) <= _MAX_PARTS:
        return ()
    parts = [_with_subject(part, found[0]) for part in found]
    return tuple(f"{part[0].upper()}{part[1:]}?" for part in parts)


def refers_to_person(part: str) -> bool:
    """Return whether a part speaks of a person or people by a pronoun."""
    return not _PERSONAL.isdisjoint(Words.of(part).bare)


def with_name(part: str, name: str) -> str:
    """Return a part with its first personal pronoun replaced by a name; not by a longer text."""
    words = Words.of(part)
    at = next((i for i, word in enumerate(words.bare) if word in _PERSONAL), None)
    if at is None or not 0 < len(name.split()) <= _MAX_NAME_WORDS:
        return part
    return " ".join([*words.written[:at], name, *words.written[at + 1 :]])


def _split(words: Words) -> list[Words]:
    """Return the parts of one sentence; itself, where it is one question."""
    for joint in _joints(words):
        if (parts := _two_parts(joint)) is not None:
            return [parts[0], *_split(parts[1])]
    return _two_ends(words) or _two_facts(words) or [words]


def _joints(words: Words) -> Iterator[_Joint]:
    """Yield where a question may end and another begin: at each "and" and each comma."""
    for i in range(1, len(words)):
        is_and = words.bare[i] in ("and", "&")
        if is_and or words.written[i - 1].endswith((",", ";")):
            second = _without_fillers(words.part(i))
            if len(second):
                yield _Joint(words.part(0, i), second, words.bare[i] in _FILLERS)


def _two_parts(joint: _Joint) -> tuple[Words, Words] | None:
    first, second = joint.first, joint.second
    phrase, is_phrase = phrase_end(second), not _has_verb(first)
    is_full = _is_full(second, phrase)
    if not _is_inverted(first) or not (is_full or is_phrase or _is_bare(second, phrase)):
        return None
    # "between what … and what …", "a king who … and who …": both belong to one clause.
    if "between" in first.bare or not ASKING.isdisjoint(set(first.bare[2:]) & set(second.bare)):
        return None
    # After a comma alone "who" and "which" are relative, and a noun is no second subject.
    if not joint.is_and and (is_phrase or second.bare[0] in _RELATIVE):
        return None
    if is_phrase:
        is_other = first.bare != second.bare[: len(first)]
        return _with_shared_end(first, second) if phrase and is_other else None
    if alike := _with_other_place(first, second, phrase):
        return first, alike
    if is_full:
        # "Who was the king and is the duke": both verbs have one subject.
        is_subject_asked = first.bare[0] in ("who", "what", "which")
        is_noun = not phrase and second.bare[0] in AUXILIARIES and second.bare[1] in ARTICLES
        return None if is_subject_asked and is_noun else (first, second)
    rest = _rest_of(first)
    return None if rest is None else (first, Words.of(f"{second} {rest}"))


def _with_other_place(first: Words, second: Words, phrase: int) -> Words | None:
    """Return a second question whose verb or noun only the first has, where they ask alike.

    "How many grams for one cup and how many for two" asks how many grams for two.
    """
    is_alike = phrase and second.bare[:phrase] == first.bare[:phrase]
    if not is_alike or len(second) <= phrase + 1 or second.bare[phrase] not in PREPOSITIONS:
        return None
    if not AUXILIARIES.isdisjoint(second.bare):
        return None
    at = max((i for i, w in enumerate(first.bare) if w == second.bare[phrase]), default=0)
    return Words.of(f"{first.part(0, at)} {second.part(phrase)}") if at > phrase else None


def _is_inverted(words: Words) -> bool:
    """Return whether words ask, and are no clause such as "when the plant is injured"."""
    if not asks(words):
        return False
    phrase = phrase_end(words)
    if not phrase or words.bare[phrase - 1] not in ADVERBS or phrase == len(words):
        return True
    return words.bare[phrase] in AUXILIARIES | {"to"}


def _is_full(words: Words, phrase: int) -> bool:
    """Return whether words ask by themselves, with a verb in its place."""
    bare = words.bare
    if bare[0] in CONTRACTED:
        return len(words) > 1
    if not phrase:
        return bare[0] in AUXILIARIES and len(words) > 2 and bare[1] in SUBJECTS
    after = bare[phrase : phrase + 1 + _MAX_ASKED_NOUNS]
    if not after:
        return False
    asked = bare[phrase - 1]
    if asked in ("many", "much") and len(words) > phrase + 1:
        return True
    if asked == "which" and after[0] in AUXILIARIES:
        return False
    if after[0] in AUXILIARIES or (after[0] == "to" and asked != "who"):
        return len(words) > phrase + 1
    if asked == "who" and phrase == 1 and len(words) > 2:
        # "Who lent her the drill": no noun follows, but a verb of any form.
        return after[0] not in SUBJECTS | PREPOSITIONS | ASKING
    if asked in ("who", "what") and phrase == 1 and after[0].endswith(("ed", "s")):
        return True
    return asked not in ADVERBS and not AUXILIARIES.isdisjoint(after)


def _is_bare(words: Words, phrase: int) -> bool:
    """Return whether words only name what is asked: "when", "how fast", "by whom"."""
    if not phrase or len(words) > _MAX_BARE_WORDS or not AUXILIARIES.isdisjoint(words.bare):
        return False
    if phrase == len(words):
        return words.bare != ("what",) and words.bare != ("which",)
    is_noun_phrase = words.bare[0] in PREPOSITIONS or words.bare[phrase - 1] not in ADVERBS
    return is_noun_phrase and words.bare[phrase - 1] not in ("who", "whom", "whose")


def _has_verb(words: Words) -> bool:
    """Return whether a first part is more than a question phrase such as "how many beeps"."""
    if words.bare[0] in CONTRACTED or not AUXILIARIES.isdisjoint(words.bare):
        return True
    phrase = phrase_end(words)
    if words.bare[phrase - 1] in ("who", "what") and phrase == 1:
        return len(words) > 2
    return len(words) > phrase + _MAX_ASKED_NOUNS


def _with_shared_end(first: Words, second: Words) -> tuple[Words, Words] | None:
    """Give both the verb that only the second has: "when and where was she born"."""
    start = max(1, phrase_end(second))
    at = next((i for i in range(start, len(second)) if second.bare[i] in _SHARED_OPENERS), None)
    if at is None or len(first) > phrase_end(first) + _MAX_ASKED_NOUNS:
        return None
    return Words.of(f"{first} {second.part(at)}"), second


def _rest_of(first: Words) -> str | None:
    """Return what a bare "when" asks of: "was the club founded" of "who founded the club"."""
    at = next((i for i, word in enumerate(first.bare) if word in AUXILIARIES), None)
    if at is not None:
        return f"{first.bare[at]} {first.part(at + 1)}"
    if first.bare[0] in CONTRACTED:
        return f"is {first.part(1)}"
    if first.bare[0] != "who" or len(first) < 3:
        return None
    verb = _PARTICIPLES.get(first.bare[1], first.bare[1] if first.bare[1].endswith("ed") else "")
    return f"was {first.part(2)} {verb}" if verb else None


def _two_ends(words: Words) -> list[Words]:
    """Split "when do you open and close": one "when" for both ends of a span of time."""
    is_when = words.bare[0] == "when" or words.bare[:2] == ("what", "time")
    at = next((i for i, word in enumerate(words.bare) if word in ("and", "&")), 0)
    if not is_when or not 0 < at < len(words) - 1:
        return []
    if words.bare[at + 1] not in _ENDS.get(words.bare[at - 1], ()):
        return []
    head, tail = words.part(0, at - 1), words.part(at + 2)
    ends = (words.part(at - 1, at), words.part(at + 1, at + 2))
    return [Words.of(f"{head} {end} {tail}") for end in ends]


def _two_facts(words: Words) -> list[Words]:
    """Split "what's the price and size of the tent": one verb for two facts of one thing."""
    at = next((i for i, word in enumerate(words.bare) if word in ("and", "&")), 0)
    if not 1 < at < len(words) - 1 or words.bare[0] not in ("what", "what's"):
        return []
    second = at + 1 + (words.bare[at + 1] in ARTICLES)
    is_fact = second < len(words) and words.bare[second] in _FACTS and words.bare[at - 1] in _FACTS
    is_plain = at - 1 <= (3 if words.bare[0] == "what" else 2) + 1
    if not (is_fact and is_plain):
        return []
    tail = words.part(second + 1)
    first_noun = next((i for i, w in enumerate(words.bare[:at]) if w in ARTICLES), at - 2) + 1
    head = words.part(0, first_noun)
    facts = (words.part(first_noun, at), words.part(second, second + 1))
    return [Words.of(f"{head} {fact} {tail}") for fact in facts]


def _with_subject(part: Words, first: Words) -> str:
    """Return a part with "it" or "they" replaced by what the first one asks about."""
    subject = "" if part is first else _subject(first)
    is_plural = subject.endswith("s") and not subject.endswith(("ss", "us", "is"))
    pronoun = "they" if is_plural else "it"
    if not subject or pronoun not in part.bare:
        return str(part)
    at = part.bare.index(pronoun)
    return " ".join([*part.written[:at], subject, str(part.part(at + 1))]).strip()


def _subject(words: Words) -> str:
    """Return the noun phrase that a question is about, "" where none shows."""
    at = next((i for i, w in enumerate(words.bare) if w in AUXILIARIES | CONTRACTED), None)
    start = 2 if at is None else at + 1
    start += words.bare[start : start + 1] == ("there",)
    if start >= len(words) or words.bare[start] not in ARTICLES or start + 1 >= len(words):
        return ""
    stops = PREPOSITIONS | AUXILIARIES | ASKING | {"and", "or"}
    end = next((i for i in range(start + 1, len(words)) if words.bare[i] in stops), len(words))
    if at is not None and words.bare[at] not in BE | CONTRACTED:
        # The verb follows its subject, of which the first noun is sure.
        end = min(end, start + 2)
    return str(words.part(start, end))


def _without_fillers(words: Words) -> Words:
    at = next((i for i, word in enumerate(words.bare) if word not in _FILLERS), len(words))
    return words.part(at)
