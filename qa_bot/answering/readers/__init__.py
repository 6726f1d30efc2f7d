"""Readers: models that find the words of a passage that answer a question."""
