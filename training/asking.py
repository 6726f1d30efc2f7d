"""The product's own retrieval and reading, run on articles kept out of training.

Each question is asked where it has an answer and where declining is right: its
subject left out of the library, its answer left out of its article, or its
premise made false. It is asked of a library of all the articles, or of its own
article alone, since people have both.
"""

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa_bot.answering.features import ScoringWeights
from qa_bot.answering.readers.onnx_reader import OnnxReader
from qa_bot.answering.readers.reader import PassageReading
from qa_bot.answering.scoring import (
    ScoredPassage,
    ScoredSentence,
    score_passages,
    score_sentences,
)
from qa_bot.components import Components
from qa_bot.config import Config, load_config
from qa_bot.documents import Article
from qa_bot.retrieval.candidates import Candidate
from training.augment import noisy_question, reworded
from training.negatives import failed_premise
from training.sources import Example


@dataclass(frozen=True)
class Asked:
    """A question with what was found and read; no `golds` means that declining is right."""

    question: str
    golds: tuple[str, ...]
    candidates: list[Candidate]
    readings: list[PassageReading]

    def holds(self, text: str) -> bool:
        """Whether the text holds a gold answer."""
        return any(gold in text for gold in self.golds)


class Shelf:
    """Held-out articles in libraries of the product's own: all in one, and one for each."""

    def __init__(self, folder: Path, reader: OnnxReader, held: Sequence[Example]) -> None:
        self._reader = reader
        self._config = load_config(None, {}, index=folder / "all")
        self._all = Components(self._config)
        self._group: dict[str, str] = {}
        texts: dict[str, list[str]] = defaultdict(list)
        for context, group in dict.fromkeys((e.context, e.group) for e in held):
            texts[group].append(context)
            article = _article(context, group)
            self._group[article.id] = group
            self._all.adder.add(article)
        self._alone = {
            group: self._one(folder / str(number), group, "\n\n".join(contexts))
            for number, (group, contexts) in enumerate(texts.items())
        }

    def _one(self, folder: Path, group: str, text: str) -> Components:
        library = self._all.beside(folder)
        library.adder.add(_article(text, group))
        return library

    @property
    def config(self) -> Config:
        """The settings that the questions are asked under."""
        return self._config

    def ask(self, examples: Sequence[Example], seed: int) -> Iterator[Asked]:
        """Each question where it has an answer, then where it has none."""
        rng = random.Random(seed)
        for example in (_retold(example, rng) for example in examples):
            golds = tuple(example.context[a:b] for a, b in example.answers)
            alone = rng.random() < 0.5
            yield self._asked(example.question, self._found(example, alone), golds)
            yield self._unanswerable(example, golds, rng)

    def _unanswerable(self, example: Example, golds: tuple[str, ...], rng: random.Random) -> Asked:
        kind = rng.random()
        alone = rng.random() < 0.5
        changed = failed_premise(example, rng) if kind < 0.35 else None
        if changed and changed.context == example.context:
            return self._asked(changed.question, self._found(changed, alone), ())
        if kind < 0.7:
            found = self._found(example, alone, depth=3)
            kept = [c for c in found if not any(gold in c.chunk.text for gold in golds)]
            return self._asked(example.question, kept, ())
        found = self._found(example, False, depth=4)
        kept = [c for c in found if self._group[c.chunk.article.id] != example.group]
        return self._asked(example.question, kept, ())

    def scored(
        self, asked: Asked, weights: ScoringWeights
    ) -> tuple[list[ScoredPassage], list[ScoredSentence]]:
        """The passages and the sentences of the best of them, both best first."""
        passages = score_passages(asked.candidates, asked.readings, weights)
        passages.sort(key=lambda passage: -passage.score)
        embed = self._all.embedder.embed
        return passages, score_sentences(asked.question, passages, embed, weights)

    def _found(self, example: Example, alone: bool, depth: int = 1) -> list[Candidate]:
        library = self._alone[example.group] if alone else self._all
        count = self._config.retrieval.candidates * depth
        return library.retriever.retrieve(example.question, count)

    def _asked(self, question: str, found: list[Candidate], golds: tuple[str, ...]) -> Asked:
        read = found[: self._config.retrieval.candidates]
        readings = self._reader.read(question, [candidate.chunk.text for candidate in read])
        return Asked(question, golds, read, readings)


def _retold(example: Example, rng: random.Random) -> Example:
    """The example with its question as people may put it: half of them in other words."""
    question = reworded(example.question, rng) if rng.random() < 0.5 else example.question
    return replace(example, question=noisy_question(question, rng))


def _article(text: str, title: str) -> Article:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(digest[:12], title.replace("_", " "), digest, text, digest)
