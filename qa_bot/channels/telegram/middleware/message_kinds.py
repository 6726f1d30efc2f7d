"""Classify a message's text: a question, an article, links, or possibly either.

Knows length, sentences and links. Does not know Telegram's objects, nor what the
articles say.
"""

import re
from enum import Enum
from typing import Final

# Characters: a text of as many is no question, one of fewer is no article. A forwarded text is
# meant to be added unless it is as short as a question.
_MIN_SURE_ARTICLE: Final = 1200
_MAX_SURE_QUESTION: Final = 280
# Characters: a longer text that ends in a question mark may also be an article that does.
_MAX_LONG_QUESTION: Final = 2 * _MAX_SURE_QUESTION
# Sentences: a text of as many statements, none of them a question, is an article.
_MIN_ARTICLE_SENTENCES: Final = 5
_SENTENCE_END = re.compile(r"[.!?…。？！](?=[\s\"'”’»)]|$)")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}'\"”’»"


class MessageKind(Enum):
    """What a text may be."""

    QUESTION = "question"
    ARTICLE = "article"
    LINKS = "links"
    EITHER = "either"


def classify_text(text: str, *, forwarded: bool = False) -> MessageKind:
    """Return what a text is, by its length and by the ends of its sentences."""
    bare = text.strip()
    if find_links(bare) and not _LINK.sub("", bare).strip(_TRAILING + " \n"):
        return MessageKind.LINKS
    if len(bare) >= _MIN_SURE_ARTICLE or (forwarded and len(bare) > _MAX_SURE_QUESTION):
        return MessageKind.ARTICLE
    if len(bare) <= _MAX_SURE_QUESTION and not forwarded:
        return MessageKind.QUESTION
    if forwarded:
        return MessageKind.EITHER
    return _classify_by_sentences(bare)


def find_links(text: str) -> tuple[str, ...]:
    """Return the web addresses in a text, each once, in order."""
    found = (_without_trailing_punctuation(match.group()) for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(found))


def _classify_by_sentences(text: str) -> MessageKind:
    """Classify a text of middle length: a question ends in its question mark."""
    if text.endswith("?"):
        return MessageKind.QUESTION if len(text) < _MAX_LONG_QUESTION else MessageKind.EITHER
    sentences = len(_SENTENCE_END.findall(text))
    is_article = sentences >= _MIN_ARTICLE_SENTENCES and "?" not in text
    return MessageKind.ARTICLE if is_article else MessageKind.EITHER


def _without_trailing_punctuation(link: str) -> str:
    """Return the link without the punctuation of the sentence around it."""
    while link and link[-1] in _TRAILING:
        if link[-1] == ")" and link.count("(") >= link.count(")"):
            break
        link = link[:-1]
    return link
