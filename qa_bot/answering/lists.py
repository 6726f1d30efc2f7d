"""The list or table that answers as a whole: "What should I bring?", "When are you open?".

A reader finds one item or row. The whole is the answer where the question asks for
several things, for the steps of doing something, or for what the lead or heading says,
and names no item itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.answering.comparison_grades import SUPERLATIVE
from qa_bot.answering.lexical_features import content_stems, singles_out, stem
from qa_bot.answering.question_intent import asks_for_several, asks_yes_no
from qa_bot.answering.table_rows import has_head_row
from qa_bot.documents import Span
from qa_bot.text.blocks import BlockKind, TextBlock, block_at, cell_texts, find_blocks, run_of

# Longer runs are shown item by item: this many fit one screen, with the answer above.
_MAX_ITEMS = 20
_MAX_CHARS = 1500
# Rows are harder to take in than items: of more, the one that answers is given.
_MAX_ROWS = 8
# A longer paragraph above a list or table is prose that may name its items.
_MAX_LEAD_CHARS = 120
_RUNS = (BlockKind.ITEM, BlockKind.ROW, BlockKind.LABELLED)
# "What do I need?", "what's included", "the ingredients": the things are not counted or named.
_ASKS_FOR_WHOLE = re.compile(
    r"\bwhat(?: all)? (?:do|does|did|should|must|can|shall|will|would) (?:\w+ ){1,4}"
    r"(?:need|bring|take|pack|include|contain|offer|cover|have|get|buy|wear|eat|do)\b"
    r"|\bwhat(?:['’]s| is| are| was| were) (?:\w+ ){0,3}(?:included|in (?:it|the|this)|needed"
    r"|required|new|allowed|forbidden|not allowed|on offer|on)\b"
    r"|\b(?:ingredients|steps|requirements|features|prices|hours|times|fees|rates|dates|members"
    r"|attendees|options|models|materials|tools|contents|agenda|programme|program|schedule"
    r"|timetable|contacts|changes|fixes)\b",
    re.IGNORECASE,
)
_ASKS_FOR_STEPS = re.compile(
    r"\s*(?:and |so )?(?:how (?:do|does|can|should|would|to)\b|how['’]s\b|what(?: are|'s)? "
    r"(?:the )?(?:steps|procedure|instructions)|steps (?:to|for)\b|instructions\b)",
    re.IGNORECASE,
)
# One number or time is asked for, which the lead of a list may say itself.
_COUNTED = re.compile(
    r"\s*(?:how (?:many|much|long|old|far|often)|when|who|where|why)\b", re.IGNORECASE
)
# "We meet on these Sundays:" says nothing without the list below it.
_POINTS_BELOW = re.compile(r"\b(?:these|following|follows|below)\b[^\n]*:\s*\Z", re.IGNORECASE)
_COUNTS = re.compile(r"\s*(?:and |so )?how many\b", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"\s*how many (?P<noun>[^\W\d_]+)(?: (?:are|were) (?:there|listed|given)| (?:do|does) "
    r"(?:it|they|this|the \w+) (?:have|need|list|contain))?(?: (?:in|on|for) [\w ]{1,40})?$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\(?\d{1,3}[.)]")
_NUMBER = re.compile(r"[£$€]?\d++(?:[.,:]\d++)*+")
# Words that ask for an amount, and say nothing of what it is of.
_AMOUNTS = frozenset(("much", "many"))
_END = " ?.!\n"
# "Which boat …", "the cheapest": one row is asked for, though all are about it.
_ASKS_FOR_ONE = re.compile(
    r"\s*which (?!\w+s\b|people|men|women|children|of\b)\w+ "
    rf"|.*\b(?:the|is|are) (?:best|worst|{SUPERLATIVE})\b",
    re.IGNORECASE | re.DOTALL,
)
# "List all the clubs" is read as the question that it stands for.
_LIST_COMMAND = re.compile(
    r"\s*(?:please )?(?:list|enumerate|name)(?: me)?(?: all(?: of)?)? ?(?:the )?"
    r"(?P<things>(?:[\w-]+ ){0,2}?(?!\w*ss\b)\w+s\b.*)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class WholeList:
    """A list or table from its first item to its last, and the items without their markers."""

    span: Span
    items: tuple[Span, ...]


def as_question(request: str) -> str:
    """Return the question that a request for a list stands for, or the request itself."""
    command = _LIST_COMMAND.match(request)
    if command is None:
        return request
    return f"What are the {command['things'].rstrip(' .!?')}?"


def whole_list(
    question: str, text: str, offset: int, title: str = "", *, is_asked_for: bool = False
) -> WholeList | None:
    """Return the list at an offset of a text, or that its block there leads, if all is asked for.

    None where the question asks for one of its items, or for something else, unless it is
    known to be asked for. The words of the article's title, in a question, name no item.
    """
    if asks_yes_no(question) or _ASKS_FOR_ONE.match(question):
        return None
    blocks = find_blocks(text)
    at = block_at(blocks, offset)
    if at is None:
        return None
    is_lead = blocks[at].kind is BlockKind.LEAD and at + 1 < len(blocks)
    found = run_of(blocks, at + is_lead)
    first, run = found.start, blocks[found]
    if (
        run[0].kind not in _RUNS
        or not 2 <= len(run) <= _MAX_ITEMS
        or run[-1].end - run[0].start > _MAX_CHARS
    ):
        return None
    above = _said_above(text, blocks[first - 1]) if first else ""
    chosen = None if is_lead else text[blocks[at].start : blocks[at].end]
    count = None if is_asked_for else _HOW_MANY.match(question.rstrip(_END))
    if count is not None and not is_lead:
        if stem(count["noun"].lower()) not in content_stems(above):
            return None
    elif not (is_asked_for or _is_asked_for(question, text, run, f"{title}\n{above}", chosen)):
        return None
    items = _with_numbers(question, text, without_heads(text, run), f"{title}\n{above}")
    if not items or (run[0].kind is BlockKind.ROW and len(items) > _MAX_ROWS):
        return None
    return WholeList(Span(run[0].start, run[-1].end), tuple(_item(block) for block in items))


def _said_above(text: str, block: TextBlock) -> str:
    """Return what leads or heads a list or table; nothing of a paragraph that goes on at length."""
    is_prose = block.kind is BlockKind.PARAGRAPH and block.end - block.start > _MAX_LEAD_CHARS
    return "" if is_prose else text[block.start : block.end]


def asks_for_count(question: str) -> bool:
    """Return whether a question asks how many things of a kind there are."""
    return _HOW_MANY.match(question.rstrip(_END)) is not None


def _is_asked_for(
    question: str, text: str, run: Sequence[TextBlock], above: str, chosen: str | None
) -> bool:
    asked = content_stems(question)
    if run[0].kind is BlockKind.ITEM and _ASKS_FOR_STEPS.match(question):
        if asked & content_stems(above):
            return True
        is_numbered = _NUMBERED.match(text, run[0].start) is not None
        return is_numbered and not _is_singled_out(asked, text, run, above, chosen)
    if chosen is None:
        return _COUNTED.match(question) is None or _POINTS_BELOW.search(above) is not None
    if run[0].kind is BlockKind.ITEM and _COUNTS.match(question):
        return False
    if _names_only_the_whole(asked, text, run, above):
        return True
    if not (asks_for_several(question) or _ASKS_FOR_WHOLE.search(question)):
        return False
    return not _is_singled_out(asked, text, run, above, chosen)


def _is_singled_out(
    asked: set[str], text: str, run: Sequence[TextBlock], above: str, chosen: str | None
) -> bool:
    """Return whether the question has words that only the chosen item has, of what is there."""
    if chosen is None:
        return False
    items = [text[block.start : block.end] for block in run]
    return singles_out(asked, chosen, [above, *(item for item in items if item != chosen)])


def _names_only_the_whole(
    asked: set[str], text: str, rows: Sequence[TextBlock], above: str
) -> bool:
    """Return whether a question has words of a list's heading, or of all items, but of no item.

    `above` is the title and, below it, the heading. The title says what the whole text is
    about: its words ask for a list only where the question has no others. Nor does a heading
    with less than half of the question's words say what is asked for.
    """
    title, _, heading = above.partition("\n")
    stems = [content_stems(text[row.start : row.end]) for row in rows]
    own = content_stems(heading) if heading.strip() != title.strip() else set()
    common = own | set.intersection(*stems)
    known = common | content_stems(title)
    asked = asked - _AMOUNTS
    is_named = bool(asked & common) and 2 * len(asked & known) >= len(asked)
    is_named = is_named or (bool(asked) and asked <= known)
    return is_named and not asked & (set.union(*stems) - known)


def without_heads(text: str, run: Sequence[TextBlock]) -> Sequence[TextBlock]:
    """Return the rows of a table below the heads of its columns, and any other run whole."""
    if run[0].kind is not BlockKind.ROW:
        return run
    table = [cell_texts(text, row) for row in run]
    return run[1:] if has_head_row(table) else run


def _with_numbers(
    question: str, text: str, run: Sequence[TextBlock], above: str
) -> Sequence[TextBlock]:
    """Return the items that have the numbers of a question, all where none or each has them.

    A number of the title or the lead is part of a name, as in "the TX 50".
    """
    asked = set(_NUMBER.findall(question)) - set(_NUMBER.findall(above))
    found = [b for b in run if asked <= set(_NUMBER.findall(text, b.body, b.end))]
    return found or run


def _item(block: TextBlock) -> Span:
    return Span(block.body if block.kind is BlockKind.ITEM else block.start, block.end)
