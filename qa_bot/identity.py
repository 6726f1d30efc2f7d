"""The identity of articles and texts: ids, digests and the keys of embeddings."""

import hashlib
from dataclasses import replace

from qa_bot.documents import Article

# 128 bits: nobody finds two sources of one id. It fits into the data of a Telegram button.
ID_DIGITS = 32
# Digits that a person is shown: two articles alike in 48 bits are found on purpose, not by chance.
SHOWN_DIGITS = 12
# The length of ids of earlier versions, each the beginning of the present one; some are stored.
FORMER_DIGITS = 12


def article_id(source: str, collection: str = "") -> str:
    """Return the id of an article from `source` in a collection, 32 hexadecimal digits."""
    name = f"{collection}\0{source}" if collection else source
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:ID_DIGITS]


def is_former_source(former: str, source: str) -> bool:
    """Return whether an earlier version gave the same piped text that source, with fewer digits."""
    return len(former) < len(source) and former.startswith("stdin:") and source.startswith(former)


def content_digest(title: str, text: str) -> str:
    """Return SHA-256 of title and text, 64 hexadecimal digits."""
    return hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()


def embedding_key(text: str) -> bytes:
    """Return the key that a text's embedding is stored under: its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def in_collection(article: Article, collection: str) -> Article:
    """Return the article as that collection's own, apart from others of the same source."""
    return replace(article, id=article_id(article.source, collection), collection=collection)
