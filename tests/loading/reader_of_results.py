"""Stands in for a reader of something other than a document; replies with the task's bytes."""

from qa_bot.errors import SourceEmpty
from qa_bot.loading.incoming import Incoming
from qa_bot.loading.sandbox.results import SandboxResult


class Counted(SandboxResult, frozen=True):
    """Part of a result."""

    word: str
    count: int = 1


class Words(SandboxResult, frozen=True):
    """A result with parts."""

    title: str
    words: tuple[Counted, ...] = ()


def read(incoming: Incoming) -> Words:
    text = incoming.data.decode("utf-8", "surrogatepass")
    if not text:
        raise SourceEmpty(incoming.source, "there is no text in it", "Add words.")
    if text.isdecimal():
        return Words("", (Counted("again"),) * int(text))
    return Words(incoming.source, tuple(map(Counted, text.split())))
