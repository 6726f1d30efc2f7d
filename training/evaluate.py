"""Quality and speed of the exported reader, with onnxruntime and tokenizers alone."""

import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from safetensors import safe_open
from sklearn.metrics import roc_auc_score

from qa_bot.retrieval.onnx_model import READER_CARD, READER_MODEL, READER_OUTPUTS, TOKENIZER, WORDS
from qa_bot.retrieval.word_embeddings import INPUT as WORDS_INPUT
from training.features import PASSAGE_TOKENS, QUESTION_TOKENS
from training.squad import Item, Scores, best_threshold, read_items, score
from training.tokens import PairTokenizer

log = logging.getLogger(__name__)

ANSWER_TOKENS = 30
STRIDE = 96
Run = Callable[[dict[str, np.ndarray]], list[np.ndarray]]


@dataclass(frozen=True, slots=True)
class Reading:
    """The best span of a passage, its margin over the first token, and the answerable logit."""

    text: str
    margin: float
    answerable: float


@dataclass(frozen=True, slots=True)
class _Window:
    """Up to 256 passage tokens of one question, ready to run."""

    owner: int
    ids: list[int]
    first: int  # where the passage starts in `ids`
    offsets: list[tuple[int, int]]


def onnx_run(path: Path, base: Path, threads: int = 2) -> Run:
    """Load a model file as a function from its inputs to its three outputs.

    A graph that holds no word embeddings gets those of the base model, of float32.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_inputs()]
    words = read_word_embeddings(base) if WORDS_INPUT in names else None

    def run(inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        known = {WORDS_INPUT: words[inputs["input_ids"]], **inputs} if words is not None else inputs
        return session.run(READER_OUTPUTS, {name: known[name] for name in names})

    return run


def read_word_embeddings(base: Path) -> np.ndarray:
    """The word embeddings of a base model, of shape (words, width)."""
    with safe_open(base / "model.safetensors", "numpy") as file:
        (name,) = (k for k in sorted(file.keys()) if k.endswith("word_embeddings.weight"))
        return file.get_tensor(name)


def inputs_of(row: _Window) -> dict[str, np.ndarray]:
    """The inputs of one window, in a pass of its own as in qa_bot."""
    ids = np.array([row.ids], np.int64)
    types = np.zeros_like(ids)
    types[0, row.first :] = 1
    return {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}


def best_span(start: np.ndarray, end: np.ndarray) -> tuple[int, int, float]:
    """First and last token of the best span of at most 30 tokens, and its score."""
    scores = start[:, None] + end[None, :]
    rows, columns = np.indices(scores.shape)
    scores[(columns < rows) | (columns >= rows + ANSWER_TOKENS)] = -np.inf
    first, last = np.unravel_index(int(scores.argmax()), scores.shape)
    return int(first), int(last), float(scores[first, last])


class GoldReader:
    """Reads each question's own paragraph, in overlapping windows where it is long."""

    def __init__(self, run: Run, tokenizer: PairTokenizer) -> None:
        self._run, self._tokenizer = run, tokenizer

    def _windows(self, owner: int, item: Item) -> list[_Window]:
        asked = self._tokenizer.encode(item.question).ids[:QUESTION_TOKENS]
        passage = self._tokenizer.encode(item.context)
        passage_start = self._tokenizer.passage_start(asked)
        found = []
        for start in range(0, max(1, len(passage.ids) - STRIDE), PASSAGE_TOKENS - STRIDE):
            ids = self._tokenizer.join(asked, passage.ids[start : start + PASSAGE_TOKENS])
            offsets = passage.offsets[start : start + PASSAGE_TOKENS]
            found.append(_Window(owner, ids, passage_start, offsets))
        return found

    def read(self, items: Sequence[Item]) -> list[Reading]:
        """Return the best span of each item, whatever its confidence."""
        windows = [w for owner, item in enumerate(items) for w in self._windows(owner, item)]
        best: list[Reading | None] = [None] * len(items)
        for row in windows:
            start, end, answerable = self._run(inputs_of(row))
            context = items[row.owner].context
            reading = self._reading(row, context, start[0], end[0], answerable[0])
            known = best[row.owner]
            if known is None or reading.margin > known.margin:
                best[row.owner] = reading
        return [reading for reading in best if reading]

    @staticmethod
    def _reading(
        row: _Window, context: str, start: np.ndarray, end: np.ndarray, answerable: np.ndarray
    ) -> Reading:
        passage = slice(row.first, row.first + len(row.offsets))
        first, last, value = best_span(start[passage], end[passage])
        text = context[row.offsets[first][0] : row.offsets[last][1]]
        return Reading(text, value - float(start[0] + end[0]), float(answerable))


def decline(
    readings: Sequence[Reading], confidence: Sequence[float], threshold: float
) -> list[str]:
    """The answers, empty where the confidence lies below the threshold."""
    pairs = zip(readings, confidence, strict=True)
    return [reading.text if value >= threshold else "" for reading, value in pairs]


def confidence_of(reading: Reading, weight: float) -> float:
    """The confidence of a reading: the span's margin and the weighted answerable logit."""
    return reading.margin + weight * reading.answerable


def unanswerable_scores(
    items: Sequence[Item], readings: Sequence[Reading], weight: float, chosen: float
) -> tuple[Scores, Scores, float]:
    """Scores at the best threshold of this very set, at a chosen one, and the best threshold."""
    confidence = [confidence_of(reading, weight) for reading in readings]
    texts = [reading.text for reading in readings]
    best, _ = best_threshold(items, texts, confidence)
    at_best = score(items, decline(readings, confidence, best))
    at_chosen = score(items, decline(readings, confidence, chosen))
    return at_best, at_chosen, best


def auroc(items: Sequence[Item], values: Sequence[float]) -> float:
    """The chance that an answerable question has a higher value than an unanswerable one."""
    return float(roc_auc_score([bool(item.golds) for item in items], values))


def timing(run: Run, sizes: Sequence[int] = (1, 8, 20), tokens: int = 160) -> dict[int, float]:
    """Milliseconds per passage at each batch size, the best of several runs."""
    found = {}
    for size in sizes:
        ids = np.full((size, tokens), 2003, np.int64)
        ones = np.ones_like(ids)
        inputs = {"input_ids": ids, "attention_mask": ones, "token_type_ids": ones}
        times = []
        for _ in range(8):
            began = time.perf_counter()
            run(inputs)
            times.append(time.perf_counter() - began)
        found[size] = 1000 * min(times) / size
    return found


def report(
    data: Path, folder: Path, base: Path, limit: int = 0, names: Sequence[str] = ()
) -> dict[str, str]:
    """Evaluate the models of an export folder and write `figures.json` beside them.

    XQuAD is asked in English, and of a reader for any language in all that `data` has.
    """
    tokenizer = PairTokenizer.load(folder / TOKENIZER)
    settings = json.loads((folder / "decline.json").read_text("utf-8"))
    weight, chosen = settings["answerable_weight"], settings["threshold"]
    squad2 = read_items(data / "squad2/squad2-dev.json", limit)
    files = json.loads((folder / READER_CARD).read_text("utf-8"))["files"]
    languages = "*" if WORDS in files else "en"
    xquad = sorted((data / "xquad").glob(f"xquad-{languages}-dev.json"))
    figures: dict[str, str] = {}
    for name in names or (READER_MODEL,):
        run = onnx_run(folder / name, base)
        reader = GoldReader(run, tokenizer)
        readings = reader.read(squad2)
        at_best, at_chosen, threshold = unanswerable_scores(squad2, readings, weight, chosen)
        confidence = [confidence_of(reading, weight) for reading in readings]
        figures[f"{name} SQuAD 2.0 dev, AUROC"] = f"{auroc(squad2, confidence):.3f}"
        figures[f"{name} SQuAD 2.0 dev, best threshold {threshold:.2f}"] = str(at_best)
        figures[f"{name} SQuAD 2.0 dev, chosen threshold {chosen:.2f}"] = str(at_chosen)
        for path in xquad:
            items = read_items(path, limit)
            answers = [reading.text for reading in reader.read(items)]
            figures[f"{name} {path.stem}, gold paragraph"] = str(score(items, answers))
        figures[f"{name} ms per passage of 160 tokens by batch"] = str(timing(run))
    for name, value in figures.items():
        log.info("%s: %s", name, value)
    (folder / "figures.json").write_text(json.dumps(figures, indent=1), "utf-8")
    return figures
