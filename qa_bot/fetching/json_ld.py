"""The article that a page tells in its data (JSON-LD), for pages that show it by scripts only.

Knows the words of schema.org for an article; its text is data, and never run.
"""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from lxml import html

_DEEPEST = 5
_PAGE = (
    "<!doctype html><html><head><title>{title}</title><meta name='author' content='{author}'>"
    "<meta property='article:published_time' content='{date}'></head>"
    "<body><article><h1>{title}</h1>{text}</article></body></html>"
)


def told_story(page: html.HtmlElement) -> str:
    """A plain page of the longest article in the data, empty if there is none."""
    told = [found for script in page.iter("script") for found in _articles(script)]
    if not told:
        return ""
    longest = max(told, key=lambda found: len(found["articleBody"]))
    lines = filter(None, map(str.strip, longest["articleBody"].splitlines()))
    return _PAGE.format(
        title=escape(_words(longest.get("headline"))),
        author=escape(_words(longest.get("author"))),
        date=escape(_words(longest.get("datePublished"))),
        text="".join(f"<p>{escape(line)}</p>" for line in lines),
    )


def _articles(script: html.HtmlElement) -> Iterator[dict[str, Any]]:
    if script.get("type", "").lower() != "application/ld+json":
        return
    try:
        data = json.loads(script.text or "")
    except (ValueError, RecursionError):
        return
    yield from _bodies(data, _DEEPEST)


def _bodies(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Every thing in the data that has the text of an article."""
    if isinstance(data, dict) and isinstance(data.get("articleBody"), str):
        yield data
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    if depth:
        for value in inner:
            yield from _bodies(value, depth - 1)


def _words(value: Any) -> str:
    """A name given as such, as a thing that has one, or as a list of these."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    return value if isinstance(value, str) else ""
