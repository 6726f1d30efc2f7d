"""What makes an article the same one: where it is from, whose it is, what it says."""

import hashlib
from dataclasses import replace

from qa_bot.documents import Article


def article_id(source: str, collection: str = "") -> str:
    """The id of what comes from `source` into a collection, 12 hexadecimal digits."""
    name = f"{collection}\0{source}" if collection else source
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def content_digest(title: str, text: str) -> str:
    """The digest that an edit of title or text changes, 64 hexadecimal digits."""
    return hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()


def in_collection(article: Article, collection: str) -> Article:
    """The article as that collection's own, beside what others hold of the same source."""
    return replace(article, id=article_id(article.source, collection), collection=collection)
