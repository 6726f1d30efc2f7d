"""The speed of the models of this checkout, compared with those of another one.

Run as `python benchmarks/models.py SQUAD2 --other CHECKOUT [--hidden avx512|vnni] [--out FOLDER]`.
The checkouts take turns, and the least processor time of several rounds counts, as the machine
may be busy. Both must have the modules that `measure` imports.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "index" / "articles" / "samarkand-summit.md"
QUESTION = "why does Xi stay neutral?"
_ROUNDS = 5
_PARAGRAPHS = 48
_PASSAGES = 16


def milliseconds(act: Callable[[], object], times: int = 3) -> float:
    """Return the least processor time of several calls."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    return 1000 * min(taken)


def measure(squad: Path) -> dict[str, float]:
    """Measure the checkout that this process imports; milliseconds of processor time."""
    from qa_bot.answering.readers.onnx_reader import OnnxReader
    from qa_bot.retrieval.embedder import SHIPPED
    from qa_bot.retrieval.onnx_embedder import OnnxEmbedder
    from qa_bot.text.sentences import split_sentences

    started = time.process_time()
    embedder, reader = OnnxEmbedder.open(SHIPPED), OnnxReader.load()
    loading = 1000 * (time.process_time() - started)
    articles = json.loads(squad.read_text("utf-8"))["data"]
    paragraphs = [p for article in articles for p in article["paragraphs"]][::7][:_PARAGRAPHS]
    texts = [each["context"] for each in paragraphs]
    question = paragraphs[0]["qas"][0]["question"]
    sentences = [t[s.start : s.end] for t in texts[:9] for s in split_sentences(t)]
    passages = texts[:_PASSAGES]
    return {
        "loading both": loading,
        "embedding a paragraph": milliseconds(lambda: embedder.embed(texts)) / len(texts),
        "embedding a sentence": milliseconds(lambda: embedder.embed(sentences)) / len(sentences),
        "embedding a question": milliseconds(lambda: embedder.embed([question]), 20),
        "reading a paragraph": milliseconds(lambda: reader.read(question, passages))
        / len(passages),
    }


def cold_ask(checkout: Path, folder: Path, environment: dict[str, str]) -> dict[str, float]:
    """Measure the whole process of `qa-bot ask` over the sample article, in milliseconds."""
    program = [sys.executable, "-m", "qa_bot", "--index", str(folder / "built")]
    options: dict[str, Any] = {"cwd": checkout, "env": environment, "capture_output": True}
    if not (folder / "built").exists():
        subprocess.run([*program, "add", str(ARTICLE)], check=True, **options)
    used, started = _children_seconds(), time.perf_counter()
    subprocess.run([*program, "ask", QUESTION], check=True, **options)
    wall = time.perf_counter() - started
    spent = _children_seconds() - used
    return {"a cold ask": 1000 * spent, "a cold ask, by the clock": 1000 * wall}


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def turns(checkouts: list[Path], squad: Path, hidden: str) -> list[dict[str, float]]:
    """Return the least of each figure for each checkout, which take turns."""
    best: list[dict[str, float]] = [{} for _ in checkouts]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = dict(os.environ)
        if hidden:
            sys.path.insert(0, str(ROOT))
            from tests.processor import environment as environment_without

            environment = environment_without(folder, hidden)
        for _ in range(_ROUNDS):
            for number, checkout in enumerate(checkouts):
                paths = [environment.get("PYTHONPATH", "") if hidden else "", str(checkout)]
                theirs = environment | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
                command = [sys.executable, __file__, str(squad), "--measure"]
                printed = subprocess.run(command, env=theirs, capture_output=True, check=True)
                found = json.loads(printed.stdout)
                library = folder / str(number)
                library.mkdir(exist_ok=True)
                found |= cold_ask(checkout, library, theirs)
                for what, value in found.items():
                    best[number][what] = min(value, best[number].get(what, value))
    return best


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path, help="SQuAD 2.0 as JSON")
    parser.add_argument("--other", type=Path, help="another checkout")
    parser.add_argument("--hidden", choices=("avx512", "vnni"), default="")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.squad)))
        return
    sys.path.insert(0, str(ROOT))
    from benchmarks.machine import report

    ours, other = turns(
        [ROOT, arguments.other.resolve()], arguments.squad.resolve(), arguments.hidden
    )
    rows = [
        {
            "ms": what,
            "here": round(value, 2),
            "other": round(other[what], 2),
            "here / other": round(value / other[what], 2),
        }
        for what, value in ours.items()
    ]
    report("models", rows, arguments.out, "here / other")


if __name__ == "__main__":
    main()
