"""One question from a cold start, whole process: ours and others'.

Run as `python -m benchmarks.cold --model FOLDER [--peer NAME=PYTHON]… [--out FOLDER]`.
Each peer is one of benchmarks/peers, run by the interpreter of an environment
of its own (benchmarks/requirements-*.txt), over the same article, cut into the same chunks, with
the same float weights. Peers find passages; ours also reads them and answers.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.machine import report
from qa_bot.app import App
from qa_bot.config import load_config

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "index" / "articles" / "samarkand-summit.md"
QUESTION = "why does Xi stay neutral?"


def timed(command: list[str], rounds: int) -> tuple[float, str]:
    """The median of the seconds that a command takes, once warmed up, and what it printed."""
    taken = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        taken.append(time.perf_counter() - started)
        if ran.returncode:
            raise SystemExit(f"{command}: {ran.stderr[-2000:]}")
    return statistics.median(taken[1:]), ran.stdout.strip()


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
        app = App(load_config(None, {}, index=folder / "built"))
        list(app.add([str(ARTICLE)]))
        numbers = app.store.chunk_ids().tolist()
        chunks = [chunk.text for chunk in app.store.chunks(numbers).values()]
        (folder / "chunks.json").write_text(json.dumps(chunks), "utf-8")
        app.store.close()
        ours = [sys.executable, "-m", "qa_bot", "--index", str(folder / "built"), "ask", QUESTION]
        seconds, said = timed(ours, arguments.rounds)
        rows.append({"program": "qa-bot ask", "seconds": round(seconds, 2), "times ours": 1.0})
        print(said, flush=True)
        for peer in arguments.peer:
            kind, _, python = peer.partition("=")
            script = ROOT / "benchmarks" / "peers" / f"{kind}_cold.py"
            command = [python, str(script), str(folder), str(arguments.model), QUESTION]
            timed(command[:-1], 0)  # Builds and keeps its index.
            took, said = timed(command, arguments.rounds)
            print(kind, said[:80].replace(os.linesep, " "), flush=True)
            rows.append(
                {
                    "program": kind,
                    "seconds": round(took, 2),
                    "times ours": round(took / seconds, 1),
                }
            )
    report("cold", rows, arguments.out, "seconds")


if __name__ == "__main__":
    main()
