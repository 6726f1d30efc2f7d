"""Articles as one Markdown file, or as a zip archive of several.

Knows formats and sizes. Does not know whose articles they are.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telegram.constants import FileSizeLimit

from qa_bot.documents import Article, readable_source

# Bytes (50 MB); the Bot API refuses a larger upload.
MAX_FILE_BYTES: Final = int(FileSizeLimit.FILESIZE_UPLOAD)
# An upper bound of what DEFLATE gains on text; beyond it no archive is even tried.
_BEST_COMPRESSION: Final = 10
_NOT_IN_NAMES: Final = re.compile(r"[^\w.-]+")
_FROM_CHAT: Final = "telegram:"
# Characters of a title in a file name; file systems allow 255 bytes, up to four a character.
_MAX_NAME_CHARACTERS: Final = 60


class ExportTooLarge(Exception):
    """The articles do not fit in one file."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to send, with its name."""

    name: str
    data: bytes


def check_size(characters: int) -> None:
    """Raise ExportTooLarge if so much text cannot fit, however well it compresses."""
    if characters > _BEST_COMPRESSION * MAX_FILE_BYTES:
        raise ExportTooLarge


def export_file(articles: Sequence[Article]) -> ExportFile:
    """Return a Markdown file of one article, or a zip archive of several.

    Raises ExportTooLarge.
    """
    if len(articles) == 1:
        name = f"{_file_name(articles[0].title)}.md"
        file = ExportFile(name, _markdown(articles[0]))
    else:
        file = ExportFile("articles.zip", _zip(articles))
    return check_upload(file)


def check_upload(file: ExportFile) -> ExportFile:
    """Return a file; raise ExportTooLarge if the Bot API does not take it."""
    if len(file.data) > MAX_FILE_BYTES:
        raise ExportTooLarge
    return file


def _zip(articles: Sequence[Article]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, article in enumerate(articles, start=1):
            name = f"{number:03} {_file_name(article.title)}.md"
            archive.writestr(name, _markdown(article))
    return buffer.getvalue()


def _markdown(article: Article) -> bytes:
    parts = [f"# {' '.join(article.title.split())}"]
    parts += [f"<{article.link}>"] if article.link else []
    if article.source.startswith(_FROM_CHAT):
        parts.append(readable_source(article.source))
    byline = ", ".join(part for part in (article.author, article.published[:10]) if part)
    parts += [byline] if byline else []
    body = article.text.removeprefix(article.title).lstrip()
    return "\n\n".join([*parts, body, ""]).encode("utf-8", "replace")


def _file_name(title: str) -> str:
    name = _NOT_IN_NAMES.sub(" ", title).strip()
    return name[:_MAX_NAME_CHARACTERS].strip() or "article"
