"""Comparisons: which of some things, or of the rows of a table, has more or less of something.

Decided by the numbers that a text gives for each, in the rows or columns of a table or in
the clauses that name them, where they are of the one kind that the question grades.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa_bot.answering.clock_measures import dated_measures
from qa_bot.answering.comparison_clauses import in_sentences
from qa_bot.answering.comparison_kinds import NOT_PRICES, Compared, direction, rate
from qa_bot.answering.comparison_requests import ComparisonRequest
from qa_bot.answering.lexical_features import content_stems, stem
from qa_bot.answering.measures import Measure, cell_measure
from qa_bot.answering.table_rows import has_head_row
from qa_bot.documents import Span
from qa_bot.text.blocks import BlockKind, cells, find_blocks

# Rows of a table whose values are shown beside the winner's.
_MAX_SHOWN = 3
# Kinds of which the only column need not say what it has: a length may be any extent.
_SURE_KINDS = frozenset({"money", "mass", "temperature", "level", "power", "count"})
# A comparative without options: "which of the two is longer".
_TWO = 2
# A row of these is of all the others.
_OF_ALL = re.compile(r"\b(?:total|sum|average|mean|median|all|overall)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The things compared, the winners first, and the lines or sentences that hold them.

    `sign` is 1 where the greatest number wins and -1 where the least does.
    """

    items: tuple[Compared, ...]
    span: Span
    sign: int

    def calculation(self, text: str) -> str:
        """Return the numbers that decide, the winner's first: "£35 > £18"."""
        shown = self.items[: max(_MAX_SHOWN, len(self._winners()) + 1)]
        said = text[shown[0].measure.start : shown[0].measure.end]
        for former, item in pairwise(shown):
            is_tie = former.measure.value == item.measure.value
            relation = "=" if is_tie else (">" if self.sign > 0 else "<")
            said += f" {relation} {text[item.measure.start : item.measure.end]}"
        return said

    def winner(self, text: str) -> str:
        """Return what the text calls the winner, or all that tie."""
        return ", ".join(text[i.label.start : i.label.end] for i in self._winners())

    def _winners(self) -> list[Compared]:
        best = self.items[0].measure.value
        return [item for item in self.items if item.measure.value == best]


def compare(request: ComparisonRequest, text: str, about: str = "") -> Comparison | None:
    """Compare what a text says of the options, or the rows or columns of a table in it.

    `about` says what the text is about, such as its title and heading. None where the text has
    no number of the kind for each of them, or more than one.
    """
    found = _in_tables(request, text, content_stems(about))
    if found is None and request.options:
        span, items = in_sentences(request, text)
        if span is not None and request.qualifiers <= content_stems(text[span.start : span.end]):
            found = _decided(request, items, span, text)
    return found


def _in_tables(request: ComparisonRequest, text: str, about: set[str]) -> Comparison | None:
    blocks = find_blocks(text)
    first = 0
    while first < len(blocks):
        last = first
        while last < len(blocks) and blocks[last].kind is BlockKind.ROW:
            last += 1
        if last - first > 1:
            table = [cells(text, row) for row in blocks[first:last]]
            span = Span(blocks[first].start, blocks[last - 1].end)
            above = text[blocks[first - 1].start : blocks[first - 1].end] if first else ""
            known = about | content_stems(above)
            for rows in (table, [list(column) for column in zip(*table, strict=False)]):
                if found := _in_table(request, text, rows, span, known):
                    return found
        first = last + 1
    return None


def _in_table(
    request: ComparisonRequest,
    text: str,
    table: Sequence[Sequence[Span]],
    span: Span,
    known: set[str],
) -> Comparison | None:
    """Compare the rows of a table by the one column that the question means.

    `known` are the stems of what is said to be compared, such as the title's.
    """
    texts = [[text[cell.start : cell.end] for cell in row] for row in table]
    if (len(table) < 3 and not has_head_row(texts)) or len({len(row) for row in table}) > 1:
        return None
    heads = [content_stems(head) for head in texts[0]]
    labels = [content_stems(row[0]) for row in texts[1:]]
    if not request.options:
        known = known.union(*heads) | {stem(head) for head in request.grade.heads}
        is_of_all = any(_OF_ALL.search(row[0]) for row in texts[1:])
        if request.asked - known or is_of_all or any(e <= request.asked for e in labels):
            return None
    rows = list(table[1:])
    if request.is_of_two and len(rows) > _TWO:
        return None
    if request.options:
        chosen = [_named(labels, option, heads[0] | known) for option in request.options]
        rows = [rows[i] for i in chosen if i is not None]
        if len(rows) < len(request.options) or len(set(chosen)) < len(chosen):
            return None
    columns = {}
    for at in range(1, len(heads)):
        if _cell(request, text, table[0], at, set()):
            # A number of the kind is no head: the table has none.
            continue
        items = [_cell(request, text, row, at, heads[at]) for row in rows]
        if all(items) and len({len(item) for item in items}) == 1:
            columns[at] = items
    best = _column(request, heads, list(columns))
    return None if best is None else _agreed(request, columns[best], span, text)


def _agreed(
    request: ComparisonRequest, cells: Sequence[Sequence[Compared]], span: Span, text: str
) -> Comparison | None:
    """Compare the first numbers of cells, the second, and so on; None where they disagree."""
    found = [_decided(request, items, span, text) for items in zip(*cells, strict=True)]
    winners = {each and each.winner(text) for each in found}
    return found[0] if len(winners) == 1 else None


def _cell(
    request: ComparisonRequest, text: str, row: Sequence[Span], at: int, head: set[str]
) -> list[Compared]:
    """Return the measures of a cell that are of the kind, with what they say of it."""
    return [
        Compared(row[0], measure, sign)
        for measure in _cell_measures(text, row[at])
        if (sign := direction(request.grade, measure, head))
    ]


def _cell_measures(text: str, cell: Span) -> list[Measure]:
    first = cell_measure(text, cell.start, cell.end)
    # What is free has no unit.
    is_free = first is not None and first.value == 0 and text[first.start].isalpha()
    return [first] if first and is_free else list(dated_measures(text, cell.start, cell.end))


def _column(
    request: ComparisonRequest, heads: Sequence[set[str]], fitting: Sequence[int]
) -> int | None:
    """Return the one column of the kind that the question means; None where more may be."""
    if request.noun:
        fitting = [at for at in fitting if request.noun in heads[at]]
    elif "count" in request.grade.kinds and len(heads) > 2:
        return None
    graded = {stem(head) for head in request.grade.heads}
    named = [at for at in fitting if heads[at] and heads[at] <= request.asked]
    about = [at for at in fitting if heads[at] & (graded | request.asked)]
    chosen = named or about
    if not chosen and len(fitting) == 1 and request.grade.kinds <= _SURE_KINDS:
        chosen = [at for at in fitting if not heads[at] & {stem(each) for each in NOT_PRICES}]
    if len(chosen) != 1 or not request.qualifiers <= heads[chosen[0]] | graded:
        return None
    return chosen[0]


def _named(labels: Sequence[set[str]], option: str, known: set[str]) -> int | None:
    """Return the index of the one label that an option names.

    `known` are the stems of what heads the labels: "student membership" may be "Student" there.
    """
    asked = content_stems(option)
    for named in (asked, asked - known):
        exact = [i for i, label in enumerate(labels) if label == named]
        holding = exact or [i for i, label in enumerate(labels) if named <= label]
        if named and len(holding) == 1:
            return holding[0]
    return None


def _decided(
    request: ComparisonRequest, items: Sequence[Compared], span: Span, text: str
) -> Comparison | None:
    """Order the items, the winner first; None where they are not of one kind, or all tie."""
    dimensions = {i.measure.dimension for i in items if i.measure.value or i.measure.dimension}
    rates = {rate(text, item.measure) for item in items if item.measure.value}
    if len(items) < 2 or len(dimensions) > 1 or len({i.direction for i in items}) > 1:
        return None
    if len(rates - {""}) > 1:
        return None
    sign = request.grade.sign * items[0].direction
    ordered = sorted(items, key=lambda item: -sign * item.measure.value)
    ties = sum(item.measure.value == ordered[0].measure.value for item in ordered)
    is_tie = ties == len(ordered) or (request.options and ties > 1)
    return None if is_tie else Comparison(tuple(ordered), span, sign)
