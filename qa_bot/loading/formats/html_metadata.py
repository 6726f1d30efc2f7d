"""The facts in a page's head and structured data.

Knows the ways of HTML, most of them through trafilatura.
"""

from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from qa_bot.loading.metadata import DocumentMetadata, iso_date, language_code, split_tags

# Only dates that the page names as its own: one found in its text may be any.
_NAMED_DATES = {"extensive_search": False, "original_date": True}


def page_facts(page: HtmlElement) -> DocumentMetadata:
    """The facts in a page's head and structured data, its title aside."""
    found = extract_metadata(page, extensive=False, date_config=_NAMED_DATES)
    return DocumentMetadata(
        author=found.author or "",
        published=iso_date(found.date or ""),
        language=language_code(page.get("lang") or page.get("xml:lang") or ""),
        tags=split_tags(found.tags or ()),
    )
