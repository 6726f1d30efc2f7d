"""What a sentence loses whose words cannot be what the question asks for.

They are of another type, such as a name for a time, or of its type but about something
else, or only what the question says itself. Does not know how sentences are scored.
"""

import re
from collections.abc import Sequence

from qa_bot.answering.answer_types import answer_type
from qa_bot.answering.expected_types import AnswerType
from qa_bot.answering.lexical_features import content_stems
from qa_bot.answering.question_intent import asks_who
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answering.type_patterns import answer_pattern

# In log-odds, where neither the span nor another expression of its sentence is of the type that
# the question asks for, where the span echoes it, and where a sentence is to be the reason of
# itself; not fitted: 2 and 4 choose alike.
MISFIT_COST = 2.0
# The same where the best span is of the type but about something else, such as another time:
# whatever lacks the type answers no better. About the most by which a reader prefers one span.
_EXCLUDED_COST = 8.0
# Who someone is, or where something is, is not said by their own name; "who, A or B?" names both.
_ASKS_FOR_ANOTHER = re.compile(r"\s*(?:and |so )?(?:who|where)\b(?!.*\bor\b)", re.I | re.DOTALL)
_ASKS_WHEN = re.compile(r"\s*(?:and |so )?when\b", re.IGNORECASE)
# A time that is counted from the day of writing says less than a date; not fitted.
_DEICTIC_COST = 1.5
_DEICTIC = re.compile(
    r"(?:(?:this|next|last) (?:week|weekend|month|year|spring|summer|autumn|winter)|today|tomorrow"
    r"|yesterday|tonight|now)",
    re.IGNORECASE,
)


def misfit_costs(question: str, found: Sequence[tuple[str, ScoredSpan]]) -> list[float]:
    """Return what each of some spans, with their texts, loses; the best comes first."""
    expected = answer_type(question)
    if expected is None:
        return [_name_cost(question, text[span.start : span.end]) for text, span in found]
    is_misled = any(expected.is_excluded(text, span) for text, span in found[:1])
    cost = _EXCLUDED_COST if is_misled else MISFIT_COST
    deictic = _DEICTIC_COST if _ASKS_WHEN.match(question) else 0.0
    return [
        cost
        if not _may_answer(expected, text, span)
        else deictic * (_DEICTIC.fullmatch(text, span.start, span.end) is not None)
        for text, span in found
    ]


def _may_answer(expected: AnswerType, text: str, span: ScoredSpan) -> bool:
    if expected.fits(text, span):
        return True
    return next(expected.expressions(text, span.sentence), None) is not None


def _name_cost(question: str, answer: str) -> float:
    """Return what an answer to "who" or "where" loses: it names nobody, or echoes the question."""
    pattern = answer_pattern(question) if asks_who(question) else None
    if pattern is not None and pattern.search(answer) is None:
        return MISFIT_COST
    said = content_stems(answer) if _ASKS_FOR_ANOTHER.match(question) else set()
    return MISFIT_COST if said and said <= content_stems(question) else 0.0
