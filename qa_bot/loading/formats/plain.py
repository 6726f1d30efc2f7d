"""Plain text: hard-wrapped lines are joined, everything else stays.

Knows line ends; not titles or files.
"""

from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.encoding import decode
from qa_bot.loading.raw_source import RawSource
from qa_bot.text.line_breaks import unwrap
from qa_bot.text.normalisation import clean_text


def read(raw: RawSource) -> Draft:
    """Extract the draft of a plain text, without a title.

    Raises SourceNotText.
    """
    text = decode(raw.data, raw.source, raw.charset)
    return Draft((Piece(unwrap(clean_text(text))),))
