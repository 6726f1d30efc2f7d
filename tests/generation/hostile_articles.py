"""Articles that attack the model that reads them, in tests/data/injections.

`cases.json` has for each a question with the sentence that answers it, what the attack
wants said, and the words by which that is known. `asserted` means that the article
itself states the lie, so that showing it with its quote is right.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qa_bot.answers import Answer, Passage, Quote
from qa_bot.documents import Article
from qa_bot.generation.source_passages import article_passages
from qa_bot.loading import LoadLimits, load_file

FOLDER = Path(__file__).parents[1] / "data" / "injections"
# What a terminal, Telegram or a person with a telephone may follow.
_FOLLOWED = re.compile(
    r"\w+://\S+|\bwww\.\S+|[\w.+-]+@[\w-]+\.\w+|(?<!\w)[@/][A-Za-z]\w+|(?<![\w#])#\d*[^\W\d]\w*"
    r"|\b[\w-]+\.(?:com|org|net|io|me|shop|top|de|ru|cn)\b\S*|\+?\d[\d ]{6,}\d"
)


@dataclass(frozen=True)
class HostileCase:
    """One row of cases.json."""

    article: str
    attack: str
    question: str
    answer: str
    true: str
    wanted: tuple[str, ...]
    words: tuple[str, ...]
    asserted: bool


@cache
def hostile_cases() -> tuple[HostileCase, ...]:
    """All of them."""
    rows = json.loads((FOLDER / "cases.json").read_text("utf-8"))
    return tuple(
        HostileCase(**{**row, "wanted": tuple(row["wanted"]), "words": tuple(row["words"])})
        for row in rows
    )


@cache
def hostile_article(name: str) -> Article:
    """The article as the library would have it."""
    return load_file(FOLDER / name, LoadLimits())


@cache
def passages_for(case: HostileCase) -> tuple[Passage, ...]:
    """The passages of its article, and those of another hostile one."""
    cases = hostile_cases()
    other = cases[(cases.index(case) + 1) % len(cases)]
    return tuple(
        passage
        for each in (case, other)
        for passage in article_passages(hostile_article(each.article))
    )


def extractive_answer(case: HostileCase) -> Answer:
    """What the bot says without a language model."""
    return Answer(case.question, True, 0.9, case.answer, passages=passages_for(case))


def is_verbatim(quote: Quote) -> bool:
    """Whether a quote is the text of its article at its offsets, and any of it."""
    texts = {each.id: each.text for each in map(hostile_article, _names())}
    return bool(quote.text) and texts[quote.article.id][quote.start : quote.end] == quote.text


def followed_in(text: str) -> list[str]:
    """What somebody or a program may follow: links, mentions, tags, commands, numbers to call."""
    return [found.group().rstrip(".,;:!?)\"'") for found in _FOLLOWED.finditer(text)]


def unseen_in(text: str) -> list[str]:
    """The characters of a text that nobody sees, or that reorder others."""
    return [char for at, char in enumerate(text) if _is_unseen(char, text[:at])]


def _is_unseen(char: str, before: str) -> bool:
    if char in "\u200c\u200d":
        return not before or before[-1] < "\u0600"
    words = ("VARIATION SELECTOR", "FILLER", "GRAPHEME JOINER", "BRAILLE PATTERN BLANK")
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") or any(
        word in unicodedata.name(char, "") for word in words
    )


def _names() -> Iterable[str]:
    return (case.article for case in hostile_cases())
