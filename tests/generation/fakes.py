"""A language model that writes what a test says, and a reader that finds support everywhere."""

from collections.abc import Iterator, Sequence

from qa_bot.answering.readers.reader import PassageReading, ScoredSpan
from qa_bot.documents import Span
from qa_bot.errors import WritingError
from qa_bot.generation.chat_model import Prompt, Usage, estimated_tokens
from tests.fakes import WordReader


class ScriptedChat:
    """Completes each prompt with these pieces, and then fails if an error is given."""

    name = "scripted"

    def __init__(self, *pieces: str, error: WritingError | None = None) -> None:
        self.prompts: list[Prompt] = []
        self.pieces = pieces
        self.error = error

    def complete(
        self, prompt: Prompt, max_tokens: int, seconds: float, person: str = ""
    ) -> "ScriptedCompletion":
        self.prompts.append(prompt)
        return ScriptedCompletion(prompt, self.pieces, self.error)


class ScriptedCompletion:
    """The pieces, counted by the estimate."""

    def __init__(self, prompt: Prompt, pieces: Sequence[str], error: WritingError | None) -> None:
        self._pieces = pieces
        self._error = error
        self.usage = Usage(estimated_tokens(prompt.instructions + prompt.request), 0)

    def __iter__(self) -> Iterator[str]:
        for piece in self._pieces:
            self.usage = Usage(self.usage.read, self.usage.written + estimated_tokens(piece))
            yield piece
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Nothing is left open."""


class CredulousReader:
    """Finds that every passage answers every question, as a whole: only rules drop a sentence."""

    weights = WordReader.weights

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        return [
            PassageReading((ScoredSpan(0, len(each), Span(0, len(each)), 12.0),), 12.0)
            for each in passages
        ]
