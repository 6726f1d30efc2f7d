"""What a text itself compares: "Coir pots dry out faster than terracotta", "twice as deep as".

A sentence decides that has the adjective of the question or its opposite, and names both
things, one of them after "than". Knows English word order, not numbers.
"""

import re

from qa_bot.answering.comparison_clauses import label_of, words_of
from qa_bot.answering.comparison_grades import GRADES, Grade, adjective_of
from qa_bot.answering.comparison_requests import WORD, ComparisonRequest
from qa_bot.documents import Span
from qa_bot.text.sentences import split_sentences

# "Faster than", "more powerful for its size than", "twice as deep as".
_COMPARED = re.compile(
    r"\b(?:(?P<more>more|less) )?(?P<graded>\w{3,20})(?: \w{1,20}){0,3}? than\b"
    r"|\b(?:twice|half|(?:\w{1,20}|\d{1,3}(?:\.\d)?) times) as (?P<equal>\w{3,20}) as\b",
    re.IGNORECASE,
)
_HALF = re.compile(r"half\b", re.IGNORECASE)
_UNSURE = re.compile(r"\b(?:not|no|never|neither|if|[a-z]+n['’]t)\b|\?", re.IGNORECASE)
# What "than" stands between.
_PAIR = 2
# Words after "than" in which the other thing stands.
_MAX_WORDS = 5


def stated_winner(request: ComparisonRequest, text: str) -> tuple[Span, Span] | None:
    """Return the sentence that says which of two options it is, and the words that name it.

    None where no sentence does, or it does not name the winner.
    """
    if len(request.options) != _PAIR:
        return None
    for sentence in split_sentences(text):
        if _UNSURE.search(text, sentence.start, sentence.end):
            continue
        for word in WORD.finditer(text, sentence.start, sentence.end):
            # From each word, as a word before the graded one would match with it.
            found = _COMPARED.match(text, word.start(), sentence.end)
            sign = _sign(request.grade, found) if found else 0
            if found and sign and (label := _winner(request, text, sentence, found, sign)):
                return sentence, label
    return None


def _sign(grade: Grade, found: re.Match[str]) -> int:
    """Return 1 where what comes first has more of what is asked for, -1 for less, 0 for neither."""
    word = (found["equal"] or found["graded"]).lower()
    adjective = word if found["equal"] or found["more"] else adjective_of(word)
    said = GRADES.get(adjective)
    if said is None or (said.kinds, said.reversed_kinds) != (grade.kinds, grade.reversed_kinds):
        return 0
    is_half = _HALF.match(found.group()) is not None
    is_less = (found["more"] or "").lower() == "less" or is_half
    return said.sign * grade.sign * (-1 if is_less else 1)


def _winner(
    request: ComparisonRequest, text: str, sentence: Span, found: re.Match[str], sign: int
) -> Span | None:
    before = list(WORD.finditer(text, sentence.start, found.start()))
    after = list(WORD.finditer(text, found.end(), sentence.end))[:_MAX_WORDS]
    for first, second in (request.options, request.options[::-1]):
        former, latter = words_of(first, before), words_of(second, after)
        if former and latter:
            return label_of(first, former) if sign > 0 else label_of(second, latter)
    return None
