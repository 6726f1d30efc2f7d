"""The cell or list whose heads a question names, put before what a reader is unsure of.

A reader sees the words of a row or item, not both heads of a cell, nor what stands above a
list. Knows the sentences that were scored, not what is retrieved.
"""

from qa_bot.answering.cascade import CascadeResult, with_first
from qa_bot.answering.headed_lists import is_headed_list
from qa_bot.answering.question_intent import asks_yes_no
from qa_bot.answering.table_cells import names_cell
from qa_bot.answering.table_rows import TableHeads
from qa_bot.text.line_breaks import CELL_SEPARATOR

# Of a cell or list whose heads a question names: surer than not to be what is asked for.
_NAMED_CONFIDENCE = 0.6


def with_named_piece(
    question: str, result: CascadeResult, table_heads: TableHeads
) -> CascadeResult:
    """Return a result with the named cell or list first, unchanged where it is surer of another.

    `table_heads` gives the heads of the tables that chunks begin within.
    """
    if result.confidence >= _NAMED_CONFIDENCE or asks_yes_no(question):
        return result
    sentences = [s for s in result.sentences if CELL_SEPARATOR in s.text]
    heads = table_heads([sentence.chunk for sentence in sentences])
    for sentence, head in zip(sentences, heads, strict=True):
        if names_cell(question, sentence.chunk.text, sentence.span.start, head):
            return with_first(result, sentence, _NAMED_CONFIDENCE)
    for sentence in result.sentences:
        if is_headed_list(question, sentence.chunk, sentence.span.start):
            return with_first(result, sentence, _NAMED_CONFIDENCE)
    return result
