"""A module that reads no document: replies with the words of the source as a result."""

from qa_bot.errors import SourceEmpty
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.results import SandboxResult


class Counted(SandboxResult, frozen=True):
    """Part of a result."""

    word: str
    count: int = 1


class Words(SandboxResult, frozen=True):
    """A result with parts."""

    title: str
    words: tuple[Counted, ...] = ()


def read(raw: RawSource) -> Words:
    text = raw.data.decode("utf-8", "surrogatepass")
    if not text:
        raise SourceEmpty(raw.source, "there is no text in it", "Add words.")
    if text.isdecimal():
        return Words("", (Counted("again"),) * int(text))
    return Words(raw.source, tuple(map(Counted, text.split())))
