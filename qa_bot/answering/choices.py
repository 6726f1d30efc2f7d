"""The one of two things that a question offers: "Which island is bare rock, Hirta or Soay?".

A reader finds the sentence that names both, and often marks the wrong one. The clause that has
the question's other words is about the right one. Knows clauses, not what the things are.
"""

import re
from dataclasses import replace

from qa_bot.answering.comparison_clauses import CLAUSE_END, label_of, words_of
from qa_bot.answering.comparison_requests import WORD
from qa_bot.answering.lexical_features import content_stems
from qa_bot.answers import Answer
from qa_bot.documents import Span

# At the end of a question, in so few characters as a name has: a longer one is a clause.
_OFFERED = re.compile(
    r"[,:] (?:the |an? )?(?P<one>[^,:?]{1,40}?),? or (?:the |an? )?(?P<other>[^,:?]{1,40})\Z",
    re.IGNORECASE,
)
_END = " ?.!\n"


def chosen(question: str, answer: Answer) -> Answer:
    """Return an answer moved to the option whose clause has words of the question.

    Unchanged where no two options are offered, its quote does not name each in a clause of its
    own, or the clause of the one that it names has such words too.
    """
    offered = _OFFERED.search(question.rstrip(_END))
    quote = answer.quote
    if offered is None or quote is None or not answer.answered or not answer.text:
        return answer
    asked = content_stems(question[: offered.start()])
    options = (offered["one"], offered["other"])
    said = content_stems(answer.text)
    named = [option for option in options if content_stems(option) <= said]
    places = [_places(quote.text, option) for option in options]
    if len(named) != 1 or any(len(found) != 1 for found in places):
        return answer
    ((own, own_words),) = places[options.index(named[0])]
    ((other, other_words),) = places[1 - options.index(named[0])]
    if asked & own_words or not asked & other_words or own == other:
        return answer
    mark = Span(quote.start + other.start, quote.start + other.end)
    text = quote.text[other.start : other.end]
    return replace(answer, text=text, quote=replace(quote, marks=(mark,)))


def _places(text: str, option: str) -> list[tuple[Span, set[str]]]:
    """Return where each clause names an option, with the words of the clause."""
    ends = [*CLAUSE_END.finditer(text)]
    starts = [0, *(end.end() for end in ends)]
    found: list[tuple[Span, set[str]]] = []
    for start, end in zip(starts, [*(end.start() for end in ends), len(text)], strict=True):
        if words := words_of(option, WORD.finditer(text, start, end)):
            found.append((label_of(option, words), content_stems(text[start:end])))
    return found
