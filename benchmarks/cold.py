"""One question from a cold start, whole process: ours and others'.

Run as `python -m benchmarks.cold --model FOLDER [--peer NAME=PYTHON]… [--out FOLDER]`.
Each peer is one of benchmarks/peers, over the same article, cut into the same
chunks, with the same float weights. Peers find a passage; ours also reads and answers.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.machine import report
from benchmarks.peers import OFFLINE, build, command
from qa_bot.components import Components
from qa_bot.config import load_config

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "index" / "articles" / "samarkand-summit.md"
QUESTION = "why does Xi stay neutral?"


def timed(asking: list[str], rounds: int) -> tuple[float, float, str]:
    """The medians of the seconds and of the processor seconds that a warmed-up command takes.

    And what it printed.
    """
    taken, used = [], []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        ran = subprocess.run(
            asking, cwd=ROOT, env=os.environ | OFFLINE, capture_output=True, text=True, check=False
        )
        taken.append(time.perf_counter() - started)
        used.append(_processor_seconds())
        if ran.returncode:
            raise SystemExit(f"{asking}: {ran.stderr[-2000:]}")
    spent = [after - before for before, after in pairwise(used)]
    return statistics.median(taken[1:]), statistics.median(spent), ran.stdout.strip()


def _processor_seconds() -> float:
    """What all child processes have used so far; other work on the machine hardly moves it."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _row(program: str, took: float, used: float, ours: float, our: float) -> dict[str, Any]:
    return {
        "program": program,
        "seconds": round(took, 2),
        "times ours": round(took / ours, 1),
        "processor seconds": round(used, 2),
        "times ours in these": round(used / our, 1),
    }


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = Components(load_config(None, {}, index=folder / "built"))
        list(app.add([str(ARTICLE)]))
        numbers = app.store.chunk_ids().tolist()
        chunks = [chunk.text for chunk in app.store.chunks(numbers).values()]
        app.store.close()
        ours = [sys.executable, "-m", "qa_bot", "--index", str(folder / "built"), "ask", QUESTION]
        seconds, used, said = timed(ours, arguments.rounds)
        rows.append(_row("qa-bot ask", seconds, used, seconds, used))
        print(said, flush=True)
        for peer in arguments.peer:
            kind, building = command(peer, folder, arguments.model)
            build(building, folder, chunks)
            took, their, said = timed([*building, QUESTION], arguments.rounds)
            print(kind, said[:80].replace(os.linesep, " "), flush=True)
            rows.append(_row(kind, took, their, seconds, used))
    report("cold", rows, arguments.out, "seconds")


if __name__ == "__main__":
    main()
