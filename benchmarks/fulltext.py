"""Full text against bm25s on the same chunks and words.

Run as `python -m benchmarks.fulltext SQUAD.json FOLDER --bm25s PYTHON [--out FOLDER]`, with FOLDER
a library as benchmarks/scale makes them and PYTHON of an environment with
benchmarks/requirements-bm25s.txt.
"""

import argparse
import json
import random
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.machine import report
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.evaluation.datasets import read_dataset
from qa_bot.evaluation.metrics import quantile
from qa_bot.text.words import content_words, full_text_query

_PEER = Path(__file__).parent / "peers" / "bm25s_search.py"


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bm25s", required=True, metavar="PYTHON")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    app = Components(load_config(None, {}, index=arguments.folder))
    every = read_dataset(arguments.squad).questions
    asked = [q.text for q in random.Random(6).sample(every, arguments.questions)]
    retriever = app.retriever
    taken = []
    for question in asked:
        started = time.perf_counter()
        match = full_text_query(question, retriever._often)
        if match:
            app.store.search_full_text(match, 36)
        taken.append(1000 * (time.perf_counter() - started))
    texts = [row[0] for row in app.store._database.all("SELECT text FROM chunk_text")]
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump({"texts": texts, "asked": [" ".join(content_words(q)) for q in asked]}, file)
        file.flush()
        ran = subprocess.run(
            [arguments.bm25s, str(_PEER), file.name], capture_output=True, text=True, check=True
        )
    theirs = json.loads(ran.stdout.splitlines()[-1])
    rows = [
        {
            "what": f"qa-bot (FTS5), {len(texts):,} chunks",
            "ms, median": round(quantile(taken, 0.5), 2),
            "p95": round(quantile(taken, 0.95), 2),
            "made or loaded, s": 0,
        },
        {
            "what": "bm25s",
            "ms, median": round(quantile(theirs["ms"], 0.5), 2),
            "p95": round(quantile(theirs["ms"], 0.95), 2),
            "made or loaded, s": round(theirs["made"], 1),
        },
    ]
    report("fulltext", rows, arguments.out, "ms, median")


if __name__ == "__main__":
    main()
