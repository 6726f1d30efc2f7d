"""Plain text to a draft: wrapped lines are joined, all else stays.

Knows line ends; not titles or files.
"""

from qa_bot.library.layout import unwrap
from qa_bot.library.loading.characters import clean_text
from qa_bot.library.loading.draft import Draft
from qa_bot.library.loading.encoding import decode
from qa_bot.library.loading.incoming import Incoming


def read(incoming: Incoming) -> Draft:
    """The draft of a plain text; it names no title. Raises SourceNotText."""
    text = decode(incoming.data, incoming.source, incoming.charset)
    return Draft.of(unwrap(clean_text(text)))
