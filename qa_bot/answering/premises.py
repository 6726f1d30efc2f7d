"""What a question takes for granted, and whether the chosen sentence speaks of it.

A question about an article is often one word away from what the article says: the
yearly price where it gives the monthly one, another model, another year, another
person. Its numbers, names and other content words are looked up near the sentence
(in it and the heads it stands under, before it in its section, in its heading) and in
everything that was retrieved. What words that are missing mean is compared by their
embeddings: a sentence that is nearer to the question without them says something else
than them, and not the same in other words. Unanswerable questions of this kind are
those of Rajpurkar, Jia and Liang, "Know What You Don't Know", 2018. Names are
recognised by capitals in the texts.
"""

import re
from collections.abc import Sequence
from functools import cache

from qa_bot.answering.answer_forms import lacks_form
from qa_bot.answering.asked_times import is_of_another_time
from qa_bot.answering.features import PremiseFeatures
from qa_bot.answering.lexical_features import stem
from qa_bot.answering.question_intent import asks_yes_no
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answering.scoring import ScoredSentence
from qa_bot.answering.text_terms import (
    TERM,
    holds,
    is_content,
    numbered,
    term_of,
    terms,
    terms_of,
    without,
)
from qa_bot.answering.type_patterns import answer_pattern
from qa_bot.documents import ArticleRef
from qa_bot.retrieval.candidates import Candidate
from qa_bot.retrieval.similarity import Similarity
from qa_bot.text.opposites import exclusive_words
from qa_bot.text.words import has_digit

# "I am 65", "my 10 year old": the number is of the person who asks.
_OWN_NUMBER = re.compile(r"\b(?:my|i['’]?m|i am|we are)(?: \w+)? $", re.IGNORECASE)
# Words that ask for an answer or order it: a text that lacks them lacks nothing of the matter.
_COMMAND_WORDS = frozenset(
    "list explain describe show give find look search summarise summarize outline define mention"
    " state compare name enumerate discuss clarify sure certain true correct right wrong know"
    " think believe mean understand want need like help ask answer question step steps first"
    " second last next main point points example examples detail details exact possible able"
    " according regarding concerning per via mentioned listed said says".split()
)
# Sentences back that "it" or "the price" may refer to; with 1, fewer are rightly declined.
_ANTECEDENTS = 2
_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s")


class Premises:
    """The content words of a question by kind, and the terms of all that was retrieved for it.

    `numbers`, `names` and `others` map each term to the word as the question has it.
    """

    def __init__(self, question: str, candidates: Sequence[Candidate]) -> None:
        """Look up the question's words in the candidates, their titles and their dates."""
        texts = [terms_of(candidate.chunk.text) for candidate in candidates]
        about = {_about(candidate.chunk.article) for candidate in candidates}
        self._held = frozenset[str]().union(*(t.all for t in texts), *map(terms, about))
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
        for match in TERM.finditer(question):
            word = match.group()
            term, is_capital = term_of(word), has_case and match.start() > 0 and word[0].isupper()
            if not is_content(word):
                continue
            if has_digit(word):
                if _OWN_NUMBER.search(question[: match.start()]) is None:
                    self.numbers[term] = word
            elif word.isalpha() and (term in proper or is_capital):
                self.names[term] = word
            else:
                self.others[term] = word

    def features(self, sentence: ScoredSentence, similarity: Similarity) -> PremiseFeatures:
        """Return how far a sentence and what is around it speak of what the question does."""
        near = terms(_surroundings(sentence))
        section = " ".join(place.label for place in sentence.chunk.places[:1])
        sections = near | terms(section) | terms(sentence.chunk.article.published)
        text = sentence.chunk.text[sentence.span.start : sentence.span.end]
        said = sentence.in_context
        pattern = self._answer_pattern
        has_type = pattern is None or bool(pattern.search(text) or pattern.search(said))
        return PremiseFeatures(
            unheld_number=float(not all(holds(self._held, n) for n in self.numbers)),
            far_number=float(
                any(holds(self._held, n) and not holds(sections, n) for n in self.numbers)
            ),
            unheld_name=float(not self._held.issuperset(self.names)),
            type_missing=float(not has_type),
            rival_name=float(self._has_rival_name(sentence, text, near)),
            opposite=float(self._has_opposite(sentence, text, near)),
            form_missing=float(lacks_form(self._question, said)),
            rival_number=float(self._has_rival_number(said)),
            other_time=float(is_of_another_time(self._question, said)),
            **self._meanings(sentence, near, similarity),
        )

    def _has_rival_name(self, sentence: ScoredSentence, answer: str, near: frozenset[str]) -> bool:
        """Return whether a sentence names another than a name that stands elsewhere only."""
        about = near | terms(_about(sentence.chunk.article))
        if not any(name in self._held and name not in about for name in self.names):
            return False
        known = {*self.numbers, *self.names, *self.others} | terms(answer)
        return not terms_of(sentence.text).capitals <= known

    def _has_rival_number(self, said: str) -> bool:
        """Return whether a sentence has another number beside a word, as "Plot 17" for plot 27."""
        held = terms(said)
        asked = {
            pair
            for number, pair in numbered(self._question)
            if number in self.numbers and not holds(held, number)
        }
        return any(pair in asked for _, pair in numbered(said))

    def _meanings(
        self, sentence: ScoredSentence, near: frozenset[str], similarity: Similarity
    ) -> dict[str, float]:
        """Return the features of what the words that stand nowhere near mean."""
        missing = self._missing(sentence, near)
        if not missing:
            return {"missing_meaning": 0.0, "foreign_words": 0.0}
        rest = without(self._question, missing) or self._question
        words = " ".join(missing.values())
        cosines = similarity.among([self._question, rest, words, sentence.in_context])
        return {
            "missing_meaning": float(cosines[2, 0] - cosines[2, 3]),
            "foreign_words": float(cosines[1, 3] - cosines[0, 3]),
        }

    def _has_opposite(self, sentence: ScoredSentence, answer: str, near: frozenset[str]) -> bool:
        """Return whether a sentence has, beside its answer, what excludes a word it lacks."""
        said = terms(sentence.in_context) - terms(answer)
        lacking = [term for term in (*self.names, *self.others) if term not in near]
        return any(not said.isdisjoint(exclusive_terms().get(term, ())) for term in lacking)

    @property
    def word_count(self) -> int:
        """How many words the question has that a text may have or lack."""
        return len(self._matter())

    def missing(self, sentence: ScoredSentence) -> tuple[str, ...]:
        """Return the question's words, as it has them, that stand nowhere near a sentence."""
        return tuple(self._missing(sentence, terms(_surroundings(sentence))).values())

    def _missing(self, sentence: ScoredSentence, near: frozenset[str]) -> dict[str, str]:
        held = near | terms(_about(sentence.chunk.article))
        return {term: word for term, word in self._matter().items() if not holds(held, term)}

    def _matter(self) -> dict[str, str]:
        """Return the words that say what the question is about, not that it asks, by term."""
        others = {t: w for t, w in self.others.items() if w.lower() not in _COMMAND_WORDS}
        return {**self.numbers, **self.names, **others}


def _about(article: ArticleRef) -> str:
    return f"{article.title}\n{article.published}"


def _surroundings(sentence: ScoredSentence) -> str:
    """Return a sentence with its heads, its heading, and what it may refer back to.

    That is the text just before it in its section. Rows and items say nothing of the next
    ones, and what follows a sentence nothing of what it is about.
    """
    spans, texts = sentence.passage.reading.spans, sentence.passage.sentences
    at = spans.index(sentence.span)
    place = _place(sentence, sentence.span)
    before: list[str] = []
    for i in reversed(range(max(0, at - _ANTECEDENTS), at)):
        if _is_beside(texts[i], sentence.text) or _place(sentence, spans[i]) != place:
            break
        before.append(texts[i])
    return "\n".join([sentence.in_context, *before, place])


def _place(sentence: ScoredSentence, span: ScoredSpan) -> str:
    return sentence.chunk.place(sentence.chunk.start + span.sentence.start)


def _is_beside(text: str, other: str) -> bool:
    """Return whether either text is a row, or both are items of a list."""
    return "|" in text + other or bool(_ITEM.match(text) and _ITEM.match(other))


@cache
def exclusive_terms() -> dict[str, frozenset[str]]:
    """Return for each term the terms that a text has in its place."""
    excluded: dict[str, set[str]] = {}
    for group in exclusive_words():
        found = {stem(word) for word in group}
        for term in found:
            excluded.setdefault(term, set()).update(found - {term})
    return {term: frozenset(others) for term, others in excluded.items()}
