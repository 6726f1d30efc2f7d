"""Text in: loading, sentence splitting, chunking, and the record of all of it."""
