"""The article of a web page, its navigation, banners and scripts left out.

trafilatura finds the article; nothing is executed and nothing is fetched.
"""

import logging

from qa_bot.library.draft import Draft


def read_html(page: str) -> Draft:
    """The main text, a blank line between paragraphs, and the page's own title."""
    import trafilatura
    from trafilatura.settings import Document

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    known = found.as_dict() if isinstance(found, Document) else {}
    text = known.get("text") or trafilatura.html2txt(page)
    lines = (line for line in text.splitlines() if line.strip())
    return Draft("\n\n".join(lines), known.get("title") or None)
