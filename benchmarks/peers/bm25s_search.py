"""bm25s as its README shows it, with a stemmer: FILE holds texts and questions as JSON."""

import json
import sys
import time
from pathlib import Path

import bm25s
import Stemmer

given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
stemmer = Stemmer.Stemmer("english")
started = time.perf_counter()
index = bm25s.BM25()
index.index(
    bm25s.tokenize(given["texts"], stopwords="en", stemmer=stemmer, show_progress=False),
    show_progress=False,
)
made = time.perf_counter() - started
taken = []
for question in given["asked"]:
    started = time.perf_counter()
    tokens = bm25s.tokenize([question], stopwords="en", stemmer=stemmer, show_progress=False)
    index.retrieve(tokens, k=min(36, len(given["texts"])), show_progress=False)
    taken.append(1000 * (time.perf_counter() - started))
print(json.dumps({"made": made, "ms": taken}))
