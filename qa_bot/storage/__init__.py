"""The record of truth in one SQLite file: articles, chunks, embeddings, feeds; all of the SQL."""
