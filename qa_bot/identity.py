"""What makes an article the same one: where it is from, whose it is, what it says."""

import hashlib
from dataclasses import replace

from qa_bot.documents import Article

# 128 bits: nobody finds two sources of one id. It fits into the data of a Telegram button.
ID_DIGITS = 32
# How long ids were before; each is the beginning of the present one, and may be kept somewhere.
FORMER_DIGITS = 12


def article_id(source: str, collection: str = "") -> str:
    """The id of what comes from `source` into a collection, 32 hexadecimal digits."""
    name = f"{collection}\0{source}" if collection else source
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:ID_DIGITS]


def is_former_source(former: str, source: str) -> bool:
    """Whether an earlier version named so what comes from `source` now, by fewer digits."""
    return len(former) < len(source) and former.startswith("stdin:") and source.startswith(former)


def content_digest(title: str, text: str) -> str:
    """The digest that an edit of title or text changes, 64 hexadecimal digits."""
    return hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()


def in_collection(article: Article, collection: str) -> Article:
    """The article as that collection's own, beside what others hold of the same source."""
    return replace(article, id=article_id(article.source, collection), collection=collection)
