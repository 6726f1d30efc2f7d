"""The sentences of an article, and which of them can stand for it in an overview.

Prose says something by itself; list items and rows of a table do beside their
heading, and a fragment beside what it follows; a heading, a question or a credit
line does not.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from qa_bot.answering.question_intent import is_question
from qa_bot.documents import Article, Span
from qa_bot.loading.boilerplate import may_be_boilerplate
from qa_bot.text.blocks import BlockKind, find_blocks
from qa_bot.text.sentences import split_sentences
from qa_bot.text.unspaced_scripts import has_unspaced

# Words below which a line is a heading or a fragment, and characters where no space parts words.
_MIN_WORDS, _MIN_UNSPACED_CHARS = 5, 10
# Of those, words without a capital: a line of names and numbers states nothing.
_MIN_SMALL_WORDS = 3
# Words of a line without an end mark that is prose nonetheless at the head of a text, where a
# standfirst stands: longer than most headings.
_MIN_UNMARKED_WORDS = 15
# Characters of a sentence that is too long to be one of a few: three times a long one. Of a text
# without end marks, as Thai has none, so much is taken.
_MAX_CHARS = 600
# Words of a line below the title that says what the text is.
_MIN_STANDFIRST_WORDS, _MAX_STANDFIRST_WORDS = 4, 25
# Paragraphs from which on fragments at their heads are labels, not sentences that are short.
_FEWEST_LABELS = 3
_END_MARKS = tuple(".!?…。！？｡．؟।")
_CLOSING = "\"'”’»)]*_ "
_PLACE_SEPARATOR = " › "
# What pages and press releases say beside their text.
_ASIDE = re.compile(
    r"(?:click|tap|swipe|read more|see also|share (?:this|on)|subscribe|sign up|follow us"
    r"|(?:photo|image|picture|caption|source|credit)s?(?: (?:by|credit|source))?:|copyright|©"
    r"|advertisement|(?:media |press )?contact:|for (?:more|further) (?:information|details)"
    r"|notes? to editors|disclaimer"
    r"|this (?:article|story|page) (?:was|is)|visit (?:us|our)|e-?mail us"
    r"|(?:hi|hello|dear|welcome|thanks?|thank you)\b[^.]{0,40}[.!,])",
    re.IGNORECASE,
)
# What begins a line of dates and places at the head of a text.
_DATELINE = re.compile(r"(?:published|updated|posted|printed|written|version|date|by)\b", re.I)
_BYLINE = re.compile(r"[Bb]y(?: [A-Z][\w.'’-]*){2,4}\b")
# Sections that are about the publisher, or lead elsewhere.
_ASIDE_HEADING = re.compile(
    r"(?:[Aa]bout (?:us|the (?:author|company)|[A-Z]\w+)|(?i:notes? (?:to|for) editors"
    r"|(?:media |press )?contacts?|references|sources|comments|related|see also|further reading"
    r"|(?:read|more) (?:more|news|stories|on this)|most read"
    r"|external links))\b"
)


class SentenceKind(IntEnum):
    """How well a sentence stands for its text, best first."""

    PROSE = 0
    ITEM = 1
    ROW = 2
    FRAGMENT = 3
    OTHER = 4


@dataclass(frozen=True, slots=True)
class TextSentence:
    """A sentence of an article with its kind, its rank in its paragraph, and what it stands below.

    `rank` counts from 0; `heading` is the nearest one above, or "", and `above` are all that
    it stands below: the headings that the loader found, that one, and the question that
    it answers.
    """

    span: Span
    text: str
    kind: SentenceKind
    rank: int
    heading: str = ""
    above: tuple[str, ...] = ()


def sentences_of(article: Article) -> list[TextSentence]:
    """Return the sentences of an article, in order. Linear in its length."""
    text = article.text
    headings = {
        place.start: place.label.rpartition(_PLACE_SEPARATOR)[2] for place in article.places
    }
    known = {at for at, label in headings.items() if text.startswith(label, at)}
    blocks = find_blocks(text, known)
    starts = [block.start for block in blocks]
    place_starts = [place.start for place in article.places]
    found: list[TextSentence] = []
    heading, last, rank = "", -1, 0
    question, asked_until, has_begun = "", -1, False
    for span in split_sentences(text):
        at = max(0, bisect_right(starts, span.start) - 1)
        rank, last = (rank + 1 if at == last else 0), at
        block, sentence = blocks[at], text[span.start : span.end]
        if rank == 0 and sentence != article.title and _heads(block.kind, sentence):
            heading = " ".join(sentence.split()).rstrip(":")
        if is_question(sentence):
            # One that stands alone is answered below it.
            question, asked_until = sentence, at + (rank == 0)
        said = text[max(span.start, block.body) : span.end]
        kind = SentenceKind.OTHER
        if sentence != article.title and not _ASIDE_HEADING.match(heading):
            kind = _kind(block.kind, sentence, said)
        if kind is SentenceKind.PROSE and not _is_ended(sentence):
            kind = SentenceKind.ITEM if has_begun else kind
        has_begun = has_begun or (kind is SentenceKind.PROSE and _is_ended(sentence))
        within = bisect_right(place_starts, span.start)
        path = article.places[within - 1].label.split(_PLACE_SEPARATOR) if within else []
        above = dict.fromkeys((*path, heading, question if at <= asked_until else ""))
        named = tuple(each for each in above if each and each != article.title)
        found.append(TextSentence(span, sentence, kind, rank, heading, named))
    return _below_labels(found)


def _below_labels(sentences: Sequence[TextSentence]) -> list[TextSentence]:
    """Return the sentences with the labels that paragraphs begin with as headings of the rest.

    Such are "Parking." and "Day 2, to Osk.", where several paragraphs have one.
    """
    starts = [i for i, sentence in enumerate(sentences) if sentence.rank == 0]
    labelled = [i for i in starts if _is_label(sentences, i)]
    if len(labelled) < _FEWEST_LABELS:
        return list(sentences)
    found = list(sentences)
    for i in labelled:
        label = sentences[i].text.rstrip(_CLOSING).rstrip(".:")
        found[i] = replace(sentences[i], kind=SentenceKind.OTHER)
        j = i + 1
        while j < len(found) and found[j].rank:
            above = tuple(dict.fromkeys((*found[j].above, label)))
            found[j] = replace(found[j], rank=found[j].rank - 1, heading=label, above=above)
            j += 1
    return found


def _is_label(sentences: Sequence[TextSentence], i: int) -> bool:
    """Return whether a fragment begins a paragraph that goes on."""
    is_followed = i + 1 < len(sentences) and sentences[i + 1].rank > 0
    return sentences[i].kind is SentenceKind.FRAGMENT and is_followed


def that_stand_alone(sentences: Sequence[TextSentence], least: int) -> list[TextSentence]:
    """Return the prose, in order, with the items where they are more, and rows for want of both.

    All the sentences where fewer than `least` are of these kinds.
    """
    counts = Counter(sentence.kind for sentence in sentences)
    prose, items = counts[SentenceKind.PROSE], counts[SentenceKind.ITEM]
    if prose >= least and prose > items:
        most = SentenceKind.PROSE
    else:
        most = SentenceKind.ITEM if prose + items >= least else SentenceKind.ROW
    return [s for s in sentences if s.kind <= most] or [_beginning(s) for s in sentences]


def standfirst(
    sentences: Sequence[TextSentence], lead: TextSentence, title: str
) -> list[TextSentence]:
    """Return the lines between the title and the lead that say what the text is, in order.

    "Rules and prices from 1 May" is one; a byline, a date, or what the lead stands below is not.
    """
    before = [s for s in sentences if s.span.end <= lead.span.start]
    return [s for s in before if s.text not in (lead.heading, title) and _is_standfirst(s)]


def _is_standfirst(sentence: TextSentence) -> bool:
    words = sentence.text.split()
    is_line = sentence.kind in (SentenceKind.OTHER, SentenceKind.FRAGMENT) and sentence.rank == 0
    return (
        is_line
        and _MIN_STANDFIRST_WORDS <= len(words) <= _MAX_STANDFIRST_WORDS
        and any(word.isalpha() and word.islower() for word in words)
        and not is_question(sentence.text)
        and not may_be_boilerplate(sentence.text)
        and not any(p.match(sentence.text) for p in (_ASIDE, _BYLINE, _DATELINE))
    )


def _beginning(sentence: TextSentence) -> TextSentence:
    """Return a sentence, or of one that is too long what fits of it, cut at a space."""
    if len(sentence.text) <= _MAX_CHARS:
        return sentence
    space = sentence.text.rfind(" ", 0, _MAX_CHARS)
    text = sentence.text[: space if space > 0 else _MAX_CHARS].rstrip()
    span = Span(sentence.span.start, sentence.span.start + len(text))
    return replace(sentence, span=span, text=text)


def _kind(block: BlockKind, sentence: str, said: str) -> SentenceKind:
    """Return the kind of a sentence that says `said` after the marker or label of its block."""
    if (
        block in (BlockKind.HEADING, BlockKind.LEAD)
        or len(sentence) > _MAX_CHARS
        or is_question(sentence)
        or may_be_boilerplate(sentence)
        or _ASIDE.match(sentence)
        or (_BYLINE.match(sentence) and not _is_ended(sentence))
    ):
        return SentenceKind.OTHER
    if block is BlockKind.ROW:
        return SentenceKind.ROW
    if block is BlockKind.ITEM:
        return SentenceKind.ITEM if _is_long(said) else SentenceKind.ROW
    if block is BlockKind.LABELLED and said != sentence:
        return SentenceKind.PROSE if _is_prose(said) and _is_ended(said) else SentenceKind.ROW
    if _is_prose(sentence):
        return SentenceKind.PROSE
    return SentenceKind.FRAGMENT if _is_ended(sentence) else SentenceKind.OTHER


def _heads(block: BlockKind, sentence: str) -> bool:
    """Return whether a block that begins with this sentence stands above what it names."""
    if block in (BlockKind.HEADING, BlockKind.LEAD):
        return True
    is_line = block is BlockKind.PARAGRAPH and not _is_ended(sentence) and not _is_prose(sentence)
    is_aside = may_be_boilerplate(sentence) or _ASIDE.match(sentence) or _BYLINE.match(sentence)
    return is_line and not is_aside


def _is_prose(text: str) -> bool:
    """Return whether a text states something: long enough, of words, and ended or very long."""
    if not _is_long(text) or not (_is_ended(text) or len(text.split()) >= _MIN_UNMARKED_WORDS):
        return False
    small = sum(word[0].islower() for word in text.split())
    return small >= _MIN_SMALL_WORDS or not any(c.islower() for c in text)


def _is_long(text: str) -> bool:
    is_unspaced = has_unspaced(text) and len(text) >= _MIN_UNSPACED_CHARS
    return is_unspaced or len(text.split()) >= _MIN_WORDS


def _is_ended(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith(_END_MARKS)
