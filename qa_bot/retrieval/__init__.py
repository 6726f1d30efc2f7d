"""From a question to passages: embedding, vectors, full text and how they join."""
