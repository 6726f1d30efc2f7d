"""HTML to a draft: the article's words, without the page around them.

Knows tags; nothing is fetched or run. trafilatura finds the article; pages
too small or plain for it are pruned of what is never an article's.
"""

import logging
import re
from copy import deepcopy

import trafilatura
from lxml.html import HtmlElement

from qa_bot.library.loading.characters import clean_text
from qa_bot.library.loading.draft import Draft
from qa_bot.library.loading.markup import write_blocks
from qa_bot.library.loading.pruning import prune

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]+)""", re.I)
_PAGE = "<html><body>{}</body></html>"
_HEAD_BYTES = 4096
_SITE_NAME = re.compile(r"\s+[|–—·•]\s+[^|–—·•]*$")

# It warns of every page without an article; we have our own way for those.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def declared_charset(data: bytes) -> str | None:
    """The encoding that the page names for itself, if any."""
    found = _CHARSET.search(data[:_HEAD_BYTES])
    return found[1].decode("ascii", errors="ignore") if found else None


def read_html(html: str) -> Draft:
    """The draft of a page; its title is the page's <h1>, og:title or <title>."""
    page = _parse(html)
    if page is None:
        return Draft("")
    title = _title(page)
    # Where the names of its parts mislead, a page is better read whole than not at all.
    blocks = _article(html) or write_blocks(prune(deepcopy(page))) or write_blocks(page)
    if title and blocks and _plain(blocks[0]) == _plain(title):
        blocks = blocks[1:]
    return Draft("\n\n".join(blocks), title)


def strip_tags(html: str) -> str:
    """The words of a piece of HTML, its blocks separated by blank lines."""
    page = _parse(html)
    return "" if page is None else "\n\n".join(write_blocks(prune(page)))


def _parse(html: str) -> HtmlElement | None:
    """The page, which may be no more than a piece of one."""
    page = trafilatura.load_html(html)
    return page if page is not None else trafilatura.load_html(_PAGE.format(html))


def _article(html: str) -> list[str]:
    found = trafilatura.bare_extraction(
        html, favor_recall=True, include_comments=False, include_tables=True, with_metadata=False
    )
    # One lone paragraph is its last resort: all words of the page, lines lost.
    if found is None or isinstance(found, dict) or len(found.body) < 2:
        return []
    return write_blocks(found.body)


def _title(page: HtmlElement) -> str | None:
    headings = [text for text in map(_text, page.iter("h1")) if text]
    if len(headings) == 1:
        return headings[0]
    for meta in page.iter("meta"):
        if meta.get("property") == "og:title" and meta.get("content", "").strip():
            return clean_text(meta.get("content", ""))
    named = [text for text in map(_text, page.iter("title")) if text]
    return _SITE_NAME.sub("", named[0]) if named else next(iter(headings), None)


def _text(element: HtmlElement) -> str:
    return " ".join(clean_text("".join(element.itertext())).split())


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().casefold()
