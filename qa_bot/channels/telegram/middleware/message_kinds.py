"""What a person's message is: a question, an article, a link, or possibly either.

Knows length, sentences and links. Does not know Telegram's objects, nor what
the articles say.
"""

import re
from enum import Enum
from typing import Final

# A text of as many characters is no question, one of fewer is no article. A forwarded text is
# meant to be kept unless it is as short as a question.
_SURELY_ARTICLE: Final = 1200
_SURELY_QUESTION: Final = 280
_SENTENCE_END = re.compile(r"[.!?…。？！](?=[\s\"'”’»)]|$)")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}'\"”’»"


class Sort(Enum):
    """What a message may be."""

    QUESTION = "question"
    ARTICLE = "article"
    LINKS = "links"
    EITHER = "either"


def sort_of(text: str, *, forwarded: bool = False) -> Sort:
    """What a text is, by its length and by the shape of its sentences."""
    bare = text.strip()
    if links_in(bare) and not _LINK.sub("", bare).strip(_TRAILING + " \n"):
        return Sort.LINKS
    if len(bare) >= _SURELY_ARTICLE or (forwarded and len(bare) > _SURELY_QUESTION):
        return Sort.ARTICLE
    if len(bare) <= _SURELY_QUESTION and not forwarded:
        return Sort.QUESTION
    if forwarded:
        return Sort.EITHER
    return _by_shape(bare)


def links_in(text: str) -> tuple[str, ...]:
    """The web addresses in a text, each once, in order."""
    found = (_untrailed(match.group()) for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(found))


def _by_shape(text: str) -> Sort:
    """A question asks something by its end; a text of many statements does not."""
    if text.endswith("?"):
        return Sort.QUESTION if len(text) < 2 * _SURELY_QUESTION else Sort.EITHER
    sentences = len(_SENTENCE_END.findall(text))
    asks = "?" in text
    return Sort.ARTICLE if sentences >= 5 and not asks else Sort.EITHER


def _untrailed(link: str) -> str:
    """The link without the punctuation of the sentence around it."""
    while link and link[-1] in _TRAILING:
        if link[-1] == ")" and link.count("(") >= link.count(")"):
            break
        link = link[:-1]
    return link
