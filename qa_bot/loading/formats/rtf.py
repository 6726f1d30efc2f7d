"""RTF: a rich text of Word, WordPad, TextEdit and others, with its notes and properties.

Knows the document's properties; `rtf_reader` knows what is in it.
"""

import re

from qa_bot.loading.draft import Draft, Piece, label_by_headings
from qa_bot.loading.formats.rtf_reader import RtfReader
from qa_bot.loading.formats.rtf_words import ACTIONS, SKIPPED
from qa_bot.loading.metadata import split_tags
from qa_bot.loading.raw_source import RawSource

_PICTURE = re.compile(r"(?:[0-9a-fA-F]{2}[\r\n]*+){200,}+")


def read(raw: RawSource) -> Draft:
    """Extract the draft of a rich text, notes at the end."""
    # Pictures in hexadecimal digits are most of a file.
    rtf = _PICTURE.sub("", raw.data.decode("latin-1"))
    reader = RtfReader(ACTIONS, SKIPPED)
    blocks = reader.read(rtf)
    title = reader.info.get("title", "") or reader.story.title
    pieces = label_by_headings(blocks)
    if pieces and title and pieces[0].text == title:
        pieces = pieces[1:]
    notes = tuple(Piece("\n".join(b.text for b in note), "notes") for note in reader.notes)
    return Draft(
        pieces + notes,
        title,
        author=reader.info.get("author", ""),
        published=_date(reader.created),
        tags=split_tags([reader.info.get("keywords", "")]),
        unread=tuple(reader.unread),
    )


def _date(created: dict[str, int]) -> str:
    year, month, day = (created.get(part, 0) for part in ("yr", "mo", "dy"))
    is_date = 0 < year < 10_000 and 0 < month <= 12 and 0 < day <= 31
    return f"{year:04}-{month:02}-{day:02}" if is_date else ""
