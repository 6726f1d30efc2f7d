"""A reader for each kind of file: bytes in, a draft of the article out."""
