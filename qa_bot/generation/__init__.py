"""Answers that a language model writes from passages, each sentence checked against them."""
