"""The time of one question from a cold start, as a whole process, for qa-bot and its peers.

Run as `python -m benchmarks.cold [--model FOLDER --peer NAME=PYTHON…] [--out FOLDER]`.
The question is one that the second reader reads too; it is timed without that as well. Each
peer is one of benchmarks/peers, with the same chunks of the same article and
all-MiniLM-L6-v2 in float32. Peers only find a passage; qa-bot also reads it and answers.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.machine import report
from benchmarks.peers import OFFLINE, build, command
from qa_bot.config import load_config
from qa_bot.library import Library

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "index" / "articles" / "samarkand-summit.md"
QUESTION = "why does Xi stay neutral?"
ONE_READER = {**OFFLINE, "QA_BOT_ANSWERING_SECOND_READER": "false"}


@dataclass(frozen=True, slots=True)
class Timing:
    """The median time and processor time of a command in seconds, and what it printed."""

    seconds: float
    processor_seconds: float
    output: str


def timed(command: list[str], rounds: int, environment: Mapping[str, str] = OFFLINE) -> Timing:
    """Run a command once to warm up and then `rounds` times."""
    taken, used = [], []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        ran = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        taken.append(time.perf_counter() - started)
        used.append(_processor_seconds())
        if ran.returncode:
            raise SystemExit(f"{command}: {ran.stderr[-2000:]}")
    spent = [after - before for before, after in pairwise(used)]
    return Timing(statistics.median(taken[1:]), statistics.median(spent), ran.stdout.strip())


def _processor_seconds() -> float:
    """Return what all child processes have used so far; other processes hardly affect it."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _row(program: str, timing: Timing, ours: Timing) -> dict[str, Any]:
    return {
        "program": program,
        "seconds": round(timing.seconds, 2),
        "times ours": round(timing.seconds / ours.seconds, 1),
        "processor seconds": round(timing.processor_seconds, 2),
        "times ours in these": round(timing.processor_seconds / ours.processor_seconds, 1),
    }


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, help="folder of all-MiniLM-L6-v2, for peers")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if arguments.peer and arguments.model is None:
        parser.error("--peer needs --model")
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with Library.open(load_config(None, {}, index=folder / "built")) as library:
            library.add(ARTICLE)
            store = library.components.store
            chunks = [chunk.text for chunk in store.chunks(store.chunk_ids().tolist()).values()]
        ask = [sys.executable, "-m", "qa_bot", "--index", str(folder / "built"), "ask", QUESTION]
        ours = timed(ask, arguments.rounds)
        rows.append(_row("qa-bot ask", ours, ours))
        print(ours.output, flush=True)
        rows.append(_row("with one reader", timed(ask, arguments.rounds, ONE_READER), ours))
        for peer in arguments.peer:
            name, program = command(peer, folder, arguments.model)
            build(program, folder, chunks)
            theirs = timed([*program, QUESTION], arguments.rounds)
            print(name, theirs.output[:80].replace(os.linesep, " "), flush=True)
            rows.append(_row(name, theirs, ours))
    report("cold", rows, arguments.out, "seconds")


if __name__ == "__main__":
    main()
