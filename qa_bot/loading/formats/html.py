"""HTML to a draft: the article's words, without the page around them.

Knows tags; nothing is fetched or run. trafilatura finds the article; pages
too small or plain for it are pruned of what is never an article's.
"""

import logging
import re
from copy import deepcopy

import trafilatura
from lxml.html import HtmlElement

from qa_bot.loading.draft import Block, Draft, label_by_headings
from qa_bot.loading.encoding import decode
from qa_bot.loading.formats.footnote_marks import drop_footnote_marks
from qa_bot.loading.formats.html_blocks import extract_blocks
from qa_bot.loading.formats.html_boilerplate import prune
from qa_bot.loading.formats.html_headings import restore_headings
from qa_bot.loading.formats.html_metadata import page_facts
from qa_bot.loading.formats.html_nesting import flattened, is_deep
from qa_bot.loading.raw_source import RawSource
from qa_bot.text.normalisation import clean_text

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*+(?:["']\s*+)?([\w:.-]+)""", re.I)
_PAGE = "<html><body>{}</body></html>"
_HEAD_BYTES = 4096
_SITE_NAME = re.compile(r"(?<!\s)\s+[|–—·•]\s+[^|–—·•]*$")

# It warns of every page without an article; we have our own way for those.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def declared_charset(data: bytes) -> str | None:
    """The encoding that the page names for itself, if any."""
    found = _CHARSET.search(data[:_HEAD_BYTES])
    return found[1].decode("ascii", errors="ignore") if found else None


def read(raw: RawSource) -> Draft:
    """The draft of a page; its title is the page's <h1>, og:title or <title>.

    Raises SourceNotText when the bytes are no text.
    """
    charset = raw.charset or declared_charset(raw.data)
    html = decode(raw.data, raw.source, charset)
    page = _parse(html)
    if page is None:
        return Draft(())
    drop_footnote_marks(page)
    title = _title(page)
    # Where the names of its parts mislead, a page is better read whole than not at all.
    whole = extract_blocks(prune(deepcopy(page))) or extract_blocks(page)
    blocks = restore_headings(_article(page), whole) or whole
    if title and blocks and _plain(blocks[0].text) == _plain(title):
        blocks = blocks[1:]
    facts = page_facts(page)
    return Draft(
        label_by_headings(blocks),
        title or "",
        facts.author,
        facts.published,
        facts.language,
        facts.tags,
    )


def read_blocks(html: str) -> list[Block]:
    """The blocks of a piece of HTML that is all article, as a mail is."""
    page = _parse(html)
    return [] if page is None else extract_blocks(prune(page))


def strip_tags(html: str) -> str:
    """The words of a piece of HTML, its blocks separated by blank lines."""
    return "\n\n".join(block.text for block in read_blocks(html))


def _parse(html: str) -> HtmlElement | None:
    """The page, which may be no more than a piece of one, however deep it is."""
    page = _parse_whole(html)
    return _parse_whole(flattened(html)) if page is not None and is_deep(page) else page


def _parse_whole(html: str) -> HtmlElement | None:
    page = trafilatura.load_html(html)
    return page if page is not None else trafilatura.load_html(_PAGE.format(html))


def _article(page: HtmlElement) -> list[Block]:
    found = trafilatura.bare_extraction(
        deepcopy(page),
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        with_metadata=False,
    )
    # One lone paragraph is its last resort: all words of the page, lines lost.
    if found is None or isinstance(found, dict) or len(found.body) < 2:
        return []
    return extract_blocks(found.body)


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
