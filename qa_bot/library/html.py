"""The article of a web page, its navigation, banners and scripts left out.

trafilatura finds the article; nothing is executed and nothing is fetched.
"""

import logging

from qa_bot.library.draft import Draft


def read_html(page: str) -> Draft:
    """The main text, a blank line between paragraphs, and the page's own title."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    text = (found.text if found else "") or trafilatura.html2txt(page)
    title = found.title if found else None
    return Draft("\n\n".join(line for line in text.splitlines() if line.strip()), title or None)
