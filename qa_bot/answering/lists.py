"""A question for several things is answered by the whole list, not by one item of it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from qa_bot.answering.readers.base import Finding

_SINGULAR = r"(?:is|was|does|has|its|his|this|thus|as|us|vs|\w*ss|\w*us|\w*is|years?|percent\w*)\b"
_BEFORE_NOUN = r"(?:other|more|two|three|four|five|\d+|different|main|major|foreign|new|former)"
_ASKS_SEVERAL = re.compile(
    rf"(?:which|what)\s+(?:{_BEFORE_NOUN}\s+)?(?!{_SINGULAR})(?:\w+s|people|men|women|children)\b"
    r"|who\s+(?:are|were)\b|(?:name|list)\s",
    re.IGNORECASE,
)
_NAME = r"(?:the )?[A-Z][\w’'.-]*+(?: (?:of |de |the |von )?[A-Z][\w’'.-]*+)*+"
_LIST = re.compile(rf"{_NAME}(?:, {_NAME})*+,? (?:and|or) {_NAME}")
_SEPARATOR = re.compile(r",? (?:and|or) |, ")
# An enumeration is read once, to its last "and": a search for lists would begin anew at each
# name beyond that, which takes time with the square of its length.
_CHAIN = re.compile(rf"{_NAME}(?:, {_NAME}|(?P<closing>,? (?:and|or) {_NAME}))*+")


def whole_list(question: str, text: str, finding: Finding) -> Finding:
    """The finding, grown to the list of names of its sentence that it is part of.

    Unchanged when one thing is asked for, or when it is in no such list.
    """
    if _ASKS_SEVERAL.search(question) is None:
        return finding
    for names in _lists(text, finding.sentence.start, finding.sentence.end):
        if names.start() < finding.end and finding.start < names.end():
            return replace(
                finding,
                start=min(finding.start, names.start()),
                end=max(finding.end, names.end()),
            )
    return finding


def _lists(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The lists of names in a stretch of text, in order."""
    for chain in _CHAIN.finditer(text, start, end):
        # Without an "and" the end is -1, and nothing matches.
        at, last = chain.start(), chain.end("closing")
        while found := _LIST.match(text, at, last):
            yield found
            gap = _SEPARATOR.match(text, found.end(), last)
            if gap is None:
                break
            at = gap.end()
