"""From a file or a stream to an article: read, decoded, cleaned and named.

Knows file types and sizes; what each type holds is its loader's business.
"""

import hashlib
from pathlib import Path
from typing import BinaryIO

from qa_bot.documents import Article
from qa_bot.errors import SourceEmpty, SourceTooLarge, SourceUnreadable
from qa_bot.library import sources
from qa_bot.library.identity import article_id, content_digest
from qa_bot.library.loading.characters import clean_text
from qa_bot.library.loading.draft import Draft
from qa_bot.library.loading.encoding import decode
from qa_bot.library.loading.furniture import drop_furniture
from qa_bot.library.loading.plain import read_plain
from qa_bot.library.loading.titles import choose_title


def load_file(path: Path, max_bytes: int) -> Article:
    """Load a text, Markdown or HTML file; its source is the absolute path.

    Raises SourceUnreadable, SourceTooLarge, SourceNotText or SourceEmpty.
    """
    source = str(path.expanduser().resolve())
    try:
        with path.expanduser().open("rb") as file:
            data = _read(file, source, max_bytes)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceUnreadable(
            source, f"cannot be read ({reason})", "Check the path and its permissions."
        ) from error
    return _article(_draft(path.suffix.lower(), data, source), source, path.stem)


def load_stream(stream: BinaryIO, max_bytes: int) -> Article:
    """Load what is piped in; its source is named after its content.

    Raises as `load_file` does.
    """
    data = _read(stream, "standard input", max_bytes)
    source = f"stdin:{hashlib.sha256(data).hexdigest()[:12]}"
    return _article(_draft("", data, "standard input"), source, "Pasted text")


def _read(file: BinaryIO, source: str, max_bytes: int) -> bytes:
    # One byte past the limit tells too large from just right, whatever the size claimed.
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise SourceTooLarge(
            source,
            f"larger than the limit of {max_bytes / 1e6:g} MB",
            "Split it, or raise articles.max_megabytes.",
        )
    return data


def _draft(suffix: str, data: bytes, source: str) -> Draft:
    """The text of a file, read as its name or its first bytes say it is."""
    looks_like_html = data[:1000].lstrip().lower().startswith((b"<!doctype", b"<html"))
    if suffix in sources.HTML or looks_like_html:
        # Its libraries are slow to import, and most commands load no page.
        from qa_bot.library.loading.html import declared_charset, read_html

        return read_html(decode(data, source, declared_charset(data)))
    text = decode(data, source)
    if suffix in sources.MARKDOWN:
        from qa_bot.library.loading.markdown import read_markdown

        return read_markdown(text)
    return read_plain(text)


def _article(draft: Draft, source: str, name: str) -> Article:
    text = clean_text(drop_furniture(clean_text(draft.text)))
    if not any(character.isalnum() for character in text):
        raise SourceEmpty(source, "there is no text in it", "Add a file with sentences.")
    title = choose_title(clean_text(draft.title or ""), text, name)
    return Article(article_id(source), title, source, text, content_digest(title, text))
