"""The sentences of an article, and which of them can stand for it in an overview.

Prose says something by itself; list items and rows of a table do beside their
heading; a heading, a label, a question or a credit line does not.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from qa_bot.answering.question_intent import is_question
from qa_bot.documents import Article, Span, place_at
from qa_bot.loading.boilerplate import may_be_boilerplate
from qa_bot.text.line_breaks import split_blocks
from qa_bot.text.sentences import split_sentences
from qa_bot.text.unspaced_scripts import has_unspaced

# Words below which a line is a heading or a fragment, and characters where no space parts words.
_MIN_WORDS, _MIN_UNSPACED_CHARS = 5, 10
# Words of a line without an end mark that is prose nonetheless: longer than most headings.
_MIN_UNMARKED_WORDS = 15
# Characters of a sentence that is too long to be one of a few: three times a long one.
_MAX_CHARS = 600
_END_MARKS = tuple(".!?…。！？｡．؟।")
_CLOSING = "\"'”’»)]*_ "
_ITEM = re.compile(r"(?:[-*+•‣◦▪–—]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)])\s")
_CELL_SEPARATOR = " | "
# "Prep: 15 minutes", "Present: Cllr Barker", "Next meeting: 9 April"
_LABEL = re.compile(r"[^\W\d][^:.!?\n]{0,30}:(?:\s|$)")
_MAX_LABEL_WORDS = 3  # of the label itself: a longer one is the first half of a sentence
# What pages and press releases say beside their text.
_ASIDE = re.compile(
    r"(?:click|tap|swipe|read more|see also|share|subscribe|sign up|follow us|photo|image|picture"
    r"|caption|source|credit|copyright|©|advertisement|related|contact|media contact|by [A-Z]\w+ "
    r"|for (?:more|further) (?:information|details)|press contact|notes? to editors|disclaimer"
    r"|all rights reserved|this (?:article|story|page) (?:was|is)|visit (?:us|our)|e-?mail us"
    r"|(?:hi|hello|dear|welcome|thanks?|thank you)\b[^.]{0,40}[.!,])",
    re.IGNORECASE,
)
# Sections that are about the publisher, or lead elsewhere.
_ASIDE_HEADING = re.compile(
    r"(?:about (?:us|the (?:author|company)|[A-Z]\w+)|notes? (?:to|for) editors|(?:media |press )?"
    r"contacts?|references|sources|comments|related|see also|further reading|external links)\b"
)


class SentenceKind(IntEnum):
    """How well a sentence stands for its text, best first."""

    PROSE = 0
    ITEM = 1
    ROW = 2
    OTHER = 3


@dataclass(frozen=True, slots=True)
class TextSentence:
    """A sentence of an article with its kind, its rank in its paragraph, and its heading.

    `rank` counts from 0; `heading` is the nearest one above, or "".
    """

    span: Span
    text: str
    kind: SentenceKind
    rank: int
    heading: str = ""


def sentences_of(article: Article) -> list[TextSentence]:
    """Return the sentences of an article, in order. Linear in its length."""
    text = article.text
    starts = [block.start for block in split_blocks(text)]
    found: list[TextSentence] = []
    heading, block, rank, opening = "", -1, 0, SentenceKind.OTHER
    spans = split_sentences(text)
    for span, after in zip(spans, [*spans[1:], None], strict=True):
        own = bisect_right(starts, span.start)
        block, rank = own, rank + 1 if own == block else 0
        sentence = text[span.start : span.end]
        kind = _kind(sentence)
        below = text[after.start : after.end] if after else ""
        if sentence == article.title:
            kind = SentenceKind.OTHER
        elif rank == 0 and _is_heading(sentence, kind, below):
            heading, kind = " ".join(sentence.split()), SentenceKind.OTHER
        opening = kind if rank == 0 else opening
        if opening is SentenceKind.ITEM and kind is SentenceKind.PROSE:
            kind = SentenceKind.ITEM
        label = place_at(article.places, span.start).rpartition(" › ")[2]
        above = heading if not label or label in heading else label
        if _ASIDE_HEADING.match(above):
            kind = SentenceKind.OTHER
        found.append(TextSentence(span, sentence, kind, rank, above))
    return found


def that_stand_alone(sentences: Sequence[TextSentence], least: int) -> list[TextSentence]:
    """Return the prose, in order, and where there is little the items and rows too.

    There is little if fewer than `least` sentences, or half as many as there are
    items and rows. All the sentences where none is of these kinds.
    """
    counts = Counter(sentence.kind for sentence in sentences)
    prose, listed = counts[SentenceKind.PROSE], counts[SentenceKind.ITEM] + counts[SentenceKind.ROW]
    most = SentenceKind.PROSE if prose >= least and 2 * prose >= listed else SentenceKind.ROW
    return [s for s in sentences if s.kind <= most] or list(sentences)


def _kind(sentence: str) -> SentenceKind:
    bare = sentence.strip()
    if len(bare) > _MAX_CHARS or is_question(bare) or may_be_boilerplate(bare):
        return SentenceKind.OTHER
    if _CELL_SEPARATOR in bare:
        return SentenceKind.ROW
    if _ASIDE.match(bare):
        return SentenceKind.OTHER
    if marker := _ITEM.match(bare):
        return SentenceKind.ITEM if _is_prose(bare[marker.end() :]) else SentenceKind.ROW
    label = _LABEL.match(bare)
    if label and len(label[0].split()) <= _MAX_LABEL_WORDS:
        value = bare[label.end() :]
        return SentenceKind.PROSE if _is_ended(bare) and _is_prose(value) else SentenceKind.ROW
    return SentenceKind.PROSE if _is_prose(bare) else SentenceKind.OTHER


def _is_ended(sentence: str) -> bool:
    return sentence.rstrip(_CLOSING).endswith(_END_MARKS)


def _is_prose(bare: str) -> bool:
    is_long = len(bare.split()) >= _MIN_WORDS
    if has_unspaced(bare):
        is_long = is_long or len(bare) >= _MIN_UNSPACED_CHARS
    return is_long and (_is_ended(bare) or len(bare.split()) >= _MIN_UNMARKED_WORDS)


def _is_heading(sentence: str, kind: SentenceKind, below: str) -> bool:
    """Return whether a line is a heading, numbered or not, of what stands below it."""
    if _is_ended(sentence) or sentence.endswith((",", ";")) or _ASIDE.match(sentence):
        return False
    if may_be_boilerplate(sentence):
        return False
    is_numbered = kind is SentenceKind.ROW and _ITEM.match(sentence) is not None
    return kind is SentenceKind.OTHER or (is_numbered and _kind(below) is SentenceKind.PROSE)
