"""The thing that a number is of, where a question offers some: "1988: 4,100", not "4,100".

A reader that is asked which of two has more often marks the number. The clause that has it
names the thing, or nothing is added.
"""

from dataclasses import replace

from qa_bot.answering.comparison_clauses import CLAUSE_END, label_of, words_of
from qa_bot.answering.comparison_requests import WORD, ComparisonRequest
from qa_bot.answering.lexical_features import content_stems, stem
from qa_bot.answering.measures import measures
from qa_bot.answers import Answer
from qa_bot.documents import Span

# Stop words by which options differ: "before or after the change".
_CONTRAST = frozenset({"before", "after", "without"})


def named_winner(request: ComparisonRequest, answer: Answer) -> Answer:
    """Return an answer that is a number after the one option that its clause names.

    Unchanged where it is none, names an option, or its clause names several or none.
    """
    quote = answer.quote
    if not answer.answered or quote is None or len(quote.marks) != 1 or not answer.text:
        return answer
    said = {stem(word.lower()) for word in WORD.findall(answer.text)}
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
    return replace(answer, text=text, quote=replace(quote, marks=marks))


def _clause(text: str, mark: Span) -> Span:
    """Return the clause around a mark."""
    starts = [end.end() for end in CLAUSE_END.finditer(text, 0, mark.start)]
    after = CLAUSE_END.search(text, mark.end)
    return Span(max(starts, default=0), len(text) if after is None else after.start())


def _label(text: str, clause: Span, option: str) -> Span | None:
    """Return where a clause names an option, None where one of its words is missing."""
    found = list(WORD.finditer(text, clause.start, clause.end))
    contrast = _CONTRAST.intersection(option.lower().split())
    if not contrast <= {word.group().lower() for word in found}:
        return None
    words = words_of(option, found)
    return label_of(option, words) if words else None
