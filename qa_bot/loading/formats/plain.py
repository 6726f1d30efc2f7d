"""Plain text: hard-wrapped lines and the words broken at their ends are joined.

Aligned columns become rows of cells; all else stays.

Knows line ends; not titles or files.
"""

import re

from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.encoding import decode_with_remarks
from qa_bot.loading.formats.aligned_columns import with_rows
from qa_bot.loading.raw_source import RawSource
from qa_bot.text.line_breaks import unwrap
from qa_bot.text.normalisation import clean_text

# Cleaning drops soft hyphens: one at a line's end is spelled as the visible sign for it.
_SOFT_HYPHEN_END = re.compile(r"\xad\r?\n")


def read(raw: RawSource) -> Draft:
    """Extract the draft of a plain text, without a title.

    Raises SourceNotText.
    """
    decoded = decode_with_remarks(raw.data, raw.source, raw.charset)
    text = clean_text(_SOFT_HYPHEN_END.sub("¬\n", decoded.text))
    return Draft((Piece(unwrap(with_rows(text))),), unread=decoded.remarks)
