"""The training recipe: what it reads, and the examples that it makes."""
