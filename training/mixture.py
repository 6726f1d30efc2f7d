"""The stream of training examples: endless, drawn from the sources by weight.

Each draw yields the answerable example of a source's next question and, for a share of the
questions, an unanswerable counterpart right after it.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from training.augment import noisy_question, reworded, spun_passage
from training.features import Feature, encode
from training.negatives import (
    PassageIndex,
    failed_premise,
    harmless_swap,
    why_without_cause,
    without_evidence,
)
from training.schedule import Phase
from training.sources import Example, WhyItem, why_example
from training.tokens import PairTokenizer

# passes over each source in the whole run; a source is drawn in proportion to passes times size
PASSES = {
    "new_wiki": 2.2,
    "nq": 2.0,
    "reddit": 1.0,
    "amazon": 1.0,
    "fairytale": 1.2,
    "wikiwhy": 0.9,
    "policyqa": 0.3,
    "friendsqa": 1.0,
    "selqa": 0.5,
    "qamr": 0.12,
}
WARM_WEIGHTS = {"qamr": 0.85, "wikiwhy": 0.15}
# In the late phase the sources nearest to SQuAD are drawn more often.
LATE_BOOST = {"new_wiki": 1.6, "nq": 1.2, "reddit": 0.6, "amazon": 0.6}
UNANSWERABLE = {"warm": 0.35, "main": 0.72}  # counterparts per answerable example
NEGATIVE_KINDS = {"passage": 0.36, "evidence": 0.14, "premise": 0.5}
HARMLESS = 0.15  # share of the answerable examples with a name swapped in question and context
REWORDED = 0.2  # share of the questions with some words replaced by synonyms
NO_OTHER_PASSAGE = {"policyqa"}  # its questions fit nearly every passage
SPECIFIC_ONLY = {"reddit", "amazon"}  # so do many of these


@dataclass
class Source:
    """One data set with its index and, for each example, its hard negative passages."""

    name: str
    examples: Sequence[Example]
    index: PassageIndex
    hard: Sequence[Sequence[int]]

    def positive(self, at: int, rng: random.Random) -> Example:
        """One of the examples, for a share of them with a name swapped in question and context."""
        example = self.examples[at]
        if rng.random() >= HARMLESS:
            return example
        return harmless_swap(example, rng.choice(self.index.contexts), rng) or example

    def negative(self, at: int, rng: random.Random) -> Example | None:
        """An unanswerable counterpart of one of the examples, of a kind drawn by weight."""
        example = self.examples[at]
        kinds = dict(NEGATIVE_KINDS)
        while kinds:
            kind = rng.choices(list(kinds), list(kinds.values()))[0]
            del kinds[kind]
            if kind == "passage" and self.hard[at]:
                return replace(
                    example, context=self.index.contexts[rng.choice(self.hard[at])], answers=()
                )
            if kind == "evidence" and (found := without_evidence(example)):
                return found
            if kind == "premise" and (found := failed_premise(example, rng)):
                return found
        return None


def build_source(name: str, examples: Sequence[Example]) -> Source:
    """Index the contexts of a dataset and rank the hard negatives of its questions."""
    index = PassageIndex(examples)
    if name in NO_OTHER_PASSAGE:
        return Source(name, examples, index, [[] for _ in examples])
    hard = index.hardest(examples)
    if name in SPECIFIC_ONLY:
        pairs = zip(examples, hard, strict=True)
        hard = [ids if index.is_specific(example) else [] for example, ids in pairs]
    return Source(name, examples, index, hard)


@dataclass
class WhySource:
    """WikiWhy, with sentences to mix in as distractors."""

    items: Sequence[WhyItem]
    filler: Sequence[str]

    def _distractors(self, rng: random.Random) -> list[str]:
        chosen = []
        for _ in range(rng.randint(1, 5)):
            other = rng.choice(self.items)
            because = f"{other.effect} because {other.cause}."
            chosen.append(rng.choice((because, f"{other.effect}.", rng.choice(self.filler))))
        return chosen

    def examples(self, at: int, rng: random.Random, negative: bool) -> Iterator[Example]:
        """The answerable passage of one item and, if wanted, one without its cause."""
        distractors = self._distractors(rng)
        place = rng.randint(0, len(distractors))
        example = why_example(self.items[at], distractors, rng.randrange(6), place)
        if example:
            yield example
        if negative:
            yield why_without_cause(self.items[at], distractors, place)


class Mixture:
    """The stream of training features; `phase` is set by the training loop."""

    def __init__(
        self,
        sources: Sequence[Source],
        why: WhySource,
        tokenizer: PairTokenizer,
        seed: int,
    ) -> None:
        self.phase: Phase = "main"
        self._sources = {source.name: source for source in sources}
        self._why = why
        self._tokenizer = tokenizer
        self._rng = random.Random(seed)
        sizes = {name: len(source.examples) for name, source in self._sources.items()}
        self._orders = {
            name: self._cycle(size) for name, size in {**sizes, "wikiwhy": len(why.items)}.items()
        }
        self._main = {
            name: PASSES[name] * size for name, size in {**sizes, "wikiwhy": len(why.items)}.items()
        }

    def _cycle(self, size: int) -> Iterator[int]:
        while True:
            order = list(range(size))
            self._rng.shuffle(order)
            yield from order

    def _weights(self) -> dict[str, float]:
        if self.phase == "warm":
            return WARM_WEIGHTS
        if self.phase == "main":
            return self._main
        return {name: LATE_BOOST.get(name, 0.8) * weight for name, weight in self._main.items()}

    def examples(self) -> Iterator[Example]:
        """Yield answerable examples, some followed by an unanswerable counterpart."""
        while True:
            weights = self._weights()
            name = self._rng.choices(list(weights), list(weights.values()))[0]
            share = UNANSWERABLE["warm" if self.phase == "warm" else "main"]
            negative = self._rng.random() < share
            at = next(self._orders[name])
            if name == "wikiwhy":
                yield from self._why.examples(at, self._rng, negative)
                continue
            source = self._sources[name]
            yield source.positive(at, self._rng)
            if negative and (found := source.negative(at, self._rng)):
                yield found

    def features(self) -> Iterator[Feature]:
        """Yield the examples with noise, as tokenised windows."""
        for example in self.examples():
            question = example.question
            if self._rng.random() < REWORDED:
                question = reworded(question, self._rng)
            question = noisy_question(question, self._rng)
            noisy = replace(example, question=question)
            if self._rng.random() < 0.05:
                noisy = spun_passage(noisy, self._rng)
            size = 230 if self._rng.random() < 0.35 else self._rng.randint(60, 230)
            feature = encode(noisy, self._tokenizer, self._rng, size)
            if feature:
                yield feature
