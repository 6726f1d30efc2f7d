"""Where a short answer begins and ends: at whole tokens, outside a question that is repeated.

Knows characters, not models; a span is only moved within its sentence.
"""

import re
from dataclasses import replace

from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span
from qa_bot.text.sentences import split_sentences

# An international number, or one that begins with a bracket or a zero, in groups.
_PHONE = re.compile(r"(?:\+|\(|(?<![\w.,])0)\d++(?:[()./ -]{1,3}\d++)*+")
_POSSESSIVE = re.compile(r"['’]s?(?![\w'’])")
# Dashes between words or years part two things; so do the cells of a row.
_PARTING = "–—…|["
# Two years are two things; "555-4477" and "blue-green" are one.
_TWO_YEARS = re.compile(r"\d{4}-\d{4}")
# Scripts without spaces between words: a token ends where a reader of it ended it.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff00-\uffef]"
)
# Single quotation marks are also apostrophes, whose other mark is sought in vain.
_PAIRS = {"“": "”", "„": "“", "«": "»", "(": ")", "[": "]", '"': '"'}
_OPENING = "".join(_PAIRS) + "‘'"
_TRAILING = ".,;:!?" + "".join(_PAIRS.values()) + "’'"
_QUOTATIONS = ("“", "„", "«", '"')
# A quotation that is longer is no name.
_MAX_QUOTED_CHARS = 60
# A word in a name; a weekday or month stands beside names without being part of one.
_NAME_WORD = (
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May\b|June|July"
    r"|August|September|October|November|December)[A-Z][a-z][\w’'-]*+"
)
_LAST_IN_NAME = re.compile(rf"(?<![\w’'-]){_NAME_WORD}(?<![’']s)\Z")
_NAME_REST = re.compile(rf"(?: {_NAME_WORD}){{1,5}}")
_PLURAL_NAMED = re.compile(rf"\b[a-z]{{3,30}}s (?:of )?{_NAME_WORD}(?: {_NAME_WORD}){{0,5}}\Z")
_AND_NAMES = re.compile(
    rf"(?:, {_NAME_WORD}(?: {_NAME_WORD}){{0,5}}){{0,9}},? and {_NAME_WORD}(?: {_NAME_WORD}){{0,5}}"
)
_BARE_REPLY = re.compile(
    r"(?:yes|no|of course|certainly|not at all|never|always|sometimes)[.!,]?", re.IGNORECASE
)
# Between a question and its answer on one line: "Cost? | Nine crowns", "Cost? Nine".
_AFTER_QUESTION = re.compile(r"\?[\s|:–—-]+(?=\w|[“\"(+$€£@#])")
DATELINE = re.compile(r"(?:[A-Z][A-Z.'’-]+ ){1,4}(?:\([A-Za-z]{2,20}\) )?[—–] (?=[\"“A-Z])")
"""Where a report comes from: "PORT MERCER (AP) – A young moose …"."""
_BRACKETED = re.compile(r"\([^()]+\)")
# "Saturday 10 May and runs", "Mrs Nair and carried": after a name or a date, a verb whose object
# stands after the span.
_LOOSE_VERB = re.compile(r",? and (?:[a-z]+ed|said|says|was|is|has|had|runs|goes|takes)\Z")


def move_past_question(text: str, span: ScoredSpan) -> ScoredSpan:
    """Return the words after a question that the span lies in; its sentence goes on to answer it.

    Unchanged where the span reaches beyond a question, or nothing follows one.
    """
    after = None
    for after in _AFTER_QUESTION.finditer(text, span.sentence.start, span.sentence.end):
        if after.end() > span.start:
            break
    if after is None or after.end() <= span.start or span.end > after.end():
        return span
    end = text.find("|", after.end(), span.sentence.end)
    answer = text[after.end() : end if end >= 0 else span.sentence.end].rstrip()
    return replace(span, start=after.end(), end=after.end() + len(answer))


def move_past_dateline(text: str, span: ScoredSpan) -> ScoredSpan:
    """Return the words after the place that a report begins with: "ALDMOOR – The council …"."""
    found = DATELINE.match(text, span.sentence.start, span.sentence.end)
    if found is None or not span.start < found.end() < span.end:
        return span
    return replace(span, start=found.end())


def without_loose_ends(text: str, span: ScoredSpan) -> ScoredSpan:
    """Return a span without brackets round all of it, or a verb that what follows belongs to."""
    answer = text[span.start : span.end]
    if _BRACKETED.fullmatch(answer):
        return replace(span, start=span.start + 1, end=span.end - 1)
    found = _LOOSE_VERB.search(answer)
    goes_on = text[span.end : span.end + 1] == " " and span.end < span.sentence.end
    if found is None or not goes_on:
        return span
    last = answer[: found.start()].split()[-1:]
    is_name_or_date = bool(last) and (last[0][0].isupper() or last[0][0].isdigit())
    return replace(span, end=span.start + found.start()) if is_name_or_date else span


def with_explanation(text: str, span: ScoredSpan) -> ScoredSpan:
    """Return a span whose sentence, if no more than "Yes.", goes on to the one after it."""
    sentence = span.sentence
    if _BARE_REPLY.fullmatch(text, sentence.start, sentence.end) is None:
        return span
    line_end = text.find("\n", sentence.end)
    after = split_sentences(text[sentence.end : line_end if line_end >= 0 else len(text)])
    end = sentence.end + (after[0].end if after else 0)
    return replace(span, sentence=Span(sentence.start, end))


def widen_to_tokens(text: str, span: ScoredSpan) -> ScoredSpan:
    """Grow a span that begins or ends inside a token to all of it, within its sentence.

    A token is a word with what is written to it, such as an address, "C++" or
    "$1,250.50", a telephone number, or a quotation that the span reaches into.
    """
    first, last = span.sentence.start, span.sentence.end
    start, end = span.start, span.end
    if not text[start:end].strip():
        return span
    start, end = _start_of_token(text, start, first), _end_of_token(text, end, last)
    for number in _PHONE.finditer(text, first, last):
        if number.start() < end and start < number.end():
            start, end = min(start, number.start()), max(end, number.end())
    end = _end_of_quotation(text, start, end, first)
    end = _end_of_name(text, start, end, last)
    start, end = _balance(text, start, end, first, last)
    while end > start + 1 and text[end - 1] in ",;":
        end -= 1
    return replace(span, start=start, end=end)


def _start_of_token(text: str, start: int, first: int) -> int:
    at = start
    while at > first and _is_joined(text, at):
        at -= 1
    while at < start and (text[at] in _OPENING or text[at] in _TRAILING):
        at += 1
    return at


def _end_of_token(text: str, end: int, last: int) -> int:
    if _POSSESSIVE.match(text, end, last):
        return end
    at = end
    while at < last and _is_joined(text, at):
        at += 1
    while at > end and text[at - 1] in _TRAILING:
        at -= 1
    return end + possessive.start() if (possessive := _final_possessive(text[end:at])) else at


def _end_of_name(text: str, start: int, end: int, last: int) -> int:
    """Return the end of the name that a span ends within: "the Hallam" of "the Hallam Prize".

    After a plural, as in "the villages of Upper Renn and Sole", that of the last name.
    """
    if _LAST_IN_NAME.search(text, start, end) is None:
        return end
    if (rest := _NAME_REST.match(text, end, last)) is not None:
        end = rest.end()
    if _PLURAL_NAMED.search(text, start, end) and (others := _AND_NAMES.match(text, end, last)):
        end = others.end()
    return end


def _final_possessive(added: str) -> re.Match[str] | None:
    """Return the "'s" that ends what was added, as in "Renn" grown to "Renn’s"."""
    found = _POSSESSIVE.search(added[-2:])
    return None if found is None else _POSSESSIVE.search(added, len(added) - 2 + found.start())


def _is_joined(text: str, at: int) -> bool:
    """Return whether one token holds the characters before and at an offset."""
    before, after = text[at - 1], text[at]
    if before.isspace() or after.isspace() or before in _PARTING or after in _PARTING:
        return False
    if _UNSPACED.match(before) or _UNSPACED.match(after):
        return False
    if "," in (before, after):
        return text[at - 1 - (before == ",")].isdigit() and text[at : at + 2].strip(",").isdigit()
    is_hyphen = "-" in (before, after)
    return not (is_hyphen and _TWO_YEARS.search(text, max(0, at - 5), at + 5))


def _end_of_quotation(text: str, start: int, end: int, first: int) -> int:
    """Return the end of a short quotation, such as a name, that the span begins."""
    opening = text[start - 1 : start] if start > first else ""
    if opening not in _QUOTATIONS or (
        opening == '"' and text.count(opening, first, start) % 2 == 0
    ):
        return end
    return max(end, text.find(_PAIRS[opening], start, start + _MAX_QUOTED_CHARS))


def _balance(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """Take in the other mark of a pair of quotation marks or brackets, or leave out both."""
    for opening, closing in _PAIRS.items():
        depth = _depth(text, start, end, first, opening, closing)
        if depth > 0:
            at = text.find(closing, end, min(last, end + _MAX_QUOTED_CHARS))
            if at >= 0:
                end = at + 1
            elif text[start] == opening:
                start += 1
        elif depth < 0:
            at = text.rfind(opening, max(first, start - _MAX_QUOTED_CHARS), start)
            if at >= 0 and closing not in text[at + 1 : start]:
                start = at
            elif text[end - 1] == closing:
                end -= 1
    return start, end


def _depth(text: str, start: int, end: int, first: int, opening: str, closing: str) -> int:
    """Return how many more pairs a span opens than it closes."""
    count = text.count(opening, start, end)
    if opening != closing:
        return count - text.count(closing, start, end)
    is_inside = text.count(opening, first, start) % 2 == 1
    return count % 2 * (-1 if is_inside else 1)
