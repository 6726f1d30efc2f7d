"""A PDF whose pages are pictures: rendered by PDFium, and read as `picture` reads pictures.

Needs the extra `pictures`. Runs in the sandbox only. What the document says about itself
is kept; a text layer, if there is one, is not used.
"""

from dataclasses import replace
from typing import Final

import pypdfium2

from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.formats.pdf.geometry import page_label
from qa_bot.loading.formats.pdf.parser import open_document, read_metadata
from qa_bot.loading.formats.picture import page_text
from qa_bot.loading.raw_source import RawSource

# Pixels of the longer side: 170 to the inch of an A4 page, the most that the models use.
_LONG_SIDE: Final = 2000


def read(raw: RawSource) -> Draft:
    """Return the text of the pages, a piece each, labelled "page 3".

    Raises SourceLocked and SourceDamaged as for any PDF.
    """
    document = open_document(raw)
    pieces: list[Piece] = []
    unread: list[str] = []
    for index in range(len(document)):
        label = page_label(index + 1)
        try:
            text = _page_text(document[index])
        except pypdfium2.PdfiumError:
            # A broken page is passed over; the others are read.
            text = ""
        if text:
            pieces.append(Piece(text, label))
        else:
            unread.append(label)
    return replace(read_metadata(document), pieces=tuple(pieces), unread=tuple(unread))


def _page_text(page: pypdfium2.PdfPage) -> str:
    longest = max(page.get_width(), page.get_height(), 1.0)
    return page_text(page.render(scale=_LONG_SIDE / longest).to_pil().convert("RGB"))
