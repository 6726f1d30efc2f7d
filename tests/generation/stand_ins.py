"""Stand-ins for a language model and a reader, and passages to write of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from qa_bot.answering.readers.reader import PassageReading, ScoredSpan
from qa_bot.answers import Passage
from qa_bot.documents import ArticleRef, Span
from qa_bot.generation.chat_model import Prompt, Usage
from tests.fakes import WordReader

Script = Sequence[str | Exception]


def passage(text: str, title: str = "A title", article: str = "a", start: int = 0) -> Passage:
    """A passage of an article that begins at `start`."""
    return Passage(ArticleRef(article, title, f"{article}.txt"), start, start + len(text), text, 1)


@dataclass
class ScriptedCompletion:
    """Yields the pieces of a script, and raises the errors in it."""

    script: Script
    usage: Usage = field(default_factory=lambda: Usage(100, 10))
    read: int = 0
    is_closed: bool = False

    def __iter__(self) -> Iterator[str]:
        for piece in self.script:
            if isinstance(piece, Exception):
                raise piece
            self.read += 1
            yield piece

    def close(self) -> None:
        self.is_closed = True


class ScriptedModel:
    """A language model that says what it is made to, prompt by prompt."""

    name = "scripted"

    def __init__(self, *scripts: Script, reply: Callable[[Prompt], Script] | None = None) -> None:
        self._scripts = list(scripts)
        self._reply = reply
        self.prompts: list[Prompt] = []
        self.seconds: list[float] = []
        self.people: list[str] = []
        self.completions: list[ScriptedCompletion] = []

    def complete(
        self, prompt: Prompt, max_tokens: int, seconds: float, person: str = ""
    ) -> ScriptedCompletion:
        self.prompts.append(prompt)
        self.seconds.append(seconds)
        self.people.append(person)
        script = self._reply(prompt) if self._reply else self._scripts.pop(0)
        if script and isinstance(script[0], Exception):
            raise script[0]
        self.completions.append(ScriptedCompletion(script))
        return self.completions[-1]


class DoubtfulReader:
    """A reader that finds no answer anywhere, so that only the rules support a sentence."""

    weights = WordReader.weights

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        span = ScoredSpan(0, 1, Span(0, 1), -12.0)
        return [PassageReading((span,), -12.0) for _ in passages]


class CredulousReader:
    """A reader that finds every question answered by the whole passage."""

    weights = WordReader.weights

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        return [
            PassageReading((ScoredSpan(0, len(text), Span(0, len(text)), 12.0),), 12.0)
            for text in passages
        ]
