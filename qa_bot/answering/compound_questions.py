"""Questions of several parts: "Who founded the club and when?", two questions on one line.

Split by rule: each part must ask by itself, or share what the other asks about. Knows
English word order, not the articles; a question that is not surely of several parts is
left whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Parts of one question: more are a text, not a question.
_MAX_PARTS = 4
# Words of a name, at most, that is put in a pronoun's place; a longer answer is no name.
_MAX_NAME_WORDS = 6
# Words between "what" and its verb: "what colour light does", "which bus number is".
_MAX_ASKED_NOUNS = 3
# A question phrase without a verb: "till what time in the evening".
_MAX_BARE_WORDS = 6

_QUESTION_END = re.compile(r"\?+\s+")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ASKING = _set("who whom whose what which when where why how")
_ADVERBS = _set("when where why how")
_CONTRACTED = _set("who's what's where's when's how's")
_PREPOSITIONS = _set(
    "from since until till by at in on for with to of about after before under during up"
)
_BE = _set("is are was were")
_DO = _set("do does did")
_AUXILIARIES = (
    _BE
    | _DO
    | _set(
        "can could will would shall should must may might has have had isn't aren't wasn't weren't"
        " don't doesn't didn't can't won't"
    )
)
_ARTICLES = _set("the a an my your our his her its their this that these those")
_PRONOUNS = _set("i you we he she it they there")
_SUBJECTS = _ARTICLES | _PRONOUNS | _set("any all anyone everyone people children kids dogs")
_DEGREES = _set(
    "much many long far often old big large fast late early high tall heavy wide deep hot cold"
    " loud soon expensive well quickly"
)
_SHARED_OPENERS = _AUXILIARIES | _set("when if while for in at on of to after before during")
_FILLERS = _set("and & also then so but ok okay hi hello please")
_PERSONAL = _set("he she they")
_RELATIVE = _set("who whom whose which")
_PARTICIPLES = dict(
    pair.split("/")
    for pair in "began/begun built/built bought/bought broke/broken brought/brought chose/chosen "
    "drew/drawn found/found gave/given held/held led/led lost/lost made/made paid/paid ran/run "
    "sang/sung saw/seen sold/sold sent/sent set/set shot/shot taught/taught told/told took/taken "
    "won/won wrote/written".split()
)
# Two ends of one span of time, asked for with one "when".
_ENDS = {
    "open": _set("close shut"),
    "opens": _set("closes shuts"),
    "start": _set("finish end stop"),
    "starts": _set("finishes ends stops"),
    "begin": _set("finish end stop"),
    "leave": _set("arrive return"),
    "depart": _set("arrive return"),
    "born": _set("die died"),
}
# Facts of which two are asked for with one verb: "what's the price and size of the tent?"
_FACTS = _set(
    "price cost fee deposit rent number address email e-mail website name title age date time"
    " place venue size weight height width length depth capacity power voltage speed colour color"
    " duration distance temperature author publisher population area capital currency postcode"
)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a question as they are written, and bare: in lower case, without marks."""

    written: tuple[str, ...]
    bare: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "_Words":
        """Split a text at its spaces."""
        written = tuple(text.split())
        return cls(written, tuple(w.lower().replace("’", "'").strip(".,;:!?\"()") for w in written))

    def part(self, start: int, end: int | None = None) -> "_Words":
        """Return the words from one to before another."""
        return _Words(self.written[start:end], self.bare[start:end])

    def __len__(self) -> int:
        return len(self.bare)

    def __str__(self) -> str:
        return " ".join(self.written).strip(" ,;?&")


@dataclass(frozen=True, slots=True)
class _Joint:
    """The words before and after a place where a second question may begin."""

    first: _Words
    second: _Words
    is_and: bool


def split_question(question: str) -> tuple[str, ...]:
    """Return the parts of a question, each a question by itself; empty where it is one."""
    plain = question.strip().rstrip("? ")
    sentences = [_without_fillers(_Words.of(s)) for s in _QUESTION_END.split(plain)]
    if not all(_asks(words) for words in sentences):
        return ()
    found: list[_Words] = []
    for words in sentences:
        is_bare = found and _phrase_end(words) == len(words)
        rest = _rest_of(found[-1]) if is_bare else None
        found += _split(words if rest is None else _Words.of(f"{words} {rest}"))
    if not 2 <= len(found) <= _MAX_PARTS:
        return ()
    parts = [_with_subject(part, found[0]) for part in found]
    return tuple(f"{part[0].upper()}{part[1:]}?" for part in parts)


def refers_to_person(part: str) -> bool:
    """Return whether a part speaks of a person or people by a pronoun."""
    return not _PERSONAL.isdisjoint(_Words.of(part).bare)


def with_name(part: str, name: str) -> str:
    """Return a part with its first personal pronoun replaced by a name; not by a longer text."""
    words = _Words.of(part)
    at = next((i for i, word in enumerate(words.bare) if word in _PERSONAL), None)
    if at is None or not 0 < len(name.split()) <= _MAX_NAME_WORDS:
        return part
    return " ".join([*words.written[:at], name, *words.written[at + 1 :]])


def _split(words: _Words) -> list[_Words]:
    """Return the parts of one sentence; itself, where it is one question."""
    for joint in _joints(words):
        if (parts := _two_parts(joint)) is not None:
            return [parts[0], *_split(parts[1])]
    return _two_ends(words) or _two_facts(words) or [words]


def _joints(words: _Words) -> Iterator[_Joint]:
    """Yield where a question may end and another begin: at each "and" and each comma."""
    for i in range(1, len(words)):
        is_and = words.bare[i] in ("and", "&")
        if is_and or words.written[i - 1].endswith((",", ";")):
            second = _without_fillers(words.part(i))
            if len(second):
                yield _Joint(words.part(0, i), second, words.bare[i] in _FILLERS)


def _two_parts(joint: _Joint) -> tuple[_Words, _Words] | None:
    first, second = joint.first, joint.second
    phrase, is_phrase = _phrase_end(second), not _has_verb(first)
    is_full = _is_full(second, phrase)
    if not _is_inverted(first) or not (is_full or is_phrase or _is_bare(second, phrase)):
        return None
    # "between what … and what …", "a king who … and who …": both belong to one clause.
    if "between" in first.bare or not _ASKING.isdisjoint(set(first.bare[2:]) & set(second.bare)):
        return None
    # After a comma alone "who" and "which" are relative, and a noun is no second subject.
    if not joint.is_and and (is_phrase or second.bare[0] in _RELATIVE):
        return None
    if is_phrase:
        is_other = first.bare != second.bare[: len(first)]
        return _with_shared_end(first, second) if phrase and is_other else None
    if is_full:
        # "Who was the king and is the duke": both verbs have one subject.
        is_subject_asked = first.bare[0] in ("who", "what", "which")
        is_noun = not phrase and second.bare[0] in _AUXILIARIES and second.bare[1] in _ARTICLES
        return None if is_subject_asked and is_noun else (first, second)
    rest = _rest_of(first)
    return None if rest is None else (first, _Words.of(f"{second} {rest}"))


def _is_inverted(words: _Words) -> bool:
    """Return whether words ask, and are no clause such as "when the plant is injured"."""
    if not _asks(words):
        return False
    phrase = _phrase_end(words)
    if not phrase or words.bare[phrase - 1] not in _ADVERBS or phrase == len(words):
        return True
    return words.bare[phrase] in _AUXILIARIES | {"to"}


def _phrase_end(words: _Words) -> int:
    """Return how many words ask at the start: "when", "till what", "how much"; 0 for none."""
    at = 1 if words.bare[0] in _PREPOSITIONS else 0
    if at >= len(words) or words.bare[at] not in _ASKING:
        return 0
    is_degree = words.bare[at] == "how" and at + 1 < len(words) and words.bare[at + 1] in _DEGREES
    return at + 1 + is_degree


def _is_full(words: _Words, phrase: int) -> bool:
    """Return whether words ask by themselves, with a verb in its place."""
    bare = words.bare
    if bare[0] in _CONTRACTED:
        return len(words) > 1
    if not phrase:
        return bare[0] in _AUXILIARIES and len(words) > 2 and bare[1] in _SUBJECTS
    after = bare[phrase : phrase + 1 + _MAX_ASKED_NOUNS]
    if not after:
        return False
    asked = bare[phrase - 1]
    if asked in ("many", "much") and len(words) > phrase + 1:
        return True
    if asked == "which" and after[0] in _AUXILIARIES:
        return False
    if after[0] in _AUXILIARIES or (after[0] == "to" and asked != "who"):
        return len(words) > phrase + 1
    if asked in ("who", "what") and phrase == 1 and after[0].endswith(("ed", "s")):
        return True
    return asked not in _ADVERBS and not _AUXILIARIES.isdisjoint(after)


def _is_bare(words: _Words, phrase: int) -> bool:
    """Return whether words only name what is asked: "when", "how fast", "by whom"."""
    if not phrase or len(words) > _MAX_BARE_WORDS or not _AUXILIARIES.isdisjoint(words.bare):
        return False
    if phrase == len(words):
        return words.bare != ("what",) and words.bare != ("which",)
    is_noun_phrase = words.bare[0] in _PREPOSITIONS or words.bare[phrase - 1] not in _ADVERBS
    return is_noun_phrase and words.bare[phrase - 1] not in ("who", "whom", "whose")


def _asks(words: _Words) -> bool:
    if not len(words):
        return False
    return bool(_phrase_end(words)) or words.bare[0] in _CONTRACTED | _AUXILIARIES


def _has_verb(words: _Words) -> bool:
    """Return whether a first part is more than a question phrase such as "how many beeps"."""
    if words.bare[0] in _CONTRACTED or not _AUXILIARIES.isdisjoint(words.bare):
        return True
    phrase = _phrase_end(words)
    if words.bare[phrase - 1] in ("who", "what") and phrase == 1:
        return len(words) > 2
    return len(words) > phrase + _MAX_ASKED_NOUNS


def _with_shared_end(first: _Words, second: _Words) -> tuple[_Words, _Words] | None:
    """Give both the verb that only the second has: "when and where was she born"."""
    start = max(1, _phrase_end(second))
    at = next((i for i in range(start, len(second)) if second.bare[i] in _SHARED_OPENERS), None)
    if at is None or len(first) > _phrase_end(first) + _MAX_ASKED_NOUNS:
        return None
    return _Words.of(f"{first} {second.part(at)}"), second


def _rest_of(first: _Words) -> str | None:
    """Return what a bare "when" asks of: "was the club founded" of "who founded the club"."""
    at = next((i for i, word in enumerate(first.bare) if word in _AUXILIARIES), None)
    if at is not None:
        return str(first.part(at))
    if first.bare[0] in _CONTRACTED:
        return f"is {first.part(1)}"
    if first.bare[0] != "who" or len(first) < 3:
        return None
    verb = _PARTICIPLES.get(first.bare[1], first.bare[1] if first.bare[1].endswith("ed") else "")
    return f"was {first.part(2)} {verb}" if verb else None


def _two_ends(words: _Words) -> list[_Words]:
    """Split "when do you open and close": one "when" for both ends of a span of time."""
    is_when = words.bare[0] == "when" or words.bare[:2] == ("what", "time")
    at = next((i for i, word in enumerate(words.bare) if word in ("and", "&")), 0)
    if not is_when or not 0 < at < len(words) - 1:
        return []
    if words.bare[at + 1] not in _ENDS.get(words.bare[at - 1], ()):
        return []
    head, tail = words.part(0, at - 1), words.part(at + 2)
    ends = (words.part(at - 1, at), words.part(at + 1, at + 2))
    return [_Words.of(f"{head} {end} {tail}") for end in ends]


def _two_facts(words: _Words) -> list[_Words]:
    """Split "what's the price and size of the tent": one verb for two facts of one thing."""
    at = next((i for i, word in enumerate(words.bare) if word in ("and", "&")), 0)
    if not 1 < at < len(words) - 1 or words.bare[0] not in ("what", "what's"):
        return []
    second = at + 1 + (words.bare[at + 1] in _ARTICLES)
    is_fact = second < len(words) and words.bare[second] in _FACTS and words.bare[at - 1] in _FACTS
    is_plain = at - 1 <= (3 if words.bare[0] == "what" else 2) + 1
    if not (is_fact and is_plain):
        return []
    tail = words.part(second + 1)
    first_noun = next((i for i, w in enumerate(words.bare[:at]) if w in _ARTICLES), at - 2) + 1
    head = words.part(0, first_noun)
    facts = (words.part(first_noun, at), words.part(second, second + 1))
    return [_Words.of(f"{head} {fact} {tail}") for fact in facts]


def _with_subject(part: _Words, first: _Words) -> str:
    """Return a part with "it" or "they" replaced by what the first one asks about."""
    subject = "" if part is first else _subject(first)
    is_plural = subject.endswith("s") and not subject.endswith(("ss", "us", "is"))
    pronoun = "they" if is_plural else "it"
    if not subject or pronoun not in part.bare:
        return str(part)
    at = part.bare.index(pronoun)
    return " ".join([*part.written[:at], subject, str(part.part(at + 1))]).strip()


def _subject(words: _Words) -> str:
    """Return the noun phrase that a question is about, "" where none shows."""
    at = next((i for i, w in enumerate(words.bare) if w in _AUXILIARIES | _CONTRACTED), None)
    start = 2 if at is None else at + 1
    start += words.bare[start : start + 1] == ("there",)
    if start >= len(words) or words.bare[start] not in _ARTICLES or start + 1 >= len(words):
        return ""
    stops = _PREPOSITIONS | _AUXILIARIES | _ASKING | {"and", "or"}
    end = next((i for i in range(start + 1, len(words)) if words.bare[i] in stops), len(words))
    if at is not None and words.bare[at] not in _BE | _CONTRACTED:
        # The verb follows its subject, of which the first noun is sure.
        end = min(end, start + 2)
    return str(words.part(start, end))


def _without_fillers(words: _Words) -> _Words:
    at = next((i for i, word in enumerate(words.bare) if word not in _FILLERS), len(words))
    return words.part(at)
