"""The record of truth: articles, chunks and embeddings in one SQLite file.

Knows SQL and nothing of models, FAISS or files that articles come from.
"""

from qa_bot.storage.chunks import Searching
from qa_bot.storage.citations import Citing
from qa_bot.storage.database import DATABASE, LOCK, State
from qa_bot.storage.rows import Listing, StoredChunk
from qa_bot.storage.writes import Writing, text_key

__all__ = ["DATABASE", "LOCK", "Listing", "State", "Store", "StoredChunk", "text_key"]


class Store(Searching, Writing, Citing):
    """A library folder opened for reading and, when asked, writing.

    Safe to share between threads: each gets its own connection.
    """
