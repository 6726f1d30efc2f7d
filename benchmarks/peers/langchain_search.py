"""langchain with FAISS: FOLDER MODEL builds the index; FOLDER MODEL QUESTION loads it and asks."""

import json
import sys
import time
from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings

folder, model = Path(sys.argv[1]), sys.argv[2]
embeddings = HuggingFaceEmbeddings(model_name=model)
path = str(folder / "langchain")
if len(sys.argv) == 3:
    texts = json.loads((folder / "chunks.json").read_text("utf-8"))
    embeddings.embed_documents(texts[:4])
    started, used = time.perf_counter(), time.process_time()
    FAISS.from_texts(texts, embeddings).save_local(path)
    print(time.perf_counter() - started, time.process_time() - used)
else:
    index = FAISS.load_local(path, embeddings, allow_dangerous_deserialization=True)
    print(index.similarity_search(sys.argv[3], k=1)[0].page_content)
