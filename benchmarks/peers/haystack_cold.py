"""haystack with its in-memory store: FOLDER MODEL builds it; FOLDER MODEL QUESTION asks."""

import json
import sys
from pathlib import Path

from haystack import Document
from haystack.components.embedders import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

folder, model = Path(sys.argv[1]), sys.argv[2]
path = str(folder / "haystack.json")
if len(sys.argv) == 3:
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    texts = json.loads((folder / "chunks.json").read_text("utf-8"))
    embedder = SentenceTransformersDocumentEmbedder(model=model)
    embedder.warm_up()
    store.write_documents(embedder.run([Document(content=text) for text in texts])["documents"])
    store.save_to_disk(path)
else:
    store = InMemoryDocumentStore.load_from_disk(path)
    asker = SentenceTransformersTextEmbedder(model=model, progress_bar=False)
    asker.warm_up()
    embedding = asker.run(sys.argv[3])["embedding"]
    found = InMemoryEmbeddingRetriever(store, top_k=1).run(query_embedding=embedding)
    print(found["documents"][0].content)
