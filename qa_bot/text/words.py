"""The words of a question, its content words, and a full-text query (FTS5) made of them."""

import re
from collections.abc import Callable

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_MAX_WORDS = 64  # bounds the size of a full-text query

# English words of most questions and most texts, which do not tell texts apart.
STOP_WORDS = frozenset(
    "a about above after again against all also am an and any are as at be because been before "
    "being below between both but by can could did do does doing down during each few for from "
    "further had has have having he her here hers herself him himself his how i if in into is it "
    "its itself just me more most my myself no nor not now of off on once only or other our ours "
    "out over own same she should so some such than that the their theirs them themselves then "
    "there these they this those through to too under until up very was we were what when where "
    "which while who whom whose why will with would you your yours".split()
)


def words(question: str) -> list[str]:
    """Return the distinct words of a question in lower case, in order."""
    return list(dict.fromkeys(word.lower() for word in _WORD.findall(question)))[:_MAX_WORDS]


def content_words(question: str) -> list[str]:
    """Return the words of a question without stop words, or all where none are left."""
    all_words = words(question)
    return [word for word in all_words if word not in STOP_WORDS] or all_words


def match_expression(
    question: str, is_frequent: Callable[[str], bool] = lambda expression: False
) -> str | None:
    """Return an FTS5 expression that matches any content word; None where there are no words.

    Every word is quoted, so that operators (NEAR, OR, *, :) are words like
    others. `is_frequent` is called with the expression of a word, and returns
    whether it matches too many texts to score them all. Frequent words are left
    out beside rarer ones; where there are no rarer ones, all must match.
    """
    terms = [f'"{_without_apostrophes(word)}"' for word in content_words(question)]
    rare = [term for term in terms if not is_frequent(term)]
    return " OR ".join(rare) or " AND ".join(terms) or None


def _without_apostrophes(word: str) -> str:
    return word.replace("'", " ").replace("’", " ")
