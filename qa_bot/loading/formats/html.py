"""HTML: the article of a page without the page around it, its headings and metadata.

Knows tags; fetches and runs nothing.
"""

import logging
import re
from copy import deepcopy

import trafilatura
from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from qa_bot.loading.draft import (
    Block,
    BoilerplateTally,
    Draft,
    count_left_out,
    label_by_headings,
)
from qa_bot.loading.encoding import decode_with_remarks
from qa_bot.loading.encoding_labels import markup_charset
from qa_bot.loading.formats.footnote_marks import drop_footnote_marks
from qa_bot.loading.formats.html_article import article_blocks
from qa_bot.loading.formats.html_blocks import extract_blocks, extract_placed_blocks
from qa_bot.loading.formats.html_boilerplate import drop_hidden, prune, prune_controls
from qa_bot.loading.formats.html_disclosure import open_disclosed
from qa_bot.loading.formats.html_nesting import flatten, is_too_deep
from qa_bot.loading.formats.ruby import spell_out_ruby
from qa_bot.loading.metadata import DocumentMetadata, iso_date, language_code, split_tags
from qa_bot.loading.raw_source import RawSource
from qa_bot.text.normalisation import clean_text

_PAGE = "<html><body>{}</body></html>"
_SITE_NAME = re.compile(r"(?<!\s)\s+[|–—·•]\s+[^|–—·•]*$")
# Only dates that the page states as its own: one found in its text may be any.
_STATED_DATES = {"extensive_search": False, "original_date": True}
_TITLE_BLOCKS = 3  # a heading that repeats the title is among so many blocks

# It warns of every page without an article, for which there is a fallback here.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def read(raw: RawSource) -> Draft:
    """Extract the draft of a page; its title is the page's <h1>, og:title or <title>.

    Raises SourceNotText.
    """
    in_text = markup_charset(raw.data)
    decoded = decode_with_remarks(raw.data, raw.source, raw.charset, in_text)
    page = _parse(decoded.text)
    if page is None:
        return Draft(())
    drop_footnote_marks(page)
    tally = BoilerplateTally()
    open_disclosed(page)
    drop_hidden(page, tally)
    spell_out_ruby(page)
    title = _title(page)
    # Where pruning by misleading names leaves nothing, the whole page is better than nothing.
    pruned = BoilerplateTally()
    whole = extract_placed_blocks(prune(deepcopy(page), pruned))
    tally += pruned if whole else BoilerplateTally()
    blocks = article_blocks(page, whole or extract_placed_blocks(page), tally)
    blocks = _without_title(blocks, title or "")
    metadata = _metadata(page)
    return Draft(
        label_by_headings(blocks),
        title or "",
        metadata.author,
        metadata.published,
        metadata.language,
        metadata.tags,
        unread=decoded.remarks,
        left_out=count_left_out(tally),
    )


def read_blocks(html: str) -> list[Block]:
    """Return the blocks of an HTML fragment that is all article, such as a mail."""
    page = _parse(html)
    if page is None:
        return []
    drop_footnote_marks(page)
    open_disclosed(page)
    drop_hidden(page, BoilerplateTally())
    spell_out_ruby(page)
    return extract_blocks(prune_controls(page))


def strip_tags(html: str) -> str:
    """Return the words of an HTML fragment, with blank lines between blocks."""
    return "\n\n".join(block.text for block in read_blocks(html))


def _parse(html: str) -> HtmlElement | None:
    """Parse a page or fragment of any depth; None where it is empty."""
    page = _parse_once(html)
    return _parse_once(flatten(html)) if page is not None and is_too_deep(page) else page


def _parse_once(html: str) -> HtmlElement | None:
    page = trafilatura.load_html(html)
    return page if page is not None else trafilatura.load_html(_PAGE.format(html))


def _title(page: HtmlElement) -> str | None:
    headings = [text for text in map(_text, page.iter("h1")) if text]
    if len(headings) == 1:
        return headings[0]
    for meta in page.iter("meta"):
        if meta.get("property") == "og:title" and meta.get("content", "").strip():
            return clean_text(meta.get("content", ""))
    titles = [text for text in map(_text, page.iter("title")) if text]
    return _SITE_NAME.sub("", titles[0]) if titles else next(iter(headings), None)


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    """Leave out the heading that repeats the title, which stands first or below a line or two."""
    for i, block in enumerate(blocks[:_TITLE_BLOCKS]):
        if (i == 0 or block.level == 1) and _normalised(block.text) == _normalised(title):
            return [*blocks[:i], *blocks[i + 1 :]]
    return blocks


def _text(element: HtmlElement) -> str:
    words = " ".join(block.text for block in extract_blocks(element))
    return " ".join(clean_text(words or "".join(element.itertext())).split())


def _normalised(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _metadata(page: HtmlElement) -> DocumentMetadata:
    """Return the metadata of the page's head and structured data, without the title."""
    found = extract_metadata(page, extensive=False, date_config=_STATED_DATES)
    return DocumentMetadata(
        author=found.author or "",
        published=iso_date(found.date or ""),
        language=language_code(page.get("lang") or page.get("xml:lang") or ""),
        tags=split_tags(found.tags or ()),
    )
