"""Draft sentences: what a language model writes, cut into sentences with the passages they cite.

Knows Markdown, HTML and the ways in which models write citations. What it returns is
plain text: markup, images and characters that are not shown are gone, and the target of
a link stands beside its words, where it is compared with the passages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qa_bot.documents import Span
from qa_bot.generation.visible_text import visible
from qa_bot.text.sentences import split_sentences

# The instructions ask for these words where the passages do not answer.
NO_ANSWER = "NO ANSWER"
_SENTENCES_TO_SPLIT = 2  # with one alone, nothing says that it is whole
# Characters of one sentence: far more than any that a person would read.
_LONGEST = 2_000
_OPEN, _CLOSE = "[\u3010", "]\u3011"
_NUMBERS = r"\^?\d{1,3}(?:\s?[,;–-]\s?\^?\d{1,3}){0,9}"
_CITATION = re.compile(
    rf"[{re.escape(_OPEN)}](?:(?:passages?|sources?|notes?)\s)?({_NUMBERS})(?:†[^\]\u3011]{{0,60}})?"
    rf"[{re.escape(_CLOSE)}]",
    re.IGNORECASE,
)
# Citations in words, in brackets or before what they are of.
_CITED_IN_WORDS = re.compile(
    rf"\s?\((?:see )?(?:passages?|sources?) ({_NUMBERS}(?: and \d{{1,3}})?)\)"
    rf"|^(?:according to|as stated in|in|from) (?:passages?|sources?) ({_NUMBERS}"
    r"(?: and \d{1,3})?), ",
    re.IGNORECASE,
)
# Citations after the mark that ends their sentence, which belong before it.
_AFTER_END = re.compile(
    rf"([.!?…。！？]['\"”’»)]{{0,2}})((?:\s?[{re.escape(_OPEN)}](?:passages? )?{_NUMBERS}"
    rf"[{re.escape(_CLOSE)}])+)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d{1,3})\s?[–-]\s?(\d{1,3})")
_NUMBER = re.compile(r"\d{1,3}")
# A range names a few passages; a longer one is no citation.
_LONGEST_RANGE = 5
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\(\s?<?([^()\s<>]{1,500})>?(?:\s[^()\n]{0,200})?\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<!--|-->")
_ADDRESS_IN_TAG = re.compile(r"(?:https?:|//|www\.)[^\s\"'<>]{1,300}", re.IGNORECASE)
_LINE_MARK = re.compile(r"^\s{0,8}(?:#{1,6}\s|[-*+•–]\s|\d{1,2}[.)]\s|>\s?)+")
_EMPHASIS = re.compile(
    r"(?<!\d)\*{1,3}|\*{1,3}(?!\d)|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)|`{1,3}|~~"
)
_SPACE_BEFORE_END = re.compile(r" ([.,;:!?…])")
_OPENED = re.compile(r"\s[\"'“‘«„]\Z")
# "am 3. August", "im 19. Jahrhundert": the stop is of the ordinal.
_GERMAN_ORDINAL = re.compile(
    r"(?<!I )\b(?:am|im|vom|zum|beim|der|die|das|des|dem|den|bis|ab|seit) \d{1,2}\.\Z",
    re.IGNORECASE,
)
# A sentence is whole once another begins after it, and not a citation of it.
_BEGINS = re.compile(r"[\w\"'“‘«„¿¡*#>•+–-]")
# What small models write before a sentence, which says nothing of its own.
_ANNOUNCEMENT = re.compile(
    r"^(?:the |my |this )?(?:answer|response|reply|summary|passage|text|article|question|request)s?"
    r"(?: to (?:this|the|your) (?:question|request))?"
    r"(?: is| was| says?| reads?| states?)?(?: as follows)?\s?:\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence as a model wrote it, in plain text, and the numbers of the passages it cites."""

    text: str
    cited: tuple[int, ...] = ()


class DraftParser:
    """Cuts text that comes in pieces into drafts, each as soon as it is whole."""

    def __init__(self) -> None:
        self._text = ""

    def feed(self, piece: str) -> Iterator[DraftSentence]:
        """Add a piece; yield the sentences that are whole by now."""
        self._text += piece
        moved = _AFTER_END.sub(r"\2\1", self._text)
        spans = _sentences(moved)
        if not spans:
            # Spaces alone, which may separate what comes from what came.
            self._text = self._text[-1:]
            return
        if len(spans) < _SENTENCES_TO_SPLIT and len(self._text) < _LONGEST:
            return
        whole = spans[:-1] if _BEGINS.match(moved[spans[-1].start :]) else spans[:-2]
        if not whole and len(self._text) >= _LONGEST:
            whole = spans[:1]
        if whole:
            self._text = moved[whole[-1].end :]
            for span in whole:
                yield from _drafts(moved[span.start : span.end])

    def finish(self) -> Iterator[DraftSentence]:
        """Yield what is left, as the model has ended."""
        moved, self._text = _AFTER_END.sub(r"\2\1", self._text), ""
        for span in _sentences(moved):
            yield from _drafts(moved[span.start : span.end])


def drafts_of(text: str) -> list[DraftSentence]:
    """Return the drafts of a text that is there as a whole."""
    parser = DraftParser()
    return [*parser.feed(text), *parser.finish()]


def _sentences(text: str) -> list[Span]:
    """Split a text into sentences; a quotation that begins after one is the next one's."""
    spans = split_sentences(text)
    for at, (span, following) in enumerate(pairwise(spans)):
        if opened := _OPENED.search(text, span.start, span.end):
            spans[at] = Span(span.start, opened.start())
            spans[at + 1] = Span(opened.start() + 1, following.end)
    whole: list[Span] = []
    for span in spans:
        if whole and _GERMAN_ORDINAL.search(text, whole[-1].start, whole[-1].end):
            whole[-1] = Span(whole[-1].start, span.end)
        else:
            whole.append(span)
    return whole


def _drafts(written: str) -> Iterator[DraftSentence]:
    cited = tuple(dict.fromkeys(_cited(written)))
    text = _ANNOUNCEMENT.sub("", plain_text(_CITATION.sub("", written)))
    if found := _CITED_IN_WORDS.search(text):
        cited = tuple(dict.fromkeys([*cited, *_cited_numbers(found[1] or found[2])]))
        text = _CITED_IN_WORDS.sub("", text)
        text = f"{text[:1].upper()}{text[1:]}"
    # What ends in a colon announces a list, and says nothing without it.
    if any(map(str.isalnum, text)) and not text.rstrip(" ,;").endswith(":"):
        yield DraftSentence(text[:_LONGEST], cited)


def _cited(text: str) -> Iterator[int]:
    for found in _CITATION.finditer(text):
        yield from _cited_numbers(found[1].replace("^", ""))


def _cited_numbers(numbers: str) -> Iterator[int]:
    for span in _RANGE.finditer(numbers):
        first, last = int(span[1]), int(span[2])
        if first <= last < first + _LONGEST_RANGE:
            yield from range(first, last + 1)
    yield from (int(number) for number in _NUMBER.findall(numbers))


def plain_text(written: str) -> str:
    """Return Markdown and HTML as one line of plain text; addresses of links stay, as words."""
    shown = _LINK.sub(r"\1 \2", visible(written))
    shown = _TAG.sub(lambda tag: " ".join(["", *_ADDRESS_IN_TAG.findall(tag.group()), ""]), shown)
    shown = _LINE_MARK.sub("", shown)
    shown = " ".join(_EMPHASIS.sub("", shown).split())
    return _SPACE_BEFORE_END.sub(r"\1", shown)
