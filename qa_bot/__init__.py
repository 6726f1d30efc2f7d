"""qa_bot: ask questions of your own articles and trust the answer."""

__version__ = "0.1.0"
