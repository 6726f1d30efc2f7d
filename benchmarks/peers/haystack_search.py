"""haystack, in memory: FOLDER MODEL builds the index; FOLDER MODEL QUESTION loads it and asks."""

import json
import sys
import time
from pathlib import Path

from haystack import Document
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

folder, model = Path(sys.argv[1]), sys.argv[2]
path = str(folder / "haystack.json")
if len(sys.argv) == 3:
    texts = json.loads((folder / "chunks.json").read_text("utf-8"))
    documents = [Document(content=text) for text in texts]
    embedder = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
    embedder.run(documents[:4])
    started, used = time.perf_counter(), time.process_time()
    store = InMemoryDocumentStore()
    store.write_documents(embedder.run(documents)["documents"])
    store.save_to_disk(path)
    print(time.perf_counter() - started, time.process_time() - used)
else:
    store = InMemoryDocumentStore.load_from_disk(path)
    asking = SentenceTransformersTextEmbedder(model=model, progress_bar=False)
    retriever = InMemoryEmbeddingRetriever(store, top_k=1)
    found = retriever.run(query_embedding=asking.run(sys.argv[3])["embedding"])
    print(found["documents"][0].content)
