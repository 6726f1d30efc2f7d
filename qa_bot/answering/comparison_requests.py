"""What a question compares: "Which is cheaper, a key or a fob?", "Which plan is the cheapest?"

Knows the common English adjectives and the words by which texts name what they grade, not
the things that are compared.
"""

import re
from dataclasses import dataclass

from qa_bot.answering.lexical_features import stem
from qa_bot.text.words import content_words

# The adjectives that ask for more, and for less, with what a text calls that property.
_MORE = {
    "long": "length duration time takes hours distance guarantee",
    "big": "size capacity volume area tank large",
    "large": "size capacity volume area tank big",
    "heavy": "weight mass",
    "expensive": "price cost fee rate",
    "dear": "price cost fee rate",
    "loud": "noise sound level",
    "noisy": "noise sound level",
    "fast": "speed pace",
    "quick": "speed pace",
    "tall": "height",
    "high": "height altitude level",
    "deep": "depth",
    "wide": "width",
    "hot": "temperature",
    "warm": "temperature",
    "strong": "power strength",
    "powerful": "power output",
    "far": "distance",
    "more": "",
    "most": "",
    "late": "time",
}
_LESS = {
    "cheap": "price cost fee rate",
    "short": "length duration time takes hours distance guarantee",
    "small": "size capacity volume area large big",
    "light": "weight mass",
    "quiet": "noise sound level",
    "slow": "speed pace",
    "low": "height level price",
    "shallow": "depth",
    "narrow": "width",
    "cold": "temperature",
    "cool": "temperature",
    "near": "distance",
    "close": "distance",
    "less": "",
    "least": "",
    "few": "",
    "early": "time",
}
_IRREGULAR = {
    "bigger": "big", "biggest": "big", "hotter": "hot", "hottest": "hot", "farther": "far",
    "further": "far", "furthest": "far", "fewer": "few", "fewest": "few", "wider": "wide",
    "widest": "wide", "larger": "large", "largest": "large", "later": "late", "latest": "late",
    "more": "more", "most": "most", "less": "less", "least": "least", "closer": "close",
    "closest": "close",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ASKS_WHICH = re.compile(r"\s*(?:and |so )?(?:which|what|who|is|are|was|were|does|do|did)\b", re.I)
# "in the hall or on the rounds": where the second follows a preposition, the first does too.
_PREPOSITION = re.compile(r"(?:\A|(?<=\s))(?:in|on|at|by|from|for|with)\s", re.IGNORECASE)
_THAN = re.compile(r"\bthan\s+", re.IGNORECASE)
_OR = re.compile(r" or ", re.IGNORECASE)
_LEADING = re.compile(
    r"(?:the|a|an|in|on|at|from|by|with|for|is|are|was|were|it|my|your)\s+", re.IGNORECASE
)
# Words of one of two things: a longer one is a clause.
_MAX_OPTION_WORDS = 5


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """What a question compares: the named options, none for a superlative, and by what.

    `sign` is 1 where more wins and -1 where less does. `attributes` are stems of the words
    by which a text may name the property.
    """

    options: tuple[str, ...]
    sign: int
    attributes: frozenset[str]


def comparison_request(question: str) -> ComparisonRequest | None:
    """Return what a question compares; None where it compares nothing by more and less."""
    if not _ASKS_WHICH.match(question):
        return None
    plain = " ".join(question.split()).strip(" ?.!")
    found = [(word, _degree(word.group().lower())) for word in _WORD.finditer(plain)]
    graded = [(word, base) for word, base in found if base]
    if not graded:
        return None
    word, base = graded[0]
    options = _options(plain, word)
    is_superlative = word.group().lower().endswith(("est", "most", "least"))
    if not options and not is_superlative:
        return None
    named = " ".join(options).lower().split()
    attributes = {stem(each) for each in content_words(plain) if each not in named}
    attributes |= {stem(each) for each in {**_MORE, **_LESS}[base].split()}
    return ComparisonRequest(options, 1 if base in _MORE else -1, frozenset(attributes))


def _degree(word: str) -> str:
    """Return the adjective of a comparative or superlative, "" for another word."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending in ("est", "er"):
        base = word.removesuffix(ending)
        for each in (base, f"{base}e", f"{base[:-1]}y"):
            if base != word and (each in _MORE or each in _LESS):
                return each
    return ""


def _options(plain: str, word: re.Match[str]) -> tuple[str, ...]:
    """Return the two things that a question names: "A or B", or "is A cheaper than B"."""
    if than := _THAN.search(plain, word.end()):
        first, second = plain[: word.start()].partition(" ")[2], plain[than.end() :]
    else:
        parted = _OR.split(plain)
        if len(parted) != 2:
            return ()
        before, second = parted
        first = before[before.rfind(",") + 1 :] if "," in before else before[word.end() :]
        if _PREPOSITION.match(second):
            starts = [found.end() for found in _PREPOSITION.finditer(first)]
            first = first[starts[-1] :] if starts else first
    options = (_bare(first), _bare(second))
    is_short = all(0 < len(each.split()) <= _MAX_OPTION_WORDS for each in options)
    return options if is_short else ()


def _bare(option: str) -> str:
    bare = option.strip(" ,")
    while lead := _LEADING.match(bare):
        bare = bare[lead.end() :]
    return bare
