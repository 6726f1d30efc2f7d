"""Readers: what finds the words of a passage that answer a question."""
