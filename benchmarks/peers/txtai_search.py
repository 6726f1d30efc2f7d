"""txtai: FOLDER MODEL builds the index; FOLDER MODEL QUESTION loads it and asks."""

import json
import sys
import time
from pathlib import Path

from txtai import Embeddings

folder, model = Path(sys.argv[1]), sys.argv[2]
if len(sys.argv) == 3:
    texts = json.loads((folder / "chunks.json").read_text("utf-8"))
    embeddings = Embeddings(path=model, content=True)
    embeddings.batchtransform(texts[:4])
    started, used = time.perf_counter(), time.process_time()
    embeddings.index(texts)
    embeddings.save(str(folder / "txtai"))
    print(time.perf_counter() - started, time.process_time() - used)
else:
    embeddings = Embeddings()
    embeddings.load(str(folder / "txtai"))
    print(embeddings.search(sys.argv[3], 1)[0]["text"])
