"""The time of full-text search (FTS5), compared with bm25s on the same chunks and words.

Run as `python -m benchmarks.fulltext SQUAD.json FOLDER --bm25s PYTHON [--out FOLDER]`. FOLDER is
a library that benchmarks/scale.py has built, PYTHON the interpreter of an environment with
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
from qa_bot.config import load_config
from qa_bot.evaluation.datasets import read_dataset
from qa_bot.evaluation.metrics import quantile
from qa_bot.library import Library
from qa_bot.storage.store import Store
from qa_bot.text.words import content_words, full_text_query

_PEER = Path(__file__).parent / "peers" / "bm25s_search.py"
# Chunks that a question is searched for: twice the 18 candidates, as the retriever does.
_DEPTH = 36
# Chunks read from the store at once.
_BATCH = 10_000


def chunk_texts(store: Store) -> list[str]:
    """Return the text of every chunk."""
    ids = store.chunk_ids().tolist()
    starts = range(0, len(ids), _BATCH)
    return [c.text for at in starts for c in store.chunks(ids[at : at + _BATCH]).values()]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bm25s", required=True, metavar="PYTHON")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    components = Library.open(load_config(None, {}, index=arguments.folder)).components
    questions = read_dataset(arguments.squad).questions
    asked = [q.text for q in random.Random(6).sample(questions, arguments.questions)]
    store, retriever = components.store, components.retriever
    taken = []
    for question in asked:
        started = time.perf_counter()
        query = full_text_query(question, retriever._is_frequent)
        if query:
            store.search_full_text(query, _DEPTH)
        taken.append(1000 * (time.perf_counter() - started))
    texts = chunk_texts(store)
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
