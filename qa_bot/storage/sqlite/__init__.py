"""The SQLite engine: one file with the articles, chunks, embeddings and full text (FTS5)."""
