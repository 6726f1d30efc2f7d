"""Chooses among the readings of a follow-up by what the articles answer to them.

A reading is worth the confidence of its answer, which knows where that stands, less its
price and less for an answer of another kind than it asks for. The next reading is answered
only where those before it are in doubt, or name an antecedent that is as likely.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa_bot.answering.proximity import is_in_reach
from qa_bot.answers import Answer
from qa_bot.conversation.rewriting.lexicon import (
    BE,
    CALENDAR,
    FUNCTION_WORDS,
    GROUP_NOUNS,
    PARTICIPLES,
    PERSON_NOUNS,
    PREPOSITIONS,
)
from qa_bot.conversation.rewriting.mentions import proper_names
from qa_bot.conversation.rewriting.readings import Reading
from qa_bot.conversation.rewriting.tokens import lowercase_words
from qa_bot.conversation.turns import ReplyOption
from qa_bot.documents import Focus
from qa_bot.text.words import has_digit

# The worth from which no further reading is tried: chosen on chains of follow-ups.
_SURE = 0.6
# What it costs if the question before, asked once more, is answered as it was: the sentence may
# say what the message asks for beside it. Chosen on conversations in four languages.
_REPETITION_PRICE = 0.3
# What an answer of another kind than asked for must be worth to be one: chosen likewise.
_LEAST_WORTH = 0.35
# Readings answered at most: each takes as long as a question by itself.
_MAX_TRIED = 3
# What such an answer costs, in confidence: chosen likewise.
_KIND_PRICE = 0.5
# Two readings with other antecedents are both meant as likely if both have the first
# confidence, and their worths differ by no more than the second.
_AMBIGUOUS_CONFIDENCE = 0.5
_AMBIGUOUS_MARGIN = 0.1
# How much less confident the likeliest reading may be for what it names to be believed, where it
# has the same sentence as the best: chosen likewise.
_NAMING_MARGIN = 0.15
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    " hundred thousand million billion dozen half quarter none no free nothing once twice"
    " first second third fourth fifth sixth seventh eighth ninth tenth"
    " every each daily weekly monthly yearly annually never always several few all both".split()
)
_TIME_WORDS = (
    CALENDAR
    | _NUMBER_WORDS
    | frozenset(
        "day days week weeks weekday weekdays weekend weekends month months year years century"
        " morning noon afternoon evening night midnight dawn dusk season spring summer autumn fall"
        " winter today tomorrow yesterday soon now later early late after before until since when"
        " while during".split()
    )
)
_AMOUNT = re.compile(r"how (many|much|old|long|far|high|tall|deep|wide|big|heavy|often|fast)\b")
_MONEY = re.compile("[£$€¥]")
_MONEY_OR_HOUR = re.compile(rf"{_MONEY.pattern}|\d ?(?:am|pm)\b", re.IGNORECASE)
# Numbers that are another amount than is asked for.
_OTHER_AMOUNTS = {"many": _MONEY_OR_HOUR, "old": _MONEY_OR_HOUR, "often": _MONEY}
_YEAR = re.compile(r"\d{4}\b")
# People by what they do: "miners", "a sculptor", "volunteers"; many other nouns end in "er".
_ACTOR = re.compile(
    r"\b(?:(?:an?|the) (?P<one>[a-z]{2,}(?:[eo]r|ist|ian|man))"
    r"|(?P<several>[a-z]{2,}(?:[eo]rs|ists|ians|men|people)))\b"
)


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """The answer to the chosen reading, which is None for the message as it was typed.

    `options` are what the message may mean where two readings are as likely.
    """

    answer: Answer
    reading: Reading | None
    options: tuple[ReplyOption, ...] = ()


@dataclass(frozen=True, slots=True)
class _AnsweredReading:
    """A reading with its answer and what that is worth, in confidence.

    It is doubtful if it is of another kind than was asked for.
    """

    reading: Reading
    answer: Answer
    worth: float
    is_doubtful: bool


def choose_reading(
    message: str,
    found: Sequence[Reading],
    answer: Callable[[str], Answer],
    focus: Focus | None = None,
) -> ReadingChoice:
    """Return the best of the readings of a message, at least one; the likeliest come first.

    `focus` is what was quoted last.
    """
    found = [each for each in found if focus is not None or not each.needs_focus]
    tried = [_answered(found[0], answer, focus)]
    for reading in found[1:_MAX_TRIED]:
        if any(_is_sure(each) for each in tried) and not reading.is_rival:
            continue
        tried.append(_answered(reading, answer, focus))
        if _are_as_likely(tried[0], tried[-1]):
            both = (tried[0].reading, reading)
            options = tuple(ReplyOption(each.referent, each.question) for each in both)
            return ReadingChoice(tried[0].answer, tried[0].reading, options)
    best = max(tried, key=lambda each: (each.answer.answered, each.worth))
    likeliest = tried[0]
    gain = best.answer.confidence - likeliest.answer.confidence
    if _is_same_quote(best, likeliest) and gain < _NAMING_MARGIN:
        # What the likeliest reading names is what later follow-ups refer to, even where its
        # words that answer are of another kind than it asks for.
        is_doubtful = likeliest.is_doubtful and not best.is_doubtful
        best = replace(best, reading=likeliest.reading) if is_doubtful else likeliest
    chosen = None if _is_typed(best.reading, message) else best.reading
    if best.is_doubtful and best.worth < _LEAST_WORTH:
        return ReadingChoice(best.answer.declined(), chosen)
    return ReadingChoice(best.answer, chosen)


def _is_typed(reading: Reading, message: str) -> bool:
    return lowercase_words(reading.question) == lowercase_words(message)


def agrees_in_kind(question: str, answer: str) -> bool:
    """Return whether an answer is of the kind that a question asks for, as far as words show.

    Who asks for a name or a person, when for a time, where for more than a time, and
    how many for a number.
    """
    asked, words = lowercase_words(question), set(lowercase_words(answer))
    is_numeric = has_digit(answer)
    if asked[:2] in (["for", "whom"], ["for", "who"]):
        # Cars may be meant, or a purpose, as well as people.
        return not is_numeric
    asked = asked[1:] if asked[:1] and asked[0] in PREPOSITIONS else asked
    if asked[:1] and asked[0] in {"who", "whom"}:
        is_description = _asks_who_somebody_is(asked)
        named = proper_names(answer) or words & (PERSON_NOUNS | GROUP_NOUNS)
        is_actor = _names_actor(answer) and not _YEAR.match(answer)
        return bool(is_description or named or is_actor)
    if asked[:1] == ["when"]:
        return is_numeric or bool(words & _TIME_WORDS)
    if asked[:1] == ["where"]:
        return any(
            not word.isdigit() and word not in _TIME_WORDS | FUNCTION_WORDS for word in words
        )
    if found := _AMOUNT.match(" ".join(asked)):
        other = _OTHER_AMOUNTS.get(found.group(1))
        if other is not None and other.search(answer):
            return False
        return is_numeric or bool(words & (_NUMBER_WORDS | _TIME_WORDS))
    return True


def _names_actor(answer: str) -> bool:
    actors = {each["one"] or each["several"] for each in _ACTOR.finditer(answer.lower())}
    return bool(actors - FUNCTION_WORDS - _TIME_WORDS)


def _asks_who_somebody_is(asked: Sequence[str]) -> bool:
    """Return whether a question is "who was X", which a description answers, and not "… by"."""
    is_copular = list(asked[:1]) == ["who"] and bool(asked[1:2]) and asked[1] in BE
    verbs = [word for word in asked[2:] if word in PARTICIPLES or word.endswith(("ed", "ing"))]
    return is_copular and not verbs and asked[-1] not in PREPOSITIONS


def _answered(
    reading: Reading, answer: Callable[[str], Answer], focus: Focus | None
) -> _AnsweredReading:
    """Answer a reading; one that says nothing by itself is answered near the focus alone."""
    found = answer(reading.question)
    if reading.needs_focus and found.quote is not None and not _is_near(found, focus):
        return _AnsweredReading(reading, found.declined(), 0.0, is_doubtful=False)
    is_doubtful = not agrees_in_kind(reading.question, _with_currency(found))
    worth = found.confidence - reading.price - _KIND_PRICE * is_doubtful
    tried = _AnsweredReading(reading, found, worth, is_doubtful)
    return _without_repetition(tried, focus) if reading.asks_again else tried


def _without_repetition(tried: _AnsweredReading, focus: Focus | None) -> _AnsweredReading:
    """Return the whole sentence, worth less, where its words that answer were given last."""
    quote, said = tried.answer.quote, None if focus is None else focus.answer
    if focus is None or said is None or quote is None or quote.article.id != focus.article:
        return tried
    if not any(mark.start < said.end and said.start < mark.end for mark in quote.marks):
        return tried
    confidence = max(0.0, tried.answer.confidence - _REPETITION_PRICE)
    whole = replace(quote, marks=())
    answer = replace(tried.answer, text=quote.text, quote=whole, confidence=confidence)
    return replace(tried, answer=answer, worth=tried.worth - _REPETITION_PRICE)


def _is_near(answer: Answer, focus: Focus | None) -> bool:
    return bool(focus and answer.quote and is_in_reach(focus, answer.quote))


def _with_currency(answer: Answer) -> str:
    """Return the short answer with the sign of a currency that stands before it in the quote."""
    text, quote = answer.text or "", answer.quote
    if quote is None or len(quote.marks) != 1:
        return text
    at = quote.marks[0].start - quote.start
    before = quote.text[at - 1 : at] if at > 0 else ""
    return f"{before}{text}" if _MONEY.match(before) else text


def _is_sure(tried: _AnsweredReading) -> bool:
    return tried.answer.answered and tried.worth >= _SURE


def _are_as_likely(best: _AnsweredReading, rival: _AnsweredReading) -> bool:
    """Return whether two antecedents are answered alike, each with a sentence of its own."""
    are_answered = best.answer.answered and rival.answer.answered
    if not rival.reading.is_rival or not are_answered or _is_same_quote(best, rival):
        return False
    least = min(best.answer.confidence, rival.answer.confidence)
    is_near = abs(best.worth - rival.worth) <= _AMBIGUOUS_MARGIN
    return least >= _AMBIGUOUS_CONFIDENCE and is_near


def _is_same_quote(one: _AnsweredReading, other: _AnsweredReading) -> bool:
    first, second = one.answer.quote, other.answer.quote
    if first is None or second is None:
        return False
    return (first.article.id, first.start) == (second.article.id, second.start)
