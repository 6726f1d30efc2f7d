"""Questions a second from many chats at once, compared with one question at a time.

Run as `python -m benchmarks.load SQUAD.json [--chats 50] [--questions 300] [--out FOLDER]`.
The bot is `qa-bot telegram` in a process of its own with its own models, over all articles
of the set. The Bot API is the tests' server on the same machine, so it takes a share of the
cores. In the rows "without Telegram", threads of this process ask the same questions.
"""

import argparse
import queue
import random
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.machine import report
from qa_bot.channels.telegram.bot_settings import ANSWERS_AT_ONCE
from qa_bot.config import load_config
from qa_bot.documents import EVERYTHING
from qa_bot.evaluation.datasets import read_dataset
from qa_bot.evaluation.metrics import quantile
from qa_bot.library import Library
from tests.channels.telegram.bot_api import BotApi, Person
from tests.channels.telegram.soak.bot_process import BotProcess

_SEED = 4
_FIRST = "Who built the bridge?"
# How long the bot may take to start and answer its first question.
_START_S = 60.0


def asked(people: Sequence[Person], questions: Sequence[str], at_once: int) -> list[float]:
    """Return the seconds that each question waits for its answer, `at_once` people asking."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for question in questions:
        waiting.put(question)
    took: list[float] = []
    # Chats take turns, so that one at a time is not bound by one chat's rate limit.
    groups = [people[n::at_once] for n in range(at_once)]
    chats = [threading.Thread(target=_ask, args=(group, waiting, took)) for group in groups]
    for chat in chats:
        chat.start()
    for chat in chats:
        chat.join()
    return took


def _ask(people: Sequence[Person], waiting: "queue.SimpleQueue[str]", took: list[float]) -> None:
    for number in range(waiting.qsize()):
        try:
            question = waiting.get_nowait()
        except queue.Empty:
            return
        started = time.perf_counter()
        people[number % len(people)].asks(question)
        took.append(time.perf_counter() - started)


def asked_directly(library: Library, questions: Sequence[str], at_once: int) -> list[float]:
    """Return the seconds that each question takes without Telegram, `at_once` threads asking."""

    def ask(question: str) -> float:
        started = time.perf_counter()
        library.ask(question, EVERYTHING)
        return time.perf_counter() - started

    with ThreadPoolExecutor(at_once) as threads:
        return list(threads.map(ask, questions))


def row(name: str, took: Sequence[float], seconds: float, cores_s: float) -> dict[str, Any]:
    """Return one row of the table."""
    return {
        "asked": name,
        "questions a second": round(len(took) / seconds, 1),
        "median wait ms": round(1000 * quantile(took, 0.5)),
        "p95 ms": round(1000 * quantile(took, 0.95)),
        "cores in use by the bot": round(cores_s / seconds, 2),
    }


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    dataset = read_dataset(arguments.squad)
    texts = [question.text for question in dataset.questions]
    questions = random.Random(_SEED).sample(texts, min(arguments.questions, len(texts)))
    rows = []
    with tempfile.TemporaryDirectory() as place, BotApi() as api:
        folder = Path(place)
        library = Library.open(load_config(None, {}, index=folder / "built"))
        library.components.ingester.add_all(dataset.articles)
        library.finish_writing()
        library.ask(_FIRST, EVERYTHING)
        for at_once in (1, ANSWERS_AT_ONCE):
            began, used = time.perf_counter(), time.process_time()
            took = asked_directly(library, questions, at_once)
            seconds = time.perf_counter() - began
            name = f"{at_once} at once without Telegram"
            rows.append(row(name, took, seconds, time.process_time() - used))
        people = [Person(api.world, f"P{n}", n) for n in range(1, arguments.chats + 1)]
        bot = BotProcess(folder, api.url, "qa_bot")
        bot.start()
        try:
            people[0].says(_FIRST)
            people[0].hears(_START_S)
            for at_once in (1, arguments.chats):
                began, used = time.perf_counter(), bot.used_s()
                took = asked(people, questions, at_once)
                seconds = time.perf_counter() - began
                rows.append(row(f"{at_once} at once", took, seconds, bot.used_s() - used))
        finally:
            bot.stop()
    report("load", rows, arguments.out, "questions a second")


if __name__ == "__main__":
    main()
