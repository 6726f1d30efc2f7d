"""Comparisons: which of two things, or of the rows of a table, has more or less of something.

Decided by the numbers that a text gives for each, in the rows or columns of a table or in
the clauses that name them, where they are of one dimension.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.answering.comparison_requests import ComparisonRequest
from qa_bot.answering.lexical_features import stem
from qa_bot.answering.measures import Measure, cell_measure, measures
from qa_bot.answering.table_rows import has_head_row
from qa_bot.documents import Span
from qa_bot.text.blocks import BlockKind, cells, find_blocks
from qa_bot.text.sentences import split_sentences
from qa_bot.text.words import content_words

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_CLAUSE_END = re.compile(r"[,;:.]\s|\sand\s|\sbut\s|\swhile\s|\s[–—|]\s")
# Rows of a table whose values are shown beside the winner's.
_MAX_SHOWN = 3
_YEAR_RANGE = (1000.0, 2100.0)


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the things compared, with its measure; both spans are of the text."""

    label: Span
    measure: Measure


@dataclass(frozen=True, slots=True)
class Comparison:
    """The things compared, the winner first, and the lines or sentences that hold them."""

    items: tuple[Compared, ...]
    span: Span
    sign: int

    def calculation(self, text: str) -> str:
        """Return the numbers that decide, the winner's first: "£35 > £18"."""
        values = [text[i.measure.start : i.measure.end] for i in self.items[:_MAX_SHOWN]]
        return (" > " if self.sign > 0 else " < ").join(values)

    def winner(self, text: str) -> str:
        """Return what the text calls the winner."""
        return text[self.items[0].label.start : self.items[0].label.end]


def compare(request: ComparisonRequest, text: str) -> Comparison | None:
    """Compare what a text says of the options, or the rows or columns of a table in it.

    None where the text has no number for one of them, or two of different dimensions.
    """
    found = _in_tables(request, text)
    if found is None and request.options:
        found = _in_sentences(request, text)
    return found


def _in_tables(request: ComparisonRequest, text: str) -> Comparison | None:
    blocks = find_blocks(text)
    first = 0
    while first < len(blocks):
        last = first
        while last < len(blocks) and blocks[last].kind is BlockKind.ROW:
            last += 1
        if last - first > 1:
            table = _rectangular(text, [cells(text, row) for row in blocks[first:last]])
            span = Span(blocks[first].start, blocks[last - 1].end)
            for rows in (table, [list(column) for column in zip(*table, strict=False)]):
                if found := _in_table(request, text, rows, span):
                    return found
        first = last + 1
    return None


def _rectangular(text: str, table: list[list[Span]]) -> list[list[Span]]:
    """Return the rows with an empty first head where that cell was dropped as blank."""
    heads, width = table[0], max(len(row) for row in table[1:])
    if len(heads) != width - 1:
        return table
    first = heads[0]
    label = text[first.start : first.end].lstrip("| ")
    return [
        [
            Span(first.start, first.start),
            Span(first.end - len(label), first.end),
            *heads[1:],
        ],
        *table[1:],
    ]


def _in_table(
    request: ComparisonRequest, text: str, table: Sequence[Sequence[Span]], span: Span
) -> Comparison | None:
    """Compare the rows of a table by the column whose head the question names."""
    texts = [[text[cell.start : cell.end] for cell in row] for row in table]
    if len(table) < 3 and not has_head_row(texts):
        return None
    heads = [_stems(head) for head in texts[0]]
    scored = [(len(head & request.attributes), -i, i) for i, head in enumerate(heads) if i]
    best = max(scored, default=(0, 0, 0))
    if not best[0]:
        return None
    items = []
    for row in table[1:]:
        if best[2] < len(row):
            measure = cell_measure(text, row[best[2]].start, row[best[2]].end)
            if measure is not None:
                items.append(Compared(row[0], measure))
    if request.options:
        chosen = [_named(text, items, option) for option in request.options]
        items = [item for item in chosen if item is not None]
        if len(items) < len(request.options):
            return None
    elif any(_stems(text[i.label.start : i.label.end]) <= request.attributes for i in items):
        # The question names one of the rows: it asks for that, not for the greatest.
        return None
    return _decided(request, items, span)


def _named(text: str, items: Sequence[Compared], option: str) -> Compared | None:
    """Return the one item whose label an option names."""
    asked = _stems(option)
    shared = [len(asked & _stems(text[i.label.start : i.label.end])) for i in items]
    most = max(shared, default=0)
    return items[shared.index(most)] if most and shared.count(most) == 1 else None


def _in_sentences(request: ComparisonRequest, text: str) -> Comparison | None:
    """Compare the numbers in the clauses of one sentence that name the options, or of two."""
    sentences = split_sentences(text)
    for sentence in sentences:
        known = [
            item
            for option in request.options
            if (item := _in_clauses(text, sentence, option)) is not None
        ]
        if len({item.measure.start for item in known}) == len(request.options):
            return _decided(request, known, sentence)
    apart = [_in_own_sentence(text, sentences, option) for option in request.options]
    items = [item for item in apart if item is not None]
    if len({item.measure.start for item in items}) < len(request.options):
        return None
    span = Span(min(i.label.start for i in items), max(i.measure.end for i in items))
    return _decided(request, items, span)


def _in_own_sentence(text: str, sentences: Sequence[Span], option: str) -> Compared | None:
    """Return the option's words and the first number with a unit of the sentence they begin."""
    asked = _stems(option)
    for sentence in sentences:
        words = list(_WORD.finditer(text, sentence.start, sentence.end))
        if not asked <= {stem(w.group().lower()) for w in words[: len(asked) + 2]}:
            continue
        found = [w for w in words if stem(w.group().lower()) in asked]
        units = (m for m in measures(text, found[0].end(), sentence.end) if m.dimension)
        if (measure := next(units, None)) is not None:
            return Compared(Span(found[0].start(), found[len(asked) - 1].end()), measure)
    return None


def _in_clauses(text: str, sentence: Span, option: str) -> Compared | None:
    """Return the option's words and the number of the clause in which they stand."""
    asked = _stems(option)
    start = sentence.start
    ends = [
        *((e.start(), e.end()) for e in _CLAUSE_END.finditer(text, sentence.start, sentence.end)),
        (sentence.end, sentence.end),
    ]
    for end, following in ends:
        words = [w for w in _WORD.finditer(text, start, end) if stem(w.group().lower()) in asked]
        outside = [
            m
            for m in measures(text, start, end)
            if not any(w.start() <= m.start < w.end() for w in words)
        ]
        if len({stem(w.group().lower()) for w in words}) == len(asked) and outside:
            return Compared(Span(words[0].start(), words[-1].end()), outside[0])
        start = following
    return None


def _decided(
    request: ComparisonRequest, items: Sequence[Compared], span: Span
) -> Comparison | None:
    """Order the items, the winner first; None where they are not of one dimension, or tie."""
    dimensions = {item.measure.dimension for item in items if item.measure.value}
    if len(items) < 2 or len(dimensions) > 1:
        return None
    if dimensions == {""} and all(_is_year(item.measure.value) for item in items):
        return None
    ordered = sorted(items, key=lambda item: -request.sign * item.measure.value)
    is_tie = ordered[0].measure.value == ordered[1].measure.value
    return None if is_tie else Comparison(tuple(ordered), span, request.sign)


def _is_year(value: float) -> bool:
    return _YEAR_RANGE[0] <= value <= _YEAR_RANGE[1] and value == int(value)


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}
