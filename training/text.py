"""Text rules that the recipe shares: words, sentences, and the official SQuAD comparison."""

import re
import string
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_SENTENCE_END = re.compile(
    r"[.!?…।][\"'”’)\]»“]*\s+(?=[\"'“‘(\[«„¿¡]*(?P<next>\w))|[。！？][\"'”’）」』]*\s*|\n+"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Col|Lt|Sgt|Rev|Hon|Jr|Sr|vs|etc|No|Fig|ca|cf|al"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|U\.S|U\.K|a\.m|p\.m)|\b[A-Z])\.\s+$"
)
_ARTICLE = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = set(string.punctuation)

STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a an the and or but if of in on at to for from by with as is are was were be been being
    am do does did has have had having it its this that these those he she they we you i his her
    their our your my me him them us there here what which who whom whose when where why how
    not no nor so than then too very can could will would shall should may might must about
    into over under between during also such any some more most other only own same""",
    )
)


def words(text: str) -> list[tuple[int, int]]:
    """Character spans of the words of a text."""
    return [match.span() for match in _WORD.finditer(text)]


def content_words(text: str) -> set[str]:
    """The lower-cased words of a text that carry meaning."""
    found = {match.group().lower() for match in _WORD.finditer(text)}
    return found - STOP_WORDS


def sentences(text: str) -> list[tuple[int, int]]:
    """Character spans of the sentences of a text, without the white space around them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        goes_on = (match["next"] or "").islower()
        if goes_on or _ABBREVIATION.search(text, start, match.end()):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := trim(text, *span)) is not None]


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without white space at either end, or None if nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None


def normalise_answer(text: str) -> str:
    """Lower case, without punctuation, articles and surplus spaces, as SQuAD compares answers."""
    text = "".join(char for char in text.lower() if char not in _PUNCTUATION)
    return " ".join(_ARTICLE.sub(" ", text).split())


def exact_match(prediction: str, golds: Iterable[str]) -> float:
    """1.0 when the prediction equals a gold answer after normalisation."""
    return float(any(normalise_answer(prediction) == normalise_answer(gold) for gold in golds))


def token_f1(prediction: str, gold: str) -> float:
    """Token F1 of two answers after normalisation; two empty answers agree."""
    left, right = normalise_answer(prediction).split(), normalise_answer(gold).split()
    if not left or not right:
        return float(left == right)
    same = sum((Counter(left) & Counter(right)).values())
    return 2 * same / (len(left) + len(right))


def best_f1(prediction: str, golds: Iterable[str]) -> float:
    """The best token F1 over the gold answers."""
    return max((token_f1(prediction, gold) for gold in golds), default=0.0)


class Composer:
    """A text put together of pieces, in which some spans of the pieces are followed."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[tuple[int, int]] = []

    def add(self, piece: str, spans: Iterable[tuple[int, int]] = ()) -> None:
        """Append a piece; `spans` are spans of the piece."""
        offset = len(self.text)
        self.spans += [(start + offset, end + offset) for start, end in spans]
        self.text += piece
