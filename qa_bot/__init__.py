"""qa_bot: ask questions of your own articles and trust the answer.

    with qa_bot.open("index/built") as library:
        library.add("notes/")
        answer = library.ask("Why did the mill close?")

Names are imported when they are first used, so that no program waits for those
that it does not use. `from qa_bot import *` leaves `open` to Python.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from qa_bot.privacy import switch_off_telemetry

if TYPE_CHECKING:
    from qa_bot import errors, maintenance
    from qa_bot.answering.readers.reader import Reader
    from qa_bot.answers import Answer, Overview, Passage, Quote
    from qa_bot.conversation.chat import Chat
    from qa_bot.conversation.turns import Reply
    from qa_bot.documents import AddResult, Article, ArticleRef, Outcome, Scope
    from qa_bot.errors import QaBotError
    from qa_bot.library import Library
    from qa_bot.library import open as open
    from qa_bot.retrieval.embedder import Embedder

__version__ = "0.1.0"

_HOMES = {
    "AddResult": "qa_bot.documents",
    "Answer": "qa_bot.answers",
    "Article": "qa_bot.documents",
    "ArticleRef": "qa_bot.documents",
    "Chat": "qa_bot.conversation.chat",
    "Embedder": "qa_bot.retrieval.embedder",
    "Library": "qa_bot.library",
    "Outcome": "qa_bot.documents",
    "Overview": "qa_bot.answers",
    "Passage": "qa_bot.answers",
    "QaBotError": "qa_bot.errors",
    "Quote": "qa_bot.answers",
    "Reader": "qa_bot.answering.readers.reader",
    "Reply": "qa_bot.conversation.turns",
    "Scope": "qa_bot.documents",
    "open": "qa_bot.library",
}
_MODULES = ("errors", "maintenance")

__all__ = [
    "AddResult",
    "Answer",
    "Article",
    "ArticleRef",
    "Chat",
    "Embedder",
    "Library",
    "Outcome",
    "Overview",
    "Passage",
    "QaBotError",
    "Quote",
    "Reader",
    "Reply",
    "Scope",
    "errors",
    "maintenance",
]

switch_off_telemetry()


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, *_MODULES})
