"""What the clauses of prose give as the numbers of the things that a question compares.

A clause must name the thing and have one number of the kind, without a negation or a range.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from qa_bot.answering.amount_expressions import NUMBER_WORDS
from qa_bot.answering.clock_measures import dated_measures
from qa_bot.answering.comparison_kinds import NOT_PRICES, Compared, direction, is_year, rate
from qa_bot.answering.comparison_requests import WORD, ComparisonRequest
from qa_bot.answering.lexical_features import content_stems, stem
from qa_bot.answering.measures import Measure
from qa_bot.documents import Span
from qa_bot.text.sentences import split_sentences
from qa_bot.text.words import STOP_WORDS

# A relative clause says more of the thing that it follows.
CLAUSE_END = re.compile(
    r"[,;:.]\s(?!(?:which|who|whose|where)\b)|\sand\s|\sbut\s|\swhile\s|\s[–—|]\s"
)
# What leaves open what a number is of.
_UNSURE = re.compile(
    rf"\b(?:not|no|never|without|between|from(?=\s(?:[£$€]?\d|{NUMBER_WORDS}))|under|over|least"
    r"|most|more(?! like)|less|or|unless|except|if|than|[a-z]+n['’]t)\b",
    re.IGNORECASE,
)
# "At least 40 minutes before": how long before something is also the time for it.
_BEFORE = re.compile(r"\s(?P<before>before|ahead|earlier|early)\b|\s(?:after|later|late)\b", re.I)
_AT_LEAST = re.compile(r"\bat (?:the )?(?:least|latest)\b", re.IGNORECASE)
# A year is an age only of what began in it.
_BEGAN = re.compile(r"\b(?:built|opened|founded|born|established|completed)\b", re.IGNORECASE)
_AGED = re.compile(r"\b(?:old|age|aged)\b", re.IGNORECASE)
# "In 1900": nothing is counted.
_IN = re.compile(r"\b(?:in|since|until|by|of) \Z", re.IGNORECASE)
_MAX_IN_CHARS = 6  # as many as the longest of them has, with its space
# The words after a length that say which, with the heads of such columns.
_EXTENTS = {
    "deep": "depth", "wide": "width", "broad": "width", "long": "length", "tall": "height",
    "high": "height", "thick": "", "away": "distance",
}  # fmt: skip


def in_sentences(request: ComparisonRequest, text: str) -> tuple[Span | None, list[Compared]]:
    """Return each option with its number, from one sentence or from one each, and their span.

    None and nothing where the text has no number of the kind for one, or several.
    """
    sentences = [
        sentence
        for sentence in split_sentences(text)
        if not _is_other_money(request, text[sentence.start : sentence.end])
    ]
    for sentence in sentences:
        asked = _of_noun_in(request, text, sentence)
        found = [list(_in_clauses(asked, text, sentence, each)) for each in request.options]
        items = [each[0] for each in found if len(each) == 1]
        if len({item.measure.start for item in items}) == len(request.options):
            return sentence, items
    items = []
    for option in request.options:
        apart = [
            item
            for sentence in sentences
            if (item := _in_own_sentence(request, text, sentence, option)) is not None
        ]
        if len({item.measure.value for item in apart}) == 1:
            items.append(apart[0])
    is_whole = len({item.measure.start for item in items}) == len(request.options)
    if not is_whole or len({rate(text, item.measure) for item in items}) > 1:
        return None, []
    inside = [s for s in sentences if any(s.start <= i.label.start < s.end for i in items)]
    return Span(inside[0].start, max(sentence.end for sentence in inside)), items


def _of_noun_in(request: ComparisonRequest, text: str, sentence: Span) -> ComparisonRequest:
    """Return a request that counts what a sentence counts under another name.

    "Which holds more people?" is decided by "holds 900 spectators": the verb is the question's,
    and nothing else is counted. Other requests are returned as they are.
    """
    said = content_stems(text[sentence.start : sentence.end])
    verbs = request.asked - {request.noun}
    if not request.noun or request.noun in said or said.isdisjoint(verbs):
        return request
    nouns = {
        stem(following.group().lower())
        for measure in dated_measures(text, sentence.start, sentence.end)
        if not measure.dimension and (following := WORD.match(text, measure.end + 1))
    }
    nouns = {noun for noun in nouns if noun not in STOP_WORDS}
    return replace(request, noun=nouns.pop()) if len(nouns) == 1 else request


def _in_clauses(
    request: ComparisonRequest, text: str, sentence: Span, option: str
) -> Iterator[Compared]:
    """Yield the option's words with the number of each clause in which they stand."""
    start = sentence.start
    ends = [
        *((e.start(), e.end()) for e in CLAUSE_END.finditer(text, sentence.start, sentence.end)),
        (sentence.end, sentence.end),
    ]
    unit: Measure | None = None
    for end, following in ends:
        clause = Span(start, end)
        item = _named_with(request, text, clause, option, unit)
        if item is not None and _is_sure(request, text, sentence, clause):
            yield item
        unit = next((m for m in dated_measures(text, start, end) if m.dimension), unit)
        start = following


def _in_own_sentence(
    request: ComparisonRequest, text: str, sentence: Span, option: str
) -> Compared | None:
    """Return the option's words and the one number of the sentence that they begin."""
    asked = content_stems(option)
    words = [stem(w.group().lower()) for w in WORD.finditer(text, sentence.start, sentence.end)]
    others = [content_stems(each) for each in request.options if each != option]
    # Where the sentence does not begin with the option, it must name no other.
    is_first = asked <= set(words[: len(asked) + 2])
    is_first = is_first or (asked <= set(words) and not any(each <= set(words) for each in others))
    is_aged = "year" in request.grade.reversed_kinds and not _is_of_time(request)
    is_counted = request.grade.kinds & {"count"} or is_aged
    if not is_first or is_counted or not _is_sure(request, text, sentence, sentence):
        return None
    return _named_with(request, text, sentence, option)


def words_of(option: str, words: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """Return those of some words that are of an option; none where one of its words is missing."""
    asked = content_stems(option)
    found = [word for word in words if stem(word.group().lower()) in asked]
    return found if {stem(word.group().lower()) for word in found} == asked else []


def label_of(option: str, words: list[re.Match[str]]) -> Span:
    """Return where the words of an option that `words_of` found name it first."""
    return Span(words[0].start(), words[len(content_stems(option)) - 1].end())


def _named_with(
    request: ComparisonRequest,
    text: str,
    clause: Span,
    option: str,
    unit: Measure | None = None,
) -> Compared | None:
    """Return the option's words and the one number of the kind in a clause that has both.

    `unit` is the measure of a clause before, of whose unit a bare number is too.
    """
    words = words_of(option, WORD.finditer(text, clause.start, clause.end))
    if not words:
        return None
    said = [
        m
        for m in dated_measures(text, clause.start, clause.end)
        if not any(w.start() <= m.start < w.end() for w in words)
    ]
    if unit is not None and len(said) == 1 and not said[0].dimension:
        value = said[0].value * unit.unit_size
        said = [replace(said[0], value=value, dimension=unit.dimension)]
    numbers = [
        (m, sign)
        for m in said
        if (sign := _direction(request, text, m))
        and _is_of_noun(request, text, m, clause)
        and _is_of_extent(request, text, m)
    ]
    if len(numbers) != 1:
        return None
    return Compared(label_of(option, words), numbers[0][0], numbers[0][1])


def _direction(request: ComparisonRequest, text: str, measure: Measure) -> int:
    """Return which way a measure of prose counts, 0 for one of another kind."""
    if _is_of_time(request) and measure.dimension.startswith("duration"):
        found = _BEFORE.match(text, measure.end)
        return 0 if found is None else (1 if found["before"] else -1)
    return direction(request.grade, measure, set())


def _is_of_time(request: ComparisonRequest) -> bool:
    """Return whether earlier and later are asked about."""
    return "date" in request.grade.reversed_kinds


def _is_sure(request: ComparisonRequest, text: str, sentence: Span, clause: Span) -> bool:
    """Return whether the numbers of a clause are what they seem: no bound, no negation."""
    said = text[clause.start : clause.end]
    if _is_of_time(request):
        # Another time than that of what is asked about says nothing of it.
        is_event = request.asked <= content_stems(text[sentence.start : sentence.end])
        return is_event and not _UNSURE.search(_AT_LEAST.sub("", said))
    if _UNSURE.search(said):
        return False
    if "year" not in request.grade.reversed_kinds:
        return True
    years = [
        m for m in dated_measures(text, sentence.start, sentence.end)
        if not m.dimension and is_year(m.value)
    ]  # fmt: skip
    pattern = _BEGAN if years else _AGED
    is_each = not years or len(years) == len(request.options)
    return is_each and pattern.search(text, sentence.start, sentence.end) is not None


def _is_other_money(request: ComparisonRequest, sentence: str) -> bool:
    """Return whether a sentence is about money that is no price, which no price is asked of."""
    others = {stem(each) for each in NOT_PRICES} - request.asked
    return "money" in request.grade.kinds and bool(others & content_stems(sentence))


def _is_of_noun(request: ComparisonRequest, text: str, measure: Measure, clause: Span) -> bool:
    """Return whether what is counted is the noun that the question has, or is left out."""
    if "count" not in request.grade.kinds:
        return True
    following = WORD.search(text, measure.end, clause.end)
    word = following.group().lower() if following else ""
    is_left_out = not word or word in STOP_WORDS
    before = text[max(clause.start, measure.start - _MAX_IN_CHARS) : measure.start]
    if is_left_out and is_year(measure.value) and _IN.search(before):
        return False
    # "More tern pairs": the noun may have another before it.
    nouns = {request.noun, *request.qualifiers}
    return bool(request.noun) and (is_left_out or stem(word) in nouns)


def _is_of_extent(request: ComparisonRequest, text: str, measure: Measure) -> bool:
    """Return whether a length is of the extent that is graded: "30 m deep" is no width."""
    heads = request.grade.heads
    if not measure.dimension.startswith("length"):
        return True
    following = WORD.match(text, measure.end + 1)
    word = following.group().lower() if following else ""
    extent = _EXTENTS.get(word)
    return extent in heads if extent is not None else bool({"length", "distance"} & heads)
