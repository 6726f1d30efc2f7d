"""The threshold at which the evaluation declines, chosen on data held out of training.

qa_bot does not use it: `weigh.py` fits the weights of its confidence.
"""

import logging
import pickle
import random
from collections.abc import Sequence
from pathlib import Path

from qa_bot.retrieval.onnx_model import READER_MODEL, TOKENIZER
from training.evaluate import GoldReader, confidence_of, onnx_run
from training.negatives import PassageIndex, failed_premise, without_evidence
from training.sources import Example
from training.squad import Item, best_threshold
from training.tokens import PairTokenizer

log = logging.getLogger(__name__)

WEIGHTS = (0.0, 0.5, 1.0, 2.0, 4.0)
QUESTIONS = 1200
SOURCES = {"new_wiki"}


def counterparts(examples: Sequence[Example], seed: int = 5) -> list[Example]:
    """One unanswerable counterpart of each question: false premise, no evidence, other passage."""
    rng = random.Random(seed)
    index = PassageIndex(examples)
    hard = index.hardest(examples)
    found = []
    for at, example in enumerate(examples):
        other = index.contexts[rng.choice(hard[at])] if hard[at] else None
        passage = Example(example.question, other, (), example.source, "") if other else None
        options = [failed_premise(example, rng), without_evidence(example), passage]
        usable = [option for option in options[at % 3 :] + options[: at % 3] if option]
        found += usable[:1]
    return found


def as_item(example: Example) -> Item:
    """The example as an item of the evaluation."""
    golds = tuple(example.context[a:b] for a, b in example.answers)
    return Item(example.question, example.context, golds, example.group)


def choose(folder: Path, out: Path, base: Path) -> tuple[float, float]:
    """Threshold and weight of the answerable logit with the best total F1 on held-out questions."""
    heldout: list[Example] = pickle.loads((out / "heldout.pickle").read_bytes())
    held = [example for example in heldout if example.source in SOURCES]
    examples = random.Random(3).sample(held, min(QUESTIONS, len(held)))
    items = [as_item(example) for example in (*examples, *counterparts(examples))]
    tokenizer = PairTokenizer.load(folder / TOKENIZER)
    readings = GoldReader(onnx_run(folder / READER_MODEL, base), tokenizer).read(items)
    texts = [reading.text for reading in readings]
    best = (-1.0, 0.0, 0.0)
    for weight in WEIGHTS:
        confidence = [confidence_of(reading, weight) for reading in readings]
        threshold, f1 = best_threshold(items, texts, confidence)
        log.info("answerable weight %.1f: threshold %.2f, F1 %.2f", weight, threshold, f1)
        best = max(best, (f1, threshold, weight))
    return best[1], best[2]
