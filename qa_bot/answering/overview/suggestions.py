"""Questions to suggest: each was asked, and answered with confidence by what it was made of.

Those that a text asks and answers itself come first, then those made of its
sentences by rule. Where questions are all that is asked for, its headings and the
names that it mentions most fill the rest, as topics.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from qa_bot.answering.date_expressions import MONTH_NAME, WEEKDAY
from qa_bot.answering.overview.question_rules import Capitals, questions_from
from qa_bot.answering.overview.sentence_kinds import SentenceKind, TextSentence
from qa_bot.answering.question_intent import is_question
from qa_bot.answers import Answer
from qa_bot.documents import Article, Span

SUGGESTIONS = 3  # as many as are read at a glance, and as buttons take little room
# How many questions are asked to find them, each as slow as a question: beside a summary, and
# where suggestions are what was asked for.
ASKED_BESIDE, ASKED_FOR = 4, 6
# The least confidence of an answer to a suggested question.
_LEAST_CONFIDENCE = 0.6
# Questions of a text that is made of questions and answers; fewer are asked in passing.
_FEWEST_ASKED = 2
# Words of a question in a text that stands by itself, and of a heading that names a topic.
_MIN_QUESTION_WORDS, _MAX_QUESTION_WORDS = 3, 16
_MIN_HEADING_WORDS, _MAX_HEADING_WORDS = 2, 4
_MARK = re.compile(r"(?:(?:Q|Question)?\s?\d{0,3}[.:)]\s+)")
_AUXILIARY = (
    "(?:can|could|do|does|did|is|are|was|were|has|have|had|will|would|must|should|shall|may|might)"
)
_ASKS = re.compile(
    rf"(?:{_AUXILIARY}|(?:how|why|what|which|who|when|where)(?: \w+){{0,3}}? {_AUXILIARY})"
    r"\b[^?]{1,150}\?",
    re.IGNORECASE,
)
_UNCLEAR = re.compile(r"\b(?:he|she|it|they|this|that|these|those|then|there)\b", re.IGNORECASE)
# A name within a sentence, in the midst of which only names have capitals.
_NAME = re.compile(r"(?<=[a-z,] )(?:the )?[A-Z][a-z][\w’'-]*(?: [A-Z][a-z][\w’'-]*){0,3}")
_DATE = re.compile(rf"(?:{WEEKDAY}|{MONTH_NAME}).*")
# How a heading begins that is a clause, a preposition or an adverb, and names nothing.
_NO_TOPIC = re.compile(
    r"(?:after|when|while|if|how|what|why|where|who|which|as|this|that|these|those|it|no|not|yes|do"
    r"|does|don['’]t|is|are|can|i|we|you|they|he|she|my|our|your|about|above|across|against|along"
    r"|among|around|at|before|behind|below|beside|between|beyond|by|despite|down|during|every|each"
    r"|all|any|some|except|for|from|in|inside|into|like|near|next|of|off|on|onto|out|outside|over"
    r"|past|since|through|to|toward|towards|under|until|up|upon|via|with|within|without|and|or|but"
    r"|so|then|now|here|there|always|never|please|also|just|only|more)$",
    re.IGNORECASE,
)
# What follows the verb of a command or clause and no noun or adjective: "Bring a towel".
_CLAUSE = re.compile(
    rf"(?:a|an|the|your|my|our|its|it|them|us|me|you|we|they|not|{_AUXILIARY})$", re.IGNORECASE
)
_FINITE = re.compile(rf"{_AUXILIARY}$", re.IGNORECASE)
_MIN_MENTIONS = 2  # as often as a text mentions what it says something of
_NUMBER = re.compile(r"\s*(?:\d+(?:\.\d+)*[.)]?|[IVX]+\.)\s+")

Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question with the part of the article that must answer it."""

    question: str
    source: Span


def suggest_questions(
    article: Article,
    sentences: Sequence[TextSentence],
    best: Sequence[TextSentence],
    ask: Ask,
    most_asked: int,
    count: int = SUGGESTIONS,
    *,
    with_topics: bool = False,
) -> list[str]:
    """Return at most `count` questions that the article answers.

    `best` are the sentences to try first. `ask` is called at most `most_asked` times. What
    is left is filled `with_topics`, which were not asked.
    """
    suggested: list[str] = []
    for suggestion in islice(_suggestions(article, sentences, best), most_asked):
        if len(suggested) == count:
            break
        if _is_answered(ask(suggestion.question), article, suggestion.source):
            suggested.append(suggestion.question)
    topics = _about_topics(article, sentences) if with_topics else ()
    return [*suggested, *topics][:count]


def _is_answered(answer: Answer, article: Article, source: Span) -> bool:
    quote = answer.quote
    if not answer.answered or quote is None or answer.confidence < _LEAST_CONFIDENCE:
        return False
    is_there = quote.start < source.end and source.start < quote.end
    return quote.article.id == article.id and is_there


def _suggestions(
    article: Article, sentences: Sequence[TextSentence], best: Sequence[TextSentence]
) -> Iterator[Suggestion]:
    """Yield the questions of a text, then one for each sentence that makes one, the best first."""
    own = list(_own_questions(article, sentences))
    if len(own) >= _FEWEST_ASKED:
        yield from own
    capitals = Capitals.of(article.text)
    seen: set[str] = set()
    rest = [s for s in sentences if s.kind is SentenceKind.PROSE and s not in best]
    for sentence in [*best, *rest]:
        for question in questions_from(sentence.text, capitals):
            if question not in seen:
                seen.add(question)
                yield Suggestion(question, sentence.span)
                break


def _own_questions(article: Article, sentences: Sequence[TextSentence]) -> Iterator[Suggestion]:
    """Yield the questions that a text answers below them."""
    for i, sentence in enumerate(sentences[:-1]):
        bare = " ".join(sentence.text.strip("*_ ").split())
        mark = _MARK.match(bare)
        bare = bare[mark.end() if mark else 0 :]
        below = sentences[i + 1]
        is_whole = _MIN_QUESTION_WORDS <= len(bare.split()) <= _MAX_QUESTION_WORDS
        if (
            is_question(sentence.text)
            and is_whole
            and _ASKS.fullmatch(bare)
            and not _UNCLEAR.search(bare)
            and below.kind is SentenceKind.PROSE
        ):
            answered_until = _end_of_answer(sentences, i + 1, len(article.text))
            yield Suggestion(bare, Span(below.span.start, answered_until))


def _end_of_answer(sentences: Sequence[TextSentence], start: int, end: int) -> int:
    """Return where the answer that begins with a sentence ends: at the next question."""
    later = (s.span.start for s in sentences[start:] if is_question(s.text))
    return next(later, end)


def _about_topics(article: Article, sentences: Sequence[TextSentence]) -> Iterator[str]:
    """Yield a question about each heading that names a topic, then each name that recurs."""
    said = [s for s in sentences if s.kind is not SentenceKind.OTHER]
    # The label that a paragraph begins with is no heading: "Day 4, Osk."
    labels = {
        first.text.rstrip(".:!")
        for first, after in pairwise(sentences)
        if "\n" not in article.text[first.span.end : after.span.start]
    }
    headings = dict.fromkeys(each for s in said for each in s.above if each not in labels)
    topics = [topic for heading in headings if (topic := _topic(heading))]
    prose = " ".join(s.text for s in said if s.kind is SentenceKind.PROSE)
    topics += [
        name
        for name, count in Counter(_NAME.findall(prose)).most_common()
        if count >= _MIN_MENTIONS and name not in article.title and not _DATE.fullmatch(name)
    ]
    for topic in topics:
        yield f"What does it say about {topic}?"


def _topic(heading: str) -> str:
    """Return a heading as it stands within a sentence; "" for one that names no topic."""
    number = _NUMBER.match(heading)
    words = heading[number.end() if number else 0 :].split()
    is_topic = _MIN_HEADING_WORDS <= len(words) <= _MAX_HEADING_WORDS
    is_of_words = all(word.isalpha() or word.endswith(",") for word in words)
    if not is_topic or not is_of_words or is_question(heading) or _NO_TOPIC.match(words[0]):
        return ""
    if _CLAUSE.match(words[1]) or any(_FINITE.match(word) for word in words):
        return ""
    if heading.isupper():
        return " ".join(words).lower()
    has_own_capital = words[0].isupper() or words[1][0].isupper()
    first = words[0] if has_own_capital else words[0].lower()
    return " ".join([first, *words[1:]])
