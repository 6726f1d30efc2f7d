"""The stream of training examples: endless, drawn from the sources by weight.

Each draw yields the answerable example of a source's next question and, for a share of the
questions, an unanswerable counterpart right after it. A share of both is laid out as people write:
as a dialogue, steps, a list or questions and answers.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from training.augment import noisy_question, reworded, spun_passage
from training.boundaries import with_whole_answers
from training.chats import NAME as CHATS_NAME
from training.everyday import EverydaySource
from training.facts import FactSource
from training.features import Feature, encode
from training.layouts import LAYOUTS, Layout, as_dialogue, lay_out, of_speaker
from training.near_misses import harmless_change, near_miss
from training.negatives import PassageIndex, failed_premise, why_without_cause, without_evidence
from training.schedule import Phase
from training.sources import Example, WhyItem, why_example
from training.tokens import PairTokenizer
from training.written import ENGLISH, language_of_passage
from training.written import NAME as WRITTEN_NAME

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
NEGATIVE_KINDS = {"passage": 0.36, "evidence": 0.14, "premise": 0.42, "near miss": 0.08}
HARMLESS = 0.2  # share of the answerable examples with a change in question and context alike
SHORTEST_WINDOW, LONGEST_WINDOW = 60, 230  # tokens of a passage at most
# By phase: the most tokens of a window, and the share of the longest. Short windows before the
# decay are learnt from sooner; training/README.md has the figures.
LONG_WINDOWS = {"main": (150, 0.1), "late": (230, 0.35)}
REWORDED = 0.2  # share of the questions with some words replaced by synonyms
NO_OTHER_PASSAGE = {"policyqa"}  # its questions fit nearly every passage
SPECIFIC_ONLY = {"reddit", "amazon"}  # so do many of these
LAID_OUT = 0.3  # share of the examples that are laid out as people write
# Of single sentences, dialogues, clauses, and texts laid out by their writers.
KEPT_AS_IS = {"qamr", "friendsqa", "policyqa", WRITTEN_NAME, CHATS_NAME}
OF_SPEAKER = 0.35  # share of the dialogues that are asked what one of the speakers said
EVERYDAY, FACTS = 0.12, 0.04  # shares of the draws, each of two examples
FACT_SOURCES = {"new_wiki", "nq", "qamr"}
# Share of the draws that are of the passages written for training, after the first examples.
WRITTEN = 0.36
# The same where they are in several languages, as no other source has those.
WRITTEN_IN_LANGUAGES = 0.55
# Share of their answerable questions that are asked of another passage as well; those that their
# own passage does not answer are examples by themselves. With 0.25 the reader learnt to look for
# near misses alone, and trusted passages on another matter.
WRITTEN_UNANSWERABLE = 0.5
# Share of their draws that are in other languages than English, where there are any.
OTHER_LANGUAGES = 0.6
# Share of the draws that are turns of chats, where there are any: each is seen three quarters as
# often as a written question in English, as many of them ask alike.
CHATS = 0.22
SPUN = 0.15  # share of the passages with spun wording, as machines translate and reword news


@dataclass
class Source:
    """One data set with its index and, for each example, its hard negative passages."""

    name: str
    examples: Sequence[Example]
    index: PassageIndex
    hard: Sequence[Sequence[int]]

    def positive(self, at: int, rng: random.Random) -> Example:
        """One of the examples, for a share of them changed in question and context alike."""
        example = self.examples[at]
        if rng.random() >= HARMLESS:
            return example
        return harmless_change(example, rng.choice(self.index.contexts), rng) or example

    def pair(self, at: int, rng: random.Random, negative: bool) -> Iterator[Example]:
        """One of the examples and, if wanted, an unanswerable counterpart in the same layout."""
        example = with_whole_answers(self.positive(at, rng))
        layout: Layout | None = None
        if self.name not in KEPT_AS_IS and rng.random() < LAID_OUT:
            if found := lay_out(example, self._others(rng), rng):
                layout, example = found
            if (
                layout is as_dialogue
                and rng.random() < OF_SPEAKER
                and (asked := of_speaker(example, rng))
            ):
                yield from asked if negative else asked[:1]
                return
        yield example
        if negative and (found_negative := self.negative(at, example, layout, rng)):
            yield found_negative

    def _others(self, rng: random.Random) -> list[Example]:
        """Some examples of the source, as the other pairs of a FAQ."""
        return rng.sample(list(self.examples), min(6, len(self.examples)))

    def negative(
        self, at: int, example: Example, layout: Layout | None, rng: random.Random
    ) -> Example | None:
        """An unanswerable counterpart of an example, of a kind drawn by weight."""
        kinds = dict(NEGATIVE_KINDS)
        if example.source == CHATS_NAME:
            # A premise that is changed in what was said before leaves the question answered.
            kinds = {kind: kinds[kind] for kind in ("passage", "evidence")}
        while kinds:
            kind = rng.choices(list(kinds), list(kinds.values()))[0]
            del kinds[kind]
            if kind == "passage" and self.hard[at]:
                context = self.index.contexts[rng.choice(self.hard[at])]
                other = replace(example, context=context, answers=())
                laid = layout(other, self._others(rng), rng) if layout in LAYOUTS else None
                return laid or other
            if kind == "evidence" and (found := without_evidence(example)):
                return found
            if kind == "premise" and (found := failed_premise(example, rng)):
                return found
            if kind == "near miss" and (found := near_miss(example, rng)):
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


class WrittenSource:
    """Questions written for training, each drawn as often; two in five have no answer."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.size = len(examples)
        self._unanswerable = [example for example in examples if not example.answers]
        self._answerable = build_source(WRITTEN_NAME, [e for e in examples if e.answers])

    def pair(self, rng: random.Random) -> Iterator[Example]:
        """Draw one example; some of the answerable ones with an unanswerable counterpart."""
        answerable = self._answerable.examples
        at = rng.randrange(len(answerable) + len(self._unanswerable))
        if at >= len(answerable):
            yield self._unanswerable[at - len(answerable)]
            return
        yield from self._answerable.pair(at, rng, rng.random() < WRITTEN_UNANSWERABLE)


def written_sources(examples: Sequence[Example]) -> dict[str, WrittenSource]:
    """Return the written questions by language."""
    languages = dict.fromkeys(map(language_of_passage, examples))
    return {
        language: WrittenSource([e for e in examples if language_of_passage(e) == language])
        for language in languages
    }


def written_shares(sources: Mapping[str, WrittenSource]) -> dict[str, float]:
    """Return how often each language is drawn: the others by their size, beside English."""
    others = sum(source.size for language, source in sources.items() if language != ENGLISH)
    return {
        language: 1 - OTHER_LANGUAGES
        if language == ENGLISH
        else OTHER_LANGUAGES * source.size / others
        for language, source in sources.items()
    }


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
        written: Sequence[Example],
        chats: Sequence[Example],
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
        self._everyday = EverydaySource(why.filler)
        self._written = written_sources(written)
        self._written_shares = written_shares(self._written)
        self._chats = WrittenSource(chats) if chats else None
        self._facts = FactSource(
            [e for source in sources if source.name in FACT_SOURCES for e in source.examples]
        )
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

    def _made(self) -> EverydaySource | FactSource | WrittenSource | None:
        """Draw a source of examples made or written for training, or none for the data sets."""
        drawn = self._rng.random()
        made: list[tuple[float, EverydaySource | FactSource | WrittenSource]] = [
            (EVERYDAY, self._everyday),
            (FACTS, self._facts),
        ]
        made += [] if self._chats is None else [(CHATS, self._chats)]
        for share, source in made:
            if drawn < share:
                return source
            drawn -= share
        if drawn >= (WRITTEN if len(self._written) == 1 else WRITTEN_IN_LANGUAGES):
            return None
        shares = list(self._written_shares.values())
        return self._rng.choices(list(self._written.values()), shares)[0]

    def examples(self) -> Iterator[Example]:
        """Yield answerable examples, some followed by an unanswerable counterpart."""
        while True:
            if self.phase != "warm" and (made := self._made()):
                yield from made.pair(self._rng)
                continue
            weights = self._weights()
            name = self._rng.choices(list(weights), list(weights.values()))[0]
            share = UNANSWERABLE["warm" if self.phase == "warm" else "main"]
            negative = self._rng.random() < share
            at = next(self._orders[name])
            if name == "wikiwhy":
                yield from self._why.examples(at, self._rng, negative)
                continue
            yield from self._sources[name].pair(at, self._rng, negative)

    def _window_tokens(self) -> int:
        """Draw the most tokens of a passage: fewer until the decay, so that more are learnt."""
        longest, share = LONG_WINDOWS["late" if self.phase == "late" else "main"]
        if self._rng.random() < share:
            return LONGEST_WINDOW
        return self._rng.randint(SHORTEST_WINDOW, longest)

    def _with_noise(self, example: Example) -> Example:
        """The example with its question as people may type it."""
        question = example.question
        if self._rng.random() < REWORDED:
            question = reworded(question, self._rng)
        return replace(example, question=noisy_question(question, self._rng))

    def features(self) -> Iterator[Feature]:
        """Yield the examples with noise, as tokenised windows.

        Chats are written as people type, and an exchange with noise is none.
        """
        for example in self.examples():
            noisy = example if example.source == CHATS_NAME else self._with_noise(example)
            if self._rng.random() < SPUN:
                noisy = spun_passage(noisy, self._rng)
            feature = encode(noisy, self._tokenizer, self._rng, self._window_tokens())
            if feature:
                yield feature
