"""What a question compares: "Which is cheaper, a key or a fob?", "Which plan is the cheapest?"

Knows how English asks for more and less, not the things that are compared. A question that
asks for something more than that is no comparison.
"""

import re
from dataclasses import dataclass

from qa_bot.answering.comparison_grades import (
    GRADES,
    LONG_ADJECTIVES,
    MORE,
    NOUNS,
    OF_ANY_KIND,
    VERBS,
    Grade,
    adjective_of,
)
from qa_bot.answering.lexical_features import stem
from qa_bot.answering.measures import measures
from qa_bot.text.words import STOP_WORDS, content_words

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
# "For a child, is it cheaper …": what limits the comparison may stand first.
_ASKS_WHICH = re.compile(
    r"\s*(?:and |so )?(?P<limits>(?:on|in|at|by|with|for) (?:[\w'’ -]{1,40}?,? )?)?"
    r"(?P<asks>which|what|who|when|where|is|are|was|were|does|do|did|will|can)\b",
    re.IGNORECASE,
)
_IS = re.compile(r"(?:(?<=\bwhat)|(?<=\bwho))['’]?s\b|(?<=\bwhich)['’]s\b", re.IGNORECASE)
# A search by keywords: "cheapest ticket", "the quietest model".
_KEYWORDS = re.compile(r"(?:the )?(?:most|least|[a-z]+est)(?: [\w’'-]+){1,3}", re.IGNORECASE)
# "Is the canoe or the kayak faster?" asks which is faster, the canoe or the kayak.
_OPTIONS_FIRST = re.compile(
    r"(?:(?:(?:which|what|who)(?: \w+)? (?:is|are)|is|are|was|were)|(?P<does>does|do|did|will|can))"
    r" (?P<one>[^,]{1,60}?),? or (?P<other>[^,]{1,60}?) (?P<verb>(?(does)\w+ |))"
    r"(?P<graded>(?:more |less )?\w+)(?P<tail> to [\w ]{1,30})?",
    re.IGNORECASE,
)
# "Which was built first, …?" asks for the earlier one.
_FIRST = re.compile(r"(?<=\w )first(?=[,:]|\Z)", re.IGNORECASE)
# What changes which of the things wins, or whether one is asked for.
_UNSURE = re.compile(
    r"\b(?:not|no|never|neither|nor|[a-z]+n['’]t|second|third|fourth|next|last|much|at (?:the )?"
    r"(?:most|least)|except|besides|apart|other|and|both|if|under|over|below|above|between)\b",
    re.IGNORECASE,
)
# "in the hall or on the rounds": where the second follows a preposition, the first does too.
_PREPOSITION = re.compile(r"(?:\A|(?<=\s))(?:in|on|at|by|from|for|with|to)\s", re.IGNORECASE)
_ENDS_IN_PREPOSITION = re.compile(rf"{_PREPOSITION.pattern}\Z", re.IGNORECASE)
# "Cheaper to buy a day ticket or a week ticket": of the verb both are the object.
_VERB = re.compile(r"[a-z]+ (?=(?:an?|the|my|your) )", re.IGNORECASE)
_QUALIFIER = re.compile(
    r"\s(?:in|on|at|by|from|for|with|to|per|during|when|after|before|without|that|as|than)\s", re.I
)
_HOLDS = frozenset({"hold", "holds"})
_THAN = re.compile(r"\bthan\s+", re.IGNORECASE)
_OR = re.compile(r",? or |, ", re.IGNORECASE)
_OPENS_OPTIONS = re.compile(r"[,:]\s")
_LEADING = re.compile(
    r"(?:the|a|an|in|on|at|from|by|with|for|is|are|was|were|does|do|did|it|my|your)\s+", re.I
)
# Words of one of the things: a longer one is a clause.
_MAX_OPTION_WORDS = 5
# Verbs that say no more of a thing than that it has what is compared, and numbers of things.
_ASKING_WORDS = STOP_WORDS | frozenset(
    "three two four five one s give gives gave offer offers offered get gets got take takes took"
    " need needs needed come comes came make makes made charge charges charged".split()
)
# "To build", "to put up": an activity that the text need not name beside its numbers.
_INFINITIVE = re.compile(r"\bto [a-z]+(?: (?:up|down|in|out|on|off))?(?=\s*$|[,:])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """What a question compares: the named options, none for a superlative, and by what.

    `noun` is the stem of what is counted ("more seats"), "" where nothing is. `asked` are
    the stems of the question beside the options and the comparative, and `qualifiers` those
    of them that limit it ("for a full day"). Without options, a comparative is of two things.
    """

    options: tuple[str, ...]
    grade: Grade
    asked: frozenset[str]
    qualifiers: frozenset[str]
    noun: str = ""
    is_of_two: bool = False


def comparison_request(question: str) -> ComparisonRequest | None:
    """Return what a question compares; None where it compares nothing by more and less."""
    plain = _IS.sub(" is", " ".join(question.split()).strip(" ?.!"))
    plain = _with_options_last(_FIRST.sub("earlier", plain))
    asks = _ASKS_WHICH.match(plain)
    if not (_KEYWORDS.fullmatch(plain) or asks) or _UNSURE.search(plain):
        return None
    found = list(WORD.finditer(plain))
    graded = [i for i, word in enumerate(found) if is_graded(word.group().lower())]
    if len(graded) != 1:
        return None
    at = graded[0]
    grade, noun, last = _grade(plain, found, at)
    options, rest = _options(plain, found[at], found[last])
    is_superlative = found[at].group().lower().endswith(("est", "most", "least"))
    is_which = asks is None or asks["asks"].lower() in ("which", "what", "who")
    if grade is None or (not options and (rest is None or not is_which)):
        return None
    before = "" if _THAN.search(plain) else plain[: found[at].start()]
    after = "" if options else plain[found[last].end() :]
    limits = _stems(f"{(asks and asks['limits']) or ''} {_INFINITIVE.sub('', rest or '')}")
    return ComparisonRequest(
        options,
        grade,
        _stems(f"{before} {after} {noun}") | limits,
        limits,
        stem(noun) if noun else "",
        not (options or is_superlative),
    )


def _with_options_last(plain: str) -> str:
    """Return a question that names what it compares before it asks, in the usual order."""
    found = _OPTIONS_FIRST.fullmatch(plain)
    if found is None or not any(map(is_graded, found["graded"].lower().split())):
        return plain
    if any(is_graded(w.lower()) for w in f"{found['one']} {found['other']}".split()):
        return plain
    tail = found["tail"] or ""
    verb = found["verb"] or "is "
    return f"which {verb}{found['graded']}{tail}, {found['one']} or {found['other']}"


def is_graded(word: str) -> bool:
    """Return whether a word in lower case asks for, or says, more or less of something."""
    return word in MORE or adjective_of(word) != ""


def _grade(plain: str, found: list[re.Match[str]], at: int) -> tuple[Grade | None, str, int]:
    """Return what is graded, the noun that is counted, and the index of the last of its words."""
    word = found[at].group().lower()
    following = found[at + 1 : at + 2]
    is_adjacent = following and plain[found[at].end() : following[0].start()] == " "
    noun = following[0].group().lower() if following and is_adjacent else ""
    if (adjective := adjective_of(word)) and (adjective not in OF_ANY_KIND or not noun):
        return GRADES[adjective], "", at
    if adjective:
        of = GRADES[adjective]
        is_noun = noun not in STOP_WORDS
        grade = Grade(of.sign, frozenset({"any"}), frozenset(), frozenset())
        return (grade if is_noun else None), noun, at + 1
    sign = MORE[word]
    before = found[at - 1].group().lower() if at else ""
    before = found[at - 2].group().lower() if before == "the" and at > 1 else before
    if noun in GRADES and noun not in LONG_ADJECTIVES:
        # "More new jobs" counts jobs, as short adjectives have a comparative of their own.
        noun = found[at + 2].group().lower() if at + 2 < len(found) else ""
    adjective = noun if noun in GRADES else VERBS.get(before, NOUNS.get(noun, ""))
    if before in _HOLDS and noun and noun not in STOP_WORDS:
        # "Which holds more people?" counts them.
        adjective = ""
    if adjective:
        of = GRADES[adjective]
        grade = Grade(sign * of.sign, of.kinds, of.reversed_kinds, of.heads)
        return grade, "", at + 1 if noun in GRADES or noun in NOUNS else at
    if noun in STOP_WORDS:
        return None, "", at
    return Grade(sign, frozenset({"count"}), frozenset(), frozenset()), noun, at + bool(noun)


def _options(
    plain: str, word: re.Match[str], last: re.Match[str]
) -> tuple[tuple[str, ...], str | None]:
    """Return the things that a question names, and what limits the comparison.

    No options and None where it names some that cannot be distinguished.
    """
    tail, limits = plain[last.end() :], ""
    if than := _THAN.search(plain, word.end()):
        parted = [plain[: word.start()].partition(" ")[2], plain[than.end() :]]
        limits = plain[last.end() : than.start()]
    elif " or " in plain:
        opening = _OPENS_OPTIONS.search(tail)
        limits = tail[: opening.start()] if opening else ""
        parted = _OR.split(tail[opening.end() :] if opening else tail)
        if own := _PREPOSITION.match(parted[-1]):
            parted = [*map(_place, parted[:-1]), parted[-1][own.end() :]]
        elif not opening and (place := _place(parted[0])) != parted[0]:
            # "In summer or winter": both stand after one preposition.
            limits = _ENDS_IN_PREPOSITION.sub("", parted[0].removesuffix(place))
            parted[0] = place
    else:
        qualifier = _QUALIFIER.search(f"{tail} ")
        return (), tail[qualifier.start() :] if qualifier else ""
    if than and any(_OR.search(each) for each in parted):
        return (), None
    bare = [_bare(each) for each in parted]
    names = [_QUALIFIER.split(f"{each} ", maxsplit=1)[0].strip() for each in bare]
    limits += "".join(each[len(name) :] for each, name in zip(bare, names, strict=True))
    # "The small one": the other noun says what it is.
    names = [each.removesuffix(" ones").removesuffix(" one") for each in names]
    is_short = all(0 < len(each.split()) <= _MAX_OPTION_WORDS for each in names)
    is_measured = any(m.dimension for each in names for m in measures(each))
    if len(names) < 2 or not is_short or is_measured:
        return (), None
    return tuple(names), limits


def _place(option: str) -> str:
    """Return what follows the last preposition of an option: "rounds" of "on the rounds"."""
    starts = [found.end() for found in _PREPOSITION.finditer(option)]
    place = option[starts[-1] :] if starts else option
    verb = _VERB.match(place) if starts and option[: starts[-1]].lower().endswith("to ") else None
    return place[verb.end() :] if verb else place


def _bare(option: str) -> str:
    bare = option.strip(" ,")
    while lead := _LEADING.match(bare):
        bare = bare[lead.end() :]
    return bare


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in content_words(text) if w not in _ASKING_WORDS)
