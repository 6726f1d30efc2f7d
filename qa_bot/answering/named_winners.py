"""The thing that a number is of, where a question offers some: "1988: 4,100", not "4,100".

A reader that is asked which of two has more often marks the number. The clause that has it
names the thing, or nothing is added.
"""

import re
from dataclasses import replace

from qa_bot.answering.comparison_requests import ComparisonRequest
from qa_bot.answering.lexical_features import content_stems, stem
from qa_bot.answering.measures import measures
from qa_bot.answers import Answer, Quote
from qa_bot.documents import Span

_CLAUSE_END = re.compile(r"[,;:.]\s|\sand\s|\sbut\s|\swhile\s|\s[–—|]\s")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
# Stop words by which options differ: "before or after the change".
_CONTRAST = frozenset({"before", "after", "without"})


def named_winner(request: ComparisonRequest, answer: Answer) -> Answer:
    """Return an answer that is a number after the one option that its clause names.

    Unchanged where it is none, names an option, or its clause names several or none.
    """
    quote = answer.quote
    if not answer.answered or quote is None or len(quote.marks) != 1 or not answer.text:
        return answer
    said = set(_stems(answer.text))
    if next(measures(answer.text), None) is None or any(
        content_stems(option) <= said for option in request.options
    ):
        return answer
    mark = Span(quote.marks[0].start - quote.start, quote.marks[0].end - quote.start)
    labels = [
        label
        for option in request.options
        if (label := _label(quote.text, _clause(quote.text, mark), option)) is not None
    ]
    if len(labels) != 1:
        return answer
    label = labels[0]
    marks = (Span(quote.start + label.start, quote.start + label.end), *quote.marks)
    text = f"{quote.text[label.start : label.end]}: {answer.text}"
    return replace(answer, text=text, quote=_marked(quote, marks))


def _clause(text: str, mark: Span) -> Span:
    """Return the clause around a mark."""
    starts = [end.end() for end in _CLAUSE_END.finditer(text, 0, mark.start)]
    after = _CLAUSE_END.search(text, mark.end)
    return Span(max(starts, default=0), len(text) if after is None else after.start())


def _label(text: str, clause: Span, option: str) -> Span | None:
    """Return where a clause names an option, None where one of its words is missing."""
    asked = content_stems(option)
    found = list(_WORD.finditer(text, clause.start, clause.end))
    words = [word for word in found if stem(word.group().lower()) in asked]
    contrast = _CONTRAST.intersection(option.lower().split())
    if not contrast <= {word.group().lower() for word in found}:
        return None
    if not asked or {stem(word.group().lower()) for word in words} < asked:
        return None
    return Span(words[0].start(), words[len(asked) - 1].end())


def _stems(text: str) -> list[str]:
    return [stem(word.lower()) for word in _WORD.findall(text)]


def _marked(quote: Quote, marks: tuple[Span, ...]) -> Quote:
    return replace(quote, marks=marks)
