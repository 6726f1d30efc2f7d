"""A question for several things is answered by the whole list, not by one item of it."""

import re
from dataclasses import replace

from qa_bot.answering.reading import Finding

_SINGULAR = r"(?:is|was|does|has|its|his|this|thus|as|us|vs|\w*ss|\w*us|\w*is|years?|percent\w*)\b"
_BEFORE_NOUN = r"(?:other|more|two|three|four|five|\d+|different|main|major|foreign|new|former)"
_ASKS_SEVERAL = re.compile(
    rf"(?:which|what)\s+(?:{_BEFORE_NOUN}\s+)?(?!{_SINGULAR})(?:\w+s|people|men|women|children)\b"
    r"|who\s+(?:are|were)\b|(?:name|list)\s",
    re.IGNORECASE,
)
_NAME = r"(?:the )?[A-Z][\w’'.-]*(?: (?:of |de |the |von )?[A-Z][\w’'.-]*)*"
_LIST = re.compile(rf"{_NAME}(?:, {_NAME})*,? (?:and|or) {_NAME}")


def whole_list(question: str, text: str, finding: Finding) -> Finding:
    """The finding, grown to the list of names of its sentence that it is part of.

    Unchanged when one thing is asked for, or when it is in no such list.
    """
    if _ASKS_SEVERAL.search(question) is None:
        return finding
    for names in _LIST.finditer(text, finding.sentence.start, finding.sentence.end):
        if names.start() < finding.end and finding.start < names.end():
            return replace(
                finding,
                start=min(finding.start, names.start()),
                end=max(finding.end, names.end()),
            )
    return finding
