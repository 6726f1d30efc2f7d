"""Plain text to a draft: wrapped lines are joined, all else stays.

Knows line ends; not encodings, titles or files.
"""

from qa_bot.library.layout import unwrap
from qa_bot.library.loading.characters import clean_text
from qa_bot.library.loading.draft import Draft


def read_plain(text: str) -> Draft:
    """The draft of a plain text; it names no title."""
    return Draft(unwrap(clean_text(text)))
