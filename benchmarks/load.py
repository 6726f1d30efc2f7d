"""Questions a second from many chats at once, against one after the other.

Run as `python -m benchmarks.load SQUAD.json FOLDER [--chats 50] [--out FOLDER]`, with FOLDER a
library as benchmarks/scale makes them. Chats ask as the Telegram channel lets them: each
waits for its answer, and so many questions are worked on at once.
"""

import argparse
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.machine import report
from qa_bot.app import App
from qa_bot.config import load_config
from qa_bot.evaluation.datasets import read_dataset
from qa_bot.evaluation.metrics import quantile

_SEED = 5


def ask_all(app: App, questions: list[str], at_once: int, chats: int) -> tuple[float, float, float]:
    """Questions a second, and the median and 95th percentile of a chat's wait in seconds."""
    waits: list[float] = []
    working = ThreadPoolExecutor(at_once)

    def chat(mine: list[str]) -> None:
        for question in mine:
            started = time.perf_counter()
            working.submit(app.answerer.answer, question).result()
            waits.append(time.perf_counter() - started)

    started = time.perf_counter()
    with ThreadPoolExecutor(chats) as people:
        list(people.map(chat, [questions[i::chats] for i in range(chats)]))
    seconds = time.perf_counter() - started
    working.shutdown()
    return len(questions) / seconds, quantile(waits, 0.5), quantile(waits, 0.95)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    app = App(load_config(None, {}, index=arguments.folder))
    every = [q.text for q in read_dataset(arguments.squad).questions]
    chosen = random.Random(_SEED).sample(every, 3 * arguments.questions)
    app.answerer.answer(chosen[0])
    rows: list[dict[str, Any]] = []
    plans = (("one chat", 1, 1), (f"{arguments.chats} chats, 1 at once", 1, arguments.chats),
             (f"{arguments.chats} chats, 2 at once", 2, arguments.chats))  # fmt: skip
    for number, (what, at_once, chats) in enumerate(plans):
        asked = chosen[number * arguments.questions :][: arguments.questions]
        rate, median, late = ask_all(app, asked, at_once, chats)
        rows.append(
            {
                "who asks": what,
                "questions a second": round(rate, 2),
                "wait s, median": round(median, 2),
                "p95": round(late, 2),
                "times one chat": round(
                    rate / (rows[0]["questions a second"] if rows else rate), 2
                ),
            }
        )
    report("load", rows, arguments.out, "questions a second")


if __name__ == "__main__":
    main()
