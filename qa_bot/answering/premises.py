"""What a question takes for granted, and whether the chosen sentence speaks of it.

A question about an article is often one word away from what the article says: the
yearly price where it gives the monthly one, another model, another year, another
person. Its numbers, names and other content words are looked up near the sentence
(in it and the heads it stands under, beside it, in its heading) and in everything that
was retrieved; unanswerable questions of this kind are those of Rajpurkar, Jia and Liang,
"Know What You Don't Know", 2018. Names are recognised by capitals in the texts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from qa_bot.answering.features import PremiseFeatures
from qa_bot.answering.lexical_features import stem
from qa_bot.answering.question_intent import asks_yes_no
from qa_bot.answering.scoring import ScoredSentence
from qa_bot.answering.type_patterns import answer_pattern
from qa_bot.documents import ArticleRef
from qa_bot.retrieval.candidates import Candidate
from qa_bot.text.number_forms import NUMBER_FORMS
from qa_bot.text.opposites import exclusive_words
from qa_bot.text.words import STOP_WORDS, has_digit

_TENS = {
    word: 10 * n
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_UNITS = {
    word: n for n, word in enumerate("one two three four five six seven eight nine".split(), 1)
}
_TERM = re.compile(
    rf"(?:{'|'.join(_TENS)})-(?:{'|'.join(_UNITS)})\b"
    rf"|{NUMBER_FORMS}|\d+(?:[.,:/]\d+)*|[^\W\d_][^\W_]*(?:['’][^\W\d_]+)?|[^\W_]+",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r",(?=\d{3})")
# "I am 65", "my 10 year old": the number is of the person who asks.
_OWN_NUMBER = re.compile(r"\b(?:my|i['’]?m|i am|we are)(?: \w+)? $", re.IGNORECASE)
# Words that ask, or stand for what is asked about; no text need have them.
_ASKING_WORDS = frozenset(
    "many much long old far often name kind sort type thing things tell anything something "
    "someone anyone please text article say does get got one ones yet ever really exactly "
    "actually also still happen happened take place go goes".split()
)
# Words that ask for an answer or order it: a text that lacks them lacks nothing of the matter.
_COMMAND_WORDS = frozenset(
    "list explain describe show give find look search summarise summarize outline define mention"
    " state compare name enumerate discuss clarify sure certain true correct right wrong know"
    " think believe mean understand want need like help ask answer question step steps first"
    " second last next main point points example examples detail details exact possible able"
    " according regarding concerning per via mentioned listed said says".split()
)
# Marks after which a capital begins a sentence, an item or a cell, and is no sign of a name.
_OPENING_MARKS = '.!?:"”|\n-•*'
# Texts whose terms are kept: the candidates of some forty questions.
_CACHED_TEXTS = 1024


@dataclass(frozen=True, slots=True)
class _TextTerms:
    """The terms of a text, and those of its words that are written with a capital or without."""

    all: frozenset[str]
    capitals: frozenset[str]
    lower: frozenset[str]


class Premises:
    """The content words of a question by kind, and the terms of all that was retrieved for it.

    `numbers`, `names` and `others` map each term to the word as the question has it.
    """

    def __init__(self, question: str, candidates: Sequence[Candidate]) -> None:
        """Look up the question's words in the candidates, their titles and their dates."""
        texts = [_terms_of(candidate.chunk.text) for candidate in candidates]
        about = {_about(candidate.chunk.article) for candidate in candidates}
        self._held = frozenset[str]().union(*(t.all for t in texts), *map(_terms, about))
        self._question = question
        self._answer_pattern = None if asks_yes_no(question) else answer_pattern(question)
        capitals = frozenset[str]().union(*(text.capitals for text in texts))
        proper = capitals.difference(*(text.lower for text in texts))
        self.numbers: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.others: dict[str, str] = {}
        self._sort_words(proper)

    def _sort_words(self, proper: frozenset[str]) -> None:
        """Sort the question's words by kind; `proper` are terms that are names in the texts."""
        question = self._question
        has_case = question not in (question.title(), question.upper())
        for match in _TERM.finditer(question):
            word = match.group()
            term, is_capital = _term(word), has_case and match.start() > 0 and word[0].isupper()
            if not _is_content(word):
                continue
            if has_digit(word):
                if _OWN_NUMBER.search(question[: match.start()]) is None:
                    self.numbers[term] = word
            elif word.isalpha() and (term in proper or is_capital):
                self.names[term] = word
            else:
                self.others[term] = word

    def features(self, sentence: ScoredSentence) -> PremiseFeatures:
        """Return how far a sentence and what is around it speak of what the question does."""
        near = _terms(_surroundings(sentence))
        section = " ".join(place.label for place in sentence.chunk.places[:1])
        sections = near | _terms(section) | _terms(sentence.chunk.article.published)
        text = sentence.chunk.text[sentence.span.start : sentence.span.end]
        has_type, is_beside = True, False
        if self._answer_pattern is not None:
            has_type = self._answer_pattern.search(text) is not None
            is_beside = self._answer_pattern.search(sentence.in_context) is not None
        return PremiseFeatures(
            unheld_number=float(not all(_holds(self._held, n) for n in self.numbers)),
            far_number=float(
                any(_holds(self._held, n) and not _holds(sections, n) for n in self.numbers)
            ),
            unheld_name=float(not self._held.issuperset(self.names)),
            type_missing=float(not has_type and not is_beside),
            type_beside=float(not has_type and is_beside),
            rival_name=float(self._has_rival_name(sentence, text, near)),
            opposite=float(self._has_opposite(sentence, text, near)),
        )

    def _has_rival_name(self, sentence: ScoredSentence, answer: str, near: frozenset[str]) -> bool:
        """Return whether a sentence names another than a name that stands elsewhere only."""
        about = near | _terms(_about(sentence.chunk.article))
        if not any(name in self._held and name not in about for name in self.names):
            return False
        known = {*self.numbers, *self.names, *self.others} | _terms(answer)
        return not _terms_of(sentence.text).capitals <= known

    def _has_opposite(self, sentence: ScoredSentence, answer: str, near: frozenset[str]) -> bool:
        """Return whether a sentence has, beside its answer, what excludes a word it lacks."""
        said = _terms(sentence.in_context) - _terms(answer)
        lacking = [term for term in (*self.names, *self.others) if term not in near]
        return any(not said.isdisjoint(exclusive_terms().get(term, ())) for term in lacking)

    @property
    def word_count(self) -> int:
        """How many words the question has that a text may have or lack."""
        return len(self._matter())

    def missing(self, sentence: ScoredSentence) -> tuple[str, ...]:
        """Return the question's words, as it has them, that stand nowhere near a sentence."""
        near = _terms(_surroundings(sentence)) | _terms(_about(sentence.chunk.article))
        return tuple(word for term, word in self._matter().items() if not _holds(near, term))

    def _matter(self) -> dict[str, str]:
        """Return the words that say what the question is about, not that it asks, by term."""
        others = {t: w for t, w in self.others.items() if w.lower() not in _COMMAND_WORDS}
        return {**self.numbers, **self.names, **others}


def _about(article: ArticleRef) -> str:
    return f"{article.title}\n{article.published}"


def _surroundings(sentence: ScoredSentence) -> str:
    """Return a sentence with its heads, the sentences beside it and its heading."""
    texts = sentence.passage.sentences
    at = sentence.passage.reading.spans.index(sentence.span)
    place = sentence.chunk.place(sentence.chunk.start + sentence.span.sentence.start)
    return "\n".join([sentence.in_context, *texts[max(0, at - 1) : at + 2], place])


@lru_cache(_CACHED_TEXTS)
def _terms_of(text: str) -> _TextTerms:
    """Return the terms of a text; a capital that may begin a sentence is no sign of a name."""
    found: set[str] = set()
    capitals: set[str] = set()
    lower: set[str] = set()
    for match in _TERM.finditer(text):
        word, term, at = match.group(), _term(match.group()), match.start()
        found.add(term)
        if not word[0].isupper():
            lower.add(term)
        elif at > 1 and text[at - 1] == " " and text[at - 2] not in _OPENING_MARKS:
            capitals.add(term)
    return _TextTerms(frozenset(found), frozenset(capitals), frozenset(lower))


@cache
def exclusive_terms() -> dict[str, frozenset[str]]:
    """Return for each term the terms that a text has in its place."""
    excluded: dict[str, set[str]] = {}
    for group in exclusive_words():
        found = {stem(word) for word in group}
        for term in found:
            excluded.setdefault(term, set()).update(found - {term})
    return {term: frozenset(others) for term, others in excluded.items()}


def _terms(text: str) -> frozenset[str]:
    return frozenset(_term(match.group()) for match in _TERM.finditer(text))


def _term(word: str) -> str:
    """Return what a word is compared by: its stem, or its number in digits."""
    low = word.lower().removesuffix("'s").removesuffix("’s")
    tens, _, units = low.partition("-")
    if units in _UNITS and tens in _TENS:
        return str(_TENS[tens] + _UNITS[units])
    return stem(_THOUSANDS.sub("", low))


def _is_content(word: str) -> bool:
    low = word.lower()
    if low in STOP_WORDS or low in _ASKING_WORDS:
        return word.isupper() and len(word) > 1
    return len(word) > 1 or word.isdigit()


def _holds(held: frozenset[str], term: str) -> bool:
    """Return whether terms hold one, or as a number its more exact form: 5.3.0 for 5.3."""
    return term in held or (
        term[0].isdigit() and any(other.startswith(f"{term}.") for other in held)
    )
