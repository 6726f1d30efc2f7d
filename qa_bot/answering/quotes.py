"""From scored sentences to a short answer and the verbatim quote that holds it.

A question for several things is answered by the whole enumeration, and a
question for a yes or a no by the sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa_bot.answering.answer_pieces import piece_text
from qa_bot.answering.conditional_headings import with_condition
from qa_bot.answering.enumerations import enumeration_at
from qa_bot.answering.lexical_features import content_stems, singles_out, stem
from qa_bot.answering.lists import WholeList
from qa_bot.answering.measures import measures
from qa_bot.answering.question_intent import (
    asks_for_several,
    asks_who,
    asks_yes_no,
    may_ask_for_several,
)
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answering.scoring import ScoredSentence
from qa_bot.answers import Quote
from qa_bot.documents import ArticleRef, Span, StoredChunk
from qa_bot.text.words import words

_NAME = r"(?:the )?[A-Z][\w’'.-]*+(?: (?:of |de |the |von )?[A-Z][\w’'.-]*+)*+"
_ENUMERATION = re.compile(rf"{_NAME}(?:, {_NAME})*+,? (?:and|or) {_NAME}")
_SEPARATOR = re.compile(r",? (?:and|or) |, ")
# "Present: Anna Brook (chair), Tom Price, Maria Stanton": all that stands after a label.
_LABEL = r"(?:\*\*)?(?P<label>[^\W_][^:\n.!?;|,]{0,39}):(?:\*\*)?\s+"
_LABELLED = re.compile(rf"{_LABEL}(?P<items>[^,\n]{{1,80}}(?:, [^,\n]{{1,80}}){{1,40}})$")
# "Clerk: write to the mayor; order pads": what stands after a label that is asked about.
_SEMICOLONS = re.compile(rf"{_LABEL}(?P<items>[^;\n]{{1,160}}(?:; [^;\n]{{1,160}}){{1,20}})$")
# What an item says of itself: "Colin Hobbs (plot holders' representative)".
_REMARK = re.compile(r" \([^()\n]{1,60}\)")
_WORD = re.compile(r"[^\W_]+")
_ASKS_FOR_ACTIONS = re.compile(
    r"\s*(?:and |so )?what (?:do|does|did|should|shall|must|can|could|will|would) .{1,60}\b"
    r"(?:do|propose|plan|promise|decide|want|hope)\b",
    re.IGNORECASE,
)
# "Two daughters: Hanne, a vet, and Silvie": all that stands after their number.
_COUNTED = re.compile(
    r"(?<![\w.,])(?:two|three|four|five|six|seven|eight|[2-8]) (?:[\w’'-]+ ){0,3}?"
    r"(?:[\w’'-]+s|people|men|women|children)\b"
    r"[^:;.\n]{0,60}: (?P<items>[^:;\n]{1,200})$",
    re.IGNORECASE,
)
# A longer part between two commas is a clause and no name.
_MAX_ITEM_WORDS = 5
# A chain is matched once, to its last "and": a search for enumerations would begin anew at each
# name beyond that, which takes time with the square of its length.
_CHAIN = re.compile(rf"{_NAME}(?:, {_NAME}|(?P<closing>,? (?:and|or) {_NAME}))*+")


def quote(chunk: StoredChunk, span: ScoredSpan, also: Sequence[ArticleRef] = ()) -> Quote:
    """Quote the sentence of a span, with the span marked.

    The quote's offsets count from the start of the article. `also` are other
    articles that say the same.
    """
    start, end = span.sentence.start, span.sentence.end
    mark = Span(chunk.start + span.start, chunk.start + span.end)
    return Quote(
        chunk.article,
        chunk.start + start,
        chunk.start + end,
        chunk.text[start:end],
        (mark,),
        chunk.place(chunk.start + start),
        tuple(also),
    )


def quote_list(chunk: StoredChunk, whole: WholeList, also: Sequence[ArticleRef] = ()) -> Quote:
    """Quote a list or table from its first item to its last, with each item marked."""
    start = chunk.start + whole.span.start
    marks = tuple(Span(chunk.start + item.start, chunk.start + item.end) for item in whole.items)
    text = chunk.text[whole.span.start : whole.span.end]
    return Quote(
        chunk.article, start, start + len(text), text, marks, chunk.place(start), tuple(also)
    )


def short_answer(question: str, text: str, span: ScoredSpan, head: str = "") -> str:
    """Return the words of the span, or its sentence where they are no answer by themselves.

    A question for a yes or a no is answered by the sentence, which says more than either,
    below a negative heading with that before it. `head` is the line of heads of a table
    that the text begins within.
    """
    answer = piece_text(text, Span(span.start, span.end), head)
    sentence = piece_text(text, span.sentence, head)
    if asks_yes_no(question):
        return with_condition(text, span.sentence.start, sentence)
    return answer if answer.strip() else sentence


def articles_that_agree(sentences: Sequence[ScoredSentence]) -> list[ArticleRef]:
    """Return the other articles that have the first sentence, word for word.

    `sentences` are best first, at least one.
    """
    best = sentences[0]
    agreeing = {ref.id: ref for ref in best.candidate.near_duplicates}
    expected = words(best.text)
    for other in sentences[1:]:
        if words(other.text) == expected:
            agreeing |= {
                ref.id: ref for ref in (other.chunk.article, *other.candidate.near_duplicates)
            }
    agreeing.pop(best.chunk.article.id, None)
    return list(agreeing.values())


def expand_to_enumeration(question: str, text: str, span: ScoredSpan) -> ScoredSpan:
    """Grow a span to the enumeration of names or things in its sentence that it is of.

    Return it unchanged when the question asks for one thing, or there is none.
    """
    said = text[span.sentence.start : span.sentence.end].rstrip(" .;")
    labelled = _LABELLED.match(said)
    are_several = labelled is not None and labelled["items"].count(", ") > 1
    is_who = labelled is not None and are_several and _asks_who(question, labelled)
    if not (is_who or may_ask_for_several(question)):
        return span
    is_of_several = asks_for_several(question)
    if labelled is not None and _are_items(labelled["items"]):
        is_asked = is_of_several and are_several
        if is_asked or _is_named(question, labelled):
            return _all_items(span, labelled)
    parted = _SEMICOLONS.match(said)
    if parted is not None and _is_named(question, parted):
        return _all_items(span, parted)
    for names in _enumerations(text, span.sentence):
        if names.start() < span.end and span.start < names.end():
            last = _without_full_stop(text, span.sentence, names.end())
            whole = replace(span, start=min(span.start, names.start()), end=max(span.end, last))
            # "The Level and the Chain" may itself be one of three books.
            counted = _COUNTED.search(said) if whole == span else None
            return whole if counted is None else _all_items(span, counted)
    if not is_of_several and _is_price(text, span):
        return span
    is_of_actions = _ASKS_FOR_ACTIONS.match(question) is not None
    own = Span(span.start, span.end)
    things = enumeration_at(text, span.sentence, own, is_of_actions=is_of_actions)
    if things is None:
        if is_of_several and (only := _only_enumeration(question, text, span)) is not None:
            return replace(span, start=only.start, end=only.end)
        counted = _COUNTED.search(said)
        return span if counted is None else _all_items(span, counted)
    if _is_singled_out(question, text, things, span):
        return span
    end = _end_before_verb(question, text, things) if span.sentence.start == things.start else 0
    return replace(span, start=things.start, end=max(span.end, end) if end else things.end)


def _is_price(text: str, span: ScoredSpan) -> bool:
    """Return whether a span is one amount of money: what stands beside it is of other things."""
    measure = next(measures(text, span.start, span.end), None)
    return measure is not None and measure.start == span.start and "money" in measure.dimension


def _only_enumeration(question: str, text: str, span: ScoredSpan) -> Span | None:
    """Return the one enumeration of its sentence for a span that is no thing of several.

    Such is the verb that a sentence begins with, and a word of the question: "Press" and
    "modes" are no modes.
    """
    answer = text[span.start : span.end]
    before = text[span.sentence.start : span.start].strip(" .)*•-0123456789")
    is_verb = not before and len(answer.split()) == 1
    own = content_stems(answer)
    if not (is_verb or (own and own <= content_stems(question))):
        return None
    names = [found.span() for found in _enumerations(text, span.sentence)]
    if len(names) != 1 or ", " not in text[names[0][0] : names[0][1]]:
        return None
    start, end = names[0]
    return Span(start, _without_full_stop(text, span.sentence, end))


def _without_full_stop(text: str, sentence: Span, end: int) -> int:
    """Return where names end, which is before the full stop of their sentence."""
    return end - (end == len(text[: sentence.end].rstrip(".")) + 1)


def _is_named(question: str, labelled: re.Match[str]) -> bool:
    return not content_stems(labelled["label"]).isdisjoint(content_stems(question))


def _asks_who(question: str, labelled: re.Match[str]) -> bool:
    """Return whether it asks who was "Present" or on the "Board", and says no more of them."""
    asked = content_stems(question)
    is_all = bool(asked) and asked <= content_stems(labelled["label"])
    return is_all and asks_who(question)


def _all_items(span: ScoredSpan, found: re.Match[str]) -> ScoredSpan:
    """Return all items of a match in the span's sentence; the span, where it lies before them."""
    start, end = (span.sentence.start + at for at in found.span("items"))
    return replace(span, start=start, end=end) if span.start < end and span.end > start else span


def _is_singled_out(question: str, text: str, things: Span, span: ScoredSpan) -> bool:
    """Return whether the question names what only the item of the span is about.

    "What does the middle one do?" of "the top one turns, the middle one rests and …".
    """
    ends = [found.span() for found in _SEPARATOR.finditer(text, things.start, things.end)]
    starts = [things.start, *(end for _, end in ends)]
    items = [Span(a, b) for a, b in zip(starts, [*(at for at, _ in ends), things.end], strict=True)]
    own = [each for each in items if each.start <= span.start and span.end <= each.end]
    asked = content_stems(question)
    others = [text[each.start : each.end] for each in items if each not in own]
    return any(singles_out(asked, text[each.start : each.end], others) for each in own)


def _end_before_verb(question: str, text: str, things: Span) -> int:
    """Return where an enumeration ends that begins its sentence: before a word of the question."""
    asked = content_stems(question)
    last = max(found.end() for found in _SEPARATOR.finditer(text, things.start, things.end))
    following = (word for word in _WORD.finditer(text, last, things.end) if word.start() > last)
    verb = next((w.start() for w in following if stem(w.group().lower()) in asked), things.end)
    return len(text[:verb].rstrip())


def _are_items(text: str) -> bool:
    """Return whether all between commas is short, but for the "and" before the last."""
    plain = _REMARK.sub("", text)
    items = (item.removeprefix("and ").removeprefix("or ") for item in plain.split(", "))
    return all(len(item.split()) <= _MAX_ITEM_WORDS for item in items)


def _enumerations(text: str, sentence: Span) -> Iterator[re.Match[str]]:
    """Yield the enumerations of names in a sentence, in order."""
    for chain in _CHAIN.finditer(text, sentence.start, sentence.end):
        # Without an "and" the end is -1, and nothing matches.
        at, last = chain.start(), chain.end("closing")
        while found := _ENUMERATION.match(text, at, last):
            yield found
            separator = _SEPARATOR.match(text, found.end(), last)
            if separator is None:
                break
            at = separator.end()
