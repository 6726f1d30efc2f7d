"""Whether what an export says is such as adding articles gives: bounds and characters.

A file from elsewhere may be made by hand. What passes here is as harmless to
search, to show and to export again as what was read from a document.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from msgspec import Struct, structs

from qa_bot.documents import Article, Place
from qa_bot.identity import content_digest
from qa_bot.text.normalisation import clean_text, one_line

# Beyond the longest path and the longest address that servers take.
_LONGEST_NAME = 10_000
# The end of the year 9999, the last that a date can be made of.
_LAST_SECOND = 253_402_300_799.0
_MOST_TAGS = 1000
_READ = frozenset({"title", "author", "published", "language", "value"})


def text_problem(text: str) -> str:
    """Why no document gives this text; "" when one may."""
    if not any(character.isalnum() for character in text):
        return "there are no words in it"
    # Control characters, directional marks and the like would mislead whoever reads a quote.
    if clean_text(text) != text:
        return "it has characters or spaces that no article has"
    return ""


def line_problem(line: Struct) -> str:
    """Why no library exports this line; "" when one may."""
    for name, value in structs.asdict(line).items():
        if name != "text" and (problem := _problem(name, value)):
            return f"its {name} {problem}"
    return ""


def _problem(name: str, value: Any) -> str:
    if isinstance(value, str):
        if len(value) > _LONGEST_NAME:
            return f"is longer than {_LONGEST_NAME:,} characters"
        return "has a NUL character" if "\0" in value else ""
    if isinstance(value, float):
        return "" if 0 <= value <= _LAST_SECOND else "is no time"
    if isinstance(value, int):
        return "" if value in (0, 1) else "is neither 0 nor 1"
    if isinstance(value, list):
        return _list_problem(name, value)
    return ""


def _list_problem(name: str, values: list[Any]) -> str:
    if name != "places" and len(values) > _MOST_TAGS:
        return f"has more than {_MOST_TAGS} parts"
    for value in values:
        for part in value if isinstance(value, tuple) else [getattr(value, "label", value)]:
            if problem := _problem(name, part):
                return problem
    return ""


def tidied(article: Article) -> Article:
    """The article with what is said of it on one line each, without invisible characters."""
    title = one_line(article.title) or "Untitled"
    return replace(
        article,
        title=title,
        digest=content_digest(title, article.text),
        author=one_line(article.author),
        published=one_line(article.published),
        language=one_line(article.language),
        tags=tuple(filter(None, map(one_line, article.tags))),
        places=tuple(Place(place.start, one_line(place.label)) for place in article.places),
    )


def tidied_line(line: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a line, what people read among them tidied as an article's are."""
    return {name: one_line(value) if name in _READ else value for name, value in line.items()}
