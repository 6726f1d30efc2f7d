"""The short answer that a whole list or table gives: its items, or its rows with their heads.

Of a wide table only the columns that a question names are given, or those of money for a
question about costs; the heads of the rows, where it asks for what they
name.
"""

import re
from collections.abc import Sequence

from qa_bot.answering.answer_pieces import column_heads
from qa_bot.answering.conditional_headings import with_condition
from qa_bot.answering.lists import WholeList, asks_for_count
from qa_bot.answering.table_rows import stems_of
from qa_bot.text.blocks import BlockKind, TextBlock, cell_texts, find_blocks

# A row of more columns is no line that a person takes in at once.
_MAX_COLUMNS = 3
_ASKS_FOR_COST = re.compile(r"\b(?:how much|costs?|prices?|fees?|rates?|charges?)\b", re.I)
_MONEY = re.compile(r"[£$€]\s?\d|\d\s?(?:[£$€]|(?:EUR|GBP|USD)\b)")
_ITEM_END = " ;,."


def list_answer(question: str, text: str, whole: WholeList, head: str = "") -> str:
    """Return the items of a list as one short answer, after their number if that is asked for.

    `head` is the line of heads of a table that the text begins within.
    """
    blocks = find_blocks(text)
    starts = {item.start for item in whole.items}
    rows = [b for b in blocks if b.kind is BlockKind.ROW and b.start in starts]
    if rows:
        items = _row_texts(question, text, rows, column_heads(text, blocks, rows[0], head))
    else:
        items = [" ".join(text[item.start : item.end].split()) for item in whole.items]
    joined = "; ".join(item.rstrip(_ITEM_END) for item in items)
    if asks_for_count(question):
        joined = f"{len(items)}: {joined}"
    return with_condition(text, whole.items[0].start, joined)


def _row_texts(
    question: str, text: str, rows: Sequence[TextBlock], heads: Sequence[str]
) -> list[str]:
    """Return each row as its head and the cells that are asked for: "Canoe: Half day £15"."""
    table = [cell_texts(text, row) for row in rows]
    width = max(len(row) for row in table)
    columns = list(range(1, width)) if width <= _MAX_COLUMNS else _asked(question, table, heads)
    texts = []
    for row in table:
        shown = [
            f"{heads[i]} {row[i]}" if len(heads) == width > 2 and heads[i] else row[i]
            for i in columns
            if i < len(row) and row[i]
        ]
        texts.append(f"{row[0]}: {', '.join(shown)}" if shown else row[0])
    return texts


def _asked(question: str, table: Sequence[Sequence[str]], heads: Sequence[str]) -> list[int]:
    """Return the columns of a wide table that a question asks for, none for the rows' heads."""
    asked = stems_of([question])
    named = [i for i, name in enumerate(heads) if i and name and stems_of([name]) <= asked]
    width = min(len(row) for row in table)
    if named:
        return named
    if _ASKS_FOR_COST.search(question) is None:
        is_of_rows = not heads or not asked.isdisjoint(stems_of([heads[0]]))
        return [] if is_of_rows else list(range(1, width))
    return [i for i in range(1, width) if all(_MONEY.search(row[i]) for row in table)]
