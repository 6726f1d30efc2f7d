"""Facts of the training sets as rows: "What is the capital of Peru?" gives "Capital: Lima".

A question of a known form names an attribute, and its answer is the value. The facts of an article
stand together as label lines or as a table; a question whose row is left out is unanswerable, as
often as the same question is answerable where its row stands.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.sources import Example
from training.text import Composer, content_words

_LONGEST_VALUE = 9  # words
_LONGEST_LABEL = 5  # words
_FEWEST_FACTS = 4  # of one article, so that a table has rows beside the one asked for
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:what|who) (?:is|was|are|were) the ([\w'’-]+(?: [\w'’-]+)?) (?:of|for|in) ",
                re.IGNORECASE), "{}"),
    (re.compile(r"(?:what|which) ([\w'’-]+(?: [\w'’-]+)?) (?:is|was|are|were|did|does|do|has) ",
                re.IGNORECASE), "{}"),
    (re.compile(r"how many ([\w'’-]+(?: [\w'’-]+)?) (?:is|was|are|were|did|does|do|has|have) ",
                re.IGNORECASE), "number of {}"),
    (re.compile(r"when (?:is|was|were) .*\b(\w+ed|born|built|made|sold|won)\b", re.IGNORECASE),
     "{} in"),
    (re.compile(r"where (?:is|was|were) .*\b(\w+ed|born|built|made|sold|held)\b", re.IGNORECASE),
     "{} at"),
    (re.compile(r"who (\w+ed|built|made|sold|won|led) ", re.IGNORECASE), "{} by"),
)  # fmt: skip
_VAGUE = frozenset(
    """kind type sort thing name word term example way part group other one two people person
    year did does that author writer reviewer purchaser user speaker""".split()
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value, with the question that the value answers."""

    label: str
    value: str
    question: str


def label_of(question: str) -> str:
    """The attribute that a question of a known form asks for, or an empty string."""
    for pattern, form in _FORMS:
        if found := pattern.match(question):
            words = found.group(1).lower()
            if words.split()[0] in _VAGUE or len(words.split()) > _LONGEST_LABEL:
                return ""
            return form.format(words)
    return ""


def fact_of(example: Example) -> Fact | None:
    """The fact that an answerable example states, if its question names an attribute."""
    value = example.answer_text().strip(" .,;")
    label = label_of(example.question)
    if not label or not value or "\n" in value or len(value.split()) > _LONGEST_VALUE:
        return None
    return Fact(label, value, example.question)


class FactSource:
    """The articles with several facts of different labels."""

    def __init__(self, examples: Sequence[Example]) -> None:
        found: dict[str, dict[str, Fact]] = defaultdict(dict)
        for example in examples:
            if fact := fact_of(example):
                found[f"{example.source} {example.group}"].setdefault(fact.label, fact)
        self.articles = [
            (name.partition(" ")[2], list(facts.values()))
            for name, facts in sorted(found.items())
            if len(facts) >= _FEWEST_FACTS
        ]

    def pair(self, rng: random.Random) -> Iterator[Example]:
        """A question on rows that hold its answer, and one whose row is left out.

        Nothing where no article has facts enough.
        """
        if not self.articles:
            return
        title, facts = rng.choice(self.articles)
        chosen = rng.sample(facts, min(len(facts), rng.randint(3, 8)))
        *kept, absent = chosen
        asked = rng.choice(kept)
        yield self._example(asked.question, title, kept, asked, rng)
        lacks = absent if rng.random() < 0.5 else asked
        rows = [fact for fact in chosen if fact is not lacks and not _answers(fact, lacks)]
        if rows:
            yield self._example(lacks.question, title, rows, None, rng)

    @staticmethod
    def _example(
        question: str, title: str, facts: Sequence[Fact], asked: Fact | None, rng: random.Random
    ) -> Example:
        between = rng.choice((": ", ": ", " | ", " | ", " – "))
        text = Composer()
        if rng.random() < 0.6:
            text.add(f"{title.replace('_', ' ')}\n")
        if between == " | " and rng.random() < 0.5:
            text.add("Property | Value\n")
        for fact in facts:
            text.add(f"{fact.label[:1].upper()}{fact.label[1:]}{between}")
            text.add(fact.value, [(0, len(fact.value))] if fact is asked else [])
            text.add("\n")
        return Example(question, text.text, tuple(text.spans), "facts", title)


def _answers(fact: Fact, other: Fact) -> bool:
    """Whether a fact may answer another's question: the same value, or most words of its label."""
    words = content_words(fact.label) - {"number"}
    same = words & content_words(other.question)
    return fact.value.lower() == other.value.lower() or bool(words and same == words)
