"""PDF: text lines by PDFium, running headers dropped, lines joined into paragraphs."""

from qa_bot.loading.formats.pdf.parser import read

__all__ = ["read"]
