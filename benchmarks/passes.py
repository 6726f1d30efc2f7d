"""The time of a reader pass by how passes are spread over the cores.

Run as `python -m benchmarks.passes [--passages 32] [--tokens 200] [--out FOLDER]`. Every row reads
the same passages; the last one is how qa-bot runs them.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from benchmarks.machine import report
from qa_bot.answering.readers.onnx_reader import SHIPPED
from qa_bot.concurrency import available_cores
from qa_bot.inference import Inputs, OnnxSession
from qa_bot.retrieval.onnx_model import READER_MODEL

_FILE = SHIPPED / READER_MODEL
_ROUNDS = 7
# Passages of one length, which a batch holds.
_BATCH = 4
_SEED = 4
# Token ids of words, without those that are special or unused.
_WORDS = (1000, 30_000)


def passages(count: int, tokens: int) -> list[Inputs]:
    """Return passes of one passage each, four of a length, from 0.5 to 1.5 times `tokens` long."""
    rng = np.random.default_rng(_SEED)
    return [_pass(rng.integers(*_WORDS, length)) for length in _lengths(rng, count, tokens)]


def _lengths(rng: np.random.Generator, count: int, tokens: int) -> list[int]:
    lengths = rng.integers(tokens // 2, tokens + tokens // 2, -(-count // _BATCH))
    return [int(n) for n in lengths.repeat(_BATCH)[:count]]


def _pass(ids: Any) -> Inputs:
    row = ids.reshape(1, -1)
    return {"input_ids": row, "token_type_ids": np.zeros_like(row)}


def batch_of(passes: list[Inputs]) -> Inputs:
    """Return several passes of one length as one."""
    return {name: np.vstack([each[name] for each in passes]) for name in passes[0]}


def session(threads: int, *, spin: bool = True) -> Any:
    """Open the reader with `threads` to a pass, which spin or sleep while they wait."""
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", str(int(spin)))
    options.intra_op_num_threads = threads
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(str(_FILE), options, providers=["CPUExecutionProvider"])


def milliseconds(act: Callable[[], object]) -> float:
    """Return the median of several runs after one to warm up."""
    took = []
    for _ in range(_ROUNDS + 1):
        started = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - started))
    return statistics.median(took[1:])


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=32)
    parser.add_argument("--tokens", type=int, default=200)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    passes = passages(arguments.passages, arguments.tokens)
    passes.sort(key=lambda each: each["input_ids"].shape[1])
    one, every, asleep = (
        session(1),
        session(available_cores()),
        session(available_cores(), spin=False),
    )
    ours = OnnxSession(_FILE)
    starts = range(0, len(passes), _BATCH)
    batches = [batch_of(passes[at : at + _BATCH]) for at in starts]
    ways: dict[str, Callable[[], object]] = {
        "one core, one passage a pass": lambda: [one.run(None, each) for each in passes],
        "one core, four of a length to a pass": lambda: [one.run(None, each) for each in batches],
        "all cores to a pass of one": lambda: [asleep.run(None, each) for each in passes],
        "all cores to a pass of four": lambda: [asleep.run(None, each) for each in batches],
        "the same of one, spinning": lambda: [every.run(None, each) for each in passes],
        "the same of four, spinning": lambda: [every.run(None, each) for each in batches],
        "a pass of one on each core": lambda: ours.run(None, passes),
    }
    took = {name: milliseconds(act) for name, act in ways.items()}
    best = took["a pass of one on each core"]
    rows = [
        {"way": name, "ms a passage": round(ms / len(passes), 2), "times ours": round(ms / best, 2)}
        for name, ms in took.items()
    ]
    report("passes", rows, arguments.out, "ms a passage")


if __name__ == "__main__":
    main()
