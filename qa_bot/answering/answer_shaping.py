"""The words of a sentence that answer, from those that a reader marked.

In the cell, of the type, and as whole as was asked for. Knows one text, no other candidates.
"""

from qa_bot.answering.answer_clauses import widen_to_clause
from qa_bot.answering.answer_spans import (
    move_past_dateline,
    move_past_question,
    widen_to_tokens,
    with_explanation,
    without_loose_ends,
)
from qa_bot.answering.answer_types import move_to_type
from qa_bot.answering.named_rows import move_to_named_row
from qa_bot.answering.ranges import widen_to_range
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answering.sibling_values import move_to_sibling
from qa_bot.answering.table_cells import move_to_cell


def shaped(question: str, text: str, span: ScoredSpan, head: str = "") -> ScoredSpan:
    """Return the words that answer, within or beside a span of a text.

    `head` has the heads of the table that the text goes on with, "" where it begins one.
    """
    span = move_past_dateline(text, move_past_question(text, span))
    span = move_to_cell(question, text, span, head)
    span = move_to_type(question, text, widen_to_tokens(text, span))
    span = widen_to_range(question, text, span)
    span = move_to_sibling(question, text, span)
    span = with_explanation(text, widen_to_clause(question, text, span))
    span = without_loose_ends(text, span)
    return move_to_named_row(question, text, span, head)
