"""The words of a question, and the full-text query that they make."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from qa_bot.text.number_forms import NUMBER_FORMS, fold_number_forms, number_form_spellings
from qa_bot.text.unspaced_scripts import has_unspaced, unspaced_grams

_WORD = re.compile(rf"{NUMBER_FORMS}|[^\W_]+(?:['’][^\W_]+)?")
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
    """Return the distinct words of a question in lower case, in order; "m²" is "m2"."""
    found = (fold_number_forms(word.lower()) for word in _WORD.findall(question))
    return list(dict.fromkeys(found))[:_MAX_WORDS]


def content_words(question: str) -> list[str]:
    """Return the words of a question without stop words, or all where none are left."""
    all_words = words(question)
    return [word for word in all_words if word not in STOP_WORDS] or all_words


def has_digit(text: str) -> bool:
    """Return whether a text has a digit."""
    return any(map(str.isdigit, text))


@dataclass(frozen=True, slots=True)
class FullTextQuery:
    """Words to search for, however they are printed: chunks that have any of them.

    With `match_all` they must have every one.

    `grams` are runs of characters of scripts without spaces, which may stand anywhere.
    """

    words: tuple[str, ...]
    match_all: bool = False
    grams: tuple[str, ...] = ()


def full_text_query(
    question: str, is_frequent: Callable[[str], bool] = lambda word: False
) -> FullTextQuery | None:
    """Return the query for the content words of a question; None when there are no words.

    `is_frequent` says of a word whether too many texts match it to score them
    all: such a word chooses little beside a rarer one, and is left out; when
    there is no rarer one, all of them must match.
    """
    grams = unspaced_grams(question)
    # A run of such a script is no word: full text has it only between the same two commas.
    found = tuple(word for word in content_words(question) if not (grams and has_unspaced(word)))
    rare = tuple(word for word in found if not is_frequent(word))
    if rare or not found:
        return FullTextQuery(rare, grams=grams) if rare or grams else None
    return FullTextQuery(found, match_all=True, grams=grams)


def phrases(query: FullTextQuery) -> list[list[str]]:
    """Return for each word of a query the phrases that a text may have in its place.

    An index has "m²" and "m2" as two words, so that either is looked for as both.
    """
    return [[_without_quotes(each) for each in number_form_spellings(w)] for w in query.words]


def _without_quotes(word: str) -> str:
    return word.replace("'", " ").replace("’", " ").replace('"', " ")
