"""The time of warm questions with the second reader, against the same without it.

Run as `python -m benchmarks.second_reading FILE [--questions N] [--out FOLDER]`, with a data set
that `qa-bot eval` reads, such as XQuAD, whose 120 paragraphs become one library. Both are asked
each question in turn, the one that is asked first changing, after a tenth of them to warm up.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.machine import report
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.documents import EVERYTHING
from qa_bot.evaluation.datasets import read_dataset


def libraries(folder: Path, file: Path) -> tuple[list[Components], list[str]]:
    """Return two libraries of the set's articles, without and with a second reader; questions."""
    dataset = read_dataset(file, [])
    made = []
    for name in ("false", "true"):
        environment = {"QA_BOT_ANSWERING_SECOND_READER": name}
        made.append(Components(load_config(None, environment, index=folder / name)))
        for article in dataset.articles:
            made[-1].ingester.add(article)
    return made, [question.text for question in dataset.questions]


def seconds(library: Components, question: str) -> tuple[float, float]:
    """Return the time and the processor time of one question."""
    began, used = time.perf_counter(), time.process_time()
    library.answerer.answer(question, EVERYTHING)
    return time.perf_counter() - began, time.process_time() - used


def main() -> None:
    """Ask, and print medians, 95th percentiles and the ratio of the medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        both, questions = libraries(Path(folder), arguments.file)
        step = max(1, len(questions) // arguments.questions)
        asked = questions[::step][: arguments.questions]
        times: tuple[list[tuple[float, float]], ...] = ([], [])
        for number, question in enumerate(asked):
            for at in (0, 1) if number % 2 else (1, 0):
                taken = seconds(both[at], question)
                if number >= len(asked) // 10:
                    times[at].append(taken)
    medians = [statistics.median(wall for wall, _ in measured) for measured in times]
    rows = [
        {
            "reads": name,
            "median ms": round(1000 * median),
            "times one": f"{median / medians[0]:.2f}",
            "p95 ms": round(1000 * sorted(wall for wall, _ in measured)[len(measured) * 95 // 100]),
            "mean processor ms": round(1000 * statistics.mean(used for _, used in measured)),
        }
        for name, measured, median in zip(("one reader", "both"), times, medians, strict=True)
    ]
    report("second_reading", rows, arguments.out, "median ms")


if __name__ == "__main__":
    main()
