"""Articles as a file that other programs read: Markdown, several of them in a zip.

Knows formats and sizes. Does not know whose articles they are.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Final

from qa_bot.documents import Article

# What a bot may send in one file.
LIMIT: Final = 50_000_000
# How much smaller a zip makes text, at the very best.
_PACKED_AT_BEST: Final = 10
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_NAME: Final = 60


class TooMuch(Exception):
    """The articles do not fit in one file."""


def check_size(characters: int) -> None:
    """Raise TooMuch where so much text will not fit however well it packs."""
    if characters > _PACKED_AT_BEST * LIMIT:
        raise TooMuch


def as_file(articles: Sequence[Article]) -> tuple[str, bytes]:
    """A name and the bytes of one Markdown file, or of a zip of several; raises TooMuch."""
    if len(articles) == 1:
        name, data = f"{_name(articles[0].title)}.md", _markdown(articles[0])
    else:
        name, data = "articles.zip", _zip(articles)
    if len(data) > LIMIT:
        raise TooMuch
    return name, data


def _zip(articles: Sequence[Article]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, article in enumerate(articles, start=1):
            archive.writestr(f"{number:03} {_name(article.title)}.md", _markdown(article))
    return packed.getvalue()


def _markdown(article: Article) -> bytes:
    head = [f"# {' '.join(article.title.split())}"]
    head += [f"<{article.link}>"] if article.link else []
    known = (article.author, article.published[:10])
    head += [", ".join(part for part in known if part)] if any(known) else []
    body = article.text.removeprefix(article.title).lstrip()
    return "\n\n".join([*head, body, ""]).encode("utf-8", "replace")


def _name(title: str) -> str:
    return _NOT_IN_NAMES.sub(" ", title).strip()[:_NAME].strip() or "article"
