"""Retrieval and reading by qa_bot, run on articles that were held out of training.

Each question is asked once where it has an answer and once where it has none: its
article left out of the library, its answer left out of the candidates, or its premise
made false. It is asked of a library of all articles, or of its own article alone, since
people have both.
"""

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa_bot.answering.cascade import read_candidates
from qa_bot.answering.features import ScoringWeights
from qa_bot.answering.readers.reader import PassageReading, Reader
from qa_bot.answering.scoring import (
    ScoredPassage,
    ScoredSentence,
    score_passages,
    score_sentences,
)
from qa_bot.components import Components
from qa_bot.config import Config, load_config
from qa_bot.documents import Article
from qa_bot.evaluation.metrics import overlaps
from qa_bot.retrieval.candidates import Candidate
from qa_bot.retrieval.embedder import DEFAULT_MODEL
from qa_bot.retrieval.similarity import Similarity
from training.augment import noisy_question, reworded
from training.negatives import failed_premise
from training.sources import Example

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class ReadQuestion:
    """A question with its candidates and their readings; without `golds` it has no answer.

    `evidence` are the sentences that answer, where the set says so, and `weight` is how
    many questions this one counts for in a fit.
    """

    question: str
    golds: tuple[str, ...]
    candidates: list[Candidate]
    readings: list[PassageReading]
    evidence: tuple[str, ...] = ()
    weight: float = 1.0

    def is_answered_by(self, text: str) -> bool:
        """Return whether the text overlaps the evidence, or without it contains a gold answer."""
        if self.evidence:
            return any(overlaps(_plain(text), _plain(part)) for part in self.evidence)
        return any(gold in text for gold in self.golds)


class HeldOutLibraries:
    """Libraries of held-out articles: one of all, and one of each article."""

    def __init__(
        self, folder: Path, reader: Reader, held: Sequence[Example], model: str = DEFAULT_MODEL
    ) -> None:
        """`model` is the embedding model that finds candidates for the reader."""
        self._reader = reader
        config = load_config(None, {}, index=folder / "all")
        self._config = config.replace(embedding=config.embedding.replace(model=model))
        self._all = Components(self._config)
        self._group: dict[str, str] = {}
        texts: dict[str, list[str]] = defaultdict(list)
        for context, group in dict.fromkeys((e.context, e.group) for e in held):
            texts[group].append(context)
            article = article_of(context, group)
            self._group[article.id] = group
            self._all.ingester.add(article)
        self._by_group = {
            group: self._library_of(folder / str(number), group, "\n\n".join(contexts))
            for number, (group, contexts) in enumerate(texts.items())
        }

    def _library_of(self, folder: Path, group: str, text: str) -> Components:
        library = self._all.with_library(folder)
        library.ingester.add(article_of(text, group))
        return library

    @property
    def components(self) -> Components:
        """The components of the library of all articles."""
        return self._all

    @property
    def config(self) -> Config:
        """The settings that questions are asked with."""
        return self._config

    @property
    def similarity(self) -> Similarity:
        """What compares questions and texts."""
        return Similarity(self._all.embedder)

    def ask(self, examples: Sequence[Example], seed: int) -> Iterator[ReadQuestion]:
        """Yield each question where it has an answer, then where it has none."""
        rng = random.Random(seed)
        for example in (_rephrased(example, rng) for example in examples):
            golds = tuple(example.context[a:b] for a, b in example.answers)
            alone = rng.random() < 0.5
            yield self._read(example.question, self._candidates(example, alone), golds)
            yield self._unanswerable(example, golds, rng)

    def _unanswerable(
        self, example: Example, golds: tuple[str, ...], rng: random.Random
    ) -> ReadQuestion:
        # Of the questions without an answer, 35 % have a false premise, 35 % lack the chunks with
        # the answer, and the others lack their article.
        kind = rng.random()
        alone = rng.random() < 0.5
        changed = failed_premise(example, rng) if kind < 0.35 else None
        if changed and changed.context == example.context:
            return self._read(changed.question, self._candidates(changed, alone), ())
        if kind < 0.7:
            found = self._candidates(example, alone, depth=3)
            others = [c for c in found if not any(gold in c.chunk.text for gold in golds)]
            return self._read(example.question, others, ())
        found = self._candidates(example, False, depth=4)
        others = [c for c in found if self._group[c.chunk.article.id] != example.group]
        return self._read(example.question, others, ())

    def scored(
        self, question: ReadQuestion, weights: ScoringWeights
    ) -> tuple[list[ScoredPassage], list[ScoredSentence]]:
        """Return the scored passages, and the scored sentences of the best; both best first."""
        passages = score_passages(question.candidates, question.readings, weights)
        passages.sort(key=lambda passage: -passage.score)
        return passages, score_sentences(question.question, passages, self.similarity, weights)

    def _candidates(self, example: Example, alone: bool, depth: int = 1) -> list[Candidate]:
        library = self._by_group[example.group] if alone else self._all
        count = self._config.retrieval.candidates * depth
        return library.retriever.retrieve(example.question, count)

    def _read(
        self, question: str, candidates: list[Candidate], golds: tuple[str, ...]
    ) -> ReadQuestion:
        best = candidates[: self._config.retrieval.candidates]
        readings = read_candidates(self._reader, question, best)
        return ReadQuestion(question, golds, best, readings)


def _plain(text: str) -> str:
    """Return the words alone, as evidence may be copied with the marks of its format."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _rephrased(example: Example, rng: random.Random) -> Example:
    """Return the example with its question as people may ask it: reworded, with noise, or as is."""
    question = reworded(example.question, rng) if rng.random() < 0.5 else example.question
    return replace(example, question=noisy_question(question, rng))


def article_of(text: str, title: str) -> Article:
    """Return a text as an article of a library."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(digest[:12], title.replace("_", " "), digest, text, digest)
