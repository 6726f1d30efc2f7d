"""Contractions that are typed without their apostrophe: "whats", "dont", "shes".

Knows those that are no other word: "its", "were", "well" and "wed" stay as they are.
"""

import re

_OF_BE = "whats whos wheres whens hows thats theres heres hes shes"
_NEGATED = (
    "arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt mustnt shouldnt wasnt"
    " werent wont wouldnt"
)
_APOSTROPHES = (
    {word: f"{word[:-1]}'s" for word in _OF_BE.split()}
    | {word: f"{word[:-1]}'t" for word in _NEGATED.split()}
    | {"im": "i'm", "ive": "i've", "youre": "you're", "theyre": "they're", "theyve": "they've"}
)
_UNMARKED = re.compile(rf"\b(?:{'|'.join(_APOSTROPHES)})\b", re.IGNORECASE)


def with_apostrophes(text: str) -> str:
    """Return a text with the apostrophes of its contractions: "what's his number"."""
    return _UNMARKED.sub(_marked, text)


def _marked(found: re.Match[str]) -> str:
    word = found.group()
    marked = _APOSTROPHES[word.lower()]
    return f"{word[0]}{marked[1:]}"
