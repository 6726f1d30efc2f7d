"""Plain text to a draft: wrapped lines are joined, all else stays.

Knows line ends; not titles or files.
"""

from qa_bot.loading.draft import Draft
from qa_bot.loading.encoding import decode
from qa_bot.loading.incoming import Incoming
from qa_bot.text.line_wrapping import unwrap
from qa_bot.text.normalisation import clean_text


def read(incoming: Incoming) -> Draft:
    """The draft of a plain text; it names no title. Raises SourceNotText."""
    text = decode(incoming.data, incoming.source, incoming.charset)
    return Draft.of(unwrap(clean_text(text)))
