"""txtai: FOLDER MODEL builds the index; FOLDER MODEL QUESTION loads it and asks."""

import json
import sys
from pathlib import Path

from txtai import Embeddings

folder, model = Path(sys.argv[1]), sys.argv[2]
if len(sys.argv) == 3:
    embeddings = Embeddings(path=model, content=True)
    embeddings.index(json.loads((folder / "chunks.json").read_text("utf-8")))
    embeddings.save(str(folder / "txtai"))
else:
    embeddings = Embeddings()
    embeddings.load(str(folder / "txtai"))
    print(embeddings.search(sys.argv[3], 1)[0]["text"])
