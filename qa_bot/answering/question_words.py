"""The words of a question, and the word lists that separate its parts.

Knows English function words and their order, not what is asked about.
"""

from dataclasses import dataclass


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list that is written as a text."""
    return frozenset(text.split())


ASKING = word_set("who whom whose what which when where why how")
ADVERBS = word_set("when where why how")
CONTRACTED = word_set("who's what's where's when's how's")
_APOSTROPHES = {word.replace("'", ""): word for word in CONTRACTED}  # "whats" is "what's"
PREPOSITIONS = word_set(
    "from since until till by at in on for with to of about after before under during up"
)
BE = word_set("is are was were")
DO = word_set("do does did")
AUXILIARIES = (
    BE
    | DO
    | word_set(
        "can could will would shall should must may might has have had isn't aren't wasn't weren't"
        " don't doesn't didn't can't won't"
    )
)
ARTICLES = word_set("the a an my your our his her its their this that these those")
PRONOUNS = word_set("i you we he she it they there")
SUBJECTS = ARTICLES | PRONOUNS | word_set("any all anyone everyone people children kids dogs")
DEGREES = word_set(
    "much many long far often old big large fast late early high tall heavy wide deep hot cold"
    " loud soon expensive well quickly"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a question as they are written, and bare: in lower case, without marks."""

    written: tuple[str, ...]
    bare: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Split a text at its spaces."""
        written = tuple(text.split())
        bare = (w.lower().replace("’", "'").strip('.,;:!?"()') for w in written)
        return cls(written, tuple(_APOSTROPHES.get(word, word) for word in bare))

    def part(self, start: int, end: int | None = None) -> "Words":
        """Return the words from one to before another."""
        return Words(self.written[start:end], self.bare[start:end])

    def __len__(self) -> int:
        return len(self.bare)

    def __str__(self) -> str:
        return " ".join(self.written).strip(" ,;?&")


def phrase_end(words: Words) -> int:
    """Return how many words ask at the start: "when", "till what", "how much"; 0 for none."""
    at = 1 if words.bare[0] in PREPOSITIONS else 0
    if at >= len(words) or words.bare[at] not in ASKING:
        return 0
    is_degree = words.bare[at] == "how" and at + 1 < len(words) and words.bare[at + 1] in DEGREES
    return at + 1 + is_degree


def asks(words: Words) -> bool:
    """Return whether words begin as a question does."""
    if not len(words):
        return False
    return bool(phrase_end(words)) or words.bare[0] in CONTRACTED | AUXILIARIES
